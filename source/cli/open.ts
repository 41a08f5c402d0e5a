import process from 'node:process';
import packageJson from '../../package.json' with {type: 'json'};
import type {RealTime} from '../lab/driver.ts';
import {renderFirstFrame} from '../ui/first-frame.ts';
import {drawRows, enterSequence, sizeOf} from '../ui/terminal/screen.ts';
import type {OpenOptions} from './arguments.ts';
import {prepareForInk, readEnvironment} from './environment.ts';
import {followJobControl, guardExits} from './exits.ts';

const realTime: RealTime = {
	now: () => performance.now(),
	after(ms, then) {
		// An immediate lets keys and frames come in between, and no timer is as short.
		if (ms <= 0) {
			const immediate = setImmediate(then);
			return () => clearImmediate(immediate);
		}
		const timer = setTimeout(then, ms);
		return () => clearTimeout(timer);
	},
};

export function isTerminal(): boolean {
	return process.stdin.isTTY && process.stdout.isTTY;
}

/**
Opens the full-screen app. The first frame needs neither Ink nor React: it stands before these are loaded, and
they take it over as it is.
*/
export async function openLab({clock, seed = anySeed(), ...options}: OpenOptions): Promise<void> {
	const {stdin: input, stdout: output} = process;
	const environment = readEnvironment(process.env);
	prepareForInk(process.env);

	const {createLab} = await import('../lab/lab.ts');
	const lab = createLab({...options, seed, startedAt: clock ?? Date.now(), realTime});
	const node = 'node1';
	const {columns, rows} = sizeOf(output);
	const empty = {snapshot: lab.snapshot(), list: lab.list(node), prompt: lab.prompt(node), advice: lab.advice(node)};
	const firstFrame = renderFirstFrame(columns, rows, empty, environment);

	let restore = () => {
		input.setRawMode(false);
		output.write(undo(enterSequence));
	};
	const {fail} = guardExits(
		() => restore(),
		() =>
			`${['swarmlab', packageJson.version, ...process.argv.slice(2)].join(' ')} with seed ${seed}, Node ${process.version}`,
	);
	output.write(enterSequence + drawRows(new Map(firstFrame.split('\n').entries())));
	// What is typed from now on waits for the app, unseen.
	input.setRawMode(true);

	const {openApp} = await import('../ui/open.tsx');
	const app = openApp({
		lab,
		input,
		output,
		environment,
		firstFrame,
		onQuit: () => process.exit(0),
		onSuspend: () => suspend(),
	});
	restore = app.restore;
	const suspend = followJobControl(app);
	app.done.catch(fail);
}

/** Short, so that it can be read out and typed. */
function anySeed(): string {
	return String(1 + Math.floor(Math.random() * 9999));
}

/** The sequence that takes back what this one switched, last first. */
function undo(sequence: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are switched by them
	const switches = sequence.match(/\u001B\[\?\d+[hl]/g) ?? [];
	return switches
		.reverse()
		.map(text => text.slice(0, -1) + (text.endsWith('h') ? 'l' : 'h'))
		.join('');
}
