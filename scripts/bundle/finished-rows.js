/**
The rows of Ink's last frame, finished: a row that gets the same pieces of text at the same places as in
the last frame is the same text again. Takes the place of the inner loops of ink/build/output.js, which
takes every cell of every row apart and puts it together again for each frame.
*/
import {styledCharsFromTokens, styledCharsToString, tokenize} from '@alcalzone/ansi-tokenize';
import sliceOriginal from 'slice-ansi';
import stringWidth from 'string-width';

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

const cellsOf = line =>
	styledCharsFromTokens(tokenize(line)).map(cell => ({cell, width: Math.max(1, stringWidth(cell.value))}));

const blank = {type: 'char', value: ' ', fullWidth: false, styles: []};

const layRow = (width, pieces) => {
	const row = [];
	while (row.length < width) row.push(blank);
	for (let index = 0; index < pieces.length; index += 2) {
		let x = pieces[index];
		for (const {cell, width} of cells.recall(pieces[index + 1], pieces[index + 1])) {
			row[x] = cell;
			// What a wide character covers holds no character of its own.
			for (let offset = 1; offset < width; offset++) row[x + offset] = {...blank, value: '', styles: cell.styles};
			x += width;
		}
	}
	return styledCharsToString(row.filter(item => item !== undefined)).trimEnd();
};

const cells = createMemory(cellsOf);
const rows = createMemory(layRow);
const slices = createMemory(sliceOriginal);

/** To be called as a frame begins. */
export const nextFrame = () => {
	for (const memory of [cells, rows, slices]) memory.turn();
};

/** `pieces`: x, text, x, text … in the order in which they were written. No text contains a line break. */
export const finishRow = (width, pieces) => rows.recall(`${width}\n${pieces.join('\n')}`, width, pieces);

export const sliceAnsi = (line, from, to) => slices.recall(`${from} ${to} ${line}`, line, from, to);
