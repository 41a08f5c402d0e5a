import {sprint, sprintf, sprintln} from '../format.ts';
import {byteLength, fromUtf8, isPrintable, utf8} from '../strconv.ts';
import {
	anyType,
	canBeNil,
	GoError,
	type GoFunction,
	type GoType,
	isAssignable,
	type Parameter,
	parameterName,
	stringType,
	uint8Type,
	valueType,
} from '../type.ts';
import {
	type GoValue,
	goBool,
	goInt,
	goString,
	isTrue,
	listItems,
	type StringValue,
	unwrap,
	zeroValue,
} from '../values.ts';
import {areEqual, isLess, isLessOrEqual} from './compare.ts';

type Value = GoValue | undefined;

/** What pointers and interfaces lead to; undefined where one of them is nil. */
export function dereference(value: Value): {readonly value: Value; readonly isNil: boolean} {
	let held = value;
	while (held?.kind === 'pointer' || held?.kind === 'interface') {
		const next: Value = held.kind === 'pointer' ? held.target : held.value;
		if (next === undefined) return {value: held, isNil: true};
		held = next;
	}
	return {value: held, isNil: false};
}

function lengthOf(value: GoValue): number | undefined {
	switch (value.kind) {
		case 'string':
			return byteLength(value.value);
		case 'slice':
			return value.items?.length ?? 0;
		case 'bytes':
			return value.bytes?.length ?? 0;
		case 'map':
			return value.entries?.size ?? 0;
		default:
			return undefined;
	}
}

function len(item: Value): GoValue {
	const {value, isNil} = dereference(item);
	if (isNil) throw new GoError('len of nil pointer');
	if (value === undefined) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
	const length = lengthOf(value);
	if (length === undefined) throw new GoError(`len of type ${value.type.name}`);
	return goInt(length);
}

function indexArgument(index: Value, bound: number): number {
	if (index === undefined) throw new GoError('cannot index slice/array with nil');
	if (index.kind !== 'int' && index.kind !== 'uint') {
		throw new GoError(`cannot index slice/array with type ${index.type.name}`);
	}
	const position = BigInt.asIntN(64, index.value);
	if (position < 0n || position > bound) throw new GoError(`index out of range: ${position}`);
	return Number(position);
}

function index(item: Value, ...indexes: Value[]): Value {
	let current: Value = unwrap(item);
	if (current === undefined) throw new GoError('index of untyped nil');
	for (const key of indexes) {
		const {value, isNil} = dereference(current);
		if (isNil || value === undefined) throw new GoError('index of nil pointer');
		current = element(value, unwrap(key));
	}
	return current;
}

function element(container: GoValue, key: Value): Value {
	switch (container.kind) {
		case 'string': {
			const bytes = utf8(container.value);
			const byte = bytes[indexArgument(key, bytes.length)];
			if (byte === undefined) throw new GoError('reflect: string index out of range');
			return goInt(byte, uint8Type);
		}
		case 'slice':
		case 'bytes': {
			const items = listItems(container);
			const item = items[indexArgument(key, items.length)];
			if (item === undefined) throw new GoError('reflect: slice index out of range');
			return item;
		}
		case 'map': {
			const text = mapKey(key, container.type.key);
			return container.entries?.get(text) ?? zeroValue(container.type.element);
		}
		default:
			throw new GoError(`can't index item of type ${container.type.name}`);
	}
}

/** Integers fit any integer type; everything else has to be of the very type. */
function mapKey(key: Value, type: GoType): string {
	if (key === undefined) throw new GoError(`value is nil; should be of type ${type.name}`);
	const isInteger = key.kind === 'int' || key.kind === 'uint';
	if (isInteger && (type.kind === 'int' || type.kind === 'uint')) return String(key.value);
	if (key.type.name !== type.name || key.kind !== 'string') {
		throw new GoError(`value has type ${key.type.name}; should be ${type.name}`);
	}
	return key.value;
}

function slice(item: Value, ...indexes: Value[]): GoValue {
	const held = unwrap(item);
	if (held === undefined) throw new GoError('slice of untyped nil');
	if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
	if (held.kind === 'string' && indexes.length === 3) throw new GoError('cannot 3-index slice a string');
	if (held.kind !== 'string' && held.kind !== 'slice' && held.kind !== 'bytes') {
		throw new GoError(`can't slice item of type ${held.type.name}`);
	}
	const length = lengthOf(held) ?? 0;
	const [start = 0, end = length, bound = length] = indexes.map(position => indexArgument(position, length));
	if (start > end) throw new GoError(`invalid slice index: ${start} > ${end}`);
	if (end > bound) throw new GoError(`invalid slice index: ${end} > ${bound}`);
	switch (held.kind) {
		case 'string':
			return goString(fromUtf8(utf8(held.value).subarray(start, end)), held.type);
		case 'slice':
			return {...held, items: held.items?.slice(start, end)};
		case 'bytes':
			return {...held, bytes: held.bytes?.subarray(start, end)};
	}
}

function eq(first: Value, ...others: Value[]): GoValue {
	if (others.length === 0) throw new GoError('missing argument for comparison');
	return goBool(others.some(other => areEqual(unwrap(first), unwrap(other))));
}

const htmlEscapes: Readonly<Record<string, string>> = {
	'\0': '\uFFFD',
	'"': '&#34;',
	"'": '&#39;',
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
};

function escapeHtml(text: string): string {
	return text.replace(/[\0"'&<>]/g, character => htmlEscapes[character] ?? character);
}

function escapeJs(text: string): string {
	return Array.from(text, character => {
		if (character === '\\' || character === "'" || character === '"') return `\\${character}`;
		const isPlain = (isPrintable(character) && !/[<>&=]/.test(character)) || character === '\u007F';
		if (isPlain) return character;
		return `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
	}).join('');
}

function escapeQuery(text: string): string {
	return encodeURIComponent(text)
		.replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
		.replaceAll('%20', '+');
}

/** The arguments as `{{…}}` would print them, pointers followed. */
function printed(values: readonly Value[]): string {
	return sprint(
		values.map(value => {
			if (value === undefined) return goString('<no value>');
			return value.kind === 'pointer' ? dereference(value).value : value;
		}),
	);
}

function fixed(parameters: GoFunction['parameters'], call: GoFunction['call']): GoFunction {
	return {parameters, call};
}

function variadic(parameters: GoFunction['parameters'], call: GoFunction['call']): GoFunction {
	return {parameters, variadic: true, call};
}

/** text/template's own functions, but for `and`, `or` and `call`, which see more than their arguments' values. */
export const builtins: Readonly<Record<string, GoFunction>> = {
	not: fixed([valueType], value => goBool(!isTrue(value))),
	len: fixed([valueType], len),
	index: variadic([valueType, valueType], index),
	slice: variadic([valueType, valueType], slice),
	eq: variadic([valueType, valueType], eq),
	ne: fixed([valueType, valueType], (a, b) => goBool(!areEqual(unwrap(a), unwrap(b)))),
	lt: fixed([valueType, valueType], (a, b) => goBool(isLess(a, b))),
	le: fixed([valueType, valueType], (a, b) => goBool(isLessOrEqual(a, b))),
	gt: fixed([valueType, valueType], (a, b) => goBool(!isLessOrEqual(a, b))),
	ge: fixed([valueType, valueType], (a, b) => goBool(!isLess(a, b))),
	print: variadic([anyType], (...values) => goString(sprint(values))),
	printf: variadic([stringType, anyType], (format: StringValue, ...values) => goString(sprintf(format.value, values))),
	println: variadic([anyType], (...values) => goString(sprintln(values))),
	html: variadic([anyType], (...values) => goString(escapeHtml(printed(values)))),
	js: variadic([anyType], (...values) => goString(escapeJs(printed(values)))),
	urlquery: variadic([anyType], (...values) => goString(escapeQuery(printed(values)))),
};

export function isBuiltin(name: string): boolean {
	return name === 'and' || name === 'or' || name === 'call' || Object.hasOwn(builtins, name);
}

/** `call` of what the template calls `name`. */
export function callOf(name: string): GoFunction {
	return variadic([valueType, valueType], (callee: Value, ...values: Value[]) => {
		const held = unwrap(callee);
		if (held === undefined) throw new GoError('call of nil');
		if (held.kind !== 'func') throw new GoError(`non-function ${name} of type ${held.type.name}`);
		if (held.call === undefined) throw new GoError('reflect: call of nil function');
		return invoke(held.call, name, values);
	});
}

function invoke({parameters, variadic: isVariadic, call}: GoFunction, name: string, values: readonly Value[]): Value {
	const fixedCount = isVariadic ? parameters.length - 1 : parameters.length;
	const counted = `wrong number of args for ${name}: got ${values.length} want`;
	if (isVariadic && values.length < fixedCount) throw new GoError(`${counted} at least ${fixedCount}`);
	if (!isVariadic && values.length !== fixedCount) throw new GoError(`${counted} ${fixedCount}`);
	const passed = values.map((value, position) => {
		const parameter = parameters[Math.min(position, parameters.length - 1)];
		return callArgument(unwrap(value), parameter, position);
	});
	return call(...passed);
}

function callArgument(value: Value, parameter: Parameter, position: number): Value {
	const wanted = `should be ${parameterName(parameter)}`;
	if (value === undefined) {
		if (!canBeNil(parameter)) throw new GoError(`arg ${position}: value is nil; ${wanted}`);
		return typeof parameter === 'object' ? unwrap(zeroValue(parameter)) : undefined;
	}
	if (typeof parameter === 'object' && !isAssignable(value.type, parameter)) {
		throw new GoError(`arg ${position}: value has type ${value.type.name}; ${wanted}`);
	}
	return value;
}
