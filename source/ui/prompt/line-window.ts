import {glyphs} from '../text/glyphs.ts';
import {sanitize} from '../text/sanitize.ts';
import {cellWidth, graphemes} from '../text/width.ts';

export type LineWindow = {
	/** What of the line is seen, at most `width` cells, with a mark where it goes on. */
	readonly text: string;
	/** The cursor's cell in it. */
	readonly column: number;
};

/** The part of a long line round its cursor: as much before it as fits, and a glimpse of what follows. */
export function windowLine(text: string, cursor: number, width: number): LineWindow {
	const before = sanitize(text.slice(0, cursor));
	const after = sanitize(text.slice(cursor));
	if (cellWidth(before) + cellWidth(after) < width) return {text: before + after, column: cellWidth(before)};
	const glimpse = Math.min(cellWidth(after), Math.floor(width / 4));
	const isCutLeft = cellWidth(before) > width - 1 - glimpse;
	const left = isCutLeft ? glyphs.more + takeEnd(before, width - 2 - glimpse) : before;
	const column = cellWidth(left);
	const isCutRight = cellWidth(after) > width - column;
	const right = isCutRight ? takeStart(after, width - column - 1) + glyphs.more : after;
	return {text: left + right, column};
}

function takeStart(text: string, width: number): string {
	let used = 0;
	let taken = '';
	for (const grapheme of graphemes(text)) {
		used += cellWidth(grapheme);
		if (used > width) break;
		taken += grapheme;
	}
	return taken;
}

function takeEnd(text: string, width: number): string {
	let used = 0;
	let taken = '';
	for (const grapheme of graphemes(text).reverse()) {
		used += cellWidth(grapheme);
		if (used > width) break;
		taken = grapheme + taken;
	}
	return taken;
}
