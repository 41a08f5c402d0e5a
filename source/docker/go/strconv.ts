/** Strings as package strconv and package strings treat them: quoting, bytes, case. */

/** `strconv.IsPrint`. */
export function isPrintable(rune: string): boolean {
	return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(rune);
}

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
	if (isPrintable(rune) && (code < 0x80 || !asciiOnly)) return rune;
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
const leadingSpace = /^[\t-\r \u0085\p{Z}]+/u;
const trailingSpace = /[\t-\r \u0085\p{Z}]+$/u;

/** `strings.TrimSpace`: unlike `trim` it leaves U+FEFF and takes U+0085. */
export function trimSpace(text: string): string {
	return text.replace(leadingSpace, '').replace(trailingSpace, '');
}

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
