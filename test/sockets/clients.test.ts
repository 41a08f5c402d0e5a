import http from 'node:http';
import {connect, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ConnectionError} from '../../source/api/message.ts';
import {createTransport} from '../../source/sockets/transport.ts';
import {formSwarm, type ServedLab, serveLab} from './lab.ts';

let served: ServedLab;
beforeEach(async () => {
	served = await serveLab(2);
	await formSwarm(served);
});
afterEach(() => served.close());

const transportTo = (node: string) => createTransport(`unix://${served.socketOf(node)}`);
const listNodes = async (node = 'node1') => {
	const {status, body} = await transportTo(node)({method: 'GET', path: '/v1.50/nodes'});
	return {status, length: JSON.parse(body).length};
};

function open(node: string): Promise<Socket> {
	const socket = connect(served.socketOf(node));
	return new Promise((resolve, reject) => socket.on('connect', () => resolve(socket)).on('error', reject));
}
const ended = (socket: Socket) => new Promise(resolve => socket.on('close', resolve).resume());

test('two hundred clients at once are all answered', async () => {
	const answers = await Promise.all(Array.from({length: 200}, (_, index) => listNodes(index % 2 ? 'node1' : 'node1')));
	expect(new Set(answers.map(answer => JSON.stringify(answer)))).toEqual(new Set(['{"status":200,"length":2}']));
});

test('a client that says a byte at a time, one that says nothing, and one that leaves in the middle harm nobody', async () => {
	const [slow, silent, leaver] = await Promise.all([open('node1'), open('node1'), open('node1')]);
	leaver.write('POST /v1.50/swarm/update?version=1 HTTP/1.1\r\nHost: d\r\nContent-Length: 10000000\r\n\r\n{"Name"');
	leaver.destroy();
	let answer = '';
	slow.on('data', data => {
		answer += data;
	});
	for (const byte of 'GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n') {
		slow.write(byte);
		await sleep(1);
		if (byte === '/') expect(await listNodes()).toEqual({status: 200, length: 2});
	}
	await sleep(50);
	expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nOK$/s);
	expect(silent.destroyed).toBe(false);
	slow.destroy();
	silent.destroy();
});

test('a client that does not read its answers keeps no other from theirs', async () => {
	const lazy = await open('node1');
	lazy.pause();
	lazy.write('GET /v1.50/info HTTP/1.1\r\nHost: d\r\n\r\n'.repeat(300));
	expect(await listNodes()).toEqual({status: 200, length: 2});
	lazy.destroy();
	expect(await listNodes()).toEqual({status: 200, length: 2});
});

test('what one client sends at once is done one after the other', async () => {
	const socket = await open('node1');
	const create = (name: string) => {
		const body = JSON.stringify({Name: name, Driver: 'overlay'});
		return `POST /v1.50/networks/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
	};
	socket.write(
		`${create('one')}${create('one')}GET /v1.50/networks/one HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n`,
	);
	let answer = '';
	socket.on('data', data => {
		answer += data;
	});
	await ended(socket);
	expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(match => match[1])).toEqual(['201', '409', '200']);
});

test('an engine that is killed takes its connections with it; one that is stopped is not there', async () => {
	const idle = await open('node2');
	const gone = ended(idle);
	const joining = new Promise(resolve => {
		http
			.request({socketPath: served.socketOf('node2'), method: 'POST', path: '/v1.50/swarm/leave', headers: {Host: 'd'}})
			.on('error', error => resolve(error.message))
			.on('response', ({statusCode}) => resolve(statusCode))
			.end();
	});
	await served.type('node1', 'stop node2');
	await gone;
	expect(String(await joining)).toMatch(/^(socket hang up|(read|connect) ECONNRESET.*|200)$/);
	await expect(transportTo('node2')({method: 'GET', path: '/_ping'})).rejects.toBeInstanceOf(ConnectionError);
	expect((await listNodes()).status).toBe(200);
	await served.type('node1', 'start node2');
	expect((await transportTo('node2')({method: 'GET', path: '/_ping'})).body).toBe('OK');
});

test('a paused lab answers, and its clock stands still again', async () => {
	served.lab.time.pause();
	// A slice may be under way.
	await sleep(50);
	const before = served.lab.snapshot().clock.elapsed;
	expect(await listNodes()).toEqual({status: 200, length: 2});
	await sleep(20);
	const after = served.lab.snapshot().clock.elapsed;
	expect(after - before).toBeLessThan(1000);
	await sleep(50);
	expect(served.lab.snapshot().clock.elapsed).toBe(after);
});

test('events come as they happen, to everybody who listens, until he leaves or the engine is killed', async () => {
	const follow = async (node: string) => {
		const {status, stream} = await transportTo(node)({method: 'GET', path: '/v1.50/events'});
		expect(status).toBe(200);
		return (stream as AsyncIterable<string>)[Symbol.asyncIterator]();
	};
	const followers = await Promise.all([follow('node1'), follow('node1'), follow('node1')]);
	const [leaver] = followers;
	await leaver?.return?.();
	await served.type('node1', 'docker network create -d overlay one');
	for (const follower of followers.slice(1)) {
		const {value} = await follower.next();
		expect(JSON.parse(value.split('\n')[0])).toMatchObject({
			Type: 'network',
			Action: 'create',
			Actor: {Attributes: {name: 'one'}},
		});
	}
	expect(await listNodes()).toEqual({status: 200, length: 2});
	const readOn = async () => {
		for (;;) if ((await followers[1]?.next())?.done) return 'ended';
	};
	const broken = expect(readOn()).rejects.toThrow('aborted');
	await served.type('node1', 'stop node1');
	await broken;
});
