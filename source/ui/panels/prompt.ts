import {windowLine} from '../prompt/line-window.ts';
import {bottomRows} from '../state/layout.ts';
import {rememberRows} from '../state/remember.ts';
import {type PromptState, promptOf, type UiState} from '../state/ui-state.ts';
import {selectLayout, type View} from '../state/view.ts';
import type {Cursor} from '../terminal/screen.ts';
import {drawRow, type Row} from '../text/row.ts';
import {sanitize} from '../text/sanitize.ts';
import type {Theme} from '../text/theme.ts';
import {cellWidth, cut} from '../text/width.ts';

/** What stands before the line: the shell's prompt, or what is searched for in the history. */
function promptLabel(prompt: string, {search}: PromptState, columns: number): string {
	if (search === undefined) return ` ${sanitize(prompt)}`;
	const isFailed = search.query !== '' && search.found === undefined;
	return ` ${cut(`(${isFailed ? 'failed ' : ''}history search) ${search.query}: `, Math.floor(columns / 2))}`;
}

/** The text that is shown in the prompt and where its cursor is. */
function promptText({line, search}: PromptState, isSecret: boolean): {readonly text: string; readonly cursor: number} {
	if (isSecret) return {text: '', cursor: 0};
	if (search === undefined) return line;
	const text = search.found ?? search.draft;
	return {text, cursor: search.found === undefined ? text.length : text.indexOf(search.query)};
}

const drawPrompt = rememberRows(
	(
		prompt: string,
		state: PromptState,
		columns: number,
		isTyping: boolean,
		isBusy: boolean,
		isSecret: boolean,
		theme: Theme,
	) => {
		const label = promptLabel(prompt, state, columns);
		const {text, cursor} = promptText(state, isSecret);
		const seen = windowLine(text, cursor, columns - cellWidth(label) - 1);
		const row: Row = [
			[label, isTyping && !isBusy ? 'selected' : 'muted'],
			[seen.text, isTyping ? undefined : 'muted'],
		];
		return [drawRow(row, columns, theme)];
	},
);

export function selectPrompt({prompt, isBusy, isSecret, ui, columns, theme}: View): readonly string[] {
	return drawPrompt(prompt, promptOf(ui), columns, isTypingIn(ui), isBusy, isSecret, theme);
}

function isTypingIn({mode, menu, help}: UiState): boolean {
	return mode === 'typing' && menu === undefined && help === undefined;
}

/** Where the terminal's own cursor belongs: in the prompt while one types. */
export function selectCursor(view: View): Cursor {
	const {ui, prompt, isSecret, columns, rows} = view;
	if (!isTypingIn(ui) || ui.inspector !== undefined) return undefined;
	if (selectLayout(view).isTooSmall) return undefined;
	const state = promptOf(ui);
	const label = cellWidth(promptLabel(prompt, state, columns));
	const {text, cursor} = promptText(state, isSecret);
	return {x: label + windowLine(text, cursor, columns - label - 1).column, y: rows - bottomRows};
}
