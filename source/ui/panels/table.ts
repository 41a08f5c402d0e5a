import type {ListRow, ListView} from '../../lab/snapshot.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {noRows, remember, rememberRows} from '../state/remember.ts';
import {selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerHeight, innerWidth, type PanelFrame} from '../text/panel.ts';
import type {Row} from '../text/row.ts';
import type {StyleName, Theme} from '../text/theme.ts';
import {formatSpan} from '../text/time.ts';
import {cellWidth, wrapWords} from '../text/width.ts';

/** A row of `docker node ls`: heading → cell. */
export type TableRow = Readonly<Record<string, string>>;

/** Docker's tab writer: this many blanks between columns, and no column narrower than this. */
const columnGap = 3;
const columnWidthMin = 10;

const selfMark = '*';
const idLengths = [25, 12, 8] as const;

/**
The columns that fit. Where there is no room for all of Docker's, the engine's version goes first,
then the ID is shortened (commands take a prefix too), then it goes.
*/
export function fitTable(rows: readonly ListRow[], width: number): readonly TableRow[] {
	const candidates = [
		...idLengths.map(length => toTableRows(rows, length, true)),
		...idLengths.slice(1).map(length => toTableRows(rows, length, false)),
		toTableRows(rows, 0, false),
	];
	return candidates.find(candidate => tableWidth(candidate) <= width) ?? toTableRows(rows, 0, false);
}

function toTableRows(rows: readonly ListRow[], idLength: number, hasVersion: boolean): TableRow[] {
	return rows.map(row => {
		const mark = row.isSelf ? ` ${selfMark}` : '  ';
		return {
			...(idLength > 0 ? {ID: row.id.slice(0, idLength) + mark} : {}),
			HOSTNAME: idLength > 0 ? row.hostname : row.hostname + mark,
			STATUS: row.status,
			AVAILABILITY: row.availability,
			'MANAGER STATUS': row.managerStatus,
			...(hasVersion ? {'ENGINE VERSION': row.engineVersion} : {}),
		};
	});
}

/** Cells of a column, its gap included. */
function columnWidth(heading: string, rows: readonly TableRow[]): number {
	const widest = rows.reduce((width, row) => Math.max(width, cellWidth(row[heading] ?? '')), cellWidth(heading));
	return Math.max(columnWidthMin, widest + columnGap);
}

function columnWidths(rows: readonly TableRow[]): ReadonlyMap<string, number> {
	return new Map(Object.keys(rows[0] ?? {}).map(heading => [heading, columnWidth(heading, rows)]));
}

function tableWidth(rows: readonly TableRow[]): number {
	return [...columnWidths(rows).values()].reduce((sum, width) => sum + width, -columnGap);
}

/** What is unusual in a cell stands out; its word says it too. */
export function cellStyle(cell: string): StyleName | undefined {
	switch (cell.trim()) {
		case 'Down':
		case 'Unreachable':
			return 'bad';
		case 'Drain':
		case 'Pause':
		case 'Unknown':
		case 'Disconnected':
			return 'warn';
		case 'Leader':
			return 'accent';
		default:
			return undefined;
	}
}

export type TableModel = {
	readonly frame: PanelFrame;
	/** Only the rows that are seen. */
	readonly rows: readonly TableRow[];
	/** Heading → cells, of all rows, so that nothing moves sideways while one scrolls. */
	readonly widths: ReadonlyMap<string, number>;
	/** Why the rows are old. */
	readonly message: string | undefined;
};

const fitList = remember((rows: readonly ListRow[], width: number) => {
	const all = fitTable(rows, width);
	return {all, widths: columnWidths(all)};
});

/** Undefined where a node has no table to show: then `selectRefusal` has words. */
const buildTable = remember(
	(
		list: ListView,
		selected: string,
		age: string,
		top: number,
		place: PlacedPanel,
		chrome: Chrome,
		isFocused: boolean,
		theme: Theme,
	): TableModel | undefined => {
		if (list.type === 'refusal') return undefined;
		const {width, height} = place;
		const isStale = list.type === 'stale';
		const seen = Math.max(1, innerHeight(chrome, height) - (isStale ? 2 : 1));
		const {all, widths} = fitList(list.rows, innerWidth(chrome, width));
		const start = Math.max(0, Math.min(top, all.length - seen));
		const end = Math.min(all.length, start + seen);
		const range = all.length > seen ? `${start + 1}${glyphs.dash}${end} of ${all.length}` : undefined;
		const title = `docker node ls ${glyphs.dot} as ${selected} ${isStale ? `saw it ${age} ago` : 'sees it'}`;
		return {
			frame: {chrome, width, height, title, note: range, isFocused, theme},
			rows: all.slice(start, end),
			widths,
			message: isStale ? list.message : undefined,
		};
	},
);

export function selectTable(view: View): TableModel | undefined {
	const {list, ui, snapshot, theme} = view;
	const layout = selectLayout(view);
	const place = findPanel(layout, 'table');
	if (place === undefined) return undefined;
	const age = list.type === 'stale' ? formatSpan(snapshot.clock.now - list.since) : '';
	return buildTable(list, ui.selected, age, ui.top.table, place, layout.chrome, ui.focus === 'table', theme);
}

const drawRefusal = rememberRows(
	(message: string, selected: string, place: PlacedPanel, chrome: Chrome, isFocused: boolean, theme: Theme) => {
		const {width, height} = place;
		const lines = wrapWords(message, innerWidth(chrome, width) - 2);
		const body = lines.map((line, y): Row => [[y === 0 ? `${glyphs.failed} ` : '  ', 'bad'], [line]]);
		const title = `docker node ls ${glyphs.dot} as ${selected} sees it`;
		return drawPanel(body, {chrome, width, height, title, note: 'refused', isFocused, theme});
	},
);

export function selectRefusal(view: View): readonly string[] {
	const {list, ui, theme} = view;
	const layout = selectLayout(view);
	const place = findPanel(layout, 'table');
	if (place === undefined || list.type !== 'refusal') return noRows;
	return drawRefusal(list.message, ui.selected, place, layout.chrome, ui.focus === 'table', theme);
}
