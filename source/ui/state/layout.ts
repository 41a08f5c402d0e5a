import type {Chrome} from '../text/panel.ts';
import type {PanelName} from './ui-state.ts';

/** A panel's place: bands from top to bottom, columns from left to right, panels from top to bottom. */
export type PlacedPanel = {
	readonly name: PanelName | 'menu' | 'compared';
	readonly width: number;
	readonly height: number;
};
export type Column = {readonly width: number; readonly panels: readonly PlacedPanel[]};
export type Band = {readonly height: number; readonly columns: readonly Column[]};

export type NodesLayout = {
	/** One pane a node, or a grid of one-line cells that scrolls. */
	readonly style: 'panes' | 'grid';
	readonly perRow: number;
	readonly height: number;
};

export type Layout = {
	readonly columns: number;
	readonly rows: number;
	readonly isTooSmall: boolean;
	readonly chrome: Chrome;
	/** The strip of what has happened, under the header. */
	readonly hasTimeline: boolean;
	readonly nodes: NodesLayout;
	readonly bands: readonly Band[];
	/** Rows of candidates above the prompt. */
	readonly candidates: number;
};

export type LayoutInput = {
	readonly columns: number;
	readonly rows: number;
	readonly nodeCount: number;
	/** Rows that the table of nodes has to say, its heading included. */
	readonly tableRows: number;
	/** Rows under it that say how old it is, or who sees it differently: they take nothing from the table. */
	readonly tableNotes: number;
	readonly zoomed?: PanelName;
	readonly hasMenu: boolean;
	/** Two tables, of two nodes' views. */
	readonly isComparing: boolean;
	readonly candidates: number;
};

export const smallest = {columns: 60, rows: 16} as const;
/** Prompt, the line that explains it, footer. */
export const bottomRows = 3;
const headerRows = 1;
/** Rows of a terminal that has one to spare for it. */
const timelineFrom = 24;
const paneWidthMin = 15;
const cellWidthMin = 28;
/** Two tables without AVAILABILITY fit beside each other. */
const besideMin = 76;
const terminalMin = 3;
/** A title and a row. */
const panelHeightMin = 2;
/** Fewer rows than this, and a menu takes them all. */
const menuBesideMin = 16;

export function layOut(input: LayoutInput): Layout {
	const {columns, rows} = input;
	const isTooSmall = columns < smallest.columns || rows < smallest.rows;
	const chrome: Chrome = columns >= 100 && rows >= 30 ? 'box' : 'rule';
	const nodes = layOutNodes(input, chrome);
	const hasTimeline = rows >= timelineFrom;
	const height = rows - headerRows - (hasTimeline ? 1 : 0) - nodes.height - bottomRows - input.candidates;
	return {
		columns,
		rows,
		isTooSmall,
		chrome,
		hasTimeline,
		nodes,
		bands: isTooSmall ? [] : layOutBands(input, chrome, height),
		candidates: input.candidates,
	};
}

function layOutNodes({columns, rows, nodeCount, zoomed, candidates}: LayoutInput, chrome: Chrome): NodesLayout {
	const paneHeight = chrome === 'box' ? 5 : 4;
	const linesOfPanes = rows >= 36 && Math.floor(columns / nodeCount) < paneWidthMin ? 2 : 1;
	const perRow = Math.ceil(nodeCount / linesOfPanes);
	if (rows >= 22 && nodeCount <= 9 && Math.floor(columns / perRow) >= paneWidthMin) {
		return {style: 'panes', perRow, height: paneHeight * linesOfPanes};
	}
	const cells = Math.max(1, Math.floor(columns / cellWidthMin));
	const wanted = Math.ceil(nodeCount / cells);
	const room = Math.max(3, Math.floor(zoomed === 'nodes' ? (rows - candidates) / 2 - 2 : rows / 7));
	return {style: 'grid', perRow: cells, height: Math.min(wanted, room)};
}

function layOutBands(input: LayoutInput, chrome: Chrome, height: number): readonly Band[] {
	const {columns, zoomed, hasMenu} = input;
	const whole = (name: PlacedPanel['name']): readonly Band[] => [band(height, [stack(columns, [[name, height]])])];
	if (hasMenu && height < menuBesideMin) return whole('menu');
	const frame = chrome === 'box' ? 2 : 1;
	if (input.isComparing && (zoomed === 'table' || zoomed === undefined)) return comparedBands(input, height, frame);
	if (zoomed !== undefined && zoomed !== 'nodes') return whole(hasMenu ? 'menu' : zoomed);
	const table = Math.min(input.tableRows + frame, Math.max(4, Math.floor(height * 0.45))) + input.tableNotes;
	if (columns >= 160 && height >= 14) return wideBands(input, height, table, frame);
	return columns >= 100 && height >= 18 ? middleBands(input, height, table, frame) : narrowBands(input, height, table);
}

/** Table and terminal at the left, each wide enough for Docker's table; rotations and activity at the right. */
function wideBands({columns, hasMenu, nodeCount}: LayoutInput, height: number, table: number, frame: number) {
	const side = Math.min(66, Math.round(columns * 0.34));
	const rotations = Math.min(frame + 19 + nodeCount, Math.floor(height * 0.62));
	return [
		band(height, [
			stack(columns - side, [
				['table', table],
				[hasMenu ? 'menu' : 'terminal', height - table],
			]),
			stack(side, [
				['rotations', rotations],
				['feed', height - rotations],
			]),
		]),
	];
}

/** Table and activity beside the rotations; the terminal has the whole width, which Docker's table needs. */
function middleBands({columns, hasMenu, nodeCount}: LayoutInput, height: number, table: number, frame: number) {
	const side = Math.round(columns * 0.33);
	const top = Math.min(Math.floor(height * 0.58), Math.max(table + 5, frame + 7 + nodeCount));
	const terminal = height - top;
	return [
		band(top, [
			stack(columns - side, [
				['table', Math.min(table, top - 4)],
				['feed', Math.max(4, top - table)],
			]),
			stack(side, [['rotations', top]]),
		]),
		band(terminal, [stack(columns, [[hasMenu ? 'menu' : 'terminal', terminal]])]),
	];
}

/** Two tables over the whole width, one under the other where they do not fit beside each other. */
function comparedBands({columns, tableRows, tableNotes, hasMenu, zoomed}: LayoutInput, height: number, frame: number) {
	const isBeside = columns >= besideMin || height < 4 * panelHeightMin;
	const wanted = (tableRows + tableNotes + frame) * (isBeside ? 1 : 2);
	const isWhole = zoomed === 'table' && !hasMenu;
	const top = isWhole
		? height
		: Math.min(wanted, Math.max(panelHeightMin, height - (hasMenu ? Math.ceil(height / 2) : terminalMin)));
	const half = Math.floor(columns / 2);
	const tables = isBeside
		? [band(top, [stack(columns - half, [['table', top]]), stack(half, [['compared', top]])])]
		: [
				band(Math.ceil(top / 2), [stack(columns, [['table', Math.ceil(top / 2)]])]),
				band(Math.floor(top / 2), [stack(columns, [['compared', Math.floor(top / 2)]])]),
			];
	return isWhole ? tables : [...tables, ...lowerBands(columns, height - top, hasMenu)];
}

/** Rotations beside the table; everything else has the whole width. */
function narrowBands({columns, hasMenu, tableNotes}: LayoutInput, height: number, table: number) {
	const top = Math.min(
		Math.max(table, columns >= 72 ? 6 : 0),
		Math.min(Math.ceil(height / 2) + tableNotes, height - panelHeightMin),
	);
	const side = columns >= 72 ? 25 : 0;
	const beside = side === 0 ? [] : [stack(side, [['rotations', top]])];
	return [
		band(top, [stack(columns - side, [['table', top]]), ...beside]),
		...lowerBands(columns, height - top, hasMenu),
	];
}

/** The terminal or the menu, and the activity where there is room. */
function lowerBands(columns: number, height: number, hasMenu: boolean): readonly Band[] {
	const feed = height >= 8 && !hasMenu ? Math.max(3, Math.floor(height / 3)) : 0;
	const terminal = height - feed;
	return [
		band(terminal, [stack(columns, [[hasMenu ? 'menu' : 'terminal', terminal]])]),
		...(feed === 0 ? [] : [band(feed, [stack(columns, [['feed', feed]])])]),
	];
}

function band(height: number, columns: readonly Column[]): Band {
	return {height, columns};
}

function stack(width: number, panels: readonly (readonly [PlacedPanel['name'], number])[]): Column {
	return {width, panels: panels.map(([name, height]) => ({name, width, height}))};
}

/** Where a panel stands, undefined where there is no room for it now. */
export function findPanel(layout: Layout, name: PlacedPanel['name']): PlacedPanel | undefined {
	return layout.bands
		.flatMap(({columns}) => columns)
		.flatMap(({panels}) => panels)
		.find(panel => panel.name === name);
}
