/**
The rows of Ink's last frame, finished: a row that gets the same pieces of text at the same places as in
the last frame is the same text again. Takes the place of the inner loops of ink/build/output.js, which
take every cell of every row apart and put it together again for each frame.
*/
import {
	getEndCode,
	reduceAnsiCodesIncremental,
	styledCharsFromTokens,
	styledCharsToString,
	tokenize,
} from '@alcalzone/ansi-tokenize';
import sliceOriginal from 'slice-ansi';
import stringWidth from 'string-width';
import {narrow} from './narrow.mjs';

/** Remembers what the last frame and this one asked for, and no more. */
const createMemory = make => {
	let last = new Map();
	let current = new Map();
	return {
		recall(key, ...words) {
			let value = current.get(key);
			if (value === undefined) {
				value = last.get(key) ?? make(...words);
				current.set(key, value);
			}
			return value;
		},
		turn() {
			last = current;
			current = new Map();
		},
	};
};

const blank = {type: 'char', value: ' ', fullWidth: false, styles: []};
const blanks = amount => ({width: amount, cell: {...blank, value: ' '.repeat(amount)}});

// biome-ignore lint/suspicious/noControlCharactersInRegex: styles begin with one
const style = /(\u001B\[[\d;]*m)/;
const isPlain = new RegExp(`^(?:\u001B\\[[\\d;]*m|${narrow})*$`);

/** Ink's own way: a text's characters one by one, each with its styles and the cells that it takes. */
const cellsOf = text =>
	styledCharsFromTokens(tokenize(text)).map(cell => ({cell, width: Math.max(1, stringWidth(cell.value))}));

/** One code of `ESC[1;31m` after the other. */
const codesOf = code => (code.includes(';') ? tokenize(code) : [{type: 'ansi', code, endCode: getEndCode(code)}]);

/** The same with characters of equal style in one, where each takes one cell. */
const runsOf = text => {
	if (!isPlain.test(text)) return cellsOf(text);
	const runs = [];
	let styles = [];
	for (const part of text.split(style)) {
		if (part.startsWith('\u001B')) styles = reduceAnsiCodesIncremental(styles, codesOf(part));
		else if (part) runs.push({cell: {...blank, value: part, styles}, width: part.length});
	}
	return runs;
};

const widthOf = runs => runs.reduce((sum, run) => sum + run.width, 0);

/** Undefined where pieces cover each other, or begin outside. */
const joinRow = (width, pieces) => {
	const row = [];
	let end = 0;
	for (const {x, text} of pieces.toSorted((a, b) => a.x - b.x)) {
		if (x < end || x > width) return undefined;
		const runs = parts.recall(text, text);
		if (x > end) row.push(blanks(x - end));
		row.push(...runs);
		end = x + widthOf(runs);
	}
	if (end < width) row.push(blanks(width - end));
	return row.map(({cell}) => cell);
};

const layRow = (width, pieces) => {
	const row = [];
	while (row.length < width) row.push(blank);
	for (const {x, text} of pieces) {
		let at = x;
		for (const {cell, width} of cellsOf(text)) {
			row[at] = cell;
			// What a wide character covers holds no character of its own.
			for (let offset = 1; offset < width; offset++) row[at + offset] = {...blank, value: '', styles: cell.styles};
			at += width;
		}
	}
	return row.filter(cell => cell !== undefined);
};

const parts = createMemory(runsOf);
const rows = createMemory((width, pieces) =>
	styledCharsToString(joinRow(width, pieces) ?? layRow(width, pieces)).trimEnd(),
);
const slices = createMemory(sliceOriginal);

/** To be called as a frame begins. */
export const nextFrame = () => {
	for (const memory of [parts, rows, slices]) memory.turn();
};

/** `pieces`: `{x, text}` in the order in which they were written; no text contains a line break. */
export const finishRow = (width, pieces) =>
	rows.recall(`${width}\n${pieces.map(({x, text}) => `${x} ${text}`).join('\n')}`, width, pieces);

export const sliceAnsi = (line, from, to) => slices.recall(`${from} ${to} ${line}`, line, from, to);
