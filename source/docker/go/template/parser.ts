import {TemplateError} from './error.ts';
import {describeToken, type Token, type TokenKind} from './lex.ts';
import type {Statement} from './nodes.ts';

export type Definitions = Map<string, readonly Statement[]>;

/** What all the templates of one text share. */
export type Source = {
	readonly name: string;
	readonly tokens: readonly Token[];
	readonly isFunction: (name: string) => boolean;
	readonly definitions: Definitions;
	/** Index of the next token. */
	next: number;
};

/** One template being parsed: the text's own, or one that `define` or `block` opened inside it. */
export type Parser = {
	readonly source: Source;
	/** Names in scope, innermost last. */
	variables: string[];
	/** Line of the action being read; 0 between actions. */
	actionLine: number;
	rangeDepth: number;
	/** Line of the furthest token seen: errors are reported there. */
	line: number;
};

export function createParser(source: Source): Parser {
	return {source, variables: ['$'], actionLine: 0, rangeDepth: 0, line: 0};
}

export function fail(parser: Parser, message: string): never {
	throw new TemplateError(`template: ${parser.source.name}:${parser.line}: ${message}`);
}

export function failUnexpected(parser: Parser, token: Token, context: string): never {
	if (token.kind !== 'error') fail(parser, `unexpected ${describeToken(token)} in ${context}`);
	if (parser.actionLine === 0 || parser.actionLine === token.line) fail(parser, token.text);
	const started = `started at ${parser.source.name}:${parser.actionLine}`;
	fail(parser, `${token.text}${token.text.endsWith(' action') ? ' ' : ' in action '}${started}`);
}

export function peek(parser: Parser): Token {
	const {tokens, next} = parser.source;
	const token = tokens[next] ?? {kind: 'eof', position: 0, text: '', line: tokens.at(-1)?.line ?? 1};
	parser.line = Math.max(parser.line, token.line);
	return token;
}

export function take(parser: Parser): Token {
	const token = peek(parser);
	parser.source.next++;
	return token;
}

export function peekNonSpace(parser: Parser): Token {
	while (peek(parser).kind === 'space') parser.source.next++;
	return peek(parser);
}

export function takeNonSpace(parser: Parser): Token {
	peekNonSpace(parser);
	return take(parser);
}

export function expect(parser: Parser, kind: TokenKind, context: string): Token {
	const token = takeNonSpace(parser);
	return token.kind === kind ? token : failUnexpected(parser, token, context);
}
