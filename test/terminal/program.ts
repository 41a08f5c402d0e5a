import {execFileSync} from 'node:child_process';
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

/** Starts the program from a shell, which tells its exit status and what became of the terminal, and stays. */
export function openFromShell(words = '', options: TerminalOptions = {}): Terminal {
	const shell = `node ${program} ${words}; echo "ended with $?"; stty -a; read stay`;
	return openTerminal('/bin/sh', ['-c', shell], options);
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

/** The process that this one started last. */
export function childOf(pid: number): number {
	return Number(
		execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], {encoding: 'utf8'})
			.trim()
			.split('\n')[0],
	);
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
