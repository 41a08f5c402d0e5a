import type {TerminalLine} from '../../lab/snapshot.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {noRows, rememberRows} from '../state/remember.ts';
import {selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerHeight, innerWidth} from '../text/panel.ts';
import type {Row} from '../text/row.ts';
import {sanitize} from '../text/sanitize.ts';
import type {StyleName, Theme} from '../text/theme.ts';
import {wrapHard, wrapWords} from '../text/width.ts';

const styles: Readonly<Record<TerminalLine['type'], StyleName | undefined>> = {
	command: 'strong',
	stdout: undefined,
	stderr: 'stderr',
	hint: 'accent',
	note: 'muted',
};

const tableGap = /\S {3,}\S/;

function wrapLine(line: TerminalLine, width: number): Row[] {
	const text = sanitize(line.type === 'hint' ? `${glyphs.arrow} ${line.text}` : line.text);
	// A table's columns would be lost between words: it breaks where a terminal breaks it.
	const wrap = tableGap.test(text) ? wrapHard : wrapWords;
	return wrap(text, width).map((part): Row => [[part, styles[line.type]]]);
}

/** The rows that end with line `end`, as many as fit, at the bottom: next to the prompt. */
export function lastRows(lines: readonly TerminalLine[], end: number, width: number, height: number): readonly Row[] {
	const rows: Row[] = [];
	for (let index = end - 1; index >= 0 && rows.length < height; index--) {
		const line = lines[index];
		if (line !== undefined) rows.unshift(...wrapLine(line, width));
	}
	const seen = rows.slice(-height);
	return [...Array.from({length: height - seen.length}, (): Row => []), ...seen];
}

/** How many lines of the last command and its output are above the first row seen. */
function countAbove(lines: readonly TerminalLine[], end: number, width: number, height: number): number {
	let first = end;
	for (let rows = 0; first > 0 && rows < height; first--) rows += countTerminalRows(lines[first - 1], width);
	const command = lines.findLastIndex(({type}, index) => index < end && type === 'command');
	return command === -1 ? 0 : Math.max(0, first - command);
}

const drawTerminal = rememberRows(
	(
		lines: readonly TerminalLine[],
		// Append-only: the same array may have grown.
		_length: number,
		end: number | undefined,
		selected: string,
		host: string,
		place: PlacedPanel,
		chrome: Chrome,
		isFocused: boolean,
		theme: Theme,
	) => {
		const {width, height} = place;
		const last = Math.min(end ?? lines.length, lines.length);
		const below = lines.length - last;
		const room = [innerWidth(chrome, width), innerHeight(chrome, height)] as const;
		const above = below > 0 ? 0 : countAbove(lines, last, ...room);
		const hidden = below > 0 ? `${below} more below ${glyphs.down}` : `PgUp: ${above} more above ${glyphs.up}`;
		const note = below + above > 0 ? hidden : undefined;
		const rows = lastRows(lines, last, ...room);
		const ssh = host === selected ? '' : `, in ssh on ${host}`;
		const title = `${selected} ${glyphs.dot} terminal${ssh}`;
		return drawPanel(rows, {chrome, width, height, title, note, isFocused, theme});
	},
);

export function selectTerminal(view: View): readonly string[] {
	const {terminal, host, ui, theme} = view;
	const layout = selectLayout(view);
	const place = findPanel(layout, 'terminal');
	if (place === undefined) return noRows;
	const isFocused = ui.focus === 'terminal' && ui.mode === 'keys';
	const {selected, end} = ui;
	const {chrome} = layout;
	return drawTerminal(terminal, terminal.length, end.terminal, selected, host, place, chrome, isFocused, theme);
}

export function countTerminalRows(line: TerminalLine | undefined, width: number): number {
	return line === undefined ? 0 : wrapLine(line, width).length;
}
