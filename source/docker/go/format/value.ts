import {fromUtf8, utf8} from '../strconv.ts';
import {field, int64Type, pointerTo, structType, uint64Type} from '../type.ts';
import {
	type BytesValue,
	type GoValue,
	goInt,
	goPointer,
	goStruct,
	isNil,
	listItems,
	type MapValue,
	methodOf,
	type SliceValue,
	type StringValue,
	type StructValue,
	sortedEntries,
	type TimeValue,
	zeroTimeSeconds,
} from '../values.ts';
import {type Flags, pad} from './flags.ts';
import {formatComplex, formatDigits, formatFloatVerb, formatInteger} from './number.ts';
import {formatHexBytes, formatQuoted, formatText} from './text.ts';

/** An address is another in every run of a Go program; this one stands for all. */
const address = 0xc0_0000_e000n;

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
	if (flags.erroring || flags.hidden) return undefined;
	if (verb === 'w') return badVerb(value, verb, flags);
	if (!flags.sharpV && !'vsxXq'.includes(verb)) return undefined;
	const method = flags.sharpV ? methodOf(value, 'GoString') : (methodOf(value, 'Error') ?? methodOf(value, 'String'));
	if (method === undefined || method.parameters.length > 0) return undefined;
	if (value.kind === 'pointer' && value.target === undefined) return '<nil>';
	const text = method.call(value);
	if (text?.kind !== 'string') return undefined;
	return flags.sharpV ? formatText(text.value, flags) : formatString(text, verb, flags);
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
			return formatInteger(value, verb, flags) ?? badVerb(value, verb, flags);
		case 'float':
			return formatFloatVerb(value.value, verb, flags) ?? badVerb(value, verb, flags);
		case 'complex':
			return formatComplex(value, verb, flags) ?? badVerb(value, verb, flags);
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
			return formatStruct(timeFields(value), verb, flags, depth);
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
	return isNil(value) ? `${value.type.name}(nil)` : `${value.type.name}{${join(items, flags)}}`;
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
		const hidden = flags.hidden || /^[a-z]/.test(name);
		const text = formatValue(held, verb, {...flags, hidden}, depth + 1);
		return flags.plusV || flags.sharpV ? `${name}:${text}` : text;
	});
	return `${flags.sharpV ? type.name : ''}{${join(items, flags)}}`;
}

const locationType = structType('time.Location', []);
const timeStructType = structType('time.Time', [
	field('wall', uint64Type),
	field('ext', int64Type),
	field('loc', pointerTo(locationType)),
]);

/** What Go keeps in a time, for the verbs that its `String` does not serve: seconds count from year 1. UTC is nil. */
function timeFields({seconds, nanoseconds, offsetSeconds}: TimeValue): StructValue {
	return goStruct(timeStructType, {
		wall: goInt(nanoseconds, uint64Type),
		ext: goInt(seconds - zeroTimeSeconds, int64Type),
		...(offsetSeconds === 0 ? {} : {loc: goPointer(goStruct(locationType, {}))}),
	});
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

function formatPointer(value: GoValue, verb: string, flags: Flags): string {
	const hasAddress = ['bytes', 'func', 'map', 'pointer', 'slice'].includes(value.kind);
	if (!hasAddress) return badVerb(value, verb, flags);
	const target = isNil(value) ? 0n : address;
	if (verb === 'v' && flags.sharpV)
		return `(${value.type.name})(${target === 0n ? 'nil' : `0x${target.toString(16)}`})`;
	if (verb === 'v' && target === 0n) return pad('<nil>', flags);
	if (verb === 'v' || verb === 'p') return formatDigits(target, 'x', {...flags, sharp: !flags.sharp});
	return 'bodxX'.includes(verb) ? formatDigits(target, verb, flags) : badVerb(value, verb, flags);
}
