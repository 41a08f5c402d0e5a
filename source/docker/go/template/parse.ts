import {quote, unquote} from '../strconv.ts';
import {TemplateError} from './error.ts';
import {describeToken, lex, type Token, type TokenKind} from './lex.ts';
import {type Branch, type Command, nodeText, type Operand, type Pipe, type Statement} from './nodes.ts';
import {parseCharacter, parseNumber} from './numbers.ts';

export type Definitions = Map<string, readonly Statement[]>;

/** What all the templates of one text share. */
type Source = {
	readonly name: string;
	readonly tokens: readonly Token[];
	readonly isFunction: (name: string) => boolean;
	readonly definitions: Definitions;
	/** Index of the next token. */
	next: number;
};

/** One template being parsed: the text's own, or one that `define` or `block` opened inside it. */
type Parser = {
	readonly source: Source;
	/** Names in scope, innermost last. */
	variables: string[];
	/** Line of the action being read; 0 between actions. */
	actionLine: number;
	rangeDepth: number;
	/** Line of the furthest token seen: errors are reported there. */
	line: number;
};

/** `{{end}}`, `{{else}}`: they close a list and are no statements. */
type ListEnd = {readonly kind: 'listEnd'; readonly word: 'end' | 'else'; readonly next?: 'if' | 'with'};

/** The templates of a text by name; its own has the text's. Errors: a `TemplateError`. */
export function parse(name: string, text: string, isFunction: (name: string) => boolean): Definitions {
	const source: Source = {name, tokens: lex(text, isFunction), isFunction, definitions: new Map(), next: 0};
	const parser = createParser(source);
	const list: Statement[] = [];
	while (peek(parser).kind !== 'eof') {
		if (isDefine(parser)) {
			parseDefinition(createParser(source));
			continue;
		}
		const statement = parseTextOrAction(parser);
		if (statement.kind === 'listEnd') fail(parser, `unexpected {{${statement.word}}}`);
		else list.push(statement);
	}
	addDefinition(parser, name, list);
	return source.definitions;
}

function createParser(source: Source): Parser {
	return {source, variables: ['$'], actionLine: 0, rangeDepth: 0, line: 0};
}

function fail(parser: Parser, message: string): never {
	throw new TemplateError(`template: ${parser.source.name}:${parser.line}: ${message}`);
}

function failUnexpected(parser: Parser, token: Token, context: string): never {
	if (token.kind !== 'error') fail(parser, `unexpected ${describeToken(token)} in ${context}`);
	if (parser.actionLine === 0 || parser.actionLine === token.line) fail(parser, token.text);
	const started = `started at ${parser.source.name}:${parser.actionLine}`;
	fail(parser, `${token.text}${token.text.endsWith(' action') ? ' ' : ' in action '}${started}`);
}

function peek(parser: Parser): Token {
	const {tokens, next} = parser.source;
	const token = tokens[next] ?? {kind: 'eof', position: 0, text: '', line: tokens.at(-1)?.line ?? 1};
	parser.line = Math.max(parser.line, token.line);
	return token;
}

function take(parser: Parser): Token {
	const token = peek(parser);
	parser.source.next++;
	return token;
}

function peekNonSpace(parser: Parser): Token {
	while (peek(parser).kind === 'space') parser.source.next++;
	return peek(parser);
}

function takeNonSpace(parser: Parser): Token {
	peekNonSpace(parser);
	return take(parser);
}

function expect(parser: Parser, kind: TokenKind, context: string): Token {
	const token = takeNonSpace(parser);
	return token.kind === kind ? token : failUnexpected(parser, token, context);
}

/** Whether `{{define` comes next; takes it. */
function isDefine(parser: Parser): boolean {
	if (peek(parser).kind !== 'leftDelimiter') return false;
	const start = parser.source.next;
	take(parser);
	if (takeNonSpace(parser).kind === 'define') return true;
	parser.source.next = start;
	return false;
}

function parseDefinition(parser: Parser): void {
	const name = parseTemplateName(parser, takeNonSpace(parser), 'define clause');
	expect(parser, 'rightDelimiter', 'define clause');
	const [list, end] = parseList(parser);
	if (end.word !== 'end') fail(parser, `unexpected {{${end.word}}} in define clause`);
	addDefinition(parser, name, list);
}

/** A template that is empty but for blanks gives way to another of its name. */
function addDefinition(parser: Parser, name: string, list: readonly Statement[]): void {
	const {definitions} = parser.source;
	const isEmpty = (statements: readonly Statement[]) => {
		return statements.every(statement => statement.kind === 'text' && /^\s*$/.test(statement.text));
	};
	const existing = definitions.get(name);
	if (existing === undefined || isEmpty(existing)) definitions.set(name, list);
	else if (!isEmpty(list)) fail(parser, `template: multiple definition of template ${quote(name)}`);
}

function parseTemplateName(parser: Parser, token: Token, context: string): string {
	if (token.kind !== 'string' && token.kind !== 'rawString') failUnexpected(parser, token, context);
	return unquote(token.text) ?? fail(parser, 'invalid syntax');
}

/** Statements up to `{{end}}` or `{{else}}`, which is given too. */
function parseList(parser: Parser): [Statement[], ListEnd] {
	const list: Statement[] = [];
	while (peekNonSpace(parser).kind !== 'eof') {
		const statement = parseTextOrAction(parser);
		if (statement.kind === 'listEnd') return [list, statement];
		list.push(statement);
	}
	fail(parser, 'unexpected EOF');
}

function parseTextOrAction(parser: Parser): Statement | ListEnd {
	const token = takeNonSpace(parser);
	if (token.kind === 'text') return {kind: 'text', position: token.position, text: token.text};
	if (token.kind !== 'leftDelimiter') failUnexpected(parser, token, 'input');
	parser.actionLine = token.line;
	const statement = parseAction(parser);
	parser.actionLine = 0;
	return statement;
}

function parseAction(parser: Parser): Statement | ListEnd {
	const token = peekNonSpace(parser);
	const {kind} = token;
	switch (kind) {
		case 'block':
			take(parser);
			return parseBlock(parser);
		case 'break':
		case 'continue':
			take(parser);
			return parseJump(parser, kind, token);
		case 'else':
			take(parser);
			return parseElse(parser);
		case 'end':
			take(parser);
			expect(parser, 'rightDelimiter', 'end');
			return {kind: 'listEnd', word: 'end'};
		case 'if':
		case 'range':
		case 'with':
			take(parser);
			return parseBranch(parser, kind);
		case 'template':
			take(parser);
			return parseTemplateCall(parser);
		default:
			return {kind: 'action', position: token.position, pipe: parsePipe(parser, 'command', 'rightDelimiter')};
	}
}

function parseJump(parser: Parser, kind: 'break' | 'continue', {position}: Token): Statement {
	expect(parser, 'rightDelimiter', `{{${kind}}}`);
	if (parser.rangeDepth === 0) fail(parser, `{{${kind}}} outside {{range}}`);
	return {kind, position};
}

/** `{{else if …}}` leaves its `if` for the branch that it continues. */
function parseElse(parser: Parser): ListEnd {
	const {kind} = peekNonSpace(parser);
	if (kind === 'if' || kind === 'with') return {kind: 'listEnd', word: 'else', next: kind};
	expect(parser, 'rightDelimiter', 'else');
	return {kind: 'listEnd', word: 'else'};
}

function parseBranch(parser: Parser, kind: Branch['kind']): Branch {
	const scope = parser.variables.length;
	const pipe = parsePipe(parser, kind, 'rightDelimiter');
	if (kind === 'range') parser.rangeDepth++;
	const [list, end] = parseList(parser);
	if (kind === 'range') parser.rangeDepth--;
	const elseList = end.word === 'else' ? parseElseList(parser, kind, end) : undefined;
	parser.variables.length = scope;
	return {kind, position: pipe.position, pipe, list, elseList};
}

function parseElseList(parser: Parser, kind: Branch['kind'], {next}: ListEnd): Statement[] {
	if (next !== undefined && next === kind) {
		take(parser);
		return [parseBranch(parser, kind)];
	}
	const [elseList, end] = parseList(parser);
	if (end.word !== 'end') fail(parser, `expected end; found {{${end.word}}}`);
	return elseList;
}

/** A definition and its call in one. */
function parseBlock(parser: Parser): Statement {
	const token = takeNonSpace(parser);
	const name = parseTemplateName(parser, token, 'block clause');
	const pipe = parsePipe(parser, 'block clause', 'rightDelimiter');
	const inner = createParser(parser.source);
	const [list, end] = parseList(inner);
	if (end.word !== 'end') fail(parser, `unexpected {{${end.word}}} in block clause`);
	addDefinition(inner, name, list);
	return {kind: 'template', position: token.position, name, pipe};
}

function parseTemplateCall(parser: Parser): Statement {
	const token = takeNonSpace(parser);
	const name = parseTemplateName(parser, token, 'template clause');
	if (peekNonSpace(parser).kind !== 'rightDelimiter') {
		return {
			kind: 'template',
			position: token.position,
			name,
			pipe: parsePipe(parser, 'template clause', 'rightDelimiter'),
		};
	}
	take(parser);
	return {kind: 'template', position: token.position, name};
}

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

function parsePipe(parser: Parser, context: string, end: TokenKind): Pipe {
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
