import {byteLength, quote} from '../strconv.ts';
import type {GoFunction} from '../type.ts';
import type {GoValue} from '../values.ts';
import {TemplateError} from './error.ts';
import {type Node, nodeText} from './nodes.ts';
import type {Definitions} from './parser.ts';

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
export type Value = GoValue | undefined;
/** In place of the value that a pipeline hands to its next command: there is none. */
export const missing = Symbol('missing');
export type Final = Value | typeof missing;

export type State = Execution & {
	/** Name of the template being executed, `define`d ones included. */
	readonly current: string;
	readonly depth: number;
	readonly variables: {readonly name: string; value: Value}[];
	/** Shared by all depths. */
	readonly output: string[];
	/** What errors point at. */
	node: Node | undefined;
};

/** Ends the execution. Errors: always a `TemplateError`. */
export function fail(state: State, message: string): never {
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

export function variableOf(state: State, name: string): State['variables'][number] {
	return state.variables.findLast(variable => variable.name === name) ?? fail(state, `undefined variable: ${name}`);
}

export function assignVariable(state: State, name: string, value: Value): void {
	variableOf(state, name).value = value;
}
