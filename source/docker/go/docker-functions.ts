import {marshalJson} from './json.ts';
import {compareBytes} from './sort.ts';
import {byteLength, fromUtf8, toLower, toUpper, utf8} from './strconv.ts';
import {type FunctionMap, parseTemplate, type Template, type TemplateOptions} from './template.ts';
import {
	anyType,
	GoError,
	type GoFunction,
	intType,
	mapOf,
	namedType,
	type StructType,
	sliceOf,
	stringType,
	structType,
} from './type.ts';
import {
	type GoValue,
	goBool,
	goPointer,
	goString,
	goStringMap,
	goStrings,
	type IntValue,
	type MapValue,
	type SliceValue,
	type StringValue,
	type StructValue,
} from './values.ts';

function json(value: GoValue | undefined): GoValue {
	return goString(marshalJson(value, {escapeHtml: false}));
}

function split({value}: StringValue, {value: separator}: StringValue): GoValue {
	return goStrings(separator === '' ? [...value] : value.split(separator));
}

function join({items}: SliceValue, {value: separator}: StringValue): GoValue {
	const texts = (items ?? []).map(item => (item.kind === 'string' ? item.value : ''));
	return goString(texts.join(separator));
}

/** `strings.Title`: what follows a blank or a punctuation mark begins a word. */
function title(text: string): string {
	return text.replace(/(?<![\p{L}\p{Nd}_])\p{L}/gu, toUpper);
}

/** What JavaScript's strings can hold; Go's limit is memory. */
const blanksMax = 1n << 28n;

function pad({value}: StringValue, {value: before}: IntValue, {value: after}: IntValue): GoValue {
	if (value === '') return goString('');
	if (before < 0n || after < 0n) throw new GoError('strings: negative Repeat count');
	if (before + after > blanksMax) throw new GoError('strings: Repeat output length overflow');
	return goString(' '.repeat(Number(before)) + value + ' '.repeat(Number(after)));
}

function truncate({value}: StringValue, {value: length}: IntValue): GoValue {
	if (byteLength(value) < length) return goString(value);
	if (length < 0n) throw new GoError(`runtime error: slice bounds out of range [:${length}]`);
	return goString(fromUtf8(utf8(value).subarray(0, Number(length))));
}

function text(change: (text: string) => string): GoFunction {
	return {parameters: [stringType], call: ({value}: StringValue) => goString(change(value))};
}

/** json, split, join, title, lower, upper, pad, truncate as docker/cli 28.2 has them. */
export const dockerFunctions: FunctionMap = {
	json: {parameters: [anyType], call: json},
	split: {parameters: [stringType, stringType], call: split},
	join: {parameters: [sliceOf(stringType), stringType], call: join},
	title: text(title),
	lower: text(toLower),
	upper: text(toUpper),
	pad: {parameters: [stringType, intType, intType], call: pad},
	truncate: {parameters: [stringType, intType], call: truncate},
};

const same = (value: StringValue) => goString(value.value);

/** For a table's header: what would change the text gives it back; `pad` still pads. */
export const headerFunctions: FunctionMap = {
	...dockerFunctions,
	json: {parameters: [stringType], call: same},
	split: {parameters: [stringType, stringType], call: same},
	join: {parameters: [stringType, stringType], call: same},
	title: {parameters: [stringType], call: same},
	lower: {parameters: [stringType], call: same},
	upper: {parameters: [stringType], call: same},
	truncate: {parameters: [stringType, intType], call: same},
};

/**
A `--format` template with Docker's functions and any further ones. `docker version` names its template `version`, the
others leave it without a name; errors show it. Errors: a `TemplateError`.
*/
export function parseFormat(format: string, {functions, ...options}: TemplateOptions = {}): Template {
	return parseTemplate(format, {...options, functions: {...dockerFunctions, ...functions}});
}

/** A method of a row: called as `.Hostname` or `.Label "zone"`; all parameters are strings. */
export type RowMethod = (...args: string[]) => string | boolean;

/**
One row of a list as templates see it: `formatterRow('node.nodeContext', {ID: () => …, Label: key => …})`. Errors
name its type `*node.nodeContext`. In JSON it has its methods without parameters, in the alphabet's order. `inside`: what
Go keeps in it, seen only where it is printed whole.
*/
export function formatterRow(
	typeName: string,
	methods: Readonly<Record<string, RowMethod>>,
	inside?: StructValue,
): GoValue {
	const functions = Object.entries(methods).map(([name, method]): [string, GoFunction] => {
		const call = (_row: GoValue, ...args: StringValue[]) => toGo(method(...args.map(({value}) => value)));
		return [name, {parameters: Array.from({length: method.length}, () => stringType), call}];
	});
	const type: StructType = structType(typeName, inside?.type.fields ?? [], {
		methods: Object.fromEntries(functions),
		marshalJson: () => rowJson(methods),
	});
	return goPointer({kind: 'struct', type, fields: inside?.fields ?? []});
}

function toGo(result: string | boolean): GoValue {
	return typeof result === 'boolean' ? goBool(result) : goString(result);
}

function rowJson(methods: Readonly<Record<string, RowMethod>>): string {
	const names = Object.keys(methods).filter(name => methods[name]?.length === 0);
	const members = names.sort(compareBytes).map(name => {
		return `${JSON.stringify(name)}:${marshalJson(toGo(methods[name]?.() ?? ''))}`;
	});
	return `{${members.join(',')}}`;
}

const headerType = namedType('formatter.SubHeaderContext', mapOf(stringType), {
	Label: {
		parameters: [stringType],
		call: (_header, {value}: StringValue) => goString(value.slice(value.lastIndexOf('.') + 1).replace(/[-_]/g, ' ')),
	},
});

/** What a table's header line is made from: field name to title; `.Label "a.b-c"` gives `b c`. */
export function headerRow(titles: Readonly<Record<string, string>>): MapValue {
	return goStringMap(titles, headerType);
}
