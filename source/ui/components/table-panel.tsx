import {memo} from 'react';
import type {TableModel} from '../panels/table.ts';
import {innerWidth} from '../text/panel.ts';
import {DockerTable, TableLookContext} from './docker-table.tsx';
import {Frame} from './frame.tsx';

type TablePanelProps = {readonly model: TableModel};

export const TablePanel = memo(({model}: TablePanelProps) => {
	const {frame, rows, isStale} = model;
	const width = innerWidth(frame.chrome, frame.width);
	return (
		<Frame frame={frame}>
			<TableLookContext.Provider value={{theme: frame.theme, width, isStale}}>
				<DockerTable data={[...rows]} />
			</TableLookContext.Provider>
		</Frame>
	);
});
