import {helpRows} from '../help/pages.ts';
import type {Action} from '../keys/actions.ts';
import {helpSize} from '../panels/help.ts';
import {type HelpState, helpPages, type UiState} from '../state/ui-state.ts';
import type {View} from '../state/view.ts';
import {graphemes} from '../text/width.ts';

type HelpAction = Extract<Action, {type: 'help' | 'help-page' | 'help-scroll' | 'erase'}>;

export function stepHelp(action: HelpAction, view: View): UiState {
	const {ui} = view;
	const help: HelpState = ui.help ?? {page: 'keys', filter: '', offset: 0};
	switch (action.type) {
		case 'help':
			return {...ui, help: {page: action.page, filter: '', offset: 0}};
		case 'help-page': {
			const at = helpPages.indexOf(help.page) + action.step + helpPages.length;
			return {...ui, help: {...help, page: helpPages[at % helpPages.length] ?? 'keys', offset: 0}};
		}
		case 'help-scroll':
			return {...ui, help: {...help, offset: scrolled(help, action, view)}};
		case 'erase':
			return {...ui, help: {...help, filter: graphemes(help.filter).slice(0, -1).join(''), offset: 0}};
	}
}

export function typeFilter(ui: UiState, text: string): UiState {
	return ui.help === undefined ? ui : {...ui, help: {...ui.help, filter: ui.help.filter + text, offset: 0}};
}

function scrolled(help: HelpState, {by, step}: Extract<Action, {type: 'help-scroll'}>, view: View): number {
	const {width, height} = helpSize(view.columns, view.rows);
	const last = Math.max(0, helpRows(help.page, help.filter, width).length - height);
	if (by === 'all') return step === 1 ? last : 0;
	const distance = by === 'page' ? height - 1 : 1;
	return Math.max(0, Math.min(last, help.offset + step * distance));
}
