import path from 'node:path';
import {afterEach, beforeAll, describe, expect, test} from 'vitest';
import {buildProgram, childOf, expectRestored, hasEnded, openFromShell, program, ready} from './program.ts';
import {openTerminal, type Terminal} from './terminal.ts';

let terminal: Terminal;
beforeAll(buildProgram, 60_000);
afterEach(() => terminal.close());

describe('the terminal is given back', () => {
	test.each([
		['SIGTERM', 143],
		['SIGINT', 130],
		['SIGHUP', 129],
		['SIGQUIT', 131],
	] as const)('on %s', async (signal, status) => {
		terminal = openFromShell();
		await terminal.see(ready);
		process.kill(childOf(terminal.pid), signal);
		await expectRestored(terminal, status);
	});

	test('on an error that nobody caught, which is told, with where to report it', async () => {
		const planted = path.join(import.meta.dirname, 'planted-error.cjs');
		terminal = openFromShell('--seed 42', {columns: 120, rows: 40, env: {NODE_OPTIONS: `--require ${planted}`}});
		await terminal.see(ready);
		process.kill(childOf(terminal.pid), 'SIGUSR2');
		await terminal.see(/Error: planted.*Before that:\nheard SIGUSR2.*Please report it.*with seed 42/s);
		await expectRestored(terminal, 1);
	});

	test('on Ctrl-Z, and taken again by fg', async () => {
		terminal = openTerminal('/bin/sh', ['-i'], {env: {PS1: 'shell> ', ENV: undefined}});
		await terminal.see(/shell> /);
		terminal.type(`node ${program}; stty -a\r`);
		await terminal.see(ready);
		terminal.type('\u001A');
		await terminal.until(() => !terminal.state().isAlternate, 'the main screen');
		await terminal.see(/Stopped/);
		expect(terminal.state()).toMatchObject({isAlternate: false, isCursorHidden: false, isPasteBracketed: false});
		terminal.type('fg\r');
		await terminal.until(() => terminal.state().isAlternate && ready.test(terminal.screen()), 'the app again');
		terminal.type('\u0003\u0003');
		await terminal.until(() => !terminal.state().isAlternate, 'the shell again');
		await terminal.see(/(?<!-)\bicanon\b/);
	});

	test('when npm, which started it, is told to end', async () => {
		terminal = openTerminal('/bin/sh', ['-i'], {env: {PS1: 'shell> ', ENV: undefined}});
		await terminal.see(/shell> /);
		terminal.type('npm start\r');
		await terminal.see(ready);
		const npm = childOf(terminal.pid);
		const node = childOf(childOf(npm));
		process.kill(npm, 'SIGTERM');
		await hasEnded(node);
		await terminal.until(() => !terminal.state().isAlternate, 'the main screen');
		terminal.type('stty -a\r');
		await terminal.see(/(?<!-)\bicanon\b.*(?<!-)\becho\b/s);
		expect(terminal.state()).toMatchObject({isCursorHidden: false, isPasteBracketed: false});
	});
});

describe('without a terminal', () => {
	test.each([
		['no input', '</dev/null'],
		['no screen', '| cat'],
	])('there is one line that says what to run instead: %s', async (_, redirection) => {
		terminal = openTerminal('/bin/sh', [
			'-c',
			`(node ${program}; echo "ended with $?") 2>&1 ${redirection}; read stay`,
		]);
		await terminal.see(/^swarmlab: this is no terminal; without one: swarmlab run FILE\.scenario\nended with 2\n/);
	});
});
