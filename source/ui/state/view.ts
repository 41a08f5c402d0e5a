import type {Warning} from '../../lab/contract.ts';
import type {ClusterView, LabSnapshot, ListView, NodeView, TerminalLine} from '../../lab/snapshot.ts';
import {arrangeCandidates} from '../prompt/completion.ts';
import type {Theme} from '../text/theme.ts';
import type {Inspected} from './inspected.ts';
import {type Layout, layOut} from './layout.ts';
import {remember} from './remember.ts';
import {promptOf, type UiState} from './ui-state.ts';

/** What the lab says about the selected node and what stands in its prompt, and who sees the swarm how. */
export type NodeFacts = {
	/** The node whose view the table shows, and what it sees. */
	readonly viewed: string;
	readonly list: ListView;
	/** What the other node of a comparison sees. */
	readonly comparedList?: ListView;
	/** A manager of the same swarm that sees it differently. */
	readonly differing?: string;
	readonly terminal: readonly TerminalLine[];
	readonly prompt: string;
	/** The machine that the terminal is on: another one inside ssh. */
	readonly host: string;
	readonly isBusy: boolean;
	/** What is typed is not shown. */
	readonly isSecret: boolean;
	readonly advice: string;
	readonly warning?: Warning;
	/** What the inspector shows. */
	readonly inspected?: Inspected;
};

/** Everything that a screen shows, as one immutable value. */
export type View = NodeFacts & {
	readonly snapshot: LabSnapshot;
	readonly ui: UiState;
	readonly columns: number;
	readonly rows: number;
	readonly theme: Theme;
};

export const candidateRowsMax = 5;

const rememberLayout = remember(
	(
		columns: number,
		rows: number,
		nodeCount: number,
		tableRows: number,
		tableNotes: number,
		zoomed: UiState['focus'] | undefined,
		hasMenu: boolean,
		isComparing: boolean,
		candidates: number,
	): Layout => layOut({columns, rows, nodeCount, tableRows, tableNotes, zoomed, hasMenu, isComparing, candidates}),
);

export function selectLayout({columns, rows, snapshot, list, comparedList, differing, ui}: View): Layout {
	const nodeCount = snapshot.nodes.length;
	const lists = comparedList === undefined ? [list] : [list, comparedList];
	const hasDifference = differing !== undefined && comparedList === undefined;
	return rememberLayout(
		columns,
		rows,
		nodeCount,
		Math.max(...lists.map(rowsOfList), Math.min(nodeCount + 1, rows >= 30 ? 6 : 0)),
		(lists.some(({type}) => type === 'stale') ? 1 : 0) + (hasDifference ? 1 : 0),
		ui.isZoomed ? ui.focus : undefined,
		ui.menu !== undefined,
		comparedList !== undefined,
		arrangeCandidates(promptOf(ui).completion?.candidates ?? [], columns, candidateRowsMax).rows,
	);
}

/** Its heading included; a refusal is a long sentence. */
function rowsOfList(list: ListView): number {
	return list.type === 'refusal' ? 4 : list.rows.length + 1;
}

export function selectNodeView({snapshot, ui}: View): NodeView | undefined {
	return snapshot.nodes.find(({name}) => name === ui.selected);
}

/** The selected node's swarm; from outside of any, the first one. */
export function selectCluster(view: View): ClusterView | undefined {
	const {clusters} = view.snapshot;
	return clusters[selectNodeView(view)?.cluster ?? 0];
}
