import type {GoValue} from './values.ts';

/**
Go types as `reflect` shows them: enough to print, compare, marshal and evaluate a value in a template as the Go
program would. A type's `name` is what `%T` prints: `string`, `[]swarm.Node`, `*swarm.ManagerStatus`.
*/
export type GoType = BasicType | SliceType | MapType | StructType | TimeType | PointerType | InterfaceType | FuncType;

export type BasicType = {
	readonly kind: 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string';
	readonly name: string;
	/** Size of a number; 0 for what has none. */
	readonly bits: number;
	readonly methods?: GoMethods;
};
export type SliceType = {
	readonly kind: 'slice';
	readonly name: string;
	readonly element: GoType;
	readonly methods?: GoMethods;
};
export type MapType = {
	readonly kind: 'map';
	readonly name: string;
	readonly key: BasicType;
	readonly element: GoType;
	readonly methods?: GoMethods;
};
export type StructType = {
	readonly kind: 'struct';
	readonly name: string;
	readonly fields: readonly GoField[];
	readonly methods?: GoMethods;
	/** The type's own `MarshalJSON`: JSON text, escaped as it likes. */
	readonly marshalJson?: (value: GoValue) => string;
};
export type TimeType = {readonly kind: 'time'; readonly name: 'time.Time'; readonly methods?: GoMethods};
export type PointerType = {
	readonly kind: 'pointer';
	readonly name: string;
	readonly element: GoType;
	readonly methods?: GoMethods;
};
export type InterfaceType = {readonly kind: 'interface'; readonly name: string; readonly methods?: undefined};
export type FuncType = {readonly kind: 'func'; readonly name: string; readonly methods?: undefined};

/** One field of a struct. An embedded struct's fields count as its parent's too, in templates and in JSON. */
export type GoField = {
	readonly name: string;
	readonly type: GoType;
	readonly embedded: boolean;
	/** Key in JSON; undefined: not in JSON (tag `-`). */
	readonly jsonKey: string | undefined;
	/** An embedded struct without a key of its own lies flat in its parent's JSON object. */
	readonly jsonInline: boolean;
	readonly omitEmpty: boolean;
};

/**
A function or method that a template may call.

Errors: `call` throws a `GoError` where the Go function returns an error or panics.
*/
export type GoFunction = {
	/** Without the receiver. `valueType` takes anything, and `undefined` for Go's untyped nil. */
	readonly parameters: readonly (GoType | typeof valueType)[];
	/** The last parameter may be given any number of times. */
	readonly variadic?: boolean;
	readonly call: (...args: Argument[]) => GoValue | undefined;
};
/** As a `GoFunction`; `call` gets the receiver first. */
export type GoMethods = Readonly<Record<string, GoFunction>>;
/** What a function gets; `undefined` is Go's invalid `reflect.Value` (a missing map entry, untyped nil). */
// biome-ignore lint/suspicious/noExplicitAny: a parameter's type decides which kind of value arrives
export type Argument = any;

/** A parameter of type `reflect.Value`. */
export const valueType = 'reflect.Value';

/** An error that a Go function returned, with Go's text. */
export class GoError extends Error {
	override readonly name = 'GoError';
}

export const boolType: BasicType = {kind: 'bool', name: 'bool', bits: 0};
export const stringType: BasicType = {kind: 'string', name: 'string', bits: 0};
export const intType: BasicType = {kind: 'int', name: 'int', bits: 64};
export const int64Type: BasicType = {kind: 'int', name: 'int64', bits: 64};
export const int32Type: BasicType = {kind: 'int', name: 'int32', bits: 32};
export const uint64Type: BasicType = {kind: 'uint', name: 'uint64', bits: 64};
export const uint32Type: BasicType = {kind: 'uint', name: 'uint32', bits: 32};
export const uint8Type: BasicType = {kind: 'uint', name: 'uint8', bits: 8};
export const float64Type: BasicType = {kind: 'float', name: 'float64', bits: 64};
export const complex128Type: BasicType = {kind: 'complex', name: 'complex128', bits: 128};
export const anyType: InterfaceType = {kind: 'interface', name: 'interface {}'};

/** `type swarm.NodeRole string`: prints and compares as its underlying type, but has a name of its own. */
export function namedType<T extends BasicType | MapType | SliceType>(
	name: string,
	underlying: T,
	methods?: GoMethods,
): T {
	return {...underlying, name, methods};
}

export function sliceOf(element: GoType): SliceType {
	return {kind: 'slice', name: `[]${element.name}`, element};
}

export function mapOf(element: GoType, key: BasicType = stringType): MapType {
	return {kind: 'map', name: `map[${key.name}]${element.name}`, key, element};
}

export function pointerTo(element: GoType): PointerType {
	return {kind: 'pointer', name: `*${element.name}`, element};
}

/** `[]byte`: base64 in JSON, text for `%s`. */
export const bytesType: SliceType = sliceOf(uint8Type);

export function structType(
	name: string,
	fields: readonly GoField[],
	{methods, marshalJson}: Pick<StructType, 'methods' | 'marshalJson'> = {},
): StructType {
	return {kind: 'struct', name, fields, methods, marshalJson};
}

/**
One field of `structType`, with its tag as in the Go source: `field('Addr', stringType, 'addr,omitempty')`; without
one the JSON key is the name; `-` keeps the field out of JSON.
*/
export function field(name: string, type: GoType, jsonTag = ''): GoField {
	const [key, ...options] = jsonTag.split(',');
	const jsonKey = jsonTag === '-' ? undefined : key || name;
	return {name, type, embedded: false, jsonKey, jsonInline: false, omitEmpty: options.includes('omitempty')};
}

/** An embedded struct (or pointer to one): `embedded(annotationsType)`; named after its type unless told. */
export function embedded(type: StructType | PointerType, jsonTag = ''): GoField {
	const name = type.name.slice(type.name.search(/[^.*]*$/));
	return {...field(name, type, jsonTag), embedded: true, jsonInline: !jsonTag.split(',')[0]};
}

/** What a function takes; undefined: any type will do. */
export type Parameter = GoType | typeof valueType | undefined;

export function parameterName(parameter: Parameter): string {
	return typeof parameter === 'object' ? parameter.name : String(parameter);
}

/** Whether untyped nil may be given for it. */
export function canBeNil(parameter: Parameter): boolean {
	if (typeof parameter !== 'object') return true;
	return ['func', 'interface', 'map', 'pointer', 'slice'].includes(parameter.kind);
}

/** A type written out, such as `[]string`, is assignable to and from all types made of it. */
export function isAssignable(from: GoType, to: GoType): boolean {
	if (to.kind === 'interface') return true;
	if (from.kind !== to.kind) return false;
	if (from.name === to.name) return true;
	return literalName(from) === literalName(to) && (from.name === literalName(from) || to.name === literalName(to));
}

function literalName(type: GoType): string {
	switch (type.kind) {
		case 'slice':
			return `[]${type.element.name}`;
		case 'map':
			return `map[${type.key.name}]${type.element.name}`;
		case 'pointer':
			return `*${type.element.name}`;
		default:
			return type.name;
	}
}
