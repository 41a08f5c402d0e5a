import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {createTransport} from '../../source/sockets/transport.ts';
import {buildProgram, expectRestored, openProgram, program, ready} from './program.ts';

beforeAll(buildProgram, 60_000);
let base = '';
let folder = '';
beforeEach(() => {
	base = mkdtempSync(path.join(tmpdir(), 'serve-'));
	folder = path.join(base, 'run');
});
const children: ChildProcess[] = [];
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(base, {recursive: true, force: true});
});

/** Starts `swarmlab serve` and waits for what it prints. */
async function serve(...words: readonly string[]) {
	const child = spawn(process.execPath, [program, 'serve', '--dir', folder, ...words], {env: {PATH: process.env.PATH}});
	children.push(child);
	const printed = await new Promise<string>((resolve, reject) => {
		let text = '';
		child.stdout.on('data', data => {
			text += data;
			if (/context create.*\n$/.test(text)) resolve(text);
		});
		child.stderr.on('data', data => reject(new Error(`${data}`)));
	});
	const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
	return {child, printed, ended};
}
const ping = async (node: string) =>
	(await createTransport(`unix://${folder}/${node}.sock`)({method: 'GET', path: '/_ping'})).headers.Swarm;

describe('swarmlab serve', () => {
	test('prints lines for a shell, one a node, and engines answer there', async () => {
		const {printed} = await serve('--nodes', '2', '--seed', '7');
		expect(printed.replaceAll(folder, 'DIR')).toBe(
			`# swarmlab: 2 engines, seed 7. Ctrl-C ends them.
export DOCKER_HOST=unix://DIR/node1.sock
export DOCKER_HOST=unix://DIR/node2.sock

docker context create swarmlab-node1 --docker host=unix://DIR/node1.sock
docker context create swarmlab-node2 --docker host=unix://DIR/node2.sock
`,
		);
		expect([await ping('node1'), await ping('node2')]).toEqual(['inactive', 'inactive']);
	});

	test.each([
		['SIGTERM', 143],
		['SIGINT', 130],
		['SIGHUP', 129],
		['SIGQUIT', 131],
	] as const)('leaves nothing behind on %s', async (signal, status) => {
		const {child, ended} = await serve('--nodes', '2');
		child.kill(signal);
		expect(await ended).toBe(status);
		expect(existsSync(folder)).toBe(false);
	});

	test('takes over what a killed one left, and keeps away from one that lives', async () => {
		const first = await serve('--nodes', '2');
		first.child.kill('SIGKILL');
		await first.ended;
		expect(readdirSync(folder)).toContain('node1.sock');
		const second = await serve('--nodes', '2');
		const third = spawnSync(process.execPath, [program, 'serve', '--dir', folder], {encoding: 'utf8', timeout: 10_000});
		expect(third.status).toBe(2);
		expect(third.stderr).toBe(
			`swarmlab: ${folder}/node1.sock is served by process ${second.child.pid}; end it, or choose another folder with --dir\n`,
		);
		expect(await ping('node2')).toBe('inactive');
	});

	test('is what swarmlab docker speaks to, as to any engine', async () => {
		await serve('--nodes', '1');
		const docker = (...words: readonly string[]) => {
			const argv = [program, 'docker', '-H', `unix://${folder}/node1.sock`, ...words];
			const {status, stdout, stderr} = spawnSync(process.execPath, argv, {encoding: 'utf8', timeout: 10_000});
			return {status, output: stdout + stderr};
		};
		expect(docker('swarm', 'init').output).toContain('Swarm initialized');
		expect(docker('node', 'ls', '--format', '{{.Hostname}} {{.ManagerStatus}}')).toEqual({
			status: 0,
			output: 'node1 Leader\n',
		});
		expect(docker('node', 'inspect', 'nosuch').status).toBe(1);
	});
});

test('in the app, serve makes sockets, says so above, and they go with it', async () => {
	const terminal = openProgram('--seed 42', {columns: 120, rows: 40, env: {XDG_RUNTIME_DIR: base}});
	try {
		await terminal.see(ready);
		terminal.type('serve\r');
		await terminal.see(new RegExp(`export DOCKER_HOST=unix://${base}/swarmlab/node1.sock`));
		await terminal.see(/served · 5 nodes/);
		const transport = createTransport(`unix://${base}/swarmlab/node3.sock`);
		expect((await transport({method: 'GET', path: '/v1.50/info'})).body).toContain('"Name":"node3"');
		terminal.type('stop node3\r');
		await terminal.see(/node3\s+.*\n.*stopped/);
		await expect(transport({method: 'GET', path: '/_ping'})).rejects.toThrow();
		terminal.type('\u0003');
		terminal.type('\u0003');
		await expectRestored(terminal, 0);
		expect(existsSync(path.join(base, 'swarmlab'))).toBe(false);
	} finally {
		terminal.close();
	}
});
