import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Engine, serveEngines} from '../../source/sockets/serve.ts';

let base = '';
beforeEach(() => {
	base = mkdtempSync(path.join(tmpdir(), 'folder-'));
});
afterEach(() => rmSync(base, {recursive: true, force: true}));

const engine = (name: string, isUp = () => true): Engine => ({
	name,
	isUp,
	now: () => 0,
	transport: () => Promise.resolve({status: 200, headers: {'Content-Type': 'text/plain'}, body: name}),
});
const two = [engine('node1'), engine('node2')];
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
const ask = (options: http.RequestOptions): Promise<string> =>
	new Promise((resolve, reject) => {
		http
			.get({...options, path: '/', agent: false}, async answer => {
				let text = '';
				for await (const piece of answer.setEncoding('utf8')) text += piece;
				resolve(text);
			})
			.on('error', reject);
	});

/** A socket as a process leaves it that was killed: nobody listens, the file is there. */
async function leaveStale(socket: string): Promise<void> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(`${socket}.new`, resolve));
	const {renameSync} = await import('node:fs');
	renameSync(`${socket}.new`, socket);
	await new Promise(resolve => server.close(resolve));
	expect(existsSync(socket)).toBe(true);
}

describe('the folder of sockets', () => {
	test('is closed to others, as the sockets are, and gone at the end', async () => {
		const folder = path.join(base, 'run');
		const serving = await serveEngines(two, {folder});
		expect(readdirSync(folder)).toEqual(['node1.sock', 'node2.sock', 'swarmlab.pid']);
		expect(modeOf(folder)).toBe('700');
		expect(readdirSync(folder).map(name => modeOf(path.join(folder, name)))).toEqual(['600', '600', '600']);
		expect(serving.hosts).toEqual({node1: `unix://${folder}/node1.sock`, node2: `unix://${folder}/node2.sock`});
		expect(await ask({socketPath: path.join(folder, 'node2.sock')})).toBe('node2');
		serving.close();
		expect(existsSync(folder)).toBe(false);
	});

	test('that was there stays, closed to others where nothing of theirs is in it', async () => {
		for (const [name, isShared] of [
			['empty', false],
			['shared', true],
		] as const) {
			const folder = path.join(base, name);
			mkdirSync(folder);
			chmodSync(folder, 0o755);
			if (isShared) writeFileSync(path.join(folder, 'notes'), '');
			const serving = await serveEngines(two, {folder});
			expect(modeOf(folder)).toBe(isShared ? '755' : '700');
			serving.close();
			expect(readdirSync(folder)).toEqual(isShared ? ['notes'] : []);
		}
	});

	test('takes over from a process that was killed', async () => {
		const folder = path.join(base, 'run');
		mkdirSync(folder);
		await leaveStale(path.join(folder, 'node2.sock'));
		await leaveStale(path.join(folder, 'node7.sock'));
		const serving = await serveEngines(two, {folder});
		expect(await ask({socketPath: path.join(folder, 'node2.sock')})).toBe('node2');
		expect(existsSync(path.join(folder, 'node7.sock'))).toBe(false);
		serving.close();
	});

	test('is refused where another process serves from it, which is named and left in peace', async () => {
		const folder = path.join(base, 'run');
		const first = await serveEngines(two, {folder});
		await expect(serveEngines(two, {folder})).rejects.toThrow(
			`${folder}/node1.sock is served by process ${process.pid}; end it, or choose another folder with --dir`,
		);
		expect(await ask({socketPath: path.join(folder, 'node1.sock')})).toBe('node1');
		first.close();
	});

	test.each([
		['a file', (place: string) => writeFileSync(place, ''), /is no folder/],
		[
			'a folder with a file of a socket’s name',
			(place: string) => {
				mkdirSync(place);
				writeFileSync(path.join(place, 'node1.sock'), 'mine');
			},
			/is there, and is no socket/,
		],
	])('cannot be %s', async (_, make, message) => {
		const place = path.join(base, 'x');
		make(place);
		await expect(serveEngines(two, {folder: place})).rejects.toThrow(message);
	});

	test('can have no path that no system takes for a socket’s', async () => {
		const folder = path.join(base, 'x'.repeat(100));
		await expect(serveEngines(two, {folder})).rejects.toThrow('choose a shorter --dir');
		expect(existsSync(folder)).toBe(false);
	});
});

describe('an engine’s socket', () => {
	test('goes and comes with the engine', async () => {
		let isUp = true;
		const folder = path.join(base, 'run');
		const socketPath = path.join(folder, 'node1.sock');
		const serving = await serveEngines([engine('node1', () => isUp), engine('node2')], {folder});
		isUp = false;
		serving.follow();
		await expect(ask({socketPath})).rejects.toThrow('ENOENT');
		expect(await ask({socketPath: path.join(folder, 'node2.sock')})).toBe('node2');
		isUp = true;
		serving.follow();
		expect(await ask({socketPath})).toBe('node1');
		serving.close();
	});

	test('is on the loopback interface where a port is asked for, and the port is free again at the end', async () => {
		const probe = createServer();
		await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
		const {port} = probe.address() as {port: number};
		await expect(serveEngines([engine('node1')], {folder: path.join(base, 'a'), port})).rejects.toThrow('EADDRINUSE');
		expect(existsSync(path.join(base, 'a'))).toBe(false);
		await new Promise(resolve => probe.close(resolve));
		for (const name of ['b', 'c']) {
			const serving = await serveEngines([engine('node1')], {folder: path.join(base, name), port});
			expect(serving.hosts).toEqual({node1: `tcp://127.0.0.1:${port}`});
			expect(await ask({host: '127.0.0.1', port})).toBe('node1');
			serving.close();
		}
	});
});
