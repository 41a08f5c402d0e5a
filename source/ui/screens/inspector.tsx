import {Box} from 'ink';
import {Rows} from '../components/rows.tsx';
import {useView} from '../hooks.ts';
import {selectFooter} from '../panels/footer.ts';
import {selectHeader} from '../panels/header.ts';
import {selectInspector} from '../panels/inspector.ts';
import {selectStatus} from '../panels/status.ts';

/** One thing over the whole screen, with the clock above it: time goes on. */
export function InspectorScreen() {
	return (
		<Box flexDirection="column">
			<Rows rows={useView(selectHeader)} />
			<Rows rows={useView(selectInspector)} />
			<Rows rows={useView(selectStatus)} />
			<Rows rows={useView(selectFooter)} />
		</Box>
	);
}
