import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {buildProgram, program} from '../terminal/program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-run-'));
beforeAll(buildProgram, 60_000);
afterAll(() => rmSync(folder, {recursive: true}));

const run = (...words: string[]) => {
	const {status, stdout, stderr} = spawnSync(process.execPath, [program, 'run', ...words], {
		cwd: folder,
		encoding: 'utf8',
	});
	return {status, stdout, stderr};
};

const linesOf = (...lines: readonly string[]) => lines.map(line => `${line}\n`).join('');

const write = (name: string, ...lines: string[]) => writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);

describe('swarmlab run', () => {
	test('prints what a terminal would have shown', () => {
		write('a.scenario', '# two commands', 'node1$ echo one; echo two', "node2$ printf 3 || echo 'no newline'");
		expect(run('a.scenario')).toEqual({
			status: 0,
			stdout: expect.stringMatching(/^node1\$ echo one; echo two\none\ntwo\nnode2\$ printf 3 .*\n(.*\n)+$/),
			stderr: '',
		});
	});

	test('prints what else the scenario does where it does it, but not with --json', () => {
		write('i.scenario', 'node1$ echo one', 'wait 2s', '  stop node2 ', 'stop node2', 'node3 $ sleep 20; echo two');
		expect(run('i.scenario').stdout).toBe(
			linesOf(
				'node1$ echo one',
				'one',
				'wait 2s   [until 2026-01-01 00:00:02]',
				'stop node2',
				'stop node2   [node2 is stopped already]',
				'node3$ sleep 20; echo two   [20.0 s]',
				'two',
			),
		);
		const {stdout} = run('i.scenario', '--json');
		expect(
			stdout
				.trimEnd()
				.split('\n')
				.map(line => JSON.parse(line).line),
		).toEqual([1, 5]);
	});

	test('with --json prints a recording, the same for the same seed and another one for another', () => {
		write('b.scenario', 'node1$ docker swarm init', 'wait 2s', 'node1$ docker node ls');
		const first = run('b.scenario', '--json');
		expect(first).toMatchObject({status: 0, stderr: ''});
		const entries = first.stdout
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(entries).toHaveLength(2);
		expect(Object.keys(entries[0])).toEqual(['line', 'at', 'took', 'node', 'command', 'exitCode', 'stdout', 'stderr']);
		expect(entries[1]).toMatchObject({line: 3, node: 'node1', command: 'docker node ls', exitCode: 0});
		expect(entries[1].at).toBeGreaterThanOrEqual(2);
		expect(run('b.scenario', '--json', '--seed', '1')).toEqual(first);
		expect(run('b.scenario', '--json', '--seed', '2').stdout).not.toBe(first.stdout);
	});

	test('succeeds when the scenario ran to its end, whatever the commands answered', () => {
		write('c.scenario', 'node1$ docker node ls');
		expect(run('c.scenario')).toMatchObject({
			status: 0,
			stdout: expect.stringContaining('This node is not a swarm manager'),
		});
	});

	test('runs nothing of a scenario that it cannot read, and names the place', () => {
		write('d.scenario', 'node1$ docker swarm init', 'node9$ docker info');
		expect(run('d.scenario')).toEqual({
			status: 2,
			stdout: '',
			stderr: expect.stringMatching(/^d\.scenario:2: .*node9.*\n$/),
		});
		write('e.scenario', 'node1$ docker swarm init', '', 'hop');
		expect(run('e.scenario')).toEqual({
			status: 2,
			stdout: '',
			stderr: expect.stringMatching(/^e\.scenario:3: .*hop.*\n$/),
		});
	});

	test('warns of a name that nothing has set, and runs all the same', () => {
		write('j.scenario', `node1$ echo [\${NOPE}]`);
		expect(run('j.scenario', '--json')).toMatchObject({
			status: 0,
			stdout: expect.stringContaining('"[]\\n"'),
			stderr: `j.scenario:1: \${NOPE} was never set: nothing stands in its place\n`,
		});
	});

	test('says which file it cannot read, and why', () => {
		expect(run('nowhere.scenario')).toEqual({
			status: 2,
			stdout: '',
			stderr: 'swarmlab: cannot read nowhere.scenario: no such file or directory\n',
		});
	});

	test.each([
		['one endless line', Buffer.alloc(3_000_000, 'x')],
		['a fault that never ends', `stop ${'x'.repeat(3_000_000)}`],
		['bytes that are no text', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x1b, 0x5d, 0x00, 0xff, 0xfe])],
	])('quotes of %s only a little, and nothing that a terminal would obey', (_, content) => {
		writeFileSync(path.join(folder, 'g.scenario'), content);
		const {status, stderr} = run('g.scenario');
		expect(status).toBe(2);
		expect(stderr).toMatch(/^g\.scenario:1: [\x20-\x7e…]{1,400}\n$/);
	});

	test('says what it could not write, and fails', () => {
		write('h.scenario', 'node1$ echo hi');
		const command = `node ${program} run h.scenario > /dev/full`;
		const {status, stderr} = spawnSync('/bin/sh', ['-c', command], {cwd: folder, encoding: 'utf8'});
		expect({status, stderr}).toEqual({status: 1, stderr: 'swarmlab: cannot write: no space left on device\n'});
	});

	test('stops without a word when nobody reads on', () => {
		write('f.scenario', 'nodes 9', ...Array.from({length: 200}, () => 'node1$ docker --help'));
		const command = `(node ${program} run f.scenario; echo "ended with $?" >&2) | head -1`;
		const {stdout, stderr} = spawnSync('/bin/sh', ['-c', command], {cwd: folder, encoding: 'utf8'});
		expect({stdout, stderr}).toEqual({stdout: 'node1$ docker --help\n', stderr: 'ended with 0\n'});
	});
});
