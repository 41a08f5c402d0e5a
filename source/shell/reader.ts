import type {Part, Script, Span, Word} from './syntax.ts';

/** A parser's place in a text, and what it has met so far. */
export type Reader = {
	readonly text: string;
	at: number;
	/** Where an offset of `text` lies in what the user typed: elsewhere inside backquotes. */
	readonly origin: (at: number) => number;
	/** The commands being read, the one inside the innermost `$(…)` last. */
	readonly frames: Frame[];
	/** Reads the commands of a `$(…)`, up to its parenthesis or, inside backquotes, to the end. */
	readonly readScript: (reader: Reader, end?: ')' | 'done') => Script;
};

/** What of a command was read when the text ended: all that completion needs. */
export type Frame = {
	/** The words that were complete. */
	words: Word[];
	/** The word being read. */
	word?: {readonly from: number; readonly parts: Part[]; quote: '' | '"' | "'"};
	/** The redirection whose file name is being read. */
	redirection?: string;
	inComment: boolean;
};

export type Incomplete = {readonly type: 'incomplete'; readonly expects: string};
export type SyntaxFault = {readonly type: 'error'; readonly message: string; readonly at: number};

/** Leaves the recursive descent; `parse` catches it. */
export class ParseFailure extends Error {
	readonly outcome: Incomplete | SyntaxFault;

	constructor(outcome: Incomplete | SyntaxFault) {
		super(outcome.type);
		this.outcome = outcome;
	}
}

/** The text ends too early: `expects` is what would have to follow, as the user would type it. */
export function incomplete(expects: string): ParseFailure {
	return new ParseFailure({type: 'incomplete', expects});
}

export function syntaxFault(reader: Reader, message: string, at = reader.at): ParseFailure {
	return new ParseFailure({type: 'error', message, at: reader.origin(at)});
}

export function unsupported(reader: Reader, construct: string): ParseFailure {
	return syntaxFault(
		reader,
		`${construct} is not in the lab's shell; it has pipes, lists (; && ||), redirections (< > >> 2>&1), ` +
			'$NAME, $(…) and for NAME in …; do …; done',
	);
}

export function isAtEnd(reader: Reader): boolean {
	return reader.at >= reader.text.length;
}

export function currentFrame(reader: Reader): Frame {
	return reader.frames.at(-1) as Frame;
}

/** What was read since `start`. */
export function spanFrom(reader: Reader, start: number): Span {
	return {from: reader.origin(start), to: reader.origin(reader.at)};
}

/** Reads what the (sticky) pattern matches here. */
export function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
	pattern.lastIndex = reader.at;
	const match = pattern.exec(reader.text);
	if (!match) return undefined;
	reader.at = pattern.lastIndex;
	return match;
}

/** Passes blanks, continued lines and a comment; not the newline. */
export function skipBlanks(reader: Reader): void {
	const [blanks] = take(reader, /(?:[ \t]|\\\n)*(?:\\$)?/y) as RegExpExecArray;
	if (isAtEnd(reader) && /\\\n?$/.test(blanks)) throw incomplete('the next line');
	if (take(reader, /#[^\n]*/y) && isAtEnd(reader)) currentFrame(reader).inComment = true;
}

/** Passes blanks, comments and newlines. */
export function skipLines(reader: Reader): void {
	do skipBlanks(reader);
	while (take(reader, /\n/y));
}
