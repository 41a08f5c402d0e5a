import {createRequire} from 'node:module';
import path from 'node:path';
import {type IPty, spawn} from '@lydell/node-pty';
import type {Terminal as Emulator} from '@xterm/headless';

// CommonJS without named exports that Node could see.
const {Terminal: createEmulator} = createRequire(import.meta.url)('@xterm/headless') as {Terminal: typeof Emulator};

export const root = path.resolve(import.meta.dirname, '../..');

export type TerminalOptions = {
	readonly columns?: number;
	readonly rows?: number;
	/** Added to a user's plain environment; undefined takes a name away. */
	readonly env?: Readonly<Record<string, string | undefined>>;
};

/** What a terminal's user sees, and what programs did to the terminal. */
export type Terminal = {
	readonly type: (keys: string) => void;
	readonly resize: (columns: number, rows: number) => void;
	/** The rows of the screen, trailing blanks cut. */
	readonly screen: () => string;
	/** Everything written so far. */
	readonly output: () => string;
	readonly state: () => {
		readonly isAlternate: boolean;
		readonly isCursorHidden: boolean;
		readonly isPasteBracketed: boolean;
		readonly isMouseTracked: boolean;
	};
	/** Resolves as soon as the screen matches; rejects with the screen after 10 seconds. */
	readonly see: (pattern: RegExp) => Promise<string>;
	/** The same for a condition of the caller's, asked after everything that is written. */
	readonly until: (condition: () => boolean, wish: string) => Promise<void>;
	/** The terminal goes away, as a closed window does. */
	readonly hangUp: () => void;
	readonly close: () => void;
};

const patienceMs = 10_000;

/** Starts a program in a terminal of its own. */
export function openTerminal(command: string, words: readonly string[], options: TerminalOptions = {}): Terminal {
	const {columns = 100, rows = 30, env = {}} = options;
	const pty: IPty = spawn(command, [...words], {
		name: 'xterm-256color',
		cols: columns,
		rows,
		cwd: root,
		env: plainEnvironment(env),
	});
	const emulator = new createEmulator({cols: columns, rows, allowProposedApi: true});
	const watchers = new Set<() => void>();
	let output = '';
	let hasEnded = false;
	const tell = () => {
		for (const watcher of watchers) watcher();
	};
	pty.onData(text => {
		output += text;
		emulator.write(text, tell);
	});
	// What an emulator answers to a program's questions.
	emulator.onData(answer => hasEnded || pty.write(answer));
	pty.onExit(() => {
		hasEnded = true;
		emulator.write('', tell);
	});

	const screen = () => {
		const {active} = emulator.buffer;
		const lines = Array.from({length: emulator.rows}, (_, y) => active.getLine(active.viewportY + y));
		return lines.map(line => line?.translateToString(true) ?? '').join('\n');
	};
	const until = (condition: () => boolean, wish: string) =>
		new Promise<void>((resolve, reject) => {
			const settle = (end: () => void) => {
				watchers.delete(look);
				clearTimeout(timer);
				end();
			};
			const look = () => {
				if (condition()) settle(resolve);
				else if (hasEnded) settle(() => reject(new Error(`${wish}: ended before that, showing\n${screen()}`)));
			};
			const timer = setTimeout(
				() => settle(() => reject(new Error(`${wish}: not in ${patienceMs} ms, but\n${screen()}`))),
				patienceMs,
			);
			watchers.add(look);
			look();
		});

	return {
		type: keys => pty.write(keys),
		resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			pty.resize(newColumns, newRows);
		},
		screen,
		output: () => output,
		state: () => ({
			isAlternate: emulator.buffer.active.type === 'alternate',
			isCursorHidden: output.lastIndexOf('\u001B[?25l') > output.lastIndexOf('\u001B[?25h'),
			isPasteBracketed: emulator.modes.bracketedPasteMode,
			isMouseTracked: emulator.modes.mouseTrackingMode !== 'none',
		}),
		async see(pattern) {
			await until(() => pattern.test(screen()), `the screen should show ${pattern}`);
			return screen();
		},
		until,
		hangUp: () => (pty as IPty & {readonly destroy: () => void}).destroy(),
		close() {
			if (!hasEnded) pty.kill('SIGKILL');
			emulator.dispose();
		},
	};
}

/** A user's shell has no CI, colours or npm of the test's. */
function plainEnvironment(more: TerminalOptions['env']): Record<string, string> {
	const {PATH, HOME} = process.env;
	const all = {PATH, HOME, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', ...more};
	return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
