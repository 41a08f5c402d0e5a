import {quote} from '../strconv.ts';
import {canBeNil, GoError, type GoFunction, isAssignable, type Parameter, parameterName, valueType} from '../type.ts';
import {
	fieldOf,
	type GoValue,
	goBool,
	goFloat,
	goInt,
	goString,
	hasField,
	type MapValue,
	methodOf,
	type StructValue,
	unwrap,
	zeroValue,
} from '../values.ts';
import {builtins, dereference, isTrue} from './functions.ts';
import {type Command, type Node, nodeText, type Operand, type Pipe} from './nodes.ts';
import {assignVariable, type Final, fail, missing, type State, type Value, variableOf} from './state.ts';

/** A pipeline's value, which its variables, if it has any, then hold. */
export function evaluatePipe(state: State, dot: Value, pipe: Pipe): Value {
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
