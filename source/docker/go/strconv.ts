/** Numbers and strings as text: what package strconv does for fmt, JSON and templates. */

export type FloatFormat = 'e' | 'E' | 'f' | 'g' | 'G';

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

/**
`strconv.FormatFloat` of a float64. Precision: decimals for e and f, significant digits for g; undefined is the least
that reads back the same. Positive numbers have no sign, infinities do.
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

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const letterEscapes: Readonly<Record<string, string>> = {
	'\u0007': '\\a',
	'\b': '\\b',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
	'\v': '\\v',
};

function escapeRune(rune: string, quote: string, asciiOnly: boolean): string {
	if (rune === quote || rune === '\\') return `\\${rune}`;
	const code = rune.codePointAt(0) ?? 0;
	if (printable.test(rune) && (code < 0x80 || !asciiOnly)) return rune;
	const letter = letterEscapes[rune];
	if (letter !== undefined) return letter;
	const hex = code.toString(16);
	if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, '0')}`;
	return code < 0x1_0000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Half of a pair, which is no character. */
function isSurrogate(rune: string): boolean {
	return rune.length === 1 && rune >= '\uD800' && rune <= '\uDFFF';
}

/** `strconv.Quote` and its kin: `"…"` for strings, `'…'` for runes. */
export function quote(text: string, {mark = '"', asciiOnly = false} = {}): string {
	const runes = Array.from(text, rune => escapeRune(isSurrogate(rune) ? '\uFFFD' : rune, mark, asciiOnly));
	return mark + runes.join('') + mark;
}

/** `strconv.CanBackquote`. */
export function canBackquote(text: string): boolean {
	return !/[^\t\P{Cc}]|[`\uFEFF]/u.test(text);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

/** A Go string's bytes. */
export function utf8(text: string): Uint8Array {
	return encoder.encode(text);
}

/** What is no UTF-8 becomes U+FFFD, as a terminal shows it. */
export function fromUtf8(bytes: Uint8Array): string {
	return decoder.decode(bytes);
}

/** `len` of a Go string: its UTF-8 bytes. */
export function byteLength(text: string): number {
	let length = 0;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		// A surrogate pair is two units and four bytes.
		const isHalf = unit >= 0xd800 && unit < 0xe000;
		length += unit < 0x80 ? 1 : unit < 0x800 || isHalf ? 2 : 3;
	}
	return length;
}

/** `strings.ToUpper`: character by character, so that none becomes two (`ß` stays). */
export function toUpper(text: string): string {
	return /^[ -~]*$/.test(text)
		? text.toUpperCase()
		: Array.from(
				text,
				mapRune(rune => rune.toUpperCase()),
			).join('');
}

/** `strings.ToLower`, likewise. */
export function toLower(text: string): string {
	return /^[ -~]*$/.test(text)
		? text.toLowerCase()
		: Array.from(
				text,
				mapRune(rune => rune.toLowerCase()),
			).join('');
}

function mapRune(map: (rune: string) => string): (rune: string) => string {
	return rune => {
		const mapped = map(rune);
		return [...mapped].length === 1 ? mapped : rune;
	};
}

const letterBytes: Readonly<Record<string, number>> = {
	a: 0x07,
	b: 0x08,
	f: 0x0c,
	n: 0x0a,
	r: 0x0d,
	t: 0x09,
	v: 0x0b,
	'\\': 0x5c,
	"'": 0x27,
	'"': 0x22,
};
const literalPart =
	/\\(?<letter>[abfnrtv\\'"])|\\x(?<hex>[0-9a-fA-F]{2})|\\(?<octal>[0-7]{3})|\\u(?<short>[0-9a-fA-F]{4})|\\U(?<long>[0-9a-fA-F]{8})|(?<plain>[^\\])/uy;

/** One character or escape of a Go literal. A `byte` from `\x` or octal is no character until its string is whole. */
export type LiteralPart = {readonly value: number; readonly isByte: boolean; readonly length: number};

/** `strconv.UnquoteChar`; undefined where that says "invalid syntax". */
export function unquotePart(text: string, position: number, mark: string): LiteralPart | undefined {
	literalPart.lastIndex = position;
	const match = literalPart.exec(text);
	if (match === null || match.groups === undefined) return undefined;
	const {letter, hex, octal, short, long, plain} = match.groups;
	const part = (value: number, isByte = false) => ({value, isByte, length: match[0].length});
	if (plain !== undefined) return plain === mark ? undefined : part(plain.codePointAt(0) ?? 0);
	if (letter !== undefined) {
		const isOtherQuote = (letter === '"' || letter === "'") && letter !== mark;
		return isOtherQuote ? undefined : part(letterBytes[letter] ?? 0);
	}
	if (hex !== undefined) return part(Number.parseInt(hex, 16), true);
	if (octal !== undefined) {
		const value = Number.parseInt(octal, 8);
		return value > 255 ? undefined : part(value, true);
	}
	const code = Number.parseInt(short ?? long ?? '', 16);
	return code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : part(code);
}

/** `strconv.Unquote` of a `"…"` or a raw string literal; undefined where that says "invalid syntax". */
export function unquote(literal: string): string | undefined {
	if (literal.startsWith('`')) return literal.slice(1, -1).replaceAll('\r', '');
	const bytes: number[] = [];
	for (let position = 1; position < literal.length - 1; ) {
		const part = unquotePart(literal, position, '"');
		if (part === undefined) return undefined;
		if (part.isByte) bytes.push(part.value);
		else bytes.push(...utf8(String.fromCodePoint(part.value)));
		position += part.length;
	}
	return fromUtf8(Uint8Array.from(bytes));
}
