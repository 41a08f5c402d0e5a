import {Box} from 'ink';
import {Rows} from '../components/rows.tsx';
import {useView} from '../hooks.ts';
import {selectFooter} from '../panels/footer.ts';
import {selectHelp} from '../panels/help.ts';
import {selectTooSmall} from '../panels/too-small.ts';
import {selectLayout} from '../state/view.ts';
import {Dashboard} from './dashboard.tsx';
import {InspectorScreen} from './inspector.tsx';

function Help() {
	return (
		<Box flexDirection="column">
			<Rows rows={useView(selectHelp)} />
			<Rows rows={useView(selectFooter)} />
		</Box>
	);
}

function TooSmall() {
	return (
		<Box flexDirection="column">
			<Rows rows={useView(selectTooSmall)} />
		</Box>
	);
}

/** Which screen there is to see. */
export function AppScreen() {
	const {isTooSmall} = useView(selectLayout);
	const isHelp = useView(({ui}) => ui.help !== undefined);
	const isInspector = useView(({ui}) => ui.inspector !== undefined);
	if (isTooSmall) return <TooSmall />;
	if (isHelp) return <Help />;
	return isInspector ? <InspectorScreen /> : <Dashboard />;
}
