import type {MessageView} from '../../lab/inspection.ts';
import {glyphs} from '../text/glyphs.ts';
import type {Row, Span} from '../text/row.ts';
import type {StyleName} from '../text/theme.ts';
import {cut} from '../text/width.ts';

/** Who talks, from left to right, and how far apart their lanes are. */
export type Lanes = {readonly names: readonly string[]; readonly width: number; readonly gap: number};

const GAP_MIN = 7;
const GAP_MAX = 28;

/** Whoever says or hears something, in the order of their first word; those for whom there is no room are left out. */
export function layLanes(messages: readonly MessageView[], width: number): Lanes {
	const all = [...new Set(messages.flatMap(({from, to}) => [from, to]))];
	const names = all.slice(0, Math.max(1, Math.floor(width / GAP_MIN)));
	const gap = Math.max(GAP_MIN, Math.min(GAP_MAX, Math.floor(width / Math.max(1, names.length))));
	return {names, width, gap};
}

const center = ({gap}: Lanes, index: number): number => Math.floor(gap / 2) + index * gap;

/** The names above their lanes. */
export function laneNames(lanes: Lanes, leader: string | undefined): Row {
	return lanes.names.map((name): Span => {
		const text = cut(name === leader ? `${name} ${glyphs.leader}` : name, lanes.gap - 1);
		const before = Math.max(0, Math.floor(lanes.gap / 2) - Math.floor(text.length / 2));
		return [`${' '.repeat(before)}${text}`.padEnd(lanes.gap), 'strong'];
	});
}

/** What stands in a row of lanes, a cell each. */
function drawCells(lanes: Lanes, {from, to, fate}: MessageView): string[] {
	const cells = Array.from({length: lanes.width}, () => ' ');
	for (const index of lanes.names.keys()) cells[center(lanes, index)] = glyphs.lane;
	const [a, b] = [lanes.names.indexOf(from), lanes.names.indexOf(to)];
	if (a === -1) return cells;
	const start = center(lanes, a);
	if (a === b) {
		cells[start] = glyphs.running;
		return cells;
	}
	// Whoever has no lane is somewhere at the right.
	const end = b === -1 ? Math.min(lanes.width - 1, center(lanes, lanes.names.length - 1) + 4) : center(lanes, b);
	const step = end > start ? 1 : -1;
	const isLost = fate === 'silent' || fate === 'unreachable';
	for (let x = start + step; x !== end; x += step) {
		const isCrossed = cells[x] === glyphs.lane;
		cells[x] = isCrossed ? glyphs.cross : isLost ? glyphs.lost : glyphs.barEmpty;
	}
	cells[start] = step === 1 ? glyphs.fromLeft : glyphs.fromRight;
	const head = step === 1 ? glyphs.headRight : glyphs.headLeft;
	if (fate === 'arrives') cells[end - step] = head;
	else cells[isLost ? start + step * Math.max(2, Math.floor(Math.abs(end - start) / 2)) : end - step] = glyphs.failed;
	if (isLost)
		for (let x = start + step * (Math.floor(Math.abs(end - start) / 2) + 1); x !== end; x += step) {
			if (cells[x] !== glyphs.cross) cells[x] = ' ';
			else cells[x] = glyphs.lane;
		}
	return cells;
}

/** An arrow from lane to lane. */
export function drawLanes(lanes: Lanes, message: MessageView, style: StyleName | undefined): Row {
	const cells = drawCells(lanes, message);
	const spans: Span[] = [];
	for (const cell of cells) {
		const cellStyle = cell === glyphs.lane ? 'muted' : style;
		const last = spans.at(-1);
		if (last !== undefined && last[1] === cellStyle) spans[spans.length - 1] = [last[0] + cell, cellStyle];
		else spans.push([cell, cellStyle]);
	}
	return spans;
}
