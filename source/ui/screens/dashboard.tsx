import {Box} from 'ink';
import {Rows} from '../components/rows.tsx';
import {TablePanel} from '../components/table-panel.tsx';
import {useView} from '../hooks.ts';
import {selectCandidates} from '../panels/candidates.ts';
import {selectFeed} from '../panels/feed.ts';
import {selectFooter} from '../panels/footer.ts';
import {selectHeader} from '../panels/header.ts';
import {selectNodes} from '../panels/nodes.ts';
import {selectPrompt} from '../panels/prompt.ts';
import {selectRotations} from '../panels/rotations.ts';
import {selectStatus} from '../panels/status.ts';
import {selectCompared, selectComparedRefusal, selectRefusal, selectTable} from '../panels/table.ts';
import {selectTerminal} from '../panels/terminal.ts';
import {selectTimeline} from '../panels/timeline.ts';
import type {PlacedPanel} from '../state/layout.ts';
import {selectLayout, type View} from '../state/view.ts';
import {MenuScreen} from './menu.tsx';

/** Rows that a selector makes, drawn anew only when they differ. */
function Block({select}: {readonly select: (view: View) => readonly string[]}) {
	return <Rows rows={useView(select)} />;
}

function NodeTable() {
	const model = useView(selectTable);
	return model === undefined ? <Block select={selectRefusal} /> : <TablePanel model={model} />;
}

function ComparedTable() {
	const model = useView(selectCompared);
	return model === undefined ? <Block select={selectComparedRefusal} /> : <TablePanel model={model} />;
}

function Panel({name}: {readonly name: PlacedPanel['name']}) {
	switch (name) {
		case 'table':
			return <NodeTable />;
		case 'compared':
			return <ComparedTable />;
		case 'rotations':
			return <Block select={selectRotations} />;
		case 'terminal':
			return <Block select={selectTerminal} />;
		case 'feed':
			return <Block select={selectFeed} />;
		case 'menu':
			return <MenuScreen />;
		case 'nodes':
			return null;
	}
}

/** Nodes above, bands of panels, the prompt below. */
export function Dashboard() {
	const {columns, rows, hasTimeline, nodes, bands} = useView(selectLayout);
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<Block select={selectHeader} />
			{hasTimeline && <Block select={selectTimeline} />}
			<Box flexDirection="column" height={nodes.height} flexShrink={0}>
				<Block select={selectNodes} />
			</Box>
			{bands.map(({height, columns: stacks}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a band's place is its identity
				<Box key={index} height={height} flexShrink={0}>
					{stacks.map(({width, panels}) => (
						<Box key={panels[0]?.name} flexDirection="column" width={width} flexShrink={0}>
							{panels.map(panel => (
								<Box key={panel.name} flexDirection="column" height={panel.height} flexShrink={0}>
									<Panel name={panel.name} />
								</Box>
							))}
						</Box>
					))}
				</Box>
			))}
			<Block select={selectCandidates} />
			<Block select={selectPrompt} />
			<Block select={selectStatus} />
			<Block select={selectFooter} />
		</Box>
	);
}
