import {quote} from '../strconv.ts';
import {canBeNil, GoError, type GoFunction, isAssignable, type Parameter, parameterName, valueType} from '../type.ts';
import {
	fieldOf,
	type GoValue,
	goBool,
	goComplex,
	goFloat,
	goInt,
	goString,
	hasField,
	isTrue,
	type MapValue,
	methodOf,
	type StructValue,
	unwrap,
	zeroValue,
} from '../values.ts';
import {builtins, callOf, dereference} from './functions.ts';
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

/** What follows a command's first word: its arguments, and what the pipeline hands on, which is the last of them. */
type Given = {readonly operands: readonly Operand[]; readonly final: Final};
const nothing: Given = {operands: [], final: missing};

function countOf({operands, final}: Given): number {
	return operands.length + (final === missing ? 0 : 1);
}

function evaluateCommand(state: State, dot: Value, command: Command, final: Final): Value {
	const [first, ...operands] = command.operands;
	if (first === undefined) return undefined;
	const given: Given = {operands, final};
	switch (first.kind) {
		case 'field':
			return evaluateField(state, dot, first, given);
		case 'chain':
			return evaluateChain(state, dot, first, given);
		case 'identifier':
			return evaluateFunction(state, dot, first, command, given);
		case 'pipe':
			rejectArguments(state, first, given);
			return evaluatePipe(state, dot, first);
		case 'variable':
			return evaluateVariable(state, dot, first, given);
	}
	state.node = first;
	rejectArguments(state, first, given);
	if (first.kind === 'dot') return dot;
	if (first.kind === 'nil') fail(state, 'nil is not a command');
	return evaluateLiteral(state, first);
}

function rejectArguments(state: State, first: Operand, given: Given): void {
	// Go writes a pipeline without its parentheses here.
	if (countOf(given) > 0) fail(state, `can't give argument to non-function ${nodeText(first)}`);
}

type Literal = Extract<Operand, {kind: 'bool' | 'number' | 'string'}>;

/** A constant where nothing says what type it should have: its form decides. */
function evaluateLiteral(state: State, literal: Literal): Value {
	if (literal.kind === 'bool') return goBool(literal.value);
	if (literal.kind === 'string') return goString(literal.value);
	state.node = literal;
	const {text, constant} = literal;
	if (constant.complex) return goComplex(constant.complex.real, constant.complex.imaginary);
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

function evaluateField(state: State, dot: Value, field: FieldOperand, given: Given): Value {
	state.node = field;
	return walkNames(state, dot, dot, {node: field, names: field.names, given});
}

function evaluateVariable(state: State, dot: Value, node: VariableOperand, given: Given): Value {
	state.node = node;
	const [name = '', ...names] = node.names;
	const {value} = variableOf(state, name);
	if (names.length > 0) return walkNames(state, dot, value, {node, names, given});
	rejectArguments(state, node, given);
	return value;
}

function evaluateChain(state: State, dot: Value, chain: ChainOperand, given: Given): Value {
	state.node = chain;
	const value = evaluateArgument(state, dot, undefined, chain.operand);
	return walkNames(state, dot, value, {node: chain, names: chain.names, given});
}

/** `.A.B.C arguments`: only the last name, if a method, gets the arguments. */
type Walk = {readonly node: Node; readonly names: readonly string[]; readonly given: Given};

function walkNames(state: State, dot: Value, start: Value, {node, names, given}: Walk): Value {
	let value = start;
	for (const [index, name] of names.entries()) {
		value = evaluateName(state, dot, value, {node, name, given: index === names.length - 1 ? given : nothing});
	}
	return value;
}

function evaluateFunction(state: State, dot: Value, identifier: IdentifierOperand, node: Node, given: Given): Value {
	state.node = identifier;
	const {name} = identifier;
	const call = {node, name, given};
	if (Object.hasOwn(state.functions, name)) return evaluateCall(state, dot, state.functions[name], call);
	if (name === 'and' || name === 'or') return evaluateAndOr(state, dot, name, given);
	if (name !== 'call') return evaluateCall(state, dot, builtins[name], call);
	const callee = given.operands[0] ? nodeText(given.operands[0]) : finalText(given.final);
	return evaluateCall(state, dot, callOf(callee), call);
}

/** A `reflect.Value`'s own `String`. */
function finalText(final: Final): string {
	if (final === missing || final === undefined) return '<invalid Value>';
	return final.kind === 'string' ? final.value : `<${final.type.name} Value>`;
}

/** One name applied to a value, or one function call: the node that errors point at, and the arguments. */
type Call = {readonly node: Node; readonly name: string; readonly given: Given};

/** A method, a struct's field or a map's entry. */
function evaluateName(state: State, dot: Value, receiver: Value, call: Call): Value {
	const {name, given} = call;
	if (receiver === undefined) {
		if (state.missingKey === 'error') fail(state, `nil data; no entry for key ${quote(name)}`);
		return undefined;
	}
	const typeName = receiver.type.name;
	const {value, isNil} = dereference(receiver);
	if (value === undefined || value.kind === 'interface') fail(state, `nil pointer evaluating ${typeName}.${name}`);
	const method = methodOf(value, name);
	if (method !== undefined) return evaluateCall(state, dot, bind(method, value, name), call);
	const hasArguments = countOf(given) > 0;
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

/** A method that has its receiver. */
function bind(method: GoFunction, receiver: GoValue, name: string): GoFunction {
	const call = (...values: Value[]) => {
		if (receiver.kind !== 'pointer' || receiver.target !== undefined) return method.call(receiver, ...values);
		const typeName = receiver.type.element.name;
		const shortName = typeName.slice(typeName.lastIndexOf('.') + 1);
		throw new GoError(`value method ${typeName}.${name} called using nil *${shortName} pointer`);
	};
	return {...method, call};
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
function evaluateAndOr(state: State, dot: Value, name: 'and' | 'or', given: Given): Value {
	const {operands, final} = given;
	if (countOf(given) === 0) fail(state, `wrong number of args for ${name}: want at least 1 got 0`);
	let value: Value;
	for (const operand of operands) {
		value = evaluateArgument(state, dot, valueType, operand);
		if (isTrue(value) === (name === 'or')) return value;
	}
	return final === missing ? value : final;
}

function evaluateCall(state: State, dot: Value, callee: GoFunction | undefined, {node, name, given}: Call): Value {
	if (callee === undefined) return fail(state, `${quote(name)} is not a defined function`);
	const {parameters, variadic, call} = callee;
	const {operands, final} = given;
	const count = countOf(given);
	const fixedCount = variadic ? parameters.length - 1 : parameters.length;
	if (variadic && count < fixedCount) {
		fail(state, `wrong number of args for ${name}: want at least ${fixedCount} got ${operands.length}`);
	}
	if (!variadic && count !== fixedCount) {
		fail(state, `wrong number of args for ${name}: want ${fixedCount} got ${count}`);
	}
	const parameterAt = (index: number) => parameters[Math.min(index, parameters.length - 1)];
	const values = operands.map((operand, index) => evaluateArgument(state, dot, parameterAt(index), operand));
	if (final !== missing) values.push(convert(state, final, parameterAt(operands.length)));
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
			return convert(state, evaluateField(state, dot, operand, nothing), parameter);
		case 'variable':
			return convert(state, evaluateVariable(state, dot, operand, nothing), parameter);
		case 'pipe':
			return convert(state, evaluatePipe(state, dot, operand), parameter);
		case 'identifier':
			return convert(state, evaluateFunction(state, dot, operand, operand, nothing), parameter);
		case 'chain':
			return convert(state, evaluateChain(state, dot, operand, nothing), parameter);
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
