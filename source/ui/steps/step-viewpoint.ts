import type {UiState} from '../state/ui-state.ts';
import {findViewpoints} from '../state/viewpoints.ts';
import type {StepContext} from './result.ts';

const alone = {text: 'There is no other view: only managers know the swarm.', style: 'muted'} as const;

/** The table shows the next node's view of the swarm, in the end that of the terminal's own node again. */
export function stepViewpoint({view, ask}: StepContext): UiState {
	const {ui, viewed, snapshot} = view;
	const names = findViewpoints(snapshot, ui.selected, ask.list).filter(name => name !== ui.compared);
	const next = names[(names.indexOf(viewed) + 1) % names.length];
	if (next === undefined || next === viewed) return {...ui, notice: alone};
	const isPinned = next !== ui.selected;
	const text = isPinned
		? `The table keeps ${next}'s view, whatever node is selected; v goes on.`
		: 'The table shows the view of the selected node again.';
	const notice = {text, style: 'muted'} as const;
	return {...ui, viewed: isPinned ? next : undefined, top: {...ui.top, table: 0}, notice};
}

/** A second view beside the first: one that differs, where there is one. Once more: the first alone. */
export function stepCompare({view, ask}: StepContext): UiState {
	const {ui, viewed, snapshot, differing} = view;
	if (ui.compared !== undefined) return {...ui, compared: undefined};
	const others = findViewpoints(snapshot, ui.selected, ask.list).filter(name => name !== viewed);
	const compared = differing ?? others[0];
	if (compared === undefined) return {...ui, notice: alone};
	return {
		...ui,
		compared,
		isZoomed: ui.isZoomed && ui.focus === 'table',
		notice: {text: '= ends the comparison, v changes the first view.', style: 'muted'},
	};
}
