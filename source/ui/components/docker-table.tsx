import {Text} from 'ink';
import {Table} from 'ink-table';
import {createContext} from 'react';
import {cellStyle} from '../panels/table-columns.ts';
import {drawRow, type Span} from '../text/row.ts';
import type {StyleName, Theme} from '../text/theme.ts';
import {fitCells} from '../text/width.ts';

type TableLook = {
	readonly theme: Theme;
	readonly width: number;
	readonly widths: ReadonlyMap<string, number>;
	readonly isStale: boolean;
};
export const TableLookContext = createContext<TableLook | undefined>(undefined);

type RowProps = {
	readonly columns: readonly {readonly column: string; readonly width: number}[];
	readonly data: Readonly<Partial<Record<string, string>>>;
};

const nothing = () => <></>;

/** ink-table in Docker's look: blanks between the columns, no lines, cells measured as a terminal does. */
export class DockerTable extends Table<Record<string, string>> {
	static override contextType = TableLookContext;
	declare context: TableLook;

	override header = nothing;
	override separator = nothing;
	override footer = nothing;
	override heading = (row: RowProps) => this.drawRow(row, () => 'muted');
	override data = (row: RowProps) => this.drawRow(row, cell => (this.context.isStale ? 'muted' : cellStyle(cell)));

	override getColumns() {
		return [...this.context.widths].map(([key, width]) => ({key, column: key, width, align: 'left' as const}));
	}

	private drawRow({columns, data}: RowProps, styleOf: (cell: string) => StyleName | undefined) {
		const {theme, width} = this.context;
		const row = columns.map(({column, width: cells}, index): Span => {
			const cell = data[column] ?? '';
			const isLast = index === columns.length - 1;
			return [isLast ? cell : fitCells(cell, cells), styleOf(cell)];
		});
		return <Text>{drawRow(row, width, theme)}</Text>;
	}
}
