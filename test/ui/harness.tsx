import {stripVTControlCharacters} from 'node:util';
import {Text} from 'ink';
import {render} from 'ink-testing-library';
import {act as reactAct} from 'react';
import {type App, createApp} from '../../source/ui/app.ts';
import {AppProvider} from '../../source/ui/hooks.ts';
import {AppScreen} from '../../source/ui/screens/app-screen.tsx';
import {createInput, type TerminalInput} from '../../source/ui/terminal/input.ts';
import {createTheme, type ThemeOptions} from '../../source/ui/text/theme.ts';
import {createFakeLab, type FakeLab} from './fake-lab.ts';
import type {Fixture} from './fixtures.ts';

/** React's `act`, which asks for a global flag; other tests in this worker do without. */
async function act(change: () => unknown): Promise<void> {
	const environment = globalThis as {IS_REACT_ACT_ENVIRONMENT?: boolean};
	environment.IS_REACT_ACT_ENVIRONMENT = true;
	await reactAct(async () => {
		await change();
	});
	environment.IS_REACT_ACT_ENVIRONMENT = false;
}

export type Mounted = {
	readonly app: App;
	readonly lab: FakeLab;
	/** What a person reads: no styles, no blanks at the ends of rows. */
	readonly text: () => string;
	/** The frame with its styles. */
	readonly frame: () => string;
	/** Bytes as a terminal sends them. */
	readonly send: (bytes: string) => Promise<void>;
	readonly resize: (columns: number, rows: number) => Promise<void>;
	readonly change: (change: () => void) => Promise<void>;
	readonly host: readonly string[];
	readonly clock: {now: number};
	readonly unmount: () => Promise<void>;
};

type MountOptions = {readonly columns: number; readonly rows: number; readonly environment?: ThemeOptions};

/** The whole app, from bytes to frame, in ink-testing-library's terminal of a chosen size. */
export async function mount(
	fixture: Fixture,
	{columns, rows, environment = {noColor: true}}: MountOptions,
): Promise<Mounted> {
	const lab = createFakeLab(fixture);
	const size = {columns, rows};
	const clock = {now: 0};
	const asked: string[] = [];
	const app = createApp({
		lab,
		theme: createTheme(environment),
		size: () => size,
		now: () => clock.now,
		host: {
			copy: text => asked.push(`copy ${text}`),
			repaint: () => asked.push('repaint'),
			suspend: () => asked.push('suspend'),
			quit: () => asked.push('quit'),
		},
	});
	let feed: (bytes: Buffer) => void = () => undefined;
	const terminal = {
		on: (_: string, listener: typeof feed) => {
			feed = listener;
		},
		off: () => undefined,
		resume: () => undefined,
		pause: () => undefined,
	} as unknown as TerminalInput;
	const input = createInput(terminal, app);
	app.store.subscribe(() => input.forward(app.store.get().ui.menu !== undefined));
	input.start();
	let rendered!: ReturnType<typeof render>;
	const tree = (
		<AppProvider value={app}>
			<AppScreen />
		</AppProvider>
	);
	await act(async () => {
		rendered = render(<Text> </Text>);
	});
	Object.defineProperties(rendered.stdout, {columns: {get: () => size.columns}, rows: {get: () => size.rows}});
	input.stdin.on('readable', () => rendered.stdin.write(String(input.stdin.read())));
	/** React draws when an `act` ends, and a menu gets its keys one by one, each after the last was drawn. */
	const settle = async (change: () => void) => {
		await act(change);
		const turns = app.store.get().ui.menu === undefined ? 2 : 16;
		for (let turn = 0; turn < turns; turn++) await act(() => new Promise(resolve => setImmediate(resolve)));
	};
	await settle(() => {
		rendered.stdout.emit('resize');
		rendered.rerender(tree);
	});
	/** A lone Esc is known only when nothing follows. */
	const escapeTimeout = () => new Promise(resolve => setTimeout(resolve, 35));
	const frame = () => rendered.lastFrame() ?? '';
	return {
		app,
		lab,
		clock,
		host: asked,
		frame,
		text: () => `${stripVTControlCharacters(frame()).replace(/ +$/gm, '')}\n`,
		async send(bytes) {
			await settle(() => feed(Buffer.from(bytes)));
			if (bytes.endsWith('\u001B')) await act(escapeTimeout);
		},
		resize: (nextColumns, nextRows) =>
			settle(() => {
				size.columns = nextColumns;
				size.rows = nextRows;
				rendered.stdout.emit('resize');
				app.store.resize();
			}),
		change: settle,
		unmount: () =>
			act(() => {
				app.store.close();
				rendered.unmount();
			}),
	};
}
