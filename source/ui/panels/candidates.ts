import {arrangeCandidates, type CompletionState} from '../prompt/completion.ts';
import {noRows, rememberRows} from '../state/remember.ts';
import {promptOf} from '../state/ui-state.ts';
import {candidateRowsMax, selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, type Span} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {fitCells} from '../text/width.ts';

/** Candidates with their notes, one a row where that fits, else in columns; the taken one is always seen. */
const drawCandidates = rememberRows(
	(completion: CompletionState | undefined, height: number, columns: number, theme: Theme) => {
		if (completion === undefined || height === 0) return noRows;
		const {candidates, index} = completion;
		const {perRow, width} = arrangeCandidates(candidates, columns, candidateRowsMax);
		const lines = Math.ceil(candidates.length / perRow);
		const current = Math.floor(Math.max(0, index) / perRow);
		const start = Math.max(0, Math.min(current - height + 1, lines - height));
		return Array.from({length: height}, (_, y) => {
			const first = (start + y) * perRow;
			const row: Span[] = [];
			for (const [x, {text, note}] of candidates.slice(first, first + perRow).entries()) {
				const isTaken = first + x === index;
				row.push(
					[isTaken ? ` ${glyphs.pointer} ` : '   ', 'selected'],
					[fitCells(text, width), isTaken ? 'selected' : undefined],
				);
				if (perRow === 1 && note !== undefined) row.push([` ${note}`, 'muted']);
			}
			const hidden = lines - start - height;
			if (y === height - 1 && hidden > 0) row.push([`  ${glyphs.down} ${hidden} more rows`, 'muted']);
			return drawRow(row as Row, columns, theme);
		});
	},
);

export function selectCandidates(view: View): readonly string[] {
	const {candidates} = selectLayout(view);
	return drawCandidates(promptOf(view.ui).completion, candidates, view.columns, view.theme);
}
