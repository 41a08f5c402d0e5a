import {sanitize} from '../text/sanitize.ts';
import {cellWidth, graphemes} from '../text/width.ts';

export type LineWindow = {
	/** What of the line is seen, at most `width` cells. */
	readonly text: string;
	/** The cursor's cell in it. */
	readonly column: number;
	readonly isCutLeft: boolean;
	readonly isCutRight: boolean;
};

/** The part of a long line round its cursor: as much before it as fits, and a glimpse of what follows. */
export function windowLine(text: string, cursor: number, width: number): LineWindow {
	const before = sanitize(text.slice(0, cursor));
	const after = sanitize(text.slice(cursor));
	if (cellWidth(before) + cellWidth(after) < width) {
		return {text: before + after, column: cellWidth(before), isCutLeft: false, isCutRight: false};
	}
	const glimpse = Math.min(cellWidth(after), Math.floor(width / 4));
	const left = takeEnd(before, width - 1 - glimpse);
	const column = cellWidth(left);
	const right = takeStart(after, width - column);
	return {text: left + right, column, isCutLeft: left !== before, isCutRight: right !== after};
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
