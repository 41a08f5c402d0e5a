import type {Distance} from '../state/scroll.ts';
import {selectNode, type UiState} from '../state/ui-state.ts';
import {selectLayout, type View} from '../state/view.ts';

/** Where there is no such node, nothing moves. */
export function selectNth({ui, snapshot}: View, index: number): UiState {
	const name = snapshot.nodes[index]?.name;
	return name === undefined ? ui : selectNode(ui, name);
}

export function selectNeighbour(view: View, step: -1 | 1): UiState {
	return selectNth(view, indexOfSelected(view) + step);
}

/** Among the nodes a line is a row of panes or cells. */
export function walkNodes(by: Distance, step: -1 | 1, view: View): UiState {
	const {perRow, height} = selectLayout(view).nodes;
	const last = view.snapshot.nodes.length - 1;
	const lines = {line: 1, half: Math.ceil(height / 2), page: height, all: last}[by];
	return selectNth(view, Math.max(0, Math.min(last, indexOfSelected(view) + step * perRow * lines)));
}

function indexOfSelected({ui, snapshot}: View): number {
	return snapshot.nodes.findIndex(({name}) => name === ui.selected);
}
