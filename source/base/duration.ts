/** Not a duration; the message is Go's: `time: missing unit in duration "5"`. */
export class DurationError extends Error {
	override readonly name = 'DurationError';
}

const nanosecondsPerUnit: Readonly<Record<string, bigint>> = {
	ns: 1n,
	us: 1_000n,
	// Go takes both letters: the micro sign U+00B5 and the Greek mu U+03BC.
	'\u00B5s': 1_000n,
	'\u03BCs': 1_000n,
	ms: 1_000_000n,
	s: 1_000_000_000n,
	m: 60_000_000_000n,
	h: 3_600_000_000_000n,
};
/** The magnitude of the least int64; the greatest is one less. */
const magnitudeMax = 1n << 63n;

/** As package time quotes: every byte that is not printable ASCII as `\xNN`. */
export function quoteBytes(text: string): string {
	const quoted = [...text].map(character => {
		if (character === '"' || character === '\\') return `\\${character}`;
		if (character >= ' ' && character < '\u0080') return character;
		return Array.from(new TextEncoder().encode(character), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
	});
	return `"${quoted.join('')}"`;
}

/** Nanoseconds of `0.digits` of a unit. Go computes this part in floating point, and ignores digits past int64. */
function fractionNanoseconds(digits: string, unit: bigint): bigint {
	let numerator = 0n;
	let denominator = 1;
	for (const digit of digits) {
		const next = numerator * 10n + BigInt(digit);
		if (numerator > (magnitudeMax - 1n) / 10n || next > magnitudeMax) break;
		numerator = next;
		denominator *= 10;
	}
	return BigInt(Math.trunc(Number(numerator) * (Number(unit) / denominator)));
}

/**
Go's `time.ParseDuration`, as a number: exact up to 104 days (2^53), for whole microseconds up to 2 years, for whole
seconds up to 146 years; Go's limit is 292. Unit: nanoseconds. Errors: a `DurationError`.
*/
export const parseDuration = (text: string): number => Number(parseExactDuration(text));

/** Go's `time.ParseDuration`: `1h30m`, `-1.5s`, `100µs`, `0`. Unit: nanoseconds. Errors: a `DurationError`. */
export function parseExactDuration(text: string): bigint {
	const invalid = () => new DurationError(`time: invalid duration ${quoteBytes(text)}`);
	const negative = text.startsWith('-');
	let rest = /^[+-]/.test(text) ? text.slice(1) : text;
	if (rest === '0') return 0n;
	if (rest === '') throw invalid();
	let total = 0n;
	while (rest !== '') {
		const [part, whole = '', fraction = '', name = ''] = /^(\d*)(?:\.(\d*))?([^.\d]*)/.exec(rest) ?? [''];
		if (whole === '' && fraction === '') throw invalid();
		if (BigInt(whole) > magnitudeMax) throw invalid();
		if (name === '') throw new DurationError(`time: missing unit in duration ${quoteBytes(text)}`);
		const unit = nanosecondsPerUnit[name];
		if (unit === undefined)
			throw new DurationError(`time: unknown unit ${quoteBytes(name)} in duration ${quoteBytes(text)}`);
		total += BigInt(whole) * unit + fractionNanoseconds(fraction, unit);
		if (total > magnitudeMax) throw invalid();
		rest = rest.slice(part.length);
	}
	if (negative) return -total;
	if (total === magnitudeMax) throw invalid();
	return total;
}

/** A count of `unit`s with the decimals it needs: 1500 of 1000 is `1.5`. */
function formatFraction(count: bigint, unit: bigint): string {
	const decimals = String(unit).length - 1;
	const fraction = String(count % unit)
		.padStart(decimals, '0')
		.replace(/0+$/, '');
	return fraction === '' ? `${count / unit}` : `${count / unit}.${fraction}`;
}

/** Go's `Duration.String`: `2160h0m0s`, `1.5s`, `100ms`, `0s`. Unit: nanoseconds; what is beyond int64 is its end. */
export function formatDuration(nanoseconds: number | bigint): string {
	const exact = typeof nanoseconds === 'bigint' ? nanoseconds : BigInt(Math.trunc(nanoseconds));
	if (exact < 0n) return `-${formatMagnitude(exact < -magnitudeMax ? magnitudeMax : -exact)}`;
	return formatMagnitude(exact < magnitudeMax ? exact : magnitudeMax - 1n);
}

function formatMagnitude(nanoseconds: bigint): string {
	if (nanoseconds === 0n) return '0s';
	if (nanoseconds < 1_000n) return `${nanoseconds}ns`;
	if (nanoseconds < 1_000_000n) return `${formatFraction(nanoseconds, 1_000n)}µs`;
	if (nanoseconds < 1_000_000_000n) return `${formatFraction(nanoseconds, 1_000_000n)}ms`;
	const seconds = `${formatFraction(nanoseconds % 60_000_000_000n, 1_000_000_000n)}s`;
	const minutes = nanoseconds / 60_000_000_000n;
	if (minutes === 0n) return seconds;
	return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}
