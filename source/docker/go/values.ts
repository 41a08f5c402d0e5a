import {
	type BasicType,
	boolType,
	type FuncType,
	float64Type,
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
	| {readonly kind: 'string'; readonly type: BasicType; readonly value: string}
	/** `items` undefined: a nil slice. */
	| {readonly kind: 'slice'; readonly type: SliceType; readonly items: readonly GoValue[] | undefined}
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

export type StringValue = Extract<GoValue, {readonly kind: 'string'}>;
export type SliceValue = Extract<GoValue, {readonly kind: 'slice'}>;
export type MapValue = Extract<GoValue, {readonly kind: 'map'}>;
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
export function zeroValue(_type: GoType): GoValue {
	throw new Error('TODO');
}
