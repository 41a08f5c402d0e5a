import {graphemes} from '../text/width.ts';

/** A line being edited. `cursor` is in UTF-16 units and never inside a grapheme. */
export type Line = {
	readonly text: string;
	readonly cursor: number;
	/** What was cut last; Ctrl-Y brings it back. */
	readonly killed: string;
};

export type Motion = 'left' | 'right' | 'word-left' | 'word-right' | 'start' | 'end' | 'blank-left';

/** What readline's keys do to a line. */
export type Edit =
	| {readonly type: 'insert'; readonly text: string}
	| {readonly type: 'move'; readonly motion: Motion}
	/** Removes from the cursor to where the motion leads; `kill` keeps it for Ctrl-Y. */
	| {readonly type: 'delete'; readonly motion: Motion; readonly kill: boolean}
	| {readonly type: 'yank'}
	| {readonly type: 'transpose'};

export const emptyLine: Line = {text: '', cursor: 0, killed: ''};

const wordCharacter = /[\p{L}\p{N}]/u;

export function editLine(line: Line, edit: Edit): Line {
	switch (edit.type) {
		case 'insert':
			return insert(line, edit.text);
		case 'move':
			return {...line, cursor: target(line, edit.motion)};
		case 'delete':
			return remove(line, target(line, edit.motion), edit.kill);
		case 'yank':
			return insert(line, line.killed);
		case 'transpose':
			return transpose(line);
	}
}

/** The line as a whole, with the cursor at its end. */
export function replaceLine(line: Line, text: string): Line {
	return {...line, text, cursor: text.length};
}

function insert(line: Line, added: string): Line {
	const {text, cursor} = line;
	return {...line, text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length};
}

function remove(line: Line, to: number, kill: boolean): Line {
	const start = Math.min(line.cursor, to);
	const end = Math.max(line.cursor, to);
	if (start === end) return line;
	return {
		text: line.text.slice(0, start) + line.text.slice(end),
		cursor: start,
		killed: kill ? line.text.slice(start, end) : line.killed,
	};
}

/** Swaps the two graphemes round the cursor; at the end of the line the last two. */
function transpose(line: Line): Line {
	const at = line.cursor === line.text.length ? target(line, 'left') : line.cursor;
	const before = target({...line, cursor: at}, 'left');
	const after = target({...line, cursor: at}, 'right');
	if (before === at || after === at) return line;
	const {text} = line;
	const swapped = text.slice(at, after) + text.slice(before, at);
	return {...line, text: text.slice(0, before) + swapped + text.slice(after), cursor: after};
}

/** Where a motion leads. */
function target({text, cursor}: Line, motion: Motion): number {
	switch (motion) {
		case 'start':
			return 0;
		case 'end':
			return text.length;
		case 'left':
			return cursor - (graphemes(text.slice(0, cursor)).at(-1)?.length ?? 0);
		case 'right':
			return cursor + (graphemes(text.slice(cursor))[0]?.length ?? 0);
		case 'word-left':
			return skipLeft(text, cursor, character => wordCharacter.test(character));
		case 'blank-left':
			return skipLeft(text, cursor, character => character !== ' ');
		case 'word-right':
			return skipRight(text, cursor, character => wordCharacter.test(character));
	}
}

/** To the start of the word that ends at or before the cursor. */
function skipLeft(text: string, cursor: number, isWord: (grapheme: string) => boolean): number {
	const before = graphemes(text.slice(0, cursor));
	let at = before.length;
	while (at > 0 && !isWord(before[at - 1] ?? '')) at--;
	while (at > 0 && isWord(before[at - 1] ?? '')) at--;
	return before.slice(0, at).join('').length;
}

/** To the end of the word that starts at or after the cursor. */
function skipRight(text: string, cursor: number, isWord: (grapheme: string) => boolean): number {
	const after = graphemes(text.slice(cursor));
	let at = 0;
	while (at < after.length && !isWord(after[at] ?? '')) at++;
	while (at < after.length && isWord(after[at] ?? '')) at++;
	return cursor + after.slice(0, at).join('').length;
}
