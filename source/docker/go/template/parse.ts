import {quote, unquote} from '../strconv.ts';
import {lex, type Token} from './lex.ts';
import type {Branch, Statement} from './nodes.ts';
import {parsePipe} from './parse-pipe.ts';
import {
	createParser,
	type Definitions,
	expect,
	fail,
	failUnexpected,
	type Parser,
	peek,
	peekNonSpace,
	type Source,
	take,
	takeNonSpace,
} from './parser.ts';

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
