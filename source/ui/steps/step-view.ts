import type {Action} from '../keys/actions.ts';
import {findPanel} from '../state/layout.ts';
import {type PanelName, panelNames, promptOf, type UiState, withPrompt} from '../state/ui-state.ts';
import {selectLayout, type View} from '../state/view.ts';
import type {Key} from '../terminal/keys.ts';
import {selectNeighbour, selectNth} from './step-nodes.ts';
import {acceptSearch} from './step-prompt.ts';
import {stepScroll} from './step-scroll.ts';

type ViewAction = Extract<
	Action,
	{type: 'mode' | 'select-number' | 'select-neighbour' | 'focus' | 'focus-next' | 'zoom' | 'scroll' | 'close'}
>;

/** Moves what is seen, and nothing else. */
export function stepView(action: ViewAction, key: Key, view: View): UiState {
	const {ui} = view;
	switch (action.type) {
		case 'mode':
			return promptOf(ui).completion === undefined
				? {...ui, mode: action.mode}
				: withPrompt(ui, {completion: undefined});
		case 'select-number':
			return selectNth(view, Number(key.name.at(-1)) - 1);
		case 'select-neighbour':
			return selectNeighbour(view, action.step);
		case 'focus':
			return focusPanel(action.panel, view);
		case 'focus-next':
			return {...ui, focus: nextPanel(action.step, view)};
		case 'zoom':
			return {...ui, isZoomed: !ui.isZoomed};
		case 'scroll':
			return stepScroll(action.by, action.step, view);
		case 'close':
			return close(ui);
	}
}

/** The focused panel again: zoom. A panel that there is no room for is seen only zoomed. */
function focusPanel(panel: PanelName, view: View): UiState {
	const {ui} = view;
	if (ui.inspector !== undefined)
		return focusPanel(panel, {...view, ui: {...ui, inspector: undefined, focus: 'terminal'}});
	if (ui.focus === panel) {
		const isBack = ui.isZoomed && !isSeen(panel, view);
		return {...ui, isZoomed: !ui.isZoomed, focus: isBack ? 'terminal' : panel};
	}
	return {...ui, focus: panel, isZoomed: ui.isZoomed || !isSeen(panel, view)};
}

function isSeen(panel: PanelName, view: View): boolean {
	const layout = selectLayout({...view, ui: {...view.ui, isZoomed: false}});
	return panel === 'nodes' || findPanel(layout, panel) !== undefined;
}

function nextPanel(step: -1 | 1, view: View): PanelName {
	const seen = panelNames.filter(name => view.ui.isZoomed || isSeen(name, view));
	return seen.at((seen.indexOf(view.ui.focus) + step) % seen.length) ?? 'terminal';
}

function close(ui: UiState): UiState {
	if (ui.help !== undefined) return {...ui, help: undefined};
	if (ui.inspector !== undefined) return {...ui, inspector: undefined};
	if (promptOf(ui).search !== undefined) return acceptSearch(ui);
	if (ui.isZoomed) return {...ui, isZoomed: false};
	return {...ui, mode: 'typing'};
}
