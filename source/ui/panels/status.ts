import {rememberRows} from '../state/remember.ts';
import {promptOf} from '../state/ui-state.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, rowWidth} from '../text/row.ts';
import {sanitize} from '../text/sanitize.ts';
import type {StyleName, Theme} from '../text/theme.ts';
import {cut} from '../text/width.ts';
import {describePast} from './timeline.ts';

export type Status = {
	readonly text: string;
	readonly style?: StyleName;
	/** Never cut: how to answer. */
	readonly answer?: string;
};

/** The one line under the prompt: the most pressing of what there is to say. */
export function statusOf(view: View): Status {
	const {ui, warning, isBusy, isSecret, advice} = view;
	const {pasted, line, search} = promptOf(ui);
	const {confirmation, notice} = ui;
	if (confirmation?.type === 'run') {
		return {text: `! ${confirmation.text}`, style: 'warn', answer: 'Enter again runs it.'};
	}
	if (notice !== undefined) return notice;
	if (warning !== undefined && line.text !== '' && search === undefined)
		return {text: `! ${warning.text}`, style: 'warn'};
	if (pasted.length > 0) {
		const lines = pasted.length === 1 ? '1 more pasted line' : `${pasted.length} more pasted lines`;
		return {text: `${lines}: Enter runs this one and brings the next, Ctrl-C drops them`, style: 'accent'};
	}
	const past = describePast(view);
	if (past !== undefined) return {text: past, style: 'warn'};
	if (isSecret) return {text: 'What you type is not shown. Enter answers, Ctrl-C interrupts.', style: 'muted'};
	if (isBusy) {
		return {text: `${glyphs.more} running: Ctrl-C interrupts; a fault acts at once, other lines wait`, style: 'muted'};
	}
	return advice === '' ? {text: ''} : {text: `${glyphs.arrow} ${advice}`, style: 'accent'};
}

const drawStatus = rememberRows(
	(text: string, style: StyleName | undefined, answer: string | undefined, columns: number, theme: Theme) => {
		const tail: Row = answer === undefined ? [] : [[` ${answer}`, 'strong']];
		const row: Row = [[' '], [cut(sanitize(text), columns - 2 - rowWidth(tail)), style], ...tail];
		return [drawRow(row, columns, theme)];
	},
);

export function selectStatus(view: View): readonly string[] {
	const {text, style, answer} = statusOf(view);
	return drawStatus(text, style, answer, view.columns, view.theme);
}
