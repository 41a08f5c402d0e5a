import {afterEach, beforeAll, describe, expect, test} from 'vitest';
import {
	buildProgram,
	expectRestored,
	hasEnded,
	openProgram,
	openShell,
	program,
	ready,
	type WatchedTerminal,
} from './program.ts';

let terminal: WatchedTerminal;
beforeAll(buildProgram, 60_000);
afterEach(() => terminal.close());

const kill = (pid: number | undefined, signal: NodeJS.Signals) => process.kill(pid ?? Number.NaN, signal);

describe('the terminal is given back', () => {
	test.each([
		['SIGTERM', 143],
		['SIGINT', 130],
		['SIGHUP', 129],
		['SIGQUIT', 131],
	] as const)('on %s', async (signal, status) => {
		terminal = openProgram();
		await terminal.see(ready);
		kill(terminal.pids()[0], signal);
		await expectRestored(terminal, status);
	});

	test('on an error that nobody caught, which is told, with where to report it', async () => {
		terminal = openProgram('--seed 42', {columns: 120, rows: 40});
		await terminal.see(ready);
		kill(terminal.pids()[0], 'SIGUSR2');
		await terminal.see(
			/Error: planted.*Before that:\nheard SIGUSR2.*Please report it.*: swarmlab \d+\.\d+\.\d+ --seed 42 with seed 42/s,
		);
		await expectRestored(terminal, 1);
	});

	test.each([`node ${program}`, 'npm start'])('on Ctrl-Z, and taken again by fg: %s', async command => {
		terminal = openShell();
		await terminal.see(/shell> /);
		terminal.type(`${command}\r`);
		await terminal.see(ready);
		terminal.type('typed before\u001A');
		await terminal.until(() => !terminal.state().isAlternate, 'the main screen');
		await terminal.see(/Stopped/);
		expect(terminal.state()).toMatchObject({isAlternate: false, isCursorHidden: false, isPasteBracketed: false});

		terminal.type('fg\r');
		await terminal.until(() => terminal.state().isAlternate, 'the app again');
		await terminal.see(/node1 \$ typed before/);
		terminal.type(', and after');
		await terminal.see(/node1 \$ typed before, and after/);
		terminal.type('\u0003\u0003\u0003');
		await terminal.until(() => !terminal.state().isAlternate, 'the shell again');
	});

	test('and taken again at the size that it has by then', async () => {
		terminal = openShell(undefined, {columns: 100, rows: 30});
		await terminal.see(/shell> /);
		terminal.type(`node ${program}\r`);
		await terminal.see(ready);
		terminal.type('\u001A');
		await terminal.see(/Stopped/);
		terminal.resize(80, 24);
		terminal.type('fg\r');
		await terminal.until(() => terminal.state().isAlternate, 'the app again');
		await terminal.see(/F1 help[^\n]*$/);
		const rows = terminal.screen().split('\n');
		expect(rows).toHaveLength(24);
		expect(rows[0]).toMatch(/^ swarmlab .*no swarm/);
		expect(rows[21]).toMatch(/node1 \$/);
	});

	test('when nothing can be read from it any more, as on a hang-up', async () => {
		terminal = openProgram();
		await terminal.see(ready);
		kill(terminal.pids()[0], 'SIGUSR1');
		await expectRestored(terminal, 129);
		expect(terminal.screen()).not.toContain('failed');
	});

	test.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('when npm, which started it, gets %s', async signal => {
		terminal = openShell();
		await terminal.see(/shell> /);
		terminal.type('npm start\r');
		await terminal.see(ready);
		const [npm, node] = terminal.pids();
		kill(npm, signal);
		await hasEnded(node ?? Number.NaN);
		await terminal.until(() => !terminal.state().isAlternate, 'the main screen');
		terminal.type('stty -a\r');
		await terminal.see(/(?<!-)\bicanon\b.*(?<!-)\becho\b/s);
		expect(terminal.state()).toMatchObject({isCursorHidden: false, isPasteBracketed: false});
	});

	test('not to a terminal that is gone: the program ends with it', async () => {
		terminal = openProgram();
		await terminal.see(ready);
		const [node] = terminal.pids();
		terminal.hangUp();
		await hasEnded(node ?? Number.NaN);
	});
});

describe('without a terminal', () => {
	test('that can move its cursor, the reason is told, and what to do', async () => {
		terminal = openShell(`TERM=dumb node ${program}; echo "ended with $?"; read stay`, {columns: 200});
		await terminal.see(/^swarmlab: TERM=dumb says .*: swarmlab run FILE\.scenario\nended with 2\n/);
		expect(terminal.state().isAlternate).toBe(false);
	});

	test.each([
		['no input', '</dev/null'],
		['no screen', '| cat'],
	])('there is one line that says what to run instead: %s', async (_, redirection) => {
		terminal = openShell(`(node ${program}; echo "ended with $?") 2>&1 ${redirection}; read stay`);
		await terminal.see(/^swarmlab: this is no terminal; without one: swarmlab run FILE\.scenario\nended with 2\n/);
	});
});
