import {countFeedRows} from '../panels/feed.ts';
import {countRotationRows} from '../panels/rotations.ts';
import {countTerminalRows} from '../panels/terminal.ts';
import {findPanel} from '../state/layout.ts';
import {type Distance, scrollTail, scrollTop} from '../state/scroll.ts';
import type {UiState} from '../state/ui-state.ts';
import {selectLayout, type View} from '../state/view.ts';
import {innerHeight, innerWidth} from '../text/panel.ts';
import {walkNodes} from './step-nodes.ts';

/** Scrolls the focused panel. */
export function stepScroll(by: Distance, step: -1 | 1, view: View): UiState {
	const {ui, snapshot, list, terminal} = view;
	if (ui.focus === 'nodes') return walkNodes(by, step, view);
	const layout = selectLayout(view);
	const {chrome} = layout;
	const place = findPanel(layout, ui.focus);
	if (place === undefined) return ui;
	const width = innerWidth(chrome, place.width);
	const height = innerHeight(chrome, place.height);
	switch (ui.focus) {
		case 'table': {
			const length = list.type === 'refusal' ? 0 : list.rows.length;
			return {...ui, top: {...ui.top, table: scrollTop(ui.top.table, length, height - 1, by, step)}};
		}
		case 'rotations': {
			const length = countRotationRows(view, width);
			return {...ui, top: {...ui.top, rotations: scrollTop(ui.top.rotations, length, height, by, step)}};
		}
		case 'terminal': {
			const rowsOf = (index: number) => countTerminalRows(terminal[index], width);
			const tail = {end: ui.end.terminal, length: terminal.length, rowsOf, height};
			return {...ui, end: {...ui.end, terminal: scrollTail(tail, by, step)}};
		}
		case 'feed': {
			const rowsOf = (index: number) => countFeedRows(snapshot.feed, index, width);
			const tail = {end: ui.end.feed, length: snapshot.feed.length, rowsOf, height};
			return {...ui, end: {...ui.end, feed: scrollTail(tail, by, step)}};
		}
	}
}
