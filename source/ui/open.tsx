import {render} from 'ink';
import type {Lab} from '../lab/contract.ts';
import {createApp} from './app.ts';
import {AppProvider} from './hooks.ts';
import {selectCursor} from './panels/prompt.ts';
import {AppScreen} from './screens/app-screen.tsx';
import {clipboardSequence} from './terminal/clipboard.ts';
import {createInput, type TerminalInput} from './terminal/input.ts';
import {createScreen, sizeOf, type TerminalOutput} from './terminal/screen.ts';
import {createTheme, type ThemeOptions} from './text/theme.ts';

export type OpenAppOptions = {
	readonly lab: Lab;
	readonly input: TerminalInput;
	readonly output: TerminalOutput;
	readonly environment: ThemeOptions;
	/** The user wants out. */
	readonly onQuit: () => void;
	/** Ctrl-Z: call `suspend`, stop the process, and `resume` when it goes on. */
	readonly onSuspend: () => void;
	/** What `renderFirstFrame` wrote after `enterSequence`: the screen is taken over as it is. */
	readonly firstFrame?: string;
	/** A steady clock. Unit: milliseconds. */
	readonly now?: () => number;
};

export type OpenedApp = {
	/** Settles when the app is unmounted; rejects when drawing threw. */
	readonly done: Promise<void>;
	/** Gives the terminal back as it was. May be called twice, and while the process exits. */
	readonly restore: () => void;
	/** Gives the terminal back for a while. */
	readonly suspend: () => void;
	readonly resume: () => void;
};

/**
Mounts the screen on a terminal. Ink decides at import whether it runs in CI and then draws
nothing: `process.env.CI` must be gone before this module is imported.
*/
export function openApp(options: OpenAppOptions): OpenedApp {
	const {lab, input: terminal, output, environment, onQuit, onSuspend, firstFrame} = options;
	const screen = createScreen({
		output,
		cursor: () => selectCursor(app.store.get()),
		painted: firstFrame?.split('\n'),
	});
	const app = createApp({
		lab,
		theme: createTheme(environment),
		size: () => sizeOf(output),
		now: options.now ?? (() => performance.now()),
		host: {
			copy: text => screen.send(clipboardSequence(text)),
			repaint: screen.repaint,
			suspend: onSuspend,
			quit: onQuit,
		},
	});
	const input = createInput(terminal, app);
	const stopForwarding = app.store.subscribe(() => input.forward(app.store.get().ui.menu !== undefined));
	screen.stdout.on('resize', app.store.resize);
	screen.enter();
	input.start();
	const ink = render(
		<AppProvider value={app}>
			<AppScreen />
		</AppProvider>,
		{stdout: screen.stdout, stdin: input.stdin, patchConsole: false, exitOnCtrlC: false, maxFps: 500},
	);
	let isOpen = true;
	return {
		done: ink.waitUntilExit().then(() => undefined),
		restore() {
			if (!isOpen) return;
			isOpen = false;
			stopForwarding();
			app.store.close();
			// First: Ink draws a last frame, which belongs on the alternate screen.
			ink.unmount();
			input.stop();
			screen.leave();
		},
		suspend() {
			input.stop();
			screen.leave();
		},
		resume() {
			if (!isOpen) return;
			screen.enter();
			input.start();
		},
	};
}
