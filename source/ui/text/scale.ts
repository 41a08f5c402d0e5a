import {glyphs} from './glyphs.ts';
import type {Row, Span} from './row.ts';
import type {StyleName} from './theme.ts';

/** A span of time as a bar: what is past of it, and what lies on it. */
export type Scale = {
	readonly from: number;
	readonly until: number;
	readonly now: number;
	/** A range on it. */
	readonly range?: {readonly from: number; readonly until: number};
	/** A moment on it. */
	readonly mark?: number;
};

type Cell = readonly [glyph: string, style: StyleName | undefined];

function cellAt({now, range}: Scale, at: number, isOver: boolean): Cell {
	const isPast = at <= now;
	const isInside = range !== undefined && at >= range.from && at < range.until;
	if (isInside) return [isPast ? glyphs.rangePast : glyphs.range, isPast ? 'warn' : 'accent'];
	if (isPast) return [glyphs.barFull, isOver ? 'bad' : undefined];
	return [glyphs.barEmpty, 'muted'];
}

/** `━━━━──────░░░◆░░────`, exactly `width` cells. */
export function drawScale(scale: Scale, width: number): Row {
	const {from, until, now, mark} = scale;
	const step = Math.max(1, until - from) / width;
	const marked = mark === undefined ? -1 : Math.floor((mark - from) / step);
	const cells = Array.from({length: width}, (_, x): Cell => {
		if (x === marked) return [glyphs.mark, 'strong'];
		return cellAt(scale, from + (x + 0.5) * step, now >= until);
	});
	return join(cells);
}

function join(cells: readonly Cell[]): Row {
	const spans: Span[] = [];
	for (const [glyph, style] of cells) {
		const last = spans.at(-1);
		if (last !== undefined && last[1] === style) spans[spans.length - 1] = [last[0] + glyph, style];
		else spans.push([glyph, style]);
	}
	return spans;
}

/** Under a bar of `width`: each label begins below its moment, and gives way to the one before it. */
export function labelScale(
	{from, until}: Scale,
	labels: readonly {readonly at: number; readonly text: string; readonly style?: StyleName}[],
	width: number,
): Row {
	const spans: Span[] = [];
	let end = 0;
	for (const {at, text, style} of labels) {
		const wanted = Math.floor(((at - from) / Math.max(1, until - from)) * width);
		const start = Math.max(end, Math.min(wanted, width - text.length));
		if (start + text.length > width) continue;
		spans.push([' '.repeat(start - end)], [text, style]);
		end = start + text.length + 1;
		spans.push([' ']);
	}
	return spans;
}
