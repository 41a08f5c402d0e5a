import {memo} from 'react';
import type {TableModel} from '../panels/table.ts';
import {innerWidth} from '../text/panel.ts';
import {drawRow} from '../text/row.ts';
import {DockerTable, TableLookContext} from './docker-table.tsx';
import {Frame} from './frame.tsx';
import {Rows} from './rows.tsx';

type TablePanelProps = {readonly model: TableModel};

export const TablePanel = memo(({model}: TablePanelProps) => {
	const {frame, rows, widths, isStale, messages} = model;
	const {theme} = frame;
	const width = innerWidth(frame.chrome, frame.width);
	return (
		<Frame frame={frame}>
			<TableLookContext.Provider value={{theme, width, widths, isStale}}>
				<DockerTable data={[...rows]} />
			</TableLookContext.Provider>
			<Rows rows={messages.map(row => drawRow(row, width, theme))} />
		</Frame>
	);
});
