import type {Warning} from '../../lab/contract.ts';
import type {ClusterView, LabSnapshot, ListView, NodeView, TerminalLine} from '../../lab/snapshot.ts';
import type {Theme} from '../text/theme.ts';
import {type Layout, layOut} from './layout.ts';
import {remember} from './remember.ts';
import {promptOf, type UiState} from './ui-state.ts';

/** What the lab says about the selected node and what stands in its prompt. */
export type NodeFacts = {
	readonly list: ListView;
	readonly terminal: readonly TerminalLine[];
	readonly prompt: string;
	/** The machine that the terminal is on: another one inside ssh. */
	readonly host: string;
	readonly isBusy: boolean;
	readonly advice: string;
	readonly warning?: Warning;
};

/** Everything that a screen shows, as one immutable value. */
export type View = NodeFacts & {
	readonly snapshot: LabSnapshot;
	readonly ui: UiState;
	readonly columns: number;
	readonly rows: number;
	readonly theme: Theme;
};

const candidateRowsMax = 5;

const rememberLayout = remember(
	(
		columns: number,
		rows: number,
		nodeCount: number,
		tableRows: number,
		zoomed: UiState['focus'] | undefined,
		hasMenu: boolean,
		candidates: number,
	): Layout => layOut({columns, rows, nodeCount, tableRows, zoomed, hasMenu, candidates}),
);

export function selectLayout({columns, rows, snapshot, list, ui}: View): Layout {
	const nodeCount = snapshot.nodes.length;
	return rememberLayout(
		columns,
		rows,
		nodeCount,
		Math.max(rowsOfList(list), Math.min(nodeCount + 1, rows >= 30 ? 6 : 0)),
		ui.isZoomed ? ui.focus : undefined,
		ui.menu !== undefined,
		Math.min(candidateRowsMax, promptOf(ui).completion?.candidates.length ?? 0),
	);
}

/** Its heading included; a refusal is a long sentence. */
function rowsOfList(list: ListView): number {
	if (list.type === 'refusal') return 4;
	return list.rows.length + (list.type === 'stale' ? 2 : 1);
}

export function selectNodeView({snapshot, ui}: View): NodeView | undefined {
	return snapshot.nodes.find(({name}) => name === ui.selected);
}

/** The selected node's swarm; from outside of any, the first one. */
export function selectCluster(view: View): ClusterView | undefined {
	const {clusters} = view.snapshot;
	return clusters[selectNodeView(view)?.cluster ?? 0];
}
