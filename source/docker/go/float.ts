export type FloatFormat = 'b' | 'e' | 'E' | 'f' | 'g' | 'G' | 'x' | 'X';

/** 0.d1d2d3… × 10^point; no digits: zero. */
type Decimal = {readonly digits: string; readonly point: number};

/** The fewest digits that read back as the same float64. */
function shortestDecimal(magnitude: number): Decimal {
	const [mantissa = '', exponent = ''] = magnitude.toExponential().split('e');
	if (magnitude === 0) return {digits: '', point: 0};
	return {digits: mantissa.replace('.', ''), point: Number(exponent) + 1};
}

/** All digits of a float64: it is an integer divided by a power of two, so by a power of ten after scaling by fives. */
function exactDecimal(magnitude: number): Decimal {
	if (magnitude === 0) return {digits: '', point: 0};
	let integer = magnitude;
	let halvings = 0;
	while (!Number.isInteger(integer)) {
		integer *= 2;
		halvings++;
	}
	const digits = String(BigInt(integer) * 5n ** BigInt(halvings));
	return {digits: digits.replace(/0+$/, ''), point: digits.length - halvings};
}

/** Rounds half to even, as Go does (toFixed and toPrecision round half up). */
function roundDecimal({digits, point}: Decimal, count: number): Decimal {
	if (count >= digits.length) return {digits, point};
	if (count < 0) return {digits: '', point: 0};
	const kept = digits.slice(0, count);
	const rest = digits.slice(count);
	const isHalf = /^50*$/.test(rest);
	const up = isHalf ? Number(kept.at(-1) ?? '0') % 2 === 1 : rest >= '5';
	const rounded = up ? String(BigInt(kept || '0') + 1n).padStart(kept.length, '0') : kept;
	const carried = rounded.length - kept.length;
	const trimmed = rounded.replace(/0+$/, '');
	return trimmed === '' ? {digits: '', point: 0} : {digits: trimmed, point: point + carried};
}

function layOutExponent({digits, point}: Decimal, decimals: number, letter: string): string {
	const exponent = digits === '' ? 0 : point - 1;
	const fraction = decimals > 0 ? `.${digits.slice(1, 1 + decimals).padEnd(decimals, '0')}` : '';
	const magnitude = String(Math.abs(exponent)).padStart(2, '0');
	return `${digits[0] ?? '0'}${fraction}${letter}${exponent < 0 ? '-' : '+'}${magnitude}`;
}

function layOutFixed({digits, point}: Decimal, decimals: number): string {
	const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
	if (decimals <= 0) return whole;
	const fraction = point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
	return `${whole}.${fraction.slice(0, decimals).padEnd(decimals, '0')}`;
}

/** `precision` undefined: the shortest digits. Trailing zeros are not shown. */
function layOutGeneral(decimal: Decimal, precision: number | undefined, letter: string): string {
	const {digits, point} = decimal;
	let exponentMax = precision ?? 6;
	if (exponentMax > digits.length && digits.length >= point && precision !== undefined) exponentMax = digits.length;
	const exponent = point - 1;
	if (exponent < -4 || exponent >= exponentMax) return layOutExponent(decimal, digits.length - 1, letter);
	return layOutFixed(decimal, digits.length - point);
}

/** Mantissa and power of two of a float64 as it is stored: `mantissa × 2^exponent`. */
function binaryParts(magnitude: number): {readonly mantissa: bigint; readonly exponent: number} {
	const bits = new DataView(new ArrayBuffer(8));
	bits.setFloat64(0, magnitude);
	const stored = bits.getBigUint64(0);
	const biased = Number(stored >> 52n);
	const fraction = stored & ((1n << 52n) - 1n);
	return {mantissa: biased === 0 ? fraction : fraction | (1n << 52n), exponent: Math.max(biased, 1) - 1075};
}

/** `0x1.8p+01`: one hexadecimal digit, then `precision` more. */
function layOutHex(magnitude: number, precision: number | undefined): string {
	let {mantissa, exponent} = binaryParts(magnitude);
	if (mantissa === 0n) exponent = -52;
	while (mantissa !== 0n && mantissa < 1n << 52n) {
		mantissa <<= 1n;
		exponent--;
	}
	if (precision !== undefined && precision < 13) {
		const dropped = BigInt(4 * (13 - precision));
		const rest = mantissa & ((1n << dropped) - 1n);
		const half = 1n << (dropped - 1n);
		mantissa -= rest;
		const isOdd = ((mantissa >> dropped) & 1n) === 1n;
		if (rest > half || (rest === half && isOdd)) mantissa += 1n << dropped;
		if (mantissa >> 53n) {
			mantissa >>= 1n;
			exponent++;
		}
	}
	const digits = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
	const shown = precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
	const power = exponent + 52;
	const powerText = String(Math.abs(power)).padStart(2, '0');
	return `0x${mantissa >> 52n}${shown && `.${shown}`}p${power < 0 ? '-' : '+'}${powerText}`;
}

/**
`strconv.FormatFloat` of a float64. Precision: decimals for e and f, significant digits for g, hexadecimal
ones for x; undefined is the least that reads back the same. Positive numbers have no sign, infinities do.
*/
export function formatFloat(value: number, format: FloatFormat, precision?: number): string {
	if (Number.isNaN(value)) return 'NaN';
	const sign = value < 0 || Object.is(value, -0) ? '-' : '';
	if (!Number.isFinite(value)) return `${sign || '+'}Inf`;
	const magnitude = Math.abs(value);
	const letter = format === 'E' || format === 'G' ? 'E' : 'e';
	const shortest = shortestDecimal(magnitude);
	const exact = () => exactDecimal(magnitude);
	switch (format) {
		case 'b': {
			const {mantissa, exponent} = binaryParts(magnitude);
			return `${sign}${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
		}
		case 'x':
			return sign + layOutHex(magnitude, precision);
		case 'X':
			return (sign + layOutHex(magnitude, precision)).toUpperCase();
		case 'f': {
			if (precision === undefined) return sign + layOutFixed(shortest, shortest.digits.length - shortest.point);
			const decimal = exact();
			return sign + layOutFixed(roundDecimal(decimal, decimal.point + precision), precision);
		}
		case 'e':
		case 'E': {
			if (precision === undefined) return sign + layOutExponent(shortest, shortest.digits.length - 1, letter);
			return sign + layOutExponent(roundDecimal(exact(), precision + 1), precision, letter);
		}
		case 'g':
		case 'G': {
			if (precision === undefined) return sign + layOutGeneral(shortest, undefined, letter);
			const significant = precision || 1;
			return sign + layOutGeneral(roundDecimal(exact(), significant), significant, letter);
		}
	}
}
