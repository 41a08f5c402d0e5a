import type {ListRow} from '../../lab/snapshot.ts';
import {glyphs} from '../text/glyphs.ts';
import type {StyleName} from '../text/theme.ts';
import {cellWidth} from '../text/width.ts';

/** A row of `docker node ls`: heading → cell. */
export type TableRow = Readonly<Record<string, string>>;

/** Docker's tab writer: this many blanks between columns, and no column narrower than this. */
const columnGap = 3;
const columnWidthMin = 10;

const selfMark = '*';
const idLengths = [25, 12, 8] as const;

/**
The columns that fit. Where there is no room for all of Docker's, the engine's version goes first,
then the ID is shortened (commands take a prefix too), then it goes, at last the availability.
Rows that `differing` names carry a mark.
*/
export function fitTable(
	rows: readonly ListRow[],
	width: number,
	differing: ReadonlySet<string> = new Set(),
): readonly TableRow[] {
	const least = {idLength: 0, hasVersion: false, hasAvailability: false};
	const candidates = [
		...idLengths.map(idLength => ({idLength, hasVersion: true, hasAvailability: true})),
		...idLengths.slice(1).map(idLength => ({idLength, hasVersion: false, hasAvailability: true})),
		{...least, hasAvailability: true},
		least,
	].map(columns => toTableRows(rows, columns, differing));
	return candidates.find(candidate => tableWidth(candidate) <= width) ?? toTableRows(rows, least, differing);
}

type Columns = {readonly idLength: number; readonly hasVersion: boolean; readonly hasAvailability: boolean};

function toTableRows(
	rows: readonly ListRow[],
	{idLength, hasVersion, hasAvailability}: Columns,
	differing: ReadonlySet<string>,
): TableRow[] {
	return rows.map(row => {
		const mark = row.isSelf ? ` ${selfMark}` : '  ';
		const name = idLength > 0 ? row.hostname : row.hostname + mark;
		return {
			...(idLength > 0 ? {ID: row.id.slice(0, idLength) + mark} : {}),
			HOSTNAME: differing.has(row.id) ? `${name} ${glyphs.differs}` : name,
			STATUS: row.status,
			...(hasAvailability ? {AVAILABILITY: row.availability} : {}),
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

export function columnWidths(rows: readonly TableRow[]): ReadonlyMap<string, number> {
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
