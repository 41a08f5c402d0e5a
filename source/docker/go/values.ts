import {compareBytes} from './sort.ts';
import {
	type BasicType,
	boolType,
	complex128Type,
	type FuncType,
	float64Type,
	GoError,
	type GoFunction,
	type GoType,
	type InterfaceType,
	intType,
	type MapType,
	mapOf,
	type PointerType,
	pointerTo,
	type SliceType,
	type StructType,
	sliceOf,
	stringType,
	type TimeType,
} from './type.ts';

/**
A Go value. Strings are JavaScript strings of valid text; whatever counts bytes (len, slice, widths) counts UTF-8.
*/
export type GoValue =
	| {readonly kind: 'bool'; readonly type: BasicType; readonly value: boolean}
	| {readonly kind: 'int' | 'uint'; readonly type: BasicType; readonly value: bigint}
	| {readonly kind: 'float'; readonly type: BasicType; readonly value: number}
	| {readonly kind: 'complex'; readonly type: BasicType; readonly real: number; readonly imaginary: number}
	| {readonly kind: 'string'; readonly type: BasicType; readonly value: string}
	/** `items` undefined: a nil slice. */
	| {readonly kind: 'slice'; readonly type: SliceType; readonly items: readonly GoValue[] | undefined}
	/** A slice of bytes (`[]byte`, `json.RawMessage`); undefined: nil. */
	| {readonly kind: 'bytes'; readonly type: SliceType; readonly bytes: Uint8Array | undefined}
	/** Keys as text, in any order; `entries` undefined: a nil map. */
	| {readonly kind: 'map'; readonly type: MapType; readonly entries: ReadonlyMap<string, GoValue> | undefined}
	/** `fields` in the order of `type.fields`. */
	| {readonly kind: 'struct'; readonly type: StructType; readonly fields: readonly GoValue[]}
	/** Seconds since 1970-01-01T00:00:00Z, always whole; `nanoseconds` 0 to 999,999,999. */
	| {
			readonly kind: 'time';
			readonly type: TimeType;
			readonly seconds: number;
			readonly nanoseconds: number;
			/** East of Greenwich. */
			readonly offsetSeconds: number;
			readonly zone: string;
	  }
	/** `target` undefined: a nil pointer. */
	| {readonly kind: 'pointer'; readonly type: PointerType; readonly target: GoValue | undefined}
	/** A slot of type `any`, such as an element of `map[string]any`; `value` undefined: nil. */
	| {readonly kind: 'interface'; readonly type: InterfaceType; readonly value: GoValue | undefined}
	| {readonly kind: 'func'; readonly type: FuncType; readonly call: GoFunction | undefined};

/** Anything but an interface. */
export type ConcreteValue = Exclude<GoValue, {readonly kind: 'interface'}>;
export type IntValue = Extract<GoValue, {readonly kind: 'int' | 'uint'}>;
export type FloatValue = Extract<GoValue, {readonly kind: 'float'}>;
export type ComplexValue = Extract<GoValue, {readonly kind: 'complex'}>;
export type StringValue = Extract<GoValue, {readonly kind: 'string'}>;
export type SliceValue = Extract<GoValue, {readonly kind: 'slice'}>;
export type BytesValue = Extract<GoValue, {readonly kind: 'bytes'}>;
export type MapValue = Extract<GoValue, {readonly kind: 'map'}>;
export type TimeValue = Extract<GoValue, {readonly kind: 'time'}>;
export type StructValue = Extract<GoValue, {readonly kind: 'struct'}>;

export function goString(value: string, type: BasicType = stringType): StringValue {
	return {kind: 'string', type, value};
}

export function goBool(value: boolean, type: BasicType = boolType): GoValue {
	return {kind: 'bool', type, value};
}

/** An integer of any integer type, `durationType` included (nanoseconds). */
export function goInt(value: number | bigint, type: BasicType = intType): GoValue {
	return {kind: type.kind as 'int' | 'uint', type, value: BigInt(value)};
}

export function goFloat(value: number, type: BasicType = float64Type): GoValue {
	return {kind: 'float', type, value};
}

export function goComplex(real: number, imaginary: number): GoValue {
	return {kind: 'complex', type: complex128Type, real, imaginary};
}

export function goSlice(items: readonly GoValue[], type: SliceType): SliceValue {
	return {kind: 'slice', type, items};
}

/** `[]string`. */
export function goStrings(items: readonly string[]): SliceValue {
	return goSlice(
		items.map(item => goString(item)),
		sliceOf(stringType),
	);
}

export function goMap(entries: Iterable<readonly [string, GoValue]>, type: MapType): MapValue {
	return {kind: 'map', type, entries: new Map(entries)};
}

/** `map[string]string`. */
export function goStringMap(entries: Readonly<Record<string, string>>, type: MapType = mapOf(stringType)): MapValue {
	return goMap(
		Object.entries(entries).map(([key, value]) => [key, goString(value)]),
		type,
	);
}

/** Fields that are not given have their type's zero value. */
export function goStruct(type: StructType, fields: Readonly<Record<string, GoValue>>): StructValue {
	return {kind: 'struct', type, fields: type.fields.map(({name, type}) => fields[name] ?? zeroValue(type))};
}

export function goPointer(target: GoValue, type: PointerType = pointerTo(target.type)): GoValue {
	return {kind: 'pointer', type, target};
}

/** What Go gives a variable of this type before anything is assigned: `""`, `0`, a nil map … */
export function zeroValue(type: GoType): GoValue {
	switch (type.kind) {
		case 'bool':
			return {kind: 'bool', type, value: false};
		case 'string':
			return {kind: 'string', type, value: ''};
		case 'int':
		case 'uint':
			return {kind: type.kind, type, value: 0n};
		case 'float':
			return {kind: 'float', type, value: 0};
		case 'complex':
			return {kind: 'complex', type, real: 0, imaginary: 0};
		case 'slice':
			return isBytes(type) ? {kind: 'bytes', type, bytes: undefined} : {kind: 'slice', type, items: undefined};
		case 'map':
			return {kind: 'map', type, entries: undefined};
		case 'struct':
			return {kind: 'struct', type, fields: type.fields.map(field => zeroValue(field.type))};
		case 'time':
			return {kind: 'time', type, seconds: zeroTimeSeconds, nanoseconds: 0, offsetSeconds: 0, zone: 'UTC'};
		case 'pointer':
			return {kind: 'pointer', type, target: undefined};
		case 'interface':
			return {kind: 'interface', type, value: undefined};
		case 'func':
			return {kind: 'func', type, call: undefined};
	}
}

/** 0001-01-01T00:00:00Z. */
export const zeroTimeSeconds = -62_135_596_800;

function isBytes(type: SliceType): boolean {
	return type.element.kind === 'uint' && type.element.bits === 8;
}

/** The elements of a slice, of bytes too; none of a nil one. */
export function listItems(value: SliceValue | BytesValue): readonly GoValue[] {
	if (value.kind === 'slice') return value.items ?? [];
	return Array.from(value.bytes ?? [], byte => goInt(byte, value.type.element as BasicType));
}

/** A map's entries in the order that Go prints them and `range` visits them. */
export function sortedEntries({type, entries}: MapValue): (readonly [GoValue, GoValue])[] {
	const isNumber = type.key.kind === 'int' || type.key.kind === 'uint';
	const compare = isNumber ? (a: string, b: string) => Number(BigInt(a) - BigInt(b)) : compareBytes;
	return [...(entries ?? [])]
		.sort(([a], [b]) => compare(a, b))
		.map(([key, value]) => [isNumber ? goInt(BigInt(key), type.key) : goString(key, type.key), value]);
}

/** What an interface holds; undefined where it is nil. Anything else is itself. */
export function unwrap(value: GoValue | undefined): ConcreteValue | undefined {
	return value?.kind === 'interface' ? unwrap(value.value) : value;
}

/** Whether a template takes a value for true: what is not its type's zero or empty; structs always. */
export function isTrue(value: GoValue | undefined): boolean {
	const held = unwrap(value);
	if (held === undefined) return false;
	switch (held.kind) {
		case 'bool':
			return held.value;
		case 'int':
		case 'uint':
			return held.value !== 0n;
		case 'float':
			return held.value !== 0;
		case 'complex':
			return held.real !== 0 || held.imaginary !== 0;
		case 'string':
			return held.value !== '';
		case 'slice':
			return Boolean(held.items?.length);
		case 'bytes':
			return Boolean(held.bytes?.length);
		case 'map':
			return Boolean(held.entries?.size);
		case 'pointer':
			return held.target !== undefined;
		case 'func':
			return held.call !== undefined;
		case 'struct':
		case 'time':
			return true;
	}
}

/** Go's untyped nil, or nil of a type that has one. */
export function isNil(value: GoValue | undefined): boolean {
	switch (value?.kind) {
		case undefined:
			return true;
		case 'pointer':
			return value.target === undefined;
		case 'slice':
			return value.items === undefined;
		case 'bytes':
			return value.bytes === undefined;
		case 'map':
			return value.entries === undefined;
		case 'func':
			return value.call === undefined;
		default:
			return false;
	}
}

/** A method of the value's type; a pointer has those of what it points to. */
export function methodOf(value: GoValue, name: string): GoFunction | undefined {
	const own = value.type.methods;
	if (own !== undefined && Object.hasOwn(own, name)) return own[name];
	if (value.type.kind !== 'pointer') return undefined;
	const {methods} = value.type.element;
	return methods !== undefined && Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** Where a struct type has a field: one index per level of embedding; the outermost wins. */
function fieldPath(type: StructType, name: string): readonly number[] | undefined {
	const index = type.fields.findIndex(field => field.name === name);
	if (index >= 0) return [index];
	for (const [outer, field] of type.fields.entries()) {
		const inner = field.type.kind === 'pointer' ? field.type.element : field.type;
		const path = field.embedded && inner.kind === 'struct' ? fieldPath(inner, name) : undefined;
		if (path !== undefined) return [outer, ...path];
	}
	return undefined;
}

export function hasField(type: StructType, name: string): boolean {
	return fieldPath(type, name) !== undefined;
}

/** A field of a struct, one of its embedded structs' included. Errors: a `GoError` where such a one is nil. */
export function fieldOf(struct: StructValue, name: string): GoValue | undefined {
	let value: GoValue = struct;
	for (const index of fieldPath(struct.type, name) ?? []) {
		if (value.kind === 'pointer') {
			if (value.target === undefined) {
				const {element} = value.type;
				const embeddedName = element.name.slice(element.name.search(/[^.*]*$/));
				throw new GoError(`reflect: indirection through nil pointer to embedded struct field ${embeddedName}`);
			}
			value = value.target;
		}
		const field: GoValue | undefined = value.kind === 'struct' ? value.fields[index] : undefined;
		if (field === undefined) return undefined;
		value = field;
	}
	return value === struct ? undefined : value;
}
