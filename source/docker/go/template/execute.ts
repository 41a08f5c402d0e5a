import {formatGo} from '../format.ts';
import {formatArgument, noFlags} from '../format-verb.ts';
import {byteLength, quote} from '../strconv.ts';
import {GoError, type GoFunction, type GoType, valueType} from '../type.ts';
import {
	fieldOf,
	type GoValue,
	goBool,
	goFloat,
	goInt,
	goString,
	hasField,
	listItems,
	type MapValue,
	methodOf,
	type StructValue,
	sortedEntries,
	unwrap,
	zeroValue,
} from '../values.ts';
import {TemplateError} from './error.ts';
import {builtins, dereference, isTrue} from './functions.ts';
import {type Branch, type Command, type Node, nodeText, type Operand, type Pipe, type Statement} from './nodes.ts';
import type {Definitions} from './parse.ts';

/** Everything that one execution needs to know. */
export type Execution = {
	/** The whole text, for lines and columns in errors. */
	readonly text: string;
	readonly name: string;
	readonly definitions: Definitions;
	readonly functions: Readonly<Record<string, GoFunction>>;
	readonly missingKey: 'default' | 'zero' | 'error';
};

/** `undefined` is Go's invalid `reflect.Value`: a missing map entry, untyped nil. */
type Value = GoValue | undefined;
/** In place of the value that a pipeline hands to its next command: there is none. */
const missing = Symbol('missing');
type Final = Value | typeof missing;

type State = Execution & {
	/** Name of the template being executed, `define`d ones included. */
	readonly current: string;
	readonly depth: number;
	readonly variables: {readonly name: string; value: Value}[];
	/** Shared by all depths. */
	readonly output: string[];
	/** What errors point at. */
	node: Node | undefined;
};

/** How `{{break}}` and `{{continue}}` leave a list. */
type Jump = 'break' | 'continue' | undefined;

/** Go's own limit, shown in the error. JavaScript's stack ends long before, so we count to less. */
const depthMaxShown = 100_000;
const depthMax = 300;

/** Errors: a `TemplateError`. */
export function execute(execution: Execution, data: Value): string {
	const output: string[] = [];
	const {name} = execution;
	const variables = [{name: '$', value: data}];
	const state: State = {...execution, current: name, depth: 0, variables, output, node: undefined};
	const list = execution.definitions.get(name) ?? [];
	walkList(state, data, list);
	return output.join('');
}

function fail(state: State, message: string): never {
	const {text, name, current, node} = state;
	const output = state.output.join('');
	if (node === undefined) throw new TemplateError(`template: ${current}: ${message}`, output);
	const before = text.slice(0, node.position);
	const lineStart = before.lastIndexOf('\n') + 1;
	const line = before.split('\n').length;
	const column = byteLength(before.slice(lineStart));
	const place = `${name}:${line}:${column}: executing ${quote(current)} at <${nodeText(node)}>`;
	throw new TemplateError(`template: ${place}: ${message}`, output);
}

function walkList(state: State, dot: Value, list: readonly Statement[]): Jump {
	for (const statement of list) {
		const jump = walk(state, dot, statement);
		if (jump !== undefined) return jump;
	}
	return undefined;
}

function walk(state: State, dot: Value, statement: Statement): Jump {
	switch (statement.kind) {
		case 'text':
			state.output.push(statement.text);
			return undefined;
		case 'action': {
			// What it declares stays until the enclosing list ends.
			const value = evaluatePipe(state, dot, statement.pipe);
			if (statement.pipe.variables.length > 0) return undefined;
			state.node = statement;
			if (value?.kind === 'func') fail(state, `can't print ${nodeText(statement)} of type ${value.type.name}`);
			state.output.push(formatGo(value));
			return undefined;
		}
		case 'break':
		case 'continue':
			return statement.kind;
		case 'template':
			walkTemplate(state, dot, statement);
			return undefined;
		default: {
			const scope = state.variables.length;
			const jump = statement.kind === 'range' ? walkRange(state, dot, statement) : walkIfOrWith(state, dot, statement);
			state.variables.length = scope;
			return jump;
		}
	}
}

function walkIfOrWith(state: State, dot: Value, {kind, pipe, list, elseList}: Branch): Jump {
	const value = evaluatePipe(state, dot, pipe);
	if (isTrue(value)) return walkList(state, kind === 'with' ? value : dot, list);
	return elseList && walkList(state, dot, elseList);
}

function walkRange(state: State, dot: Value, branch: Branch): Jump {
	const {pipe, list, elseList} = branch;
	const {value} = dereference(evaluatePipe(state, dot, pipe));
	const scope = state.variables.length;
	let isEmpty = true;
	for (const [key, element] of iterate(state, pipe, value)) {
		isEmpty = false;
		assignRangeVariables(state, pipe, key, element);
		const jump = walkList(state, element, list);
		state.variables.length = scope;
		if (jump === 'break') break;
	}
	if (!isEmpty || elseList === undefined) return undefined;
	// Parsed as the outer range's own, yet Go's inner range is what it ends.
	const jump = walkList(state, dot, elseList);
	return jump === 'break' ? undefined : jump;
}

/** What a range visits: key (undefined for integers) and element. */
function* iterate(state: State, {variables}: Pipe, value: Value): Generator<readonly [Value, Value]> {
	switch (value?.kind) {
		case undefined:
			return;
		case 'int':
		case 'uint':
			if (variables.length > 1) {
				fail(state, `can't use ${formatGo(value)} to iterate over more than one variable`);
			}
			for (let count = 0n; count < value.value; count++) yield [undefined, {...value, value: count}];
			return;
		case 'slice':
		case 'bytes':
			for (const [index, item] of listItems(value).entries()) yield [goInt(index), item];
			return;
		case 'map':
			yield* sortedEntries(value);
			return;
		default:
			fail(state, `range can't iterate over ${formatArgument(value, 'v', noFlags)}`);
	}
}

/** With one variable it gets the element; with two the key comes first. */
function assignRangeVariables(state: State, {variables, isAssignment}: Pipe, key: Value, element: Value): void {
	const values = variables.length > 1 ? [key, element] : [element];
	for (const [index, name] of variables.entries()) {
		const declared = state.variables.at(index - variables.length);
		if (isAssignment) assignVariable(state, name, values[index]);
		else if (declared !== undefined) declared.value = values[index];
	}
}

function walkTemplate(state: State, dot: Value, statement: Extract<Statement, {kind: 'template'}>): void {
	state.node = statement;
	const list = state.definitions.get(statement.name);
	if (list === undefined) fail(state, `template ${quote(statement.name)} not defined`);
	if (state.depth === depthMax) fail(state, `exceeded maximum template depth (${depthMaxShown})`);
	const data = statement.pipe && evaluatePipe(state, dot, statement.pipe);
	// A template sees none of its caller's variables.
	const variables = [{name: '$', value: data}];
	walkList({...state, current: statement.name, depth: state.depth + 1, variables}, data, list);
}

function variableOf(state: State, name: string): State['variables'][number] {
	return state.variables.findLast(variable => variable.name === name) ?? fail(state, `undefined variable: ${name}`);
}

function assignVariable(state: State, name: string, value: Value): void {
	variableOf(state, name).value = value;
}

function evaluatePipe(state: State, dot: Value, pipe: Pipe): Value {
	state.node = pipe;
	let final: Final = missing;
	for (const command of pipe.commands) final = unwrap(evaluateCommand(state, dot, command, final));
	const value = final === missing ? undefined : final;
	for (const name of pipe.variables) {
		if (pipe.isAssignment) assignVariable(state, name, value);
		else state.variables.push({name, value});
	}
	return value;
}

function evaluateCommand(state: State, dot: Value, command: Command, final: Final): Value {
	const {operands} = command;
	const [first] = operands;
	if (first === undefined) return undefined;
	switch (first.kind) {
		case 'field':
			return evaluateField(state, dot, first, operands, final);
		case 'chain':
			return evaluateChain(state, dot, first, operands, final);
		case 'identifier':
			return evaluateFunction(state, dot, first, command, operands, final);
		case 'pipe':
			rejectArguments(state, operands, final);
			return evaluatePipe(state, dot, first);
		case 'variable':
			return evaluateVariable(state, dot, first, operands, final);
	}
	state.node = first;
	rejectArguments(state, operands, final);
	if (first.kind === 'dot') return dot;
	if (first.kind === 'nil') fail(state, 'nil is not a command');
	return evaluateLiteral(state, first);
}

function rejectArguments(state: State, operands: readonly Operand[], final: Final): void {
	const [first] = operands;
	if (first === undefined || (operands.length === 1 && final === missing)) return;
	// Go prints its node itself, so a pipeline without its parentheses.
	fail(state, `can't give argument to non-function ${nodeText(first)}`);
}

type Literal = Extract<Operand, {kind: 'bool' | 'number' | 'string'}>;

/** A constant where nothing says what type it should have: its form decides. */
function evaluateLiteral(state: State, literal: Literal): Value {
	if (literal.kind === 'bool') return goBool(literal.value);
	if (literal.kind === 'string') return goString(literal.value);
	state.node = literal;
	const {text, constant} = literal;
	const isRune = text.startsWith("'");
	const isHexInteger = /^0[xX][^pP]+$/.test(text);
	if (constant.float !== undefined && !isRune && !isHexInteger && /[.eEpP]/.test(text)) return goFloat(constant.float);
	if (constant.integer !== undefined) return goInt(constant.integer);
	return fail(state, `${text} overflows int`);
}

type FieldOperand = Extract<Operand, {kind: 'field'}>;
type VariableOperand = Extract<Operand, {kind: 'variable'}>;
type ChainOperand = Extract<Operand, {kind: 'chain'}>;
type IdentifierOperand = Extract<Operand, {kind: 'identifier'}>;
/** A command's operands, its first included; undefined where an operand stands alone. */
type Operands = readonly Operand[] | undefined;

function evaluateField(state: State, dot: Value, field: FieldOperand, operands: Operands, final: Final): Value {
	state.node = field;
	return walkNames(state, dot, dot, field, field.names, operands, final);
}

function evaluateVariable(state: State, dot: Value, node: VariableOperand, operands: Operands, final: Final): Value {
	state.node = node;
	const [name = '', ...names] = node.names;
	const {value} = variableOf(state, name);
	if (names.length > 0) return walkNames(state, dot, value, node, names, operands, final);
	rejectArguments(state, operands ?? [], final);
	return value;
}

function evaluateChain(state: State, dot: Value, chain: ChainOperand, operands: Operands, final: Final): Value {
	state.node = chain;
	const value = evaluateArgument(state, dot, undefined, chain.operand);
	return walkNames(state, dot, value, chain, chain.names, operands, final);
}

/** `.A.B.C arguments`: only the last name, if a method, gets the arguments. */
function walkNames(
	state: State,
	dot: Value,
	start: Value,
	node: Node,
	names: readonly string[],
	operands: Operands,
	final: Final,
): Value {
	let receiver = start;
	for (const name of names.slice(0, -1)) receiver = evaluateName(state, dot, name, node, undefined, missing, receiver);
	return evaluateName(state, dot, names.at(-1) ?? '', node, operands, final, receiver);
}

function evaluateFunction(
	state: State,
	dot: Value,
	identifier: IdentifierOperand,
	node: Node,
	operands: Operands,
	final: Final,
): Value {
	state.node = identifier;
	const {name} = identifier;
	const own = Object.hasOwn(state.functions, name) ? state.functions[name] : undefined;
	if (own !== undefined) return evaluateCall(state, dot, own, node, name, operands, final);
	const builtin = builtins[name];
	if (builtin === undefined) return fail(state, `${quote(name)} is not a defined function`);
	if (name === 'and' || name === 'or') return evaluateAndOr(state, dot, name, operands, final);
	if (name !== 'call') return evaluateCall(state, dot, builtin, node, name, operands, final);
	const callee = operands?.[1] ? nodeText(operands[1]) : finalText(final);
	const bound = {...builtin, call: (...values: Value[]) => builtin.call(callee, ...values)};
	return evaluateCall(state, dot, bound, node, name, operands, final);
}

/** A `reflect.Value`'s own `String`. */
function finalText(final: Final): string {
	if (final === missing || final === undefined) return '<invalid Value>';
	return final.kind === 'string' ? final.value : `<${final.type.name} Value>`;
}

function evaluateName(
	state: State,
	dot: Value,
	name: string,
	node: Node,
	operands: Operands,
	final: Final,
	receiver: Value,
): Value {
	if (receiver === undefined) {
		if (state.missingKey === 'error') fail(state, `nil data; no entry for key ${quote(name)}`);
		return undefined;
	}
	const typeName = receiver.type.name;
	const {value, isNil} = dereference(receiver);
	if (value === undefined || value.kind === 'interface') fail(state, `nil pointer evaluating ${typeName}.${name}`);
	const method = methodOf(value, name);
	if (method !== undefined) {
		const bound = {...method, call: (...values: Value[]) => callMethod(method, value, name, values)};
		return evaluateCall(state, dot, bound, node, name, operands, final);
	}
	const hasArguments = (operands?.length ?? 0) > 1 || final !== missing;
	switch (value.kind) {
		case 'struct':
			if (!hasField(value.type, name)) break;
			if (hasArguments) fail(state, `${name} has arguments but cannot be invoked as function`);
			return readField(state, value, name);
		case 'map':
			if (value.type.key.name !== 'string') break;
			if (hasArguments) fail(state, `${name} is not a method but has arguments`);
			return readEntry(state, value, name);
		case 'pointer': {
			const {element} = value.type;
			if (element.kind === 'struct' && !hasField(element, name)) break;
			if (isNil) fail(state, `nil pointer evaluating ${typeName}.${name}`);
		}
	}
	return fail(state, `can't evaluate field ${name} in type ${typeName}`);
}

function callMethod(method: GoFunction, receiver: GoValue, name: string, values: readonly Value[]): Value {
	if (receiver.kind === 'pointer' && receiver.target === undefined) {
		const typeName = receiver.type.element.name;
		const shortName = typeName.slice(typeName.lastIndexOf('.') + 1);
		throw new GoError(`value method ${typeName}.${name} called using nil *${shortName} pointer`);
	}
	return method.call(receiver, ...values);
}

function readField(state: State, struct: StructValue, name: string): Value {
	try {
		return fieldOf(struct, name);
	} catch (error) {
		if (error instanceof GoError) return fail(state, error.message);
		throw error;
	}
}

function readEntry(state: State, {type, entries}: MapValue, name: string): Value {
	const value = entries?.get(name);
	if (value !== undefined || state.missingKey === 'default') return value;
	if (state.missingKey === 'zero') return zeroValue(type.element);
	return fail(state, `map has no entry for key ${quote(name)}`);
}

/** Stops at the first argument that decides. */
function evaluateAndOr(state: State, dot: Value, name: 'and' | 'or', operands: Operands, final: Final): Value {
	const args = operands?.slice(1) ?? [];
	const count = args.length + (final === missing ? 0 : 1);
	if (count === 0) fail(state, `wrong number of args for ${name}: want at least 1 got ${args.length}`);
	let value: Value;
	for (const operand of args) {
		value = evaluateArgument(state, dot, valueType, operand);
		if (isTrue(value) === (name === 'or')) return value;
	}
	return final === missing ? value : final;
}

function evaluateCall(
	state: State,
	dot: Value,
	{parameters, variadic, call}: GoFunction,
	node: Node,
	name: string,
	operands: Operands,
	final: Final,
): Value {
	const args = operands?.slice(1) ?? [];
	const count = args.length + (final === missing ? 0 : 1);
	const fixedCount = variadic ? parameters.length - 1 : parameters.length;
	if (variadic && count < fixedCount) {
		fail(state, `wrong number of args for ${name}: want at least ${fixedCount} got ${args.length}`);
	}
	if (!variadic && count !== fixedCount) {
		fail(state, `wrong number of args for ${name}: want ${fixedCount} got ${count}`);
	}
	const parameterAt = (index: number) => parameters[Math.min(index, parameters.length - 1)];
	const values = args.map((operand, index) => evaluateArgument(state, dot, parameterAt(index), operand));
	if (final !== missing) values.push(convert(state, final, parameterAt(args.length)));
	// Where Go passes an `any`, what it holds arrives.
	const passed = values.map((value, index) => (parameterAt(index) === valueType ? value : unwrap(value)));
	try {
		return call(...passed);
	} catch (error) {
		if (!(error instanceof GoError)) throw error;
		state.node = node;
		return fail(state, `error calling ${name}: ${error.message}`);
	}
}

/** Undefined: any type will do. */
type Parameter = GoType | typeof valueType | undefined;

function parameterName(parameter: Parameter): string {
	return typeof parameter === 'object' ? parameter.name : String(parameter);
}

function canBeNil(parameter: Parameter): boolean {
	if (typeof parameter !== 'object') return true;
	return ['func', 'interface', 'map', 'pointer', 'slice'].includes(parameter.kind);
}

/** The value as the parameter wants it, if it fits at once or behind one pointer. */
function convert(state: State, value: Value, parameter: Parameter): Value {
	if (value === undefined) {
		if (!canBeNil(parameter)) fail(state, `invalid value; expected ${parameterName(parameter)}`);
		return typeof parameter === 'object' ? zeroValue(parameter) : undefined;
	}
	if (typeof parameter !== 'object' || isAssignable(value.type, parameter)) return value;
	const held = value.kind === 'interface' && value.value !== undefined ? value.value : value;
	if (isAssignable(held.type, parameter)) return held;
	if (held.kind === 'pointer' && isAssignable(held.type.element, parameter)) {
		return held.target ?? fail(state, `dereference of nil pointer of type ${parameter.name}`);
	}
	return fail(state, `wrong type for value; expected ${parameter.name}; got ${held.type.name}`);
}

/** A type written out, such as `[]string`, is assignable to and from all types made of it. */
function isAssignable(from: GoType, to: GoType): boolean {
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

function evaluateArgument(state: State, dot: Value, parameter: Parameter, operand: Operand): Value {
	state.node = operand;
	switch (operand.kind) {
		case 'dot':
			return convert(state, dot, parameter);
		case 'nil':
			if (!canBeNil(parameter)) fail(state, `cannot assign nil to ${parameterName(parameter)}`);
			return typeof parameter === 'object' ? zeroValue(parameter) : undefined;
		case 'field':
			return convert(state, evaluateField(state, dot, operand, [operand], missing), parameter);
		case 'variable':
			return convert(state, evaluateVariable(state, dot, operand, undefined, missing), parameter);
		case 'pipe':
			return convert(state, evaluatePipe(state, dot, operand), parameter);
		case 'identifier':
			return convert(state, evaluateFunction(state, dot, operand, operand, undefined, missing), parameter);
		case 'chain':
			return convert(state, evaluateChain(state, dot, operand, undefined, missing), parameter);
		default:
			return evaluateConstant(state, parameter, operand);
	}
}

/** A constant as the type that its parameter has. */
function evaluateConstant(state: State, parameter: Parameter, literal: Literal): Value {
	if (typeof parameter !== 'object' || parameter.kind === 'interface') return evaluateLiteral(state, literal);
	const constant = literal.kind === 'number' ? literal.constant : {};
	const expected = (what: string) => fail(state, `expected ${what}; found ${nodeText(literal)}`);
	switch (parameter.kind) {
		case 'bool':
			return literal.kind === 'bool' ? goBool(literal.value, parameter) : expected('bool');
		case 'string':
			return literal.kind === 'string' ? goString(literal.value, parameter) : expected('string');
		case 'int':
			return constant.integer === undefined ? expected('integer') : goInt(constant.integer, parameter);
		case 'uint':
			return constant.unsigned === undefined ? expected('unsigned integer') : goInt(constant.unsigned, parameter);
		case 'float':
			return constant.float === undefined ? expected('float') : goFloat(constant.float, parameter);
		default:
			return fail(state, `can't handle ${nodeText(literal)} for arg of type ${parameter.name}`);
	}
}
