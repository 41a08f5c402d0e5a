import type {ListView} from '../../lab/snapshot.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {noRows, remember, rememberRows} from '../state/remember.ts';
import {selectLayout, type View} from '../state/view.ts';
import {areDifferent, differingRows} from '../state/viewpoints.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerHeight, innerWidth, type PanelFrame} from '../text/panel.ts';
import type {Row} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {formatSpan} from '../text/time.ts';
import {cellWidth, wrapWords} from '../text/width.ts';
import {columnWidths, fitTable, type TableRow} from './table-columns.ts';

export type TableModel = {
	readonly frame: PanelFrame;
	/** Only the rows that are seen. */
	readonly rows: readonly TableRow[];
	/** Heading → cells, of all rows, so that nothing moves sideways while one scrolls. */
	readonly widths: ReadonlyMap<string, number>;
	/** The rows are what was known last. */
	readonly isStale: boolean;
	/** What is to be said under the rows. */
	readonly messages: readonly Row[];
};

/** A view of the swarm: whose, and which other one stands beside it. */
type Viewpoint = {
	readonly node: string;
	readonly list: ListView;
	readonly beside?: {readonly node: string; readonly list: ListView};
	/** Who sees it differently, where no other view stands beside it. */
	readonly differing?: string;
};

/** How old a view is that nobody answers for any more. */
function describeAge(list: ListView, now: number): string {
	return list.type === 'stale' ? formatSpan(now - list.since) : '';
}

/** Whose view it is must be read even where two stand side by side. */
function titleOf({node, list}: Viewpoint, age: string, width: number): string {
	const whose = `as ${node} ${list.type === 'stale' ? `saw it ${age} ago` : 'sees it'}`;
	const title = `docker node ls ${glyphs.dot} ${whose}`;
	return cellWidth(title) + titleMargin <= width ? title : whose;
}

/** An error without what every one begins with; the terminal has all of it. */
function plainly(message: string): string {
	return message.replace(/^(?:Error response from daemon: |rpc error: code = \w+ desc = )+/, '');
}

function messagesOf({list, differing}: Viewpoint): readonly Row[] {
	const old: Row[] = list.type === 'stale' ? [[[`${glyphs.failed} `, 'bad'], [plainly(list.message)]]] : [];
	if (differing === undefined) return old;
	return [...old, [[`${glyphs.differs} ${differing} sees it differently: Esc and = compare`, 'warn']]];
}

/** Frame, blanks and a bit of line round a title. */
const titleMargin = 7;
const noIds: ReadonlySet<string> = new Set();

function buildTable(
	viewpoint: Viewpoint,
	age: string,
	top: number,
	{width, height}: PlacedPanel,
	chrome: Chrome,
	isFocused: boolean,
	theme: Theme,
): TableModel | undefined {
	const {list, beside} = viewpoint;
	if (list.type === 'refusal') return undefined;
	const messages = messagesOf(viewpoint);
	const seen = Math.max(1, innerHeight(chrome, height) - 1 - messages.length);
	const all = fitTable(list.rows, innerWidth(chrome, width), beside ? differingRows(list, beside.list) : noIds);
	const start = Math.max(0, Math.min(top, all.length - seen));
	const end = Math.min(all.length, start + seen);
	const range = all.length > seen ? `${start + 1}${glyphs.dash}${end} of ${all.length}` : undefined;
	const likeness = beside && !areDifferent(list, beside.list) ? `as ${beside.node}` : undefined;
	return {
		frame: {chrome, width, height, title: titleOf(viewpoint, age, width), note: range ?? likeness, isFocused, theme},
		rows: all.slice(start, end),
		widths: columnWidths(all),
		isStale: list.type === 'stale',
		messages,
	};
}

function drawRefusal(
	viewpoint: Viewpoint,
	{width, height}: PlacedPanel,
	chrome: Chrome,
	isFocused: boolean,
	theme: Theme,
): readonly string[] {
	const {list} = viewpoint;
	const lines = list.type === 'refusal' ? wrapWords(list.message, innerWidth(chrome, width) - 2) : [];
	const body = lines.map((line, y): Row => [[y === 0 ? `${glyphs.failed} ` : '  ', 'bad'], [line]]);
	return drawPanel(body, {
		chrome,
		width,
		height,
		title: titleOf(viewpoint, '', width),
		note: 'refused',
		isFocused,
		theme,
	});
}

/** The selectors of one table, which remember what they made last. */
function createTable(name: 'table' | 'compared', viewpointOf: (view: View) => Viewpoint | undefined) {
	const build = remember(buildTable);
	const draw = rememberRows(drawRefusal);
	return {
		/** Undefined where a node has no table to show: then the refusal has words. */
		selectModel(view: View): TableModel | undefined {
			const {ui, snapshot, theme} = view;
			const layout = selectLayout(view);
			const place = findPanel(layout, name);
			const viewpoint = viewpointOf(view);
			if (place === undefined || viewpoint === undefined) return undefined;
			const age = describeAge(viewpoint.list, snapshot.clock.now);
			return build(viewpoint, age, ui.top.table, place, layout.chrome, ui.focus === 'table', theme);
		},
		selectRefusal(view: View): readonly string[] {
			const layout = selectLayout(view);
			const place = findPanel(layout, name);
			const viewpoint = viewpointOf(view);
			if (place === undefined || viewpoint?.list.type !== 'refusal') return noRows;
			return draw(viewpoint, place, layout.chrome, view.ui.focus === 'table', view.theme);
		},
	};
}

const chooseFirst = remember(
	(
		node: string,
		list: ListView,
		other: string | undefined,
		otherList: ListView | undefined,
		differing: string | undefined,
	): Viewpoint =>
		other === undefined || otherList === undefined
			? {node, list, differing}
			: {node, list, beside: {node: other, list: otherList}},
);

const chooseSecond = remember(
	(node: string, list: ListView, other: string | undefined, otherList: ListView | undefined): Viewpoint | undefined =>
		other === undefined || otherList === undefined ? undefined : {node: other, list: otherList, beside: {node, list}},
);

const first = createTable('table', ({viewed, list, ui, comparedList, differing}) =>
	chooseFirst(viewed, list, ui.compared, comparedList, differing),
);
const second = createTable('compared', ({viewed, list, ui, comparedList}) =>
	chooseSecond(viewed, list, ui.compared, comparedList),
);

export const {selectModel: selectTable, selectRefusal} = first;
export const {selectModel: selectCompared, selectRefusal: selectComparedRefusal} = second;
