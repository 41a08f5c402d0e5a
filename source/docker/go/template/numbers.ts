import {unquotePart} from '../strconv.ts';
import type {NumberConstant} from './nodes.ts';

const int64Max = (1n << 63n) - 1n;
const uint64Max = (1n << 64n) - 1n;

/** A number literal's meanings, or what is wrong with it. */
export function parseNumber(text: string): NumberConstant | {readonly error: string} {
	if (text.endsWith('i')) return parseComplex(text) ?? {error: `illegal number syntax: "${text}"`};
	const magnitude = parseMagnitude(text.replace(/^[+-]/, ''));
	if (magnitude !== undefined) {
		const value = text.startsWith('-') ? -magnitude : magnitude;
		const integer = value >= -int64Max - 1n && value <= int64Max ? value : undefined;
		const isUnsigned = value === 0n || (!/^[+-]/.test(text) && value <= uint64Max);
		if (integer !== undefined || isUnsigned) {
			return {integer, unsigned: isUnsigned ? value : undefined, float: Number(value)};
		}
	}
	const float = parseFloatLiteral(text);
	if (float === undefined) return {error: `illegal number syntax: "${text}"`};
	if (!/[.eEpP]/.test(text)) return {error: `integer overflow: "${text}"`};
	return meaningsOf(float);
}

/** A float without a fraction is an integer too. */
function meaningsOf(float: number): NumberConstant {
	const whole = Number.isInteger(float) ? BigInt(float) : undefined;
	const isIn = (min: bigint, max: bigint) => whole !== undefined && whole >= min && whole <= max;
	return {
		integer: isIn(-int64Max - 1n, int64Max) ? whole : undefined,
		unsigned: isIn(0n, uint64Max) ? whole : undefined,
		float,
	};
}

/** `2i`, `1+2i`; where the imaginary part is zero, it is any other number too. Undefined: neither. */
function parseComplex(text: string): NumberConstant | undefined {
	// A sign that is no exponent's begins the imaginary part.
	const [, realText = '0', imaginaryText = ''] = /^(.*?[^eEpP])??([+-]?(?:[^+-]|(?<=[eEpP])[+-])*)i$/.exec(text) ?? [];
	const real = parseFloatLiteral(realText);
	const imaginary = parseFloatLiteral(imaginaryText);
	if (real === undefined || imaginary === undefined) return undefined;
	return {complex: {real, imaginary}, ...(imaginary === 0 ? meaningsOf(real) : {})};
}

/** Underscores only between digits; a base's prefix counts as one. Undefined where there are others. */
function withoutUnderscores(text: string): string | undefined {
	if (!text.includes('_')) return text;
	const digits = text.replace(/^[+-]?0[xXoObB]/, '0');
	const misplaced = /^[+-]?0[xX]/.test(text) ? /(?<![\da-fA-F])_|_(?![\da-fA-F])/ : /(?<!\d)_|_(?!\d)/;
	return misplaced.test(digits) ? undefined : text.replaceAll('_', '');
}

/** `strconv.ParseUint(text, 0, …)` without its bound. */
function parseMagnitude(literal: string): bigint | undefined {
	const text = withoutUnderscores(literal)?.toLowerCase();
	if (text === undefined) return undefined;
	if (/^(?:0x[\da-f]+|0o[0-7]+|0b[01]+|0|[1-9]\d*)$/.test(text)) return BigInt(text);
	return /^0[0-7]+$/.test(text) ? BigInt(`0o${text.slice(1)}`) : undefined;
}

/** `strconv.ParseFloat`; undefined also for what is beyond a float64. */
function parseFloatLiteral(literal: string): number | undefined {
	const text = withoutUnderscores(literal);
	if (text === undefined) return undefined;
	const hex = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/.exec(text);
	if (hex !== null) {
		const [, sign, whole = '', fraction = '', exponent] = hex;
		if (whole + fraction === '') return undefined;
		const value = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
		return Number.isFinite(value) ? (sign === '-' ? -value : value) : undefined;
	}
	if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
	const value = Number(text);
	return Number.isFinite(value) ? value : undefined;
}

/** `'x'`: its code point under every meaning of a number. */
export function parseCharacter(text: string): NumberConstant | {readonly error: string} {
	const part = unquotePart(text, 1, "'");
	if (part === undefined) return {error: 'invalid syntax'};
	if (text.slice(1 + part.length) !== "'") return {error: `malformed character constant: ${text}`};
	return {integer: BigInt(part.value), unsigned: BigInt(part.value), float: part.value};
}
