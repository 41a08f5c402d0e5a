import {glyphs} from './glyphs.ts';
import {sanitize} from './sanitize.ts';
import type {StyleName, Theme} from './theme.ts';
import {cellWidth, head} from './width.ts';

/** A piece of a row, and what it means. */
export type Span = readonly [text: string, style?: StyleName];
/** A row before it is cut to a width. */
export type Row = readonly Span[];

export function rowWidth(row: Row): number {
	return row.reduce((sum, [text]) => sum + cellWidth(sanitize(text)), 0);
}

/** Exactly `width` cells: cut or filled with blanks, cleaned of control characters, then styled. */
export function drawRow(row: Row, width: number, theme: Theme): string {
	const mark = rowWidth(row) > width ? head(glyphs.more, width) : '';
	let left = width - cellWidth(mark);
	let drawn = '';
	for (const [text, style] of row) {
		const short = head(sanitize(text), left);
		drawn += theme.paint(short, style);
		left -= cellWidth(short);
		if (left <= 0) break;
	}
	return drawn + theme.paint(mark) + ' '.repeat(left);
}

/** Left and right parts with the blanks between them; the right one gives way first. */
export function spread(left: Row, right: Row, width: number): Row {
	const gap = width - rowWidth(left) - rowWidth(right);
	return gap < 1 ? left : [...left, [' '.repeat(gap)], ...right];
}
