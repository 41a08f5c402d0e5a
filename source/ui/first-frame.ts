import type {LabSnapshot, ListView} from '../lab/snapshot.ts';
import {selectFeed} from './panels/feed.ts';
import {selectFooter} from './panels/footer.ts';
import {selectHeader} from './panels/header.ts';
import {selectNodes} from './panels/nodes.ts';
import {selectPrompt} from './panels/prompt.ts';
import {selectRotations} from './panels/rotations.ts';
import {selectStatus} from './panels/status.ts';
import {selectRefusal} from './panels/table.ts';
import {selectTerminal} from './panels/terminal.ts';
import {selectTimeline} from './panels/timeline.ts';
import {selectTooSmall} from './panels/too-small.ts';
import type {Band, PlacedPanel} from './state/layout.ts';
import {initialUi} from './state/ui-state.ts';
import {selectLayout, type View} from './state/view.ts';
import {createTheme, type ThemeOptions} from './text/theme.ts';

/** What a lab shows before anything was typed. */
export type EmptyLab = {
	readonly snapshot: LabSnapshot;
	/** Of the first node. */
	readonly list: ListView;
	readonly prompt: string;
	readonly advice: string;
};

/**
The rows of an empty lab's screen, as Ink will draw them, without loading Ink or React: a terminal
shows them 80 ms earlier. Write it after `enterSequence`, then hand it to `openApp`.
*/
export function renderFirstFrame(columns: number, rows: number, lab: EmptyLab, environment: ThemeOptions): string {
	const ui = initialUi(lab.snapshot.nodes[0]?.name ?? '');
	const view: View = {
		...lab,
		ui,
		viewed: ui.selected,
		columns,
		rows,
		terminal: [],
		host: ui.selected,
		isBusy: false,
		isSecret: false,
		theme: createTheme(environment),
	};
	const layout = selectLayout(view);
	const drawn = layout.isTooSmall
		? selectTooSmall(view)
		: [
				...selectHeader(view),
				...(layout.hasTimeline ? selectTimeline(view) : []),
				...selectNodes(view),
				...layout.bands.flatMap(band => drawBand(band, view)),
				...selectPrompt(view),
				...selectStatus(view),
				...selectFooter(view),
			];
	return drawn.map(row => row.trimEnd()).join('\n');
}

/** Columns side by side, each a stack of panels. */
function drawBand({height, columns}: Band, view: View): string[] {
	const stacks = columns.map(({panels}) => panels.flatMap(panel => drawPlaced(panel, view)));
	return Array.from({length: height}, (_, y) => stacks.map(stack => stack[y] ?? '').join(''));
}

function drawPlaced({name}: PlacedPanel, view: View): readonly string[] {
	switch (name) {
		case 'table':
			return selectRefusal(view);
		case 'rotations':
			return selectRotations(view);
		case 'terminal':
			return selectTerminal(view);
		case 'feed':
			return selectFeed(view);
		case 'nodes':
		case 'menu':
		case 'compared':
			return [];
	}
}
