import {quote, unquote} from '../strconv.ts';
import type {TokenKind} from './lex.ts';
import {type Command, nodeText, type Operand, type Pipe} from './nodes.ts';
import {parseCharacter, parseNumber} from './numbers.ts';
import {fail, failUnexpected, type Parser, peek, peekNonSpace, take} from './parser.ts';

const operandKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
	'bool',
	'characterConstant',
	'complex',
	'dot',
	'field',
	'identifier',
	'leftParenthesis',
	'nil',
	'number',
	'rawString',
	'string',
	'variable',
]);

/** Commands joined by `|`, after a declaration if there is one, up to `end`, which is taken. */
export function parsePipe(parser: Parser, context: string, end: TokenKind): Pipe {
	const {position} = peekNonSpace(parser);
	const {variables, isAssignment} = parseDeclaration(parser, context);
	const commands: Command[] = [];
	for (;;) {
		const token = peekNonSpace(parser);
		if (token.kind === end) break;
		if (!operandKinds.has(token.kind)) failUnexpected(parser, take(parser), context);
		commands.push(parseCommand(parser));
	}
	take(parser);
	if (commands.length === 0) fail(parser, `missing value for ${context}`);
	for (const [index, {operands}] of commands.entries()) {
		const kind = operands[0]?.kind;
		const isConstant = kind === 'bool' || kind === 'dot' || kind === 'nil' || kind === 'number' || kind === 'string';
		if (index > 0 && isConstant) fail(parser, `non executable command in pipeline stage ${index + 1}`);
	}
	return {kind: 'pipe', position, variables, isAssignment, commands};
}

/** `$x :=`, `$x =`, and in a range `$index, $element :=`. */
function parseDeclaration(parser: Parser, context: string): Pick<Pipe, 'variables' | 'isAssignment'> {
	const variables: string[] = [];
	let isAssignment = false;
	while (peekNonSpace(parser).kind === 'variable') {
		const start = parser.source.next;
		const name = take(parser).text;
		const next = peekNonSpace(parser);
		const isComma = next.kind === 'char' && next.text === ',';
		if (next.kind !== 'assign' && next.kind !== 'declare' && !isComma) {
			parser.source.next = start;
			break;
		}
		take(parser);
		variables.push(name);
		parser.variables.push(name);
		if (!isComma) {
			isAssignment = next.kind === 'assign';
			break;
		}
		if (context !== 'range' || variables.length >= 2) fail(parser, `too many declarations in ${context}`);
		const {kind} = peekNonSpace(parser);
		if (kind !== 'variable' && kind !== 'rightDelimiter' && kind !== 'rightParenthesis') {
			fail(parser, 'range can only initialize variables');
		}
	}
	return {variables, isAssignment};
}

/** Operands up to a `|`, which is taken, or to the pipe's end, which is not. */
function parseCommand(parser: Parser): Command {
	const {position} = peekNonSpace(parser);
	const operands: Operand[] = [];
	for (;;) {
		peekNonSpace(parser);
		const operand = parseOperand(parser);
		if (operand !== undefined) operands.push(operand);
		const {kind} = peek(parser);
		if (kind === 'rightDelimiter' || kind === 'rightParenthesis') break;
		const token = take(parser);
		if (kind === 'pipe') break;
		if (kind !== 'space') failUnexpected(parser, token, 'operand');
	}
	if (operands.length === 0) fail(parser, 'empty command');
	return {kind: 'command', position, operands};
}

function parseOperand(parser: Parser): Operand | undefined {
	const operand = parseTerm(parser);
	const {kind, position} = peek(parser);
	if (operand === undefined || kind !== 'field') return operand;
	const names: string[] = [];
	while (peek(parser).kind === 'field') names.push(take(parser).text.slice(1));
	switch (operand.kind) {
		case 'field':
		case 'variable':
			// From here on errors point at the second field.
			return {kind: operand.kind, position, names: [...operand.names, ...names]};
		case 'bool':
		case 'dot':
		case 'nil':
		case 'number':
		case 'string':
			return fail(parser, `unexpected . after term ${quote(nodeText(operand))}`);
		default:
			return {kind: 'chain', position, operand, names};
	}
}

/** Undefined: what comes next is no term, and stays. */
function parseTerm(parser: Parser): Operand | undefined {
	const {kind, position, text} = peekNonSpace(parser);
	if (!operandKinds.has(kind)) return undefined;
	take(parser);
	switch (kind) {
		case 'identifier':
			if (!parser.source.isFunction(text)) fail(parser, `function ${quote(text)} not defined`);
			return {kind, position, name: text};
		case 'dot':
		case 'nil':
			return {kind, position};
		case 'variable':
			if (!parser.variables.includes(text)) fail(parser, `undefined variable ${quote(text)}`);
			return {kind, position, names: [text]};
		case 'field':
			return {kind, position, names: [text.slice(1)]};
		case 'bool':
			return {kind, position, value: text === 'true'};
		case 'leftParenthesis':
			return parsePipe(parser, 'parenthesized pipeline', 'rightParenthesis');
		case 'string':
		case 'rawString':
			return {kind: 'string', position, literal: text, value: unquote(text) ?? fail(parser, 'invalid syntax')};
		default: {
			const constant = kind === 'characterConstant' ? parseCharacter(text) : parseNumber(text);
			if ('error' in constant) fail(parser, constant.error);
			return {kind: 'number', position, text, constant};
		}
	}
}
