import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect} from 'vitest';
import {openTerminal, root, type Terminal, type TerminalOptions} from './terminal.ts';

/** What the tests of this folder run: the built program. */
export const program = path.join(root, 'dist/cli.js');

/** Ready for the first command. */
export const ready = /node1 \$/;

/** Builds the program unless it is newer than its sources. */
export function buildProgram(): void {
	execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--if-needed'], {stdio: ['ignore', 2, 2]});
}

/** A terminal whose Node processes are known, the first one first. */
export type WatchedTerminal = Terminal & {readonly pids: () => readonly number[]};

/** Starts a shell in a terminal: one that takes commands, or one that runs this. */
export function openShell(command?: string, options: TerminalOptions = {}): WatchedTerminal {
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-terminal-'));
	const pidFile = path.join(folder, 'pids');
	const preloaded = path.join(import.meta.dirname, 'preloaded.cjs');
	const env = {
		NODE_OPTIONS: `--require ${preloaded}`,
		PID_FILE: pidFile,
		PS1: 'shell> ',
		XDG_STATE_HOME: folder,
		...options.env,
	};
	const terminal = openTerminal('/bin/sh', command === undefined ? ['-i'] : ['-c', command], {...options, env});
	return {
		...terminal,
		pids: () => readFileSync(pidFile, 'utf8').trim().split('\n').map(Number),
		close() {
			terminal.close();
			rmSync(folder, {recursive: true});
		},
	};
}

/** Starts the program from a shell, which tells its exit status and what became of the terminal, and stays. */
export function openProgram(words = '', options: TerminalOptions = {}): WatchedTerminal {
	return openShell(`node ${program} ${words}; echo "ended with $?"; stty -a; read stay`, options);
}

/** Everything that the program switched is switched back. */
export async function expectRestored(terminal: Terminal, status: number): Promise<void> {
	await terminal.see(/ended with \d+.*(?<!-)\bicanon\b.*(?<!-)\becho\b/s);
	expect(terminal.screen()).toContain(`ended with ${status}\n`);
	expect(terminal.state()).toEqual({
		isAlternate: false,
		isCursorHidden: false,
		isPasteBracketed: false,
		isMouseTracked: false,
	});
}

/** Resolves when there is no such process any more: one that is nobody's child tells nobody. */
export async function hasEnded(pid: number): Promise<void> {
	try {
		for (;;) {
			process.kill(pid, 0);
			await sleep(10);
		}
	} catch {}
}
