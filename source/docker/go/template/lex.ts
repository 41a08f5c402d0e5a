import {sprintf} from '../format.ts';
import {byteLength, quote} from '../strconv.ts';
import {goInt} from '../values.ts';

export type TokenKind =
	| 'assign'
	| 'bool'
	| 'char'
	| 'characterConstant'
	| 'complex'
	| 'declare'
	| 'eof'
	| 'error'
	| 'field'
	| 'identifier'
	| 'leftDelimiter'
	| 'leftParenthesis'
	| 'number'
	| 'pipe'
	| 'rawString'
	| 'rightDelimiter'
	| 'rightParenthesis'
	| 'space'
	| 'string'
	| 'text'
	| 'variable'
	| KeywordKind;
type KeywordKind =
	| 'block'
	| 'break'
	| 'continue'
	| 'define'
	| 'dot'
	| 'else'
	| 'end'
	| 'if'
	| 'nil'
	| 'range'
	| 'template'
	| 'with';

export type Token = {
	readonly kind: TokenKind;
	/** Index into the template's text. */
	readonly position: number;
	/** As written; of an `error`, its message. */
	readonly text: string;
	/** From 1. */
	readonly line: number;
};

const keywords: ReadonlySet<string> = new Set<KeywordKind>([
	'block',
	'break',
	'continue',
	'define',
	'else',
	'end',
	'if',
	'nil',
	'range',
	'template',
	'with',
]);

/** How an error message shows a token. */
export function describeToken({kind, text}: Token): string {
	if (kind === 'eof') return 'EOF';
	if (kind === 'error') return text;
	if (kind === 'dot' || keywords.has(kind)) return `<${text}>`;
	return byteLength(text) > 10 ? `${quote([...text].slice(0, 10).join(''))}...` : quote(text);
}

type Lexer = {
	readonly text: string;
	/** Names that are functions here and so no keywords. */
	readonly isFunction: (name: string) => boolean;
	readonly tokens: Token[];
	/** Where the next token starts. */
	position: number;
	/** Line of `position`. */
	line: number;
	insideAction: boolean;
	parenthesisDepth: number;
};

/** The token that starts at the lexer's position, or why there is none. */
type Scan = {readonly kind: TokenKind; readonly end: number} | {readonly error: string};

/** All tokens of a template; the last is `eof`, or `error` where it cannot be read on. */
export function lex(text: string, isFunction: (name: string) => boolean): readonly Token[] {
	const tokens: Token[] = [];
	const lexer: Lexer = {text, isFunction, tokens, position: 0, line: 1, insideAction: false, parenthesisDepth: 0};
	for (;;) {
		const error = lexer.insideAction ? lexInsideAction(lexer) : lexText(lexer);
		if (error !== undefined) {
			tokens.push({kind: 'error', position: lexer.position, text: error, line: lexer.line});
			return tokens;
		}
		if (tokens.at(-1)?.kind === 'eof') return tokens;
	}
}

function skipTo(lexer: Lexer, end: number): void {
	for (let index = lexer.position; index < end; index++) if (lexer.text[index] === '\n') lexer.line++;
	lexer.position = end;
}

function emit(lexer: Lexer, kind: TokenKind, end: number): void {
	const {position, line} = lexer;
	lexer.tokens.push({kind, position, text: lexer.text.slice(position, end), line});
	skipTo(lexer, end);
}

/** What `pattern` (sticky) matches at `position`. */
function match(pattern: RegExp, text: string, position: number): string | undefined {
	pattern.lastIndex = position;
	return pattern.exec(text)?.[0];
}

const leftTrim = /\{\{-(?=[ \t\r\n])/y;
const rightDelimiter = /[ \t\r\n]-\}\}|\}\}/y;
const spaces = /[ \t\r\n]+/y;
const oneAlphanumeric = /[\p{L}\p{Nd}_]/uy;
const alphanumeric = /[\p{L}\p{Nd}_]+/uy;
const number =
	/[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;

/** Plain text up to the next action, which begins or is a comment. */
function lexText(lexer: Lexer): string | undefined {
	const {text, position} = lexer;
	const open = text.indexOf('{{', position);
	if (open < 0) {
		if (position < text.length) emit(lexer, 'text', text.length);
		emit(lexer, 'eof', text.length);
		return undefined;
	}
	const isTrimming = match(leftTrim, text, open) !== undefined;
	const shown = isTrimming ? text.slice(position, open).replace(/[ \t\r\n]+$/, '').length : open - position;
	if (shown > 0) emit(lexer, 'text', position + shown);
	skipTo(lexer, open);
	const inside = open + (isTrimming ? '{{- ' : '{{').length;
	if (text.startsWith('/*', inside)) {
		skipTo(lexer, inside);
		return lexComment(lexer);
	}
	emit(lexer, 'leftDelimiter', open + 2);
	skipTo(lexer, inside);
	lexer.insideAction = true;
	lexer.parenthesisDepth = 0;
	return undefined;
}

function lexComment(lexer: Lexer): string | undefined {
	const {text} = lexer;
	const close = text.indexOf('*/', lexer.position + 2);
	if (close < 0) return 'unclosed comment';
	const delimiter = match(rightDelimiter, text, close + 2);
	if (delimiter === undefined) return 'comment ends before closing delimiter';
	skipTo(lexer, close + 2 + delimiter.length);
	if (delimiter !== '}}') skipSpaces(lexer);
	return undefined;
}

function skipSpaces(lexer: Lexer): void {
	skipTo(lexer, lexer.position + (match(spaces, lexer.text, lexer.position) ?? '').length);
}

function lexInsideAction(lexer: Lexer): string | undefined {
	const delimiter = match(rightDelimiter, lexer.text, lexer.position);
	if (delimiter !== undefined) {
		if (lexer.parenthesisDepth > 0) return 'unclosed left paren';
		skipTo(lexer, lexer.position + delimiter.length - 2);
		emit(lexer, 'rightDelimiter', lexer.position + 2);
		if (delimiter !== '}}') skipSpaces(lexer);
		lexer.insideAction = false;
		return undefined;
	}
	const scan = scanToken(lexer);
	if ('error' in scan) return scan.error;
	if (scan.kind === 'leftParenthesis') lexer.parenthesisDepth++;
	if (scan.kind === 'rightParenthesis') lexer.parenthesisDepth--;
	if (lexer.parenthesisDepth < 0) return 'unexpected right paren';
	emit(lexer, scan.kind, scan.end);
	return undefined;
}

const singles: Readonly<Record<string, TokenKind>> = {
	'=': 'assign',
	'|': 'pipe',
	'(': 'leftParenthesis',
	')': 'rightParenthesis',
};

function scanToken(lexer: Lexer): Scan {
	const {text, position} = lexer;
	const code = text.codePointAt(position);
	if (code === undefined) return {error: 'unclosed action'};
	const character = String.fromCodePoint(code);
	const single = singles[character];
	if (single !== undefined) return {kind: single, end: position + 1};
	if (/[ \t\r\n]/.test(character)) return scanSpace(lexer);
	if (character === ':') {
		return text[position + 1] === '=' ? {kind: 'declare', end: position + 2} : {error: 'expected :='};
	}
	if (character === '"' || character === "'" || character === '`') return scanQuoted(lexer, character);
	if (character === '$') return scanName(lexer, 'variable');
	if (character === '.' && position + 1 < text.length && !/[0-9]/.test(text[position + 1] ?? '')) {
		return scanName(lexer, 'field');
	}
	if (/[.+\-0-9]/.test(character)) return scanNumber(lexer);
	if (/[\p{L}\p{Nd}_]/u.test(character)) return scanIdentifier(lexer);
	if (/^[!-~]$/.test(character)) return {kind: 'char', end: position + 1};
	return {error: `unrecognized character in action: ${showRune(code)}`};
}

function showRune(code: number): string {
	return sprintf('%#U', [goInt(code)]);
}

/** The last blank may belong to a trimming ` -}}`. */
function scanSpace({text, position}: Lexer): Scan {
	const end = position + (match(spaces, text, position) ?? '').length;
	return {kind: 'space', end: text.startsWith('-}}', end) ? end - 1 : end};
}

/** Go wants a blank or one of these after a name, lest `$x+2` look like arithmetic. */
function isAtTerminator(text: string, position: number): boolean {
	return position >= text.length || /[ \t\r\n.,|:)(]/.test(text[position] ?? '') || text.startsWith('}}', position);
}

function badCharacter(text: string, position: number): Scan {
	return {error: `bad character ${showRune(text.codePointAt(position) ?? 0)}`};
}

/** `.Field`, `$variable`, or the bare `.` and `$`. */
function scanName({text, position}: Lexer, kind: 'field' | 'variable'): Scan {
	const start = position + 1;
	if (isAtTerminator(text, start)) return {kind: kind === 'field' ? 'dot' : kind, end: start};
	const end = start + (match(alphanumeric, text, start) ?? '').length;
	return isAtTerminator(text, end) ? {kind, end} : badCharacter(text, end);
}

function scanIdentifier({text, position, isFunction}: Lexer): Scan {
	const word = match(alphanumeric, text, position) ?? '';
	const end = position + word.length;
	if (!isAtTerminator(text, end)) return badCharacter(text, end);
	if (word === 'true' || word === 'false') return {kind: 'bool', end};
	// These two came late to the language: functions of the same name go first.
	const isShadowed = (word === 'break' || word === 'continue') && isFunction(word);
	return {kind: keywords.has(word) && !isShadowed ? (word as KeywordKind) : 'identifier', end};
}

function scanNumber({text, position}: Lexer): Scan {
	const endOf = (start: number) => start + (match(number, text, start) ?? '').length;
	const following = (end: number) => match(oneAlphanumeric, text, end) ?? '';
	const bad = (end: number) => ({error: `bad number syntax: ${quote(text.slice(position, end) + following(end))}`});
	const end = endOf(position);
	if (following(end) !== '') return bad(end);
	if (text[end] !== '+' && text[end] !== '-') return {kind: 'number', end};
	const complexEnd = endOf(end);
	if (following(complexEnd) !== '' || text[complexEnd - 1] !== 'i') return bad(complexEnd);
	return {kind: 'complex', end: complexEnd};
}

const quotedForms = {
	'"': {kind: 'string', pattern: /"(?:[^"\\\n]|\\[^\n])*"/y, message: 'unterminated quoted string'},
	"'": {kind: 'characterConstant', pattern: /'(?:[^'\\\n]|\\[^\n])*'/y, message: 'unterminated character constant'},
	'`': {kind: 'rawString', pattern: /`[^`]*`/y, message: 'unterminated raw quoted string'},
} as const;

function scanQuoted({text, position}: Lexer, mark: keyof typeof quotedForms): Scan {
	const {kind, pattern, message} = quotedForms[mark];
	const literal = match(pattern, text, position);
	return literal === undefined ? {error: message} : {kind, end: position + literal.length};
}
