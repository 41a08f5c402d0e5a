import {Text} from 'ink';
import {memo} from 'react';
import type {TableModel} from '../panels/table.ts';
import {glyphs} from '../text/glyphs.ts';
import {innerWidth} from '../text/panel.ts';
import {drawRow} from '../text/row.ts';
import {DockerTable, TableLookContext} from './docker-table.tsx';
import {Frame} from './frame.tsx';

type TablePanelProps = {readonly model: TableModel};

export const TablePanel = memo(({model}: TablePanelProps) => {
	const {frame, rows, widths, message} = model;
	const {theme} = frame;
	const width = innerWidth(frame.chrome, frame.width);
	return (
		<Frame frame={frame}>
			<TableLookContext.Provider value={{theme, width, widths, isStale: message !== undefined}}>
				<DockerTable data={[...rows]} />
			</TableLookContext.Provider>
			{message !== undefined && <Text>{drawRow([[`${glyphs.failed} `, 'bad'], [message]], width, theme)}</Text>}
		</Frame>
	);
});
