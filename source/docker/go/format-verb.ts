import {canBackquote, type FloatFormat, formatFloat, fromUtf8, quote, utf8} from './strconv.ts';
import {
	type BytesValue,
	type FloatValue,
	type GoValue,
	type IntValue,
	listItems,
	type MapValue,
	methodOf,
	type SliceValue,
	type StringValue,
	type StructValue,
	sortedEntries,
} from './values.ts';

/** A directive's flags; `%+v` and `%#v` have their own. */
export type Flags = {
	readonly plus: boolean;
	readonly minus: boolean;
	readonly sharp: boolean;
	readonly space: boolean;
	readonly zero: boolean;
	readonly plusV: boolean;
	readonly sharpV: boolean;
	/** Inside `%!verb(type=value)`, where a value's own methods are not asked. */
	readonly erroring: boolean;
	readonly width?: number;
	readonly precision?: number;
};

export const noFlags: Flags = {
	plus: false,
	minus: false,
	sharp: false,
	space: false,
	zero: false,
	plusV: false,
	sharpV: false,
	erroring: false,
};

/** An address is another in every run of a Go program; this one stands for all. */
const address = 0xc0_0000_e000n;

function pad(text: string, flags: Flags): string {
	const missing = (flags.width ?? 0) - [...text].length;
	if (missing <= 0) return text;
	if (flags.minus) return text + ' '.repeat(missing);
	return (flags.zero ? '0' : ' ').repeat(missing) + text;
}

/** One operand by one verb. `undefined`: nil. */
export function formatArgument(value: GoValue | undefined, verb: string, flags: Flags): string {
	if (value === undefined) return verb === 'T' || verb === 'v' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
	if (verb === 'T') return formatText(value.type.name, flags);
	if (verb === 'p') return formatPointer(value, verb, flags);
	if (value.kind === 'bytes' && value.type.name === '[]uint8') return formatBytes(value, verb, flags, '[]byte');
	return formatByMethod(value, verb, flags) ?? formatValue(value, verb, flags, 0);
}

function badVerb(value: GoValue | undefined, verb: string, flags: Flags): string {
	if (value === undefined) return `%!${verb}(<nil>)`;
	return `%!${verb}(${value.type.name}=${formatValue(value, 'v', {...flags, erroring: true}, 0)})`;
}

/** What the value's `Error` or `String` says, where the verb takes text. */
function formatByMethod(value: GoValue, verb: string, flags: Flags): string | undefined {
	if (flags.erroring) return undefined;
	if (verb === 'w') return badVerb(value, verb, flags);
	if (flags.sharpV || !'vsxXq'.includes(verb)) return undefined;
	const method = methodOf(value, 'Error') ?? methodOf(value, 'String');
	if (method === undefined || method.parameters.length > 0) return undefined;
	if (value.kind === 'pointer' && value.target === undefined) return '<nil>';
	const text = method.call(value);
	return text?.kind === 'string' ? formatString(text, verb, flags) : undefined;
}

function formatValue(value: GoValue | undefined, verb: string, flags: Flags, depth: number): string {
	if (value === undefined) return verb === 'v' ? '<nil>' : badVerb(value, verb, flags);
	if (depth > 0) {
		const text = formatByMethod(value, verb, flags);
		if (text !== undefined) return text;
	}
	switch (value.kind) {
		case 'bool':
			return verb === 't' || verb === 'v' ? pad(String(value.value), flags) : badVerb(value, verb, flags);
		case 'int':
		case 'uint':
			return formatInteger(value, verb, flags);
		case 'float':
			return formatFloatVerb(value, verb, flags);
		case 'string':
			return formatString(value, verb, flags);
		case 'slice':
		case 'bytes':
			return formatSlice(value, verb, flags, depth);
		case 'map':
			return formatMap(value, verb, flags, depth);
		case 'struct':
			return formatStruct(value, verb, flags, depth);
		case 'time':
			return badVerb(value, verb, flags);
		case 'interface':
			if (value.value !== undefined) return formatValue(value.value, verb, flags, depth + 1);
			return flags.sharpV ? `${value.type.name}(nil)` : '<nil>';
		case 'pointer': {
			const {target} = value;
			const isShown = target?.kind === 'struct' || target?.kind === 'map' || target?.kind === 'slice';
			// Deeper pointers stay addresses, as they might lead round in circles.
			if (depth === 0 && isShown) return `&${formatValue(target, verb, flags, depth + 1)}`;
			return formatPointer(value, verb, flags);
		}
		case 'func':
			return formatPointer(value, verb, flags);
	}
}

function join(items: readonly string[], {sharpV}: Flags): string {
	return items.join(sharpV ? ', ' : ' ');
}

function formatSlice(value: SliceValue | BytesValue, verb: string, flags: Flags, depth: number): string {
	if (value.kind === 'bytes' && 'sqxX'.includes(verb)) return formatBytes(value, verb, flags, value.type.name);
	const items = listItems(value).map(item => formatValue(item, verb, flags, depth + 1));
	if (!flags.sharpV) return `[${join(items, flags)}]`;
	const isNil = value.kind === 'slice' ? value.items === undefined : value.bytes === undefined;
	return isNil ? `${value.type.name}(nil)` : `${value.type.name}{${join(items, flags)}}`;
}

function formatMap(value: MapValue, verb: string, flags: Flags, depth: number): string {
	if (flags.sharpV && value.entries === undefined) return `${value.type.name}(nil)`;
	const items = sortedEntries(value).map(([key, element]) => {
		return `${formatValue(key, verb, flags, depth + 1)}:${formatValue(element, verb, flags, depth + 1)}`;
	});
	return flags.sharpV ? `${value.type.name}{${join(items, flags)}}` : `map[${join(items, flags)}]`;
}

function formatStruct({type, fields}: StructValue, verb: string, flags: Flags, depth: number): string {
	const items = type.fields.map(({name}, index) => {
		const field = fields[index];
		const held = field?.kind === 'interface' && field.value !== undefined ? field.value : field;
		const text = formatValue(held, verb, flags, depth + 1);
		return flags.plusV || flags.sharpV ? `${name}:${text}` : text;
	});
	return `${flags.sharpV ? type.name : ''}{${join(items, flags)}}`;
}

function formatBytes(value: BytesValue, verb: string, flags: Flags, typeName: string): string {
	const bytes = value.bytes ?? new Uint8Array();
	switch (verb) {
		case 'v':
		case 'd':
			if (!flags.sharpV) return formatSlice(value, verb, flags, 0);
			if (value.bytes === undefined) return `${typeName}(nil)`;
			return `${typeName}{${Array.from(bytes, byte => `0x${byte.toString(16)}`).join(', ')}}`;
		case 's':
			return formatText(fromUtf8(bytes), flags);
		case 'q':
			return formatQuoted(fromUtf8(bytes), flags);
		case 'x':
		case 'X':
			return formatHexBytes(bytes, verb, flags);
		default:
			return formatSlice(value, verb, flags, 0);
	}
}

function formatString(value: StringValue, verb: string, flags: Flags): string {
	switch (verb) {
		case 'v':
			return flags.sharpV ? formatQuoted(value.value, flags) : formatText(value.value, flags);
		case 's':
			return formatText(value.value, flags);
		case 'q':
			return formatQuoted(value.value, flags);
		case 'x':
		case 'X':
			return formatHexBytes(utf8(value.value), verb, flags);
		default:
			return badVerb(value, verb, flags);
	}
}

/** Precision counts characters. */
function cut(text: string, {precision}: Flags): string {
	return precision === undefined ? text : [...text].slice(0, precision).join('');
}

function formatText(text: string, flags: Flags): string {
	return pad(cut(text, flags), flags);
}

function formatQuoted(text: string, flags: Flags): string {
	const shown = cut(text, flags);
	if (flags.sharp && canBackquote(shown)) return pad(`\`${shown}\``, flags);
	return pad(quote(shown, {asciiOnly: flags.plus}), flags);
}

function formatHexBytes(bytes: Uint8Array, verb: string, flags: Flags): string {
	const shown = bytes.subarray(0, flags.precision ?? bytes.length);
	const prefix = flags.sharp ? '0x' : '';
	const pairs = Array.from(shown, byte => byte.toString(16).padStart(2, '0'));
	const text = flags.space
		? pairs.map(pair => prefix + pair).join(' ')
		: pairs.length > 0
			? prefix + pairs.join('')
			: '';
	return pad(verb === 'X' ? text.toUpperCase() : text, flags);
}

function formatPointer(value: GoValue, verb: string, flags: Flags): string {
	const [isPointer, isNil] = pointerState(value);
	if (!isPointer) return badVerb(value, verb, flags);
	const target = isNil ? 0n : address;
	if (verb === 'v' && flags.sharpV) return `(${value.type.name})(${isNil ? 'nil' : `0x${address.toString(16)}`})`;
	if (verb === 'v' && isNil) return pad('<nil>', flags);
	if (verb === 'v' || verb === 'p') return formatDigits(target, 'x', {...flags, sharp: !flags.sharp});
	return 'bodxX'.includes(verb) ? formatDigits(target, verb, flags) : badVerb(value, verb, flags);
}

function pointerState(value: GoValue): readonly [isPointer: boolean, isNil: boolean] {
	switch (value.kind) {
		case 'pointer':
			return [true, value.target === undefined];
		case 'map':
			return [true, value.entries === undefined];
		case 'slice':
			return [true, value.items === undefined];
		case 'bytes':
			return [true, value.bytes === undefined];
		case 'func':
			return [true, value.call === undefined];
		default:
			return [false, false];
	}
}

function formatInteger(value: IntValue, verb: string, flags: Flags): string {
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
			return badVerb(value, verb, flags);
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
	const isShown =
		flags.sharp && code >= 0n && code <= 0x10_ffffn && quote(rune, {mark: '\u0000'}).length === rune.length + 2;
	return pad(isShown ? `U+${digits} '${rune}'` : `U+${digits}`, {...flags, zero: false});
}

const bases: Readonly<Record<string, number>> = {d: 10, b: 2, o: 8, O: 8, x: 16, X: 16};
const prefixes: Readonly<Record<string, string>> = {b: '0b', x: '0x', X: '0X'};

function formatDigits(value: bigint, verb: string, flags: Flags): string {
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

function formatFloatVerb(value: FloatValue, verb: string, flags: Flags): string {
	switch (verb) {
		case 'v':
			return layOutFloat(value.value, 'g', undefined, flags);
		case 'g':
		case 'G':
			return layOutFloat(value.value, verb, undefined, flags);
		case 'e':
		case 'E':
			return layOutFloat(value.value, verb, 6, flags);
		case 'f':
		case 'F':
			return layOutFloat(value.value, 'f', 6, flags);
		default:
			return badVerb(value, verb, flags);
	}
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
	const [mantissa = '', exponent = ''] = text.split(/(?=e)/i);
	const wanted = format === 'g' || format === 'G' ? (precision ?? 6) : 0;
	const significant = mantissa.replace('.', '').replace(/^0+/, '').length;
	const isZero = mantissa === '0';
	const missing = Math.max(wanted - significant - (isZero ? 1 : 0), 0);
	return `${mantissa}${mantissa.includes('.') ? '' : '.'}${'0'.repeat(missing)}${exponent}`;
}
