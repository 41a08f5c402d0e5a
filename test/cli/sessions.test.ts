import fs from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SessionCommand} from '../../source/cli/arguments.ts';
import {type FileSystem, openDiary} from '../../source/cli/diary.ts';
import {fileOf, listIds, newId, readSession, sessionFolder} from '../../source/cli/session-folder.ts';
import {lock} from '../../source/cli/session-lock.ts';
import {manage, nameSession, takeSession} from '../../source/cli/sessions.ts';
import {currentBranch, type Record} from '../../source/lab/session.ts';
import {type Header, printSession} from '../../source/lab/session-file.ts';

const startedAt = Date.UTC(2026, 0, 1);
const openedAt = new Date(2026, 10, 23, 10, 42).getTime();
const header: Header = {
	program: '0.1.0',
	openedAt,
	beginning: {seed: '42', startedAt, nodes: 3, interfaces: []},
};
const line = (after: number, text: string): Record => ({at: startedAt + after, type: 'line', node: 'node1', text});
const id = '2026-11-23-1042';

let home: string;
let env: {readonly XDG_STATE_HOME: string};
let folder: string;
beforeEach(() => {
	home = fs.mkdtempSync(path.join(tmpdir(), 'swarmlab-sessions-'));
	env = {XDG_STATE_HOME: path.join(home, 'state')};
	folder = sessionFolder(env);
});
afterEach(() => fs.rmSync(home, {recursive: true}));

const file = () => fileOf(folder, id);
const mode = (place: string) => (fs.statSync(place).mode & 0o777).toString(8);
const typed = () => currentBranch(readSession(file()).session).inputs.map(input => 'text' in input && input.text);
const open = (system?: FileSystem) => openDiary({folder, id, header, ...(system ? {system} : {})});

function put(name: string, records: readonly Record[]): void {
	fs.mkdirSync(folder, {recursive: true});
	fs.writeFileSync(fileOf(folder, name), printSession(header, records));
}

const reason = (work: () => unknown): string => {
	try {
		work();
	} catch (error) {
		return (error as Error).message;
	}
	throw new Error('it was done');
};

describe('a diary', () => {
	test('has each line in the file as soon as it is written, for nobody else to read', () => {
		const diary = open();
		diary.write(line(1000, 'docker swarm init'));
		expect(typed()).toEqual(['docker swarm init']);
		diary.write(line(2000, 'docker node ls'));
		expect(typed()).toEqual(['docker swarm init', 'docker node ls']);
		expect([mode(folder), mode(file())]).toEqual(['700', '600']);
		expect(diary.close()).toEqual({isSaved: true});
		expect(fs.readdirSync(folder)).toEqual([path.basename(file())]);
	});

	test('of a lab in which nothing was done leaves nothing behind', () => {
		const diary = open();
		diary.write({type: 'clock', at: startedAt + 5000});
		expect(diary.close()).toEqual({isSaved: false});
		expect(fs.existsSync(folder)).toBe(false);
	});

	test('asks the disk to have it, once for many lines, and tells where that fails', async () => {
		let syncs = 0;
		const failing: FileSystem = {
			...fs,
			fdatasync: ((_: number, told: (error: Error | null) => void) => {
				syncs++;
				setImmediate(() => told(syncs > 1 ? new Error('EIO: i/o error, fdatasync') : null));
			}) as typeof fs.fdatasync,
		};
		const diary = open(failing);
		for (let index = 0; index < 10; index++) diary.write(line(index, 'x'));
		expect(syncs).toBe(1);
		await new Promise(resolve => setTimeout(resolve, 20));
		expect(syncs).toBe(2);
		expect(diary.view()).toEqual({id, problem: 'the disk did not take it: i/o error'});
		diary.close();
	});

	test('on a disk that is full stays whole, goes on unsaved and says so, and catches up once there is room', () => {
		let room = Number.POSITIVE_INFINITY;
		const full: FileSystem = {
			...fs,
			writeSync: ((handle: number, bytes: Buffer, from: number, length: number, place: number) => {
				if (room <= 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC'});
				const count = fs.writeSync(handle, bytes, from, Math.min(length, room), place);
				room -= count;
				return count;
			}) as typeof fs.writeSync,
		};
		const diary = open(full);
		const told: (string | undefined)[] = [];
		diary.subscribe(() => told.push(diary.view().problem));
		diary.write(line(1000, 'first'));
		for (room = 7; room >= 0; room--) {
			const left = room;
			diary.write(line(3000 - room, `number ${room}`));
			expect(readSession(file())).toMatchObject({isTorn: false});
			expect(typed()).toEqual(['first']);
			room = left;
		}
		expect(told).toEqual(['no space left on device']);
		room = Number.POSITIVE_INFINITY;
		diary.write(line(9000, 'last'));
		expect(told).toEqual(['no space left on device', undefined]);
		expect(typed()).toHaveLength(10);
		expect(diary.close()).toEqual({isSaved: true});
	});

	test('that has no place to be says so, and what it has not got down in the end', () => {
		fs.mkdirSync(path.join(home, 'state'));
		fs.writeFileSync(path.join(home, 'state/swarmlab'), 'a file where a folder should be');
		const diary = open();
		diary.write(line(1000, 'x'));
		const problem = `not a directory: no sessions can be kept in ${folder}`;
		expect(diary.view().problem).toBe(problem);
		expect(diary.close()).toEqual({isSaved: false, problem});
	});

	test('goes on after the last whole line', () => {
		put(id, [line(1000, 'first')]);
		fs.appendFileSync(file(), '{"at":17672256');
		const {file: taken, release} = takeSession(env, undefined);
		expect(taken.isTorn).toBe(true);
		const {sum, length} = taken;
		const diary = openDiary({folder, id, header, resumed: {sum, length, release}});
		diary.write(line(2000, 'second'));
		diary.close();
		expect(readSession(file()).isTorn).toBe(false);
		expect(typed()).toEqual(['first', 'second']);
	});
});

describe('a session', () => {
	test('is not opened twice at once, whoever has it', () => {
		put(id, [line(1000, 'x')]);
		const {release} = takeSession(env, id);
		const refusal = `${id} is open in another swarmlab (process ${process.pid} on `;
		expect(reason(() => takeSession(env, id))).toContain(refusal);
		expect(reason(() => manage({type: 'remove', ids: [id]}, env, openedAt))).toContain(refusal);
		release();
		takeSession(env, id).release();
	});

	test.each([
		['has died', {pid: 2 ** 22 - 1, host: undefined, began: ''}],
		['has died, and another process got its number', {pid: process.pid, host: undefined, began: '1'}],
		['died as it took it', undefined],
	])('whose owner %s is free', (_, owner) => {
		put(id, [line(1000, 'x')]);
		lock(file(), id)();
		const mine = {...owner, host: owner && JSON.parse(lockText()).host};
		fs.writeFileSync(`${file()}.lock`, owner ? JSON.stringify(mine) : '');
		const release = lock(file(), id);
		expect(JSON.parse(fs.readFileSync(`${file()}.lock`, 'utf8')).pid).toBe(process.pid);
		release();
		expect(fs.existsSync(`${file()}.lock`)).toBe(false);
	});

	test('that another machine has is not free: nobody can see whether that one lives', () => {
		put(id, [line(1000, 'x')]);
		fs.writeFileSync(`${file()}.lock`, JSON.stringify({pid: 2 ** 22 - 1, host: 'elsewhere', began: ''}));
		expect(reason(() => lock(file(), id))).toBe(
			`${id} is open in another swarmlab (process ${2 ** 22 - 1} on elsewhere): quit that one first`,
		);
	});

	test('is named by the minute it was opened in', () => {
		expect(nameSession(env, openedAt)).toEqual({folder, id});
		const taken = [id, `${id}-2`];
		expect(newId(openedAt, name => taken.includes(name))).toBe(`${id}-3`);
	});

	test('is found by the beginning of its name, and the latest without one', () => {
		put('2026-11-23-1042', [line(1000, 'x')]);
		put('2026-11-24-0900', [line(1000, 'x')]);
		fs.utimesSync(fileOf(folder, '2026-11-24-0900'), 1, 1);
		const take = (wanted?: string) => {
			const {id: found, release} = takeSession(env, wanted);
			release();
			return found;
		};
		expect(take()).toBe('2026-11-23-1042');
		expect(take('2026-11-24')).toBe('2026-11-24-0900');
		expect(reason(() => take('2026-11-2'))).toBe('2026-11-2 may be 2026-11-23-1042 or 2026-11-24-0900: say more of it');
		expect(reason(() => take('2027'))).toBe('there is no session 2027; swarmlab sessions lists those that there are');
	});

	test('of a folder that is not absolute is in the home folder', () => {
		expect(sessionFolder({XDG_STATE_HOME: 'here', HOME: '/home/me'})).toBe('/home/me/.local/state/swarmlab/sessions');
	});
});

describe('sessions', () => {
	const run = (command: Exclude<SessionCommand, {type: 'replay'}>) => manage(command, env, openedAt + 3 * 3_600_000);
	const outside = (name: string) => path.join(home, name);

	test('are listed, a damaged one too', () => {
		expect(run({type: 'sessions'})).toBe(`There are no sessions yet in ${folder}.\n`);
		put(id, [line(1000, 'docker swarm init'), line(3_600_000, 'docker node ls\u001b[31m'), line(3_700_000, ' ')]);
		put('other', [line(1000, `echo ${'x'.repeat(80)}`)]);
		fs.utimesSync(fileOf(folder, 'other'), 1, 1);
		put('spoiled', [line(1000, 'x')]);
		fs.utimesSync(fileOf(folder, 'spoiled'), 0, 0);
		const spoiled = fileOf(folder, 'spoiled');
		fs.writeFileSync(spoiled, fs.readFileSync(spoiled, 'utf8').replace('"text":"x"', '"text":"y"'));
		fs.utimesSync(spoiled, 0, 0);
		expect(run({type: 'sessions'}).replaceAll(folder, 'FOLDER')).toMatchInlineSnapshot(`
			"ID                OPENED   LAB TIME   NODES   SIZE    LAST COMMAND
			2026-11-23-1042   3h ago   +1h 1m     3       575 B   docker node ls [31m
			other             3h ago   +1s        3       448 B   echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
			spoiled                                       364 B   damaged in line 2: swarmlab resume spoiled says more
			"
		`);
	});

	test('are removed by name', () => {
		put(id, [line(1000, 'x')]);
		expect(run({type: 'remove', ids: [id]})).toBe(`removed ${id}\n`);
		expect(listIds(folder)).toEqual([]);
		expect(fs.readdirSync(folder)).toEqual([]);
	});

	test('go from one machine to another as one file, which says what it gives away', () => {
		put(id, [line(1000, 'docker swarm init')]);
		expect(run({type: 'export', id, file: outside('lab')})).toBe(
			`${id} is in ${outside('lab')}: whoever has it can compute all keys of that lab\n`,
		);
		expect(mode(outside('lab'))).toBe('600');
		expect(reason(() => run({type: 'export', id, file: outside('lab')}))).toContain('file already exists');
		expect(run({type: 'import', file: outside('lab')})).toBe(`it is here already: swarmlab resume ${id}\n`);
		const before = fs.readFileSync(file(), 'utf8');
		run({type: 'remove', ids: [id]});
		expect(run({type: 'import', file: outside('lab')})).toBe(`swarmlab resume ${id} goes on with it\n`);
		expect(fs.readFileSync(file(), 'utf8')).toBe(before);
		expect(mode(file())).toBe('600');
	});

	test('are imported whole or not at all', () => {
		const whole = printSession(header, [line(1000, 'one'), line(2000, 'two')]);
		fs.writeFileSync(outside('torn'), whole.slice(0, -5));
		expect(run({type: 'import', file: outside('torn')})).toBe(
			`its last line was not whole and is left out; swarmlab resume ${id} goes on with it\n`,
		);
		expect(typed()).toEqual(['one']);
		fs.writeFileSync(outside('damaged'), whole.replace('one', 'eno'));
		expect(reason(() => run({type: 'import', file: outside('damaged')}))).toBe(
			`${outside('damaged')}:2: its checksum does not fit: the line was changed or damaged; the line before it is whole: head -n 1 ${outside('damaged')} > NEW, and import that`,
		);
		expect(reason(() => run({type: 'import', file: outside('nothing')}))).toBe(
			`cannot read ${outside('nothing')}: no such file or directory`,
		);
		expect(listIds(folder)).toEqual([id]);
		expect(fs.readdirSync(folder)).toEqual([path.basename(file())]);
	});
});

function lockText(): string {
	const release = lock(path.join(home, 'any'), 'any');
	const text = fs.readFileSync(path.join(home, 'any.lock'), 'utf8');
	release();
	return text;
}
