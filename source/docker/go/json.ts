import {compareBytes} from './sort.ts';
import {formatTime, parseTime} from './time.ts';
import {
	anyType,
	type BasicType,
	GoError,
	type GoField,
	type GoType,
	mapOf,
	type StructType,
	sliceOf,
	stringType,
} from './type.ts';
import {
	type GoValue,
	goBool,
	goFloat,
	goInt,
	goString,
	isTrue,
	type MapValue,
	type StructValue,
	unwrap,
	zeroValue,
} from './values.ts';

export type MarshalOptions = {
	/** What one level is indented with, as `json.MarshalIndent(value, "", indent)`; default: everything on one line. */
	readonly indent?: string;
	/** Write `<`, `>` and `&` as \u003c, \u003e and \u0026. Default true, as in `json.Marshal`. */
	readonly escapeHtml?: boolean;
};

/** `json.Number`: a number's text, printed as it came. */
export const jsonNumberType: BasicType = {kind: 'string', name: 'json.Number', bits: 0};

/** `json.Marshal`: fields in their declared order, maps by key, omitempty, base64 bytes, Go's escapes. */
export function marshalJson(value: GoValue | undefined, {indent, escapeHtml = true}: MarshalOptions = {}): string {
	const text = marshal(value, escapeHtml);
	return indent === undefined ? text : indentJson(text, indent);
}

function marshal(value: GoValue | undefined, escapeHtml: boolean): string {
	const held = unwrap(value);
	if (held === undefined) return 'null';
	switch (held.kind) {
		case 'bool':
			return String(held.value);
		case 'int':
		case 'uint':
			return String(held.value);
		case 'float':
			return marshalFloat(held.value);
		case 'string':
			return held.type.name === jsonNumberType.name ? held.value || '0' : marshalString(held.value, escapeHtml);
		case 'slice':
			return held.items === undefined ? 'null' : `[${held.items.map(item => marshal(item, escapeHtml)).join(',')}]`;
		case 'bytes':
			return held.bytes === undefined ? 'null' : `"${toBase64(held.bytes)}"`;
		case 'map':
			return marshalMap(held, escapeHtml);
		case 'struct': {
			const own = held.type.marshalJson?.(held);
			if (own !== undefined) return escapeHtml ? escapeHtmlIn(own) : own;
			return `{${marshalFields(held, escapeHtml, new Set()).join(',')}}`;
		}
		case 'time':
			return `"${formatTime(held, '2006-01-02T15:04:05.999999999Z07:00')}"`;
		case 'pointer':
			return marshal(held.target, escapeHtml);
		case 'complex':
		case 'func':
			throw new GoError(`json: unsupported type: ${held.type.name}`);
	}
}

function marshalMap({entries}: MapValue, escapeHtml: boolean): string {
	if (entries === undefined) return 'null';
	const keys = [...entries.keys()].sort(compareBytes);
	const members = keys.map(key => `${marshalString(key, escapeHtml)}:${marshal(entries.get(key), escapeHtml)}`);
	return `{${members.join(',')}}`;
}

/** Members of an object; those of embedded structs in their place, unless an outer field has the same key. */
function marshalFields({type, fields}: StructValue, escapeHtml: boolean, hidden: ReadonlySet<string>): string[] {
	const isFlat = (field: GoField) => field.embedded && field.jsonInline;
	const own = type.fields.filter(field => !isFlat(field)).map(field => field.jsonKey ?? '');
	const hiddenInside = new Set([...hidden, ...own]);
	return type.fields.flatMap((field, index) => {
		const value = fields[index];
		const {jsonKey} = field;
		if (value === undefined || jsonKey === undefined) return [];
		if (isFlat(field)) {
			const target = value.kind === 'pointer' ? value.target : value;
			return target?.kind === 'struct' ? marshalFields(target, escapeHtml, hiddenInside) : [];
		}
		if (hidden.has(jsonKey) || (field.omitEmpty && isEmpty(value))) return [];
		return [`${marshalString(jsonKey, escapeHtml)}:${marshal(value, escapeHtml)}`];
	});
}

/** What `omitempty` drops. */
function isEmpty(value: GoValue): boolean {
	return value.kind === 'interface' ? value.value === undefined : !isTrue(value);
}

function marshalFloat(value: number): string {
	if (!Number.isFinite(value))
		throw new GoError(`json: unsupported value: ${value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'}`);
	// Digits and the choice of an exponent are the same in JavaScript and in Go's encoder, but for negative zero.
	return Object.is(value, -0) ? '-0' : String(value);
}

function unicodeEscape(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function escapeHtmlIn(json: string): string {
	return json.replace(/[<>&]/g, unicodeEscape);
}

function marshalString(text: string, escapeHtml: boolean): string {
	// Half of a surrogate pair is no character in Go; JavaScript's own escapes are Go's, but for these two separators.
	const quoted = JSON.stringify(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(/[\u2028\u2029]/g, unicodeEscape);
	return escapeHtml ? escapeHtmlIn(quoted) : quoted;
}

function toBase64(bytes: Uint8Array): string {
	return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** `json.Indent` of a JSON text as it came: keys keep their order, numbers their digits. */
export function indentJson(text: string, indent: string): string {
	let depth = 0;
	let indented = '';
	let previous = '';
	const newline = () => `\n${indent.repeat(depth)}`;
	for (const [token] of text.matchAll(tokens)) {
		const opensBefore = previous === '{' || previous === '[';
		if (token === '}' || token === ']') {
			depth--;
			// Empty objects and lists stay `{}` and `[]`.
			indented += opensBefore ? token : newline() + token;
		} else {
			if (opensBefore || previous === ',') indented += newline();
			indented += token === ':' ? ': ' : token;
			if (token === '{' || token === '[') depth++;
		}
		previous = token;
	}
	return indented;
}

/**
`json.Unmarshal` of something `JSON.parse` gave: unknown keys are dropped, missing ones are zero values, `anyType`
becomes maps, slices, strings, booleans and float64s. Errors: a `GoError` with Go's text when a type does not fit.
*/
export function fromJson(json: unknown, type: GoType): GoValue {
	if (json === null || json === undefined) return zeroValue(type);
	switch (type.kind) {
		case 'bool':
			if (typeof json === 'boolean') return goBool(json, type);
			break;
		case 'string':
			if (typeof json === 'string') return goString(json, type);
			break;
		case 'int':
		case 'uint':
			if (isInteger(json)) return goInt(json, type);
			break;
		case 'float':
			if (typeof json === 'number') return goFloat(json, type);
			break;
		case 'slice':
			if (Array.isArray(json)) return {kind: 'slice', type, items: json.map(item => fromJson(item, type.element))};
			if (typeof json === 'string' && zeroValue(type).kind === 'bytes')
				return {kind: 'bytes', type, bytes: fromBase64(json)};
			break;
		case 'map':
			if (isObject(json)) {
				const entries = Object.entries(json).map(([key, item]) => [key, fromJson(item, type.element)] as const);
				return {kind: 'map', type, entries: new Map(entries)};
			}
			break;
		case 'struct':
			if (isObject(json)) return structFromJson(json, type);
			break;
		case 'time':
			if (typeof json === 'string') return parseTime(json);
			throw new GoError('Time.UnmarshalJSON: input is not a JSON string');
		case 'pointer':
			return {kind: 'pointer', type, target: fromJson(json, type.element)};
		case 'interface':
			return {kind: 'interface', type, value: anyFromJson(json)};
		case 'complex':
		case 'func':
			break;
	}
	throw new GoError(`json: cannot unmarshal ${describeJson(json)} into Go value of type ${type.name}`);
}

function isInteger(json: unknown): json is number | bigint {
	return typeof json === 'bigint' || (typeof json === 'number' && Number.isInteger(json));
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
	return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function describeJson(json: unknown): string {
	if (Array.isArray(json)) return 'array';
	if (typeof json === 'boolean') return 'bool';
	return typeof json === 'number' && !Number.isInteger(json) ? `number ${json}` : typeof json;
}

function structFromJson(json: Readonly<Record<string, unknown>>, type: StructType): StructValue {
	const fields = type.fields.map(field => {
		if (field.jsonKey === undefined) return zeroValue(field.type);
		if (!field.embedded || !field.jsonInline) return fromJson(json[field.jsonKey], field.type);
		const inner = field.type.kind === 'pointer' ? field.type.element : field.type;
		if (inner.kind !== 'struct') return zeroValue(field.type);
		// A pointer to an embedded struct is only made when one of its keys is there.
		if (field.type.kind === 'pointer' && !inner.fields.some(({jsonKey}) => jsonKey && jsonKey in json)) {
			return zeroValue(field.type);
		}
		return fromJson(json, field.type);
	});
	return {kind: 'struct', type, fields};
}

function fromBase64(text: string): Uint8Array {
	try {
		return Uint8Array.from(atob(text), character => character.charCodeAt(0));
	} catch {
		throw new GoError('illegal base64 data at input byte 0');
	}
}

function anyFromJson(json: unknown): GoValue {
	if (typeof json === 'string') return goString(json);
	if (typeof json === 'boolean') return goBool(json);
	if (typeof json === 'object') return fromJson(json, Array.isArray(json) ? sliceOf(anyType) : mapOf(anyType));
	return goFloat(Number(json));
}

const longIntegers = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;
/** Begins a string that stands for an integer; nobody writes such strings himself. */
const integerMark = '\0int:';

/** As `JSON.parse`, but integers that a double may not hold are bigints. Errors: a `SyntaxError`. */
export function parseJson(text: string): unknown {
	const marked = text.replace(longIntegers, token =>
		token.startsWith('"') ? token : JSON.stringify(integerMark + token),
	);
	return JSON.parse(marked, (_key, value) =>
		typeof value === 'string' && value.startsWith(integerMark) ? BigInt(value.slice(integerMark.length)) : value,
	);
}

const taggable = /"((?:[^"\\]|\\.)*)"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** As `fromJson` into `any` with the decoder's `UseNumber`: numbers are `json.Number`s, printed as they came. */
export function fromJsonText(text: string): GoValue {
	// JSON.parse would round numbers, so it gets them as strings; a first letter says what each string was.
	const tagged = text.replace(taggable, (token, inside) => (inside === undefined ? `"n${token}"` : `"s${inside}"`));
	return {kind: 'interface', type: anyType, value: fromTagged(JSON.parse(tagged))};
}

function fromTagged(json: unknown): GoValue | undefined {
	if (json === null) return undefined;
	if (typeof json === 'boolean') return goBool(json);
	if (typeof json === 'string') return goString(json.slice(1), json.startsWith('n') ? jsonNumberType : stringType);
	const slot = (item: unknown): GoValue => ({kind: 'interface', type: anyType, value: fromTagged(item)});
	if (Array.isArray(json)) return {kind: 'slice', type: sliceOf(anyType), items: json.map(slot)};
	const entries = Object.entries(json as object).map(([key, item]) => [key.slice(1), slot(item)] as const);
	return {kind: 'map', type: mapOf(anyType), entries: new Map(entries)};
}
