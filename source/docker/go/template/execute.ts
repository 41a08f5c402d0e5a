import {noFlags} from '../format/flags.ts';
import {formatArgument} from '../format/value.ts';
import {formatGo} from '../format.ts';
import {quote} from '../strconv.ts';
import {goInt, isTrue, listItems, sortedEntries} from '../values.ts';
import {evaluatePipe} from './evaluate.ts';
import {dereference} from './functions.ts';
import {type Branch, nodeText, type Pipe, type Statement} from './nodes.ts';
import {assignVariable, type Execution, fail, type State, type Value} from './state.ts';

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
