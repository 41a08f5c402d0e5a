import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {buildProgram, hasEnded, openProgram, openShell, program, ready, type WatchedTerminal} from './program.ts';

let home: string;
const terminals: WatchedTerminal[] = [];
beforeAll(buildProgram, 60_000);
beforeEach(() => {
	home = mkdtempSync(path.join(tmpdir(), 'swarmlab-terminal-state-'));
});
afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.close();
	rmSync(home, {recursive: true});
});

const size = {columns: 120, rows: 40};
const open = (words: string) => opened(openProgram(words, {...size, env: {XDG_STATE_HOME: home}}));
const shell = (words: string) =>
	opened(openShell(`node ${program} ${words}; read stay`, {...size, env: {XDG_STATE_HOME: home}}));

function opened(terminal: WatchedTerminal): WatchedTerminal {
	terminals.push(terminal);
	return terminal;
}

test('what was typed outlives a program that is killed, and goes on where it was', async () => {
	const first = open('--seed 42 --clock 2026-01-01T00:00:00Z');
	await first.see(ready);
	first.type('docker swarm init\r');
	const id = /current node \((\w{25})\)/.exec(await first.see(/Swarm initialized: current node/))?.[1];
	first.type('echo typed as it died\r');
	await first.see(/│ typed as it died\s*│/);
	process.kill(first.pids()[0] ?? Number.NaN, 'SIGKILL');
	await first.see(/ended with 137/);

	const second = open('resume');
	await second.see(new RegExp(`current node \\(${id}\\).*typed as it died`, 's'));
	await second.see(/► 1×/);
	second.type('\u001Bu');
	await second.see(/The past: type to go another way from here · undone: echo typed as it died/);
	second.type('docker node ls\r');
	await second.see(/node1 \$ docker node ls.*ID +HOSTNAME.*Leader/s);

	const third = shell('resume');
	await third.see(/is open in another swarmlab \(process \d+ on .*\): quit that one first/);

	second.type('\u0003\u0003');
	expect(await second.see(/ended with 0/)).toMatch(/This session is kept as [\d-]+; swarmlab resume goes on with it\./);

	const list = shell('sessions');
	await list.see(/ID +OPENED +LAB TIME +NODES +SIZE +LAST COMMAND\s+[\d-]+ +just now +\+\d+s +5 +\d.* docker node ls/);
	const [file = ''] = readdirSync(path.join(home, 'swarmlab/sessions'));
	const replayed = shell(`replay ${path.join(home, 'swarmlab/sessions', file)}`);
	const transcript = await replayed.see(/node1 \$ docker node ls.*Leader/s);
	expect(transcript).toContain(id);
	expect(transcript).not.toContain('typed as it died');
}, 30_000);

test('of a lab that is not to be saved nothing is kept', async () => {
	const terminal = open('--no-save');
	await terminal.see(ready);
	terminal.type('echo forgotten\r');
	await terminal.see(/│ forgotten\s*│/);
	terminal.type('\u0003\u0003');
	expect(await terminal.see(/ended with 0/)).not.toContain('This session');
	await hasEnded(terminal.pids()[0] ?? Number.NaN);
	expect(readdirSync(home)).toEqual([]);
});
