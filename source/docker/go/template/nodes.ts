import {quote} from '../strconv.ts';

/** What a number in a template can stand for; text/template decides by where it is used. */
export type NumberConstant = {
	readonly integer?: bigint;
	readonly unsigned?: bigint;
	readonly float?: number;
	readonly complex?: {readonly real: number; readonly imaginary: number};
};

/** `position`: index into the template's text, which errors show as line and byte column. */
export type Operand =
	| {readonly kind: 'bool'; readonly position: number; readonly value: boolean}
	| {readonly kind: 'dot'; readonly position: number}
	| {readonly kind: 'nil'; readonly position: number}
	/** `.A.B`. */
	| {readonly kind: 'field'; readonly position: number; readonly names: readonly string[]}
	/** `$x.A.B`; the first name has its `$`. */
	| {readonly kind: 'variable'; readonly position: number; readonly names: readonly string[]}
	/** Fields of what is no field itself: `(…).A`, `function.A`. */
	| {readonly kind: 'chain'; readonly position: number; readonly operand: Operand; readonly names: readonly string[]}
	| {readonly kind: 'identifier'; readonly position: number; readonly name: string}
	| {readonly kind: 'number'; readonly position: number; readonly text: string; readonly constant: NumberConstant}
	| {readonly kind: 'string'; readonly position: number; readonly literal: string; readonly value: string}
	| Pipe;

export type Command = {readonly kind: 'command'; readonly position: number; readonly operands: readonly Operand[]};

export type Pipe = {
	readonly kind: 'pipe';
	readonly position: number;
	/** `$x` of `$x := …` (or two of them in a range). */
	readonly variables: readonly string[];
	/** `=` instead of `:=`. */
	readonly isAssignment: boolean;
	readonly commands: readonly Command[];
};

export type Statement =
	| {readonly kind: 'text'; readonly position: number; readonly text: string}
	| {readonly kind: 'action'; readonly position: number; readonly pipe: Pipe}
	| {readonly kind: 'break' | 'continue'; readonly position: number}
	| {readonly kind: 'template'; readonly position: number; readonly name: string; readonly pipe?: Pipe}
	| Branch;

export type Branch = {
	readonly kind: 'if' | 'range' | 'with';
	readonly position: number;
	readonly pipe: Pipe;
	readonly list: readonly Statement[];
	readonly elseList?: readonly Statement[];
};

/** What an execution error can point at. */
export type Node = Operand | Command | Extract<Statement, {readonly kind: 'action' | 'template'}>;

/** A node as error messages show it, written anew from the tree. */
export function nodeText(node: Node): string {
	switch (node.kind) {
		case 'bool':
			return String(node.value);
		case 'dot':
			return '.';
		case 'nil':
			return 'nil';
		case 'field':
			return `.${node.names.join('.')}`;
		case 'variable':
			return node.names.join('.');
		case 'chain':
			return `${operandText(node.operand)}.${node.names.join('.')}`;
		case 'identifier':
			return node.name;
		case 'number':
			return node.text;
		case 'string':
			return node.literal;
		case 'command':
			return node.operands.map(operandText).join(' ');
		case 'pipe': {
			const declaration = `${node.variables.join(', ')}${node.isAssignment ? ' = ' : ' := '}`;
			return (node.variables.length > 0 ? declaration : '') + node.commands.map(nodeText).join(' | ');
		}
		case 'action':
			return `{{${nodeText(node.pipe)}}}`;
		case 'template':
			return `{{template ${quote(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ''}}}`;
	}
}

function operandText(operand: Operand): string {
	return operand.kind === 'pipe' ? `(${nodeText(operand)})` : nodeText(operand);
}
