import type {Completion} from '../../lab/contract.ts';
import {cellWidth} from '../text/width.ts';
import {type Line, replaceLine} from './line-editor.ts';

/** Candidates on show, and which of them stands in the line; -1: none yet, only what they have in common. */
export type CompletionState = {
	readonly from: number;
	readonly candidates: Completion['candidates'];
	readonly index: number;
	/** The rest of the line behind the word. */
	readonly tail: string;
};

/** Room for `↓ 10 more rows` at the end of the last one. */
const moreMark = 16;

/** How candidates are shown in at most `rowsMax` rows: one a row where that is enough, else in columns. */
export function arrangeCandidates(
	candidates: CompletionState['candidates'],
	columns: number,
	rowsMax: number,
): {readonly perRow: number; readonly rows: number; readonly width: number} {
	const widest = Math.max(0, ...candidates.map(({text}) => cellWidth(text)));
	const width = Math.min(columns - 4, widest) + 2;
	const perRow = candidates.length <= rowsMax ? 1 : Math.max(1, Math.floor((columns - moreMark) / (width + 3)));
	return {perRow, width, rows: Math.min(rowsMax, Math.ceil(candidates.length / perRow))};
}

export type Completed = {readonly line: Line; readonly completion: CompletionState | undefined};

/** The first Tab: one candidate is taken, of several what they have in common. */
export function startCompletion(line: Line, {from, candidates}: Completion): Completed {
	const tail = line.text.slice(line.cursor);
	const [first, ...others] = candidates;
	if (first === undefined) return {line, completion: undefined};
	if (others.length === 0) return {line: put(line, from, finished(first.text, tail), tail), completion: undefined};
	const typed = line.text.slice(from, line.cursor);
	const common = commonPrefix(candidates.map(({text}) => text));
	const word = common.length > typed.length ? common : typed;
	return {line: put(line, from, word, tail), completion: {from, candidates, index: -1, tail}};
}

/** Further Tabs walk through the candidates. */
export function stepCompletion(line: Line, state: CompletionState, step: 1 | -1): Completed {
	const count = state.candidates.length;
	const index = state.index === -1 && step === -1 ? count - 1 : (state.index + step + count) % count;
	const word = state.candidates[index]?.text ?? '';
	return {line: put(line, state.from, word, state.tail), completion: {...state, index}};
}

/** A finished word gets a blank, unless something goes on with it. */
function finished(word: string, tail: string): string {
	return tail !== '' || /[=/:\s]$/.test(word) ? word : `${word} `;
}

function put(line: Line, from: number, word: string, tail: string): Line {
	const before = line.text.slice(0, from) + word;
	return {...replaceLine(line, before + tail), cursor: before.length};
}

function commonPrefix(texts: readonly string[]): string {
	const [first = '', ...others] = texts;
	let length = first.length;
	for (const text of others) {
		while (!text.startsWith(first.slice(0, length))) length--;
	}
	return first.slice(0, length);
}
