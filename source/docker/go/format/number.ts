import {type FloatFormat, formatFloat} from '../float.ts';
import {isPrintable, quote} from '../strconv.ts';
import type {ComplexValue, IntValue} from '../values.ts';
import {type Flags, pad} from './flags.ts';

/** Undefined: no verb for an integer. */
export function formatInteger(value: IntValue, verb: string, flags: Flags): string | undefined {
	switch (verb) {
		case 'v':
			if (flags.sharpV && value.kind === 'uint') return formatDigits(value.value, 'x', {...flags, sharp: true});
			return formatDigits(value.value, 'd', flags);
		case 'd':
		case 'b':
		case 'o':
		case 'O':
		case 'x':
		case 'X':
			return formatDigits(value.value, verb, flags);
		case 'c':
			return pad(toRune(value.value), flags);
		case 'q':
			return pad(quote(toRune(value.value), {mark: "'", asciiOnly: flags.plus}), flags);
		case 'U':
			return formatUnicode(value.value, flags);
		default:
			return undefined;
	}
}

function toRune(code: bigint): string {
	const isCharacter = code >= 0n && code <= 0x10_ffffn && (code < 0xd800n || code > 0xdfffn);
	return isCharacter ? String.fromCodePoint(Number(code)) : '\uFFFD';
}

function formatUnicode(code: bigint, flags: Flags): string {
	const digits = BigInt.asUintN(64, code)
		.toString(16)
		.toUpperCase()
		.padStart(Math.max(flags.precision ?? 4, 4), '0');
	const rune = toRune(code);
	const isShown = flags.sharp && code >= 0n && code <= 0x10_ffffn && isPrintable(rune);
	return pad(isShown ? `U+${digits} '${rune}'` : `U+${digits}`, {...flags, zero: false});
}

const bases: Readonly<Record<string, number>> = {d: 10, b: 2, o: 8, O: 8, x: 16, X: 16};
const prefixes: Readonly<Record<string, string>> = {b: '0b', x: '0x', X: '0X'};

/** An integer in the base of its verb. */
export function formatDigits(value: bigint, verb: string, flags: Flags): string {
	if (flags.precision === 0 && value === 0n) return ' '.repeat(flags.width ?? 0);
	const magnitude = (value < 0n ? -value : value).toString(bases[verb]);
	const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
	// Zeros fill the width before the base's prefix is added, as in Go.
	const zeroWidth = flags.zero && !flags.minus && flags.width !== undefined ? flags.width - sign.length : 0;
	let digits = magnitude.padStart(flags.precision ?? zeroWidth, '0');
	if (verb === 'X') digits = digits.toUpperCase();
	if (flags.sharp && verb === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
	if (flags.sharp) digits = (prefixes[verb] ?? '') + digits;
	if (verb === 'O') digits = `0o${digits}`;
	return pad(sign + digits, {...flags, zero: false});
}

/** Undefined: no verb for a float. */
export function formatFloatVerb(value: number, verb: string, flags: Flags): string | undefined {
	switch (verb) {
		case 'v':
			return layOutFloat(value, 'g', undefined, flags);
		case 'b':
		case 'g':
		case 'G':
		case 'x':
		case 'X':
			return layOutFloat(value, verb, undefined, flags);
		case 'e':
		case 'E':
			return layOutFloat(value, verb, 6, flags);
		case 'f':
		case 'F':
			return layOutFloat(value, 'f', 6, flags);
		default:
			return undefined;
	}
}

/** Undefined: no verb for a complex number. The imaginary part always has a sign. */
export function formatComplex({real, imaginary}: ComplexValue, verb: string, flags: Flags): string | undefined {
	const realPart = formatFloatVerb(real, verb, flags);
	return realPart && `(${realPart}${formatFloatVerb(imaginary, verb, {...flags, plus: true})}i)`;
}

function layOutFloat(value: number, format: FloatFormat, defaultPrecision: number | undefined, flags: Flags): string {
	const precision = flags.precision ?? defaultPrecision;
	const text = formatFloat(value, format, precision);
	const isNegative = text.startsWith('-');
	const sign = isNegative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
	let digits = text.replace(/^[+-]/, '');
	if (digits === 'NaN') return pad(sign + digits, {...flags, zero: false});
	if (digits === 'Inf') return pad((sign || '+') + digits, {...flags, zero: false});
	if (flags.sharp) digits = restorePoint(digits, format, precision);
	if (sign === '' || !flags.zero || flags.minus) return pad(sign + digits, flags);
	return sign + pad(digits, {...flags, width: (flags.width ?? 0) - 1});
}

/** The flag `#`: always a decimal point, and for g the zeros that it drops. */
function restorePoint(text: string, format: FloatFormat, precision: number | undefined): string {
	if (format === 'b') return text;
	const isHex = format === 'x' || format === 'X';
	const [mantissa = '', exponent = ''] = text.split(isHex ? /(?=p)/i : /(?=e)/i);
	const wanted = format === 'g' || format === 'G' || format === 'x' ? (precision ?? 6) : 0;
	// Go takes the x of `0x1.8` for a digit, and so do we.
	const significant = mantissa.replace('.', '').replace(/^0+/, '').length;
	const isZero = mantissa === '0';
	const missing = Math.max(wanted - significant - (isZero ? 1 : 0), 0);
	return `${mantissa}${mantissa.includes('.') ? '' : '.'}${'0'.repeat(missing)}${exponent}`;
}
