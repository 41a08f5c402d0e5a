import {heavyLines, lightLines} from './glyphs.ts';
import {drawRow, type Row, rowWidth} from './row.ts';
import type {Theme} from './theme.ts';
import {cut} from './width.ts';

/** How panels are set apart: boxes where there is room, rules where every row counts. */
export type Chrome = 'box' | 'rule';

export type PanelFrame = {
	readonly chrome: Chrome;
	readonly width: number;
	readonly height: number;
	readonly title: string;
	/** At the right end of the title's line: where one is in a list that is longer than the panel. */
	readonly note?: string;
	readonly isFocused: boolean;
	readonly theme: Theme;
};

/** Cells of content in a row. */
export function innerWidth(chrome: Chrome, width: number): number {
	return Math.max(0, width - (chrome === 'box' ? 4 : 2));
}

/** Rows of content. */
export function innerHeight(chrome: Chrome, height: number): number {
	return Math.max(0, height - (chrome === 'box' ? 2 : 1));
}

/** The line that carries the title. */
export function drawTitle({chrome, width, title, note, isFocused, theme}: Omit<PanelFrame, 'height'>): string {
	const {horizontal, corners} = isFocused ? heavyLines : lightLines;
	const style = isFocused ? 'borderFocused' : 'border';
	const [left, right] = chrome === 'box' ? [corners[0] + horizontal, horizontal + corners[1]] : ['', ''];
	const room = width - left.length - right.length;
	const name: Row = [[` ${cut(title, room - 3)} `, isFocused ? 'selected' : 'title']];
	const tail: Row = note === undefined || rowWidth(name) + note.length + 4 > room ? [] : [[` ${note} `, 'muted']];
	const fill = Math.max(0, room - rowWidth(name) - rowWidth(tail) - (chrome === 'rule' ? 2 : 0));
	const [before, after] = chrome === 'box' ? ['', ''] : [horizontal, ' '];
	return drawRow(
		[[left + before, style], ...name, [horizontal.repeat(fill), style], ...tail, [right + after, style]],
		width,
		theme,
	);
}

/** A panel of exactly `width` × `height` cells; rows beyond the height are left out. */
export function drawPanel(body: readonly Row[], frame: PanelFrame): string[] {
	const {chrome, width, height, isFocused, theme} = frame;
	const inner = innerWidth(chrome, width);
	const content = Array.from({length: innerHeight(chrome, height)}, (_, y) => drawRow(body[y] ?? [], inner, theme));
	if (chrome === 'rule') return [drawTitle(frame), ...content.map(row => ` ${row} `)].slice(0, height);
	const {vertical} = isFocused ? heavyLines : lightLines;
	const side = theme.paint(vertical, isFocused ? 'borderFocused' : 'border');
	return [drawTitle(frame), ...content.map(row => `${side} ${row} ${side}`), drawBottom(width, isFocused, theme)].slice(
		0,
		height,
	);
}

export function drawBottom(width: number, isFocused: boolean, theme: Theme): string {
	const {horizontal, corners} = isFocused ? heavyLines : lightLines;
	const line = corners[2] + horizontal.repeat(Math.max(0, width - 2)) + corners[3];
	return theme.paint(line, isFocused ? 'borderFocused' : 'border');
}
