import process from 'node:process';
import packageJson from '../../package.json' with {type: 'json'};
import type {OpenLab} from '../lab/lab.ts';
import type {SessionFile} from '../lab/session-file.ts';
import {renderFirstFrame} from '../ui/first-frame.ts';
import {drawRows, enterSequence, sizeOf} from '../ui/terminal/screen.ts';
import type {OpenOptions} from './arguments.ts';
import type {OpenDiary} from './diary.ts';
import {prepareForInk, readEnvironment} from './environment.ts';
import {followJobControl, guardExits} from './exits.ts';
import {realTime} from './real-time.ts';
import {anySeed} from './seed.ts';
import {serveOpenLab} from './serve.ts';
import type {takeSession} from './sessions.ts';

export function isTerminal(): boolean {
	return process.stdin.isTTY && process.stdout.isTTY;
}

/**
Opens the full-screen app. The first frame needs neither Ink nor React: it stands before these are loaded, and
they take it over as it is.
*/
export async function openLab(options: OpenOptions, taken?: ReturnType<typeof takeSession>): Promise<void> {
	const {stdin: input, stdout: output} = process;
	const environment = readEnvironment(process.env);
	prepareForInk(process.env);

	const {createLab} = await import('../lab/lab.ts');
	const {seed = anySeed(), nodes, interfaces, clock: startedAt = Date.now(), speed, everyTick} = options;
	const beginning = taken?.file.header.beginning ?? {seed, nodes, interfaces, startedAt};
	const session = taken && {session: taken.file.session, notices: noticesOf(taken.file)};
	const lab = createLab({...beginning, ...session, speed, everyTick, realTime, serve: serveOpenLab});
	const node = 'node1';
	const {columns, rows} = sizeOf(output);
	const empty = {snapshot: lab.snapshot(), list: lab.list(node), prompt: lab.prompt(node), advice: lab.advice(node)};
	const firstFrame = renderFirstFrame(columns, rows, empty, environment);

	let restore = () => {
		input.setRawMode(false);
		output.write(undo(enterSequence));
	};
	let diary: OpenDiary | undefined;
	const leave = () => {
		restore();
		const left = diary;
		diary = undefined;
		if (left) output.write(sayFarewell(lab, left));
	};
	const {fail} = guardExits(
		leave,
		() =>
			`${['swarmlab', packageJson.version, ...process.argv.slice(2)].join(' ')} with seed ${beginning.seed}, Node ${process.version}`,
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
	// Loaded at once, before any key is heard, and after all that the first of them needs.
	const {nameSession, openDiary} = await import('./sessions.ts');
	const openedAt = Date.now();
	const header = taken?.file.header ?? {program: packageJson.version, openedAt, beginning};
	const resumed = taken && {sum: taken.file.sum, length: taken.file.length, release: taken.release};
	if (options.isSaved) {
		diary = openDiary({...(taken ?? nameSession(process.env, openedAt)), header, ...(resumed ? {resumed} : {})});
		lab.keepDiary(diary);
	} else taken?.release();
}

function noticesOf({header, isTorn}: SessionFile): string[] {
	const isOther = header.program !== packageJson.version;
	return [
		...(isTorn
			? ['the last line of this session was not whole, and is left out: what it said was not on the disk']
			: []),
		...(isOther
			? [`this session was made by swarmlab ${header.program}; ${packageJson.version} may make something else of it`]
			: []),
	];
}

/** The session is closed, and what became of it is said. Empty where there was nothing to keep. */
function sayFarewell(lab: OpenLab, diary: OpenDiary): string {
	lab.close();
	const {id} = diary.view();
	const {isSaved, problem} = diary.close();
	if (isSaved) return `This session is kept as ${id}; swarmlab resume goes on with it.\n`;
	return problem === undefined ? '' : `This session could not be kept: ${problem}.\n`;
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
