import {rememberRows} from '../state/remember.ts';
import {promptOf} from '../state/ui-state.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, type Span} from '../text/row.ts';
import type {StyleName, Theme} from '../text/theme.ts';

/** The one line under the prompt: the most pressing of what there is to say. */
export function statusOf(view: View): Span {
	const {ui, warning, isBusy, advice} = view;
	const {pasted, line, search} = promptOf(ui);
	const {confirmation, notice} = ui;
	if (confirmation?.type === 'run') return [`! ${confirmation.text} Enter once more runs it.`, 'warn'];
	if (notice !== undefined) return [notice.text, notice.style];
	if (search !== undefined) return ['Ctrl-R older  Ctrl-S newer  Enter run  Tab edit  Ctrl-G back', 'muted'];
	if (warning !== undefined && line.text !== '') return [`! ${warning.text}`, 'warn'];
	if (pasted.length > 0) {
		const lines = pasted.length === 1 ? '1 more pasted line' : `${pasted.length} more pasted lines`;
		return [`${lines}: Enter runs this one and brings the next, Ctrl-C drops them`, 'accent'];
	}
	if (isBusy) return [`${glyphs.more} running: Ctrl-C interrupts, what you type goes to the command`, 'muted'];
	return advice === '' ? [''] : [`${glyphs.arrow} ${advice}`, 'accent'];
}

const drawStatus = rememberRows((text: string, style: StyleName | undefined, columns: number, theme: Theme) => {
	const row: Row = [[' '], [text, style]];
	return [drawRow(row, columns, theme)];
});

export function selectStatus(view: View): readonly string[] {
	const [text, style] = statusOf(view);
	return drawStatus(text, style, view.columns, view.theme);
}
