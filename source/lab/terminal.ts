import {stripVTControlCharacters} from 'node:util';
import type {Files, ProcessIo, Program} from '../base/program.ts';
import {parse} from '../shell/parse.ts';
import {run} from '../shell/run.ts';
import {createShellState, environmentOf, type ShellState} from '../shell/state.ts';
import {movesUp, redraw} from './redraw.ts';
import type {TerminalLine} from './snapshot.ts';

/** One node's terminal: a shell, the machines that `ssh` has led to, and everything it has shown. */
export type Terminal = {
	readonly node: string;
	/** The shells one inside the other: the node's own first, then one per `ssh`. */
	readonly shells: {readonly node: string; readonly state: ShellState}[];
	lines: TerminalLine[];
	/** What is shown so far of a line that has no end yet. */
	partial: {readonly type: 'stdout' | 'stderr'; readonly text: string} | undefined;
	/** An unfinished command: the next line goes on with it. */
	unfinished: string;
	running: Running | undefined;
	/** Lines typed while something ran that did not want them. */
	readonly waiting: string[];
};

type Running = {
	readonly abort: AbortController;
	readonly feed: (text: string) => void;
	readonly end: () => void;
	isReading: boolean;
	isSecret: boolean;
	/** It waits for news that may never come: time need not pass for it. */
	isListening: boolean;
};

const SCROLLBACK_MAX = 5000;
const TAB_WIDTH = 8;
/** Nobody reads on, and every row of it would have to be wrapped. */
const LINE_MAX = 10_000;

export const createTerminal = (node: string): Terminal => ({
	node,
	shells: [{node, state: createShellState()}],
	lines: [],
	partial: undefined,
	unfinished: '',
	running: undefined,
	waiting: [],
});

export const currentHost = ({shells, node}: Terminal): string => shells.at(-1)?.node ?? node;
/** What stands before the line: a running command's question, or the shell's prompt. */
export const promptOf = (terminal: Terminal): string => {
	if (terminal.running && terminal.partial) return terminal.partial.text;
	return terminal.unfinished === '' ? shellPrompt(terminal) : '> ';
};

/** The engine that `docker` asks in this shell, where the environment names another than the machine's own. */
export const dockerHostOf = ({shells}: Terminal): string | undefined => {
	const {state} = shells.at(-1) ?? {};
	return (state && environmentOf(state).DOCKER_HOST?.trim()) || undefined;
};

/** `node1 (ssh, DOCKER_HOST 172.31.4.12) $ `: who would answer must not be forgotten. */
function shellPrompt(terminal: Terminal): string {
	const host = dockerHostOf(terminal)?.replace(/^tcp:\/\/|:2375$/g, '');
	const marks = [...(terminal.shells.length > 1 ? ['ssh'] : []), ...(host ? [`DOCKER_HOST ${clean(host)}`] : [])];
	return `${currentHost(terminal)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''} $ `;
}

/** What is typed now is not to be seen. */
export const isSecret = ({running}: Terminal): boolean => running?.isSecret === true;

/** Escape sequences and control characters have no place in a line; tabs have their width, and what is endless an end. */
function clean(text: string): string {
	const [first = '', ...rest] = stripVTControlCharacters(text)
		.split('\t')
		.map(part => part.replaceAll(/\p{Cc}/gu, ''));
	const line = rest.reduce((line, part) => line + ' '.repeat(TAB_WIDTH - (line.length % TAB_WIDTH)) + part, first);
	const more = line.length - LINE_MAX;
	return more > 0 ? `${line.slice(0, LINE_MAX)}… (${more} more characters)` : line;
}

/** Adds whole lines; the array is a new one, so that whoever holds the old one sees a difference. */
export function show(terminal: Terminal, type: TerminalLine['type'], ...texts: readonly string[]): void {
	terminal.lines = [...terminal.lines, ...texts.map(text => ({type, text: clean(text)}))].slice(-SCROLLBACK_MAX);
}

/** Draws lines anew where they stand. */
function redrawLines(terminal: Terminal, type: 'stdout' | 'stderr', text: string): void {
	finishLine(terminal);
	const before = terminal.lines;
	const drawn = redraw(
		before.map(line => line.text),
		text,
	);
	terminal.lines = drawn
		.map((one, index) => (before[index]?.text === one ? before[index] : {type, text: clean(one)}))
		.slice(-SCROLLBACK_MAX);
}

/** Adds what a program writes; the end of it may be the beginning of a line. */
export function print(terminal: Terminal, type: 'stdout' | 'stderr', text: string): void {
	if (terminal.partial && terminal.partial.type !== type) finishLine(terminal);
	if (movesUp(text)) return redrawLines(terminal, type, text);
	const whole = (terminal.partial?.text ?? '') + text;
	const lines = whole.split('\n').map(line => line.slice(line.lastIndexOf('\r', line.length - 2) + 1));
	const rest = lines.pop() ?? '';
	terminal.partial = rest === '' ? undefined : {type, text: rest};
	if (lines.length > 0) show(terminal, type, ...lines);
}

export function finishLine(terminal: Terminal): void {
	if (terminal.partial) show(terminal, terminal.partial.type, terminal.partial.text);
	terminal.partial = undefined;
}

/** What programs may do to the terminal that they run in. */
export type TerminalTies = {
	/** What `ssh NODE` without a command does. */
	readonly follow: (node: string) => void;
	readonly listens: (isListening: boolean) => void;
};

/** What a terminal needs of the lab that it is part of. */
export type Surroundings = {
	readonly programsOf: (node: string, ties: TerminalTies) => Readonly<Record<string, Program>>;
	readonly descriptions: Readonly<Record<string, string>>;
	readonly filesOf: (node: string) => Files;
	readonly sleepOn: (node: string, signal: AbortSignal) => ProcessIo['sleep'];
	readonly now: (node: string) => number;
	readonly history: () => readonly string[];
	readonly changed: () => void;
	/**
	Makes a fault happen while something else runs, which may wait for just that; undefined where the line is none.
	`idle`: what to say of one that changes nothing.
	*/
	readonly inflict: (line: string) => {readonly idle: string | undefined} | undefined;
	/** A command has ended; whatever else is to be said of it. */
	readonly ended: (
		terminal: Terminal,
		command: string,
		result: {status: number; stdout: string; stderr: string},
	) => void;
};

/** The bars of `partition node1 | node2` are its own, not the shell's. */
const quoteBars = (line: string): string => (/^\s*partition\s/.test(line) ? line.replaceAll('|', "'|'") : line);

/** Types one line and Enter. */
export function typeLine(terminal: Terminal, line: string, surroundings: Surroundings): void {
	if (terminal.running) {
		if (terminal.running.isReading) {
			show(terminal, 'command', (terminal.partial?.text ?? '') + (isSecret(terminal) ? '' : line));
			terminal.partial = undefined;
			terminal.running.feed(`${line}\n`);
			return;
		}
		const done = surroundings.inflict(line);
		if (done === undefined) {
			terminal.waiting.push(line);
			return;
		}
		show(terminal, 'command', `${currentHost(terminal)} (meanwhile) $ ${line}`);
		if (done.idle !== undefined) show(terminal, 'stderr', `swarmlab: ${done.idle}`);
		surroundings.changed();
		return;
	}
	show(terminal, 'command', promptOf(terminal) + line);
	const text = terminal.unfinished === '' ? quoteBars(line) : `${terminal.unfinished}\n${line}`;
	const parsed = parse(text);
	terminal.unfinished = parsed.type === 'incomplete' ? text : '';
	if (parsed.type === 'error') show(terminal, 'stderr', `swarmlab: ${parsed.message}`);
	else if (parsed.type === 'complete') void execute(terminal, text, parsed.script, surroundings);
	surroundings.changed();
}

/** Standard input fed by what is typed while the command runs. */
function createInput(running: () => Running | undefined): {
	input: AsyncIterable<string>;
	feed: (text: string) => void;
	end: () => void;
} {
	const chunks: string[] = [];
	let wake: (() => void) | undefined;
	let isEnded = false;
	async function* read(): AsyncIterable<string> {
		for (;;) {
			const chunk = chunks.shift();
			if (chunk !== undefined) yield chunk;
			else if (isEnded) return;
			else {
				const self = running();
				if (self) self.isReading = true;
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}
		}
	}
	const goOn = () => {
		const self = running();
		if (self) self.isReading = false;
		wake?.();
	};
	return {
		input: read(),
		feed: text => {
			chunks.push(text);
			goOn();
		},
		end: () => {
			isEnded = true;
			goOn();
		},
	};
}

async function execute(
	terminal: Terminal,
	text: string,
	script: Parameters<typeof run>[0],
	surroundings: Surroundings,
): Promise<void> {
	const shell = terminal.shells.at(-1);
	if (!shell) return;
	const abort = new AbortController();
	const {input, feed, end} = createInput(() => terminal.running);
	const running: Running = {abort, feed, end, isReading: false, isSecret: false, isListening: false};
	terminal.running = running;
	const output = {stdout: '', stderr: ''};
	const write = (type: 'stdout' | 'stderr') => (chunk: string) => {
		output[type] += chunk;
		print(terminal, type, chunk);
		surroundings.changed();
	};
	const io: ProcessIo = {
		env: {},
		stdin: input,
		stdinIsTerminal: true,
		setEcho: isOn => {
			running.isSecret = !isOn;
			surroundings.changed();
		},
		stdout: write('stdout'),
		stdoutIsTerminal: true,
		stderr: write('stderr'),
		columns: 80,
		files: surroundings.filesOf(shell.node),
		now: () => surroundings.now(shell.node),
		sleep: surroundings.sleepOn(shell.node, abort.signal),
		signal: abort.signal,
	};
	const ties: TerminalTies = {
		follow: node => {
			terminal.shells.push({node, state: createShellState()});
		},
		listens: isListening => {
			running.isListening = isListening;
		},
	};
	const {status, exited} = await run(script, shell.state, {
		io,
		programs: surroundings.programsOf(shell.node, ties),
		descriptions: surroundings.descriptions,
		history: surroundings.history,
		clear: () => {
			terminal.lines = [];
		},
	});
	finishLine(terminal);
	terminal.running = undefined;
	end();
	surroundings.ended(terminal, text, {status, ...output});
	if (exited) leaveShell(terminal);
	const next = terminal.waiting.shift();
	surroundings.changed();
	if (next !== undefined) typeLine(terminal, next, surroundings);
}

/** One level out of `ssh`; on the node itself there is nowhere to go. */
export function leaveShell(terminal: Terminal): void {
	const left = terminal.shells.length > 1 ? terminal.shells.pop() : undefined;
	if (left) show(terminal, 'note', `Connection to ${left.node} closed.`);
	else
		show(
			terminal,
			'note',
			`This is ${terminal.node}'s own terminal: there is nothing to leave. Ctrl-C twice quits the lab.`,
		);
}

export function interrupt(terminal: Terminal): void {
	terminal.waiting.length = 0;
	if (terminal.running) {
		finishLine(terminal);
		show(terminal, 'note', '^C');
		terminal.running.abort.abort();
		terminal.running.end();
	} else terminal.unfinished = '';
}
