import {beforeAll, describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {advance, ask, createMachines, initSwarm, joinSwarm, minute} from './machines.ts';
import {type Exchange, read, readExchanges, withoutTransport} from './recorded.ts';

/** What a real engine answered in a swarm of three: a manager, a worker, and a second manager. */
let sim: Sim;
beforeAll(() => {
	sim = createMachines('1', 3);
	initSwarm(sim);
	joinSwarm(sim, 'node2', 'worker');
	joinSwarm(sim, 'node3', 'manager');
	advance(sim, minute);
});

const readRecorded = (name: string): Exchange => readExchanges(name)[0] as Exchange;
const answerTo = ({node, method, path: target, query}: Exchange) => ask(sim, node, method, target, {query});

const objects = ['swarm', 'nodes', 'info-manager', 'info-worker', 'version', 'networks', 'tasks', 'unlockkey'];
const errors = ['swarm-on-worker', 'bad-filter', 'node-not-found', 'new-version', 'old-version', 'unknown-route'];

describe('as a real engine answered:', () => {
	test.each([...objects, ...errors])('%s, field by field and in order', name => {
		const recorded = readRecorded(name);
		const answer = answerTo(recorded);
		expect(answer.status).toBe(recorded.response.status);
		if (name === 'old-version') expect(answer.body.trim()).toBe(recorded.response.body);
		else expect(read(answer.body)).toEqual(read(recorded.response.body));
	});

	test.each([...objects, ...errors])('%s, header by header', name => {
		const recorded = readRecorded(name);
		expect(withoutTransport(answerTo(recorded).headers)).toEqual(withoutTransport(recorded.response.headers));
	});

	test.each(['ping-manager', 'ping-worker'])('%s, and HEAD alike without a body', name => {
		const recorded = readRecorded(name);
		const answer = answerTo(recorded);
		expect(answer.body).toBe(recorded.response.body.trim());
		expect(withoutTransport(answer.headers)).toEqual(withoutTransport(recorded.response.headers));
		const headers = {...answer.headers, 'Content-Length': '0'};
		expect(ask(sim, recorded.node, 'HEAD', recorded.path)).toEqual({...answer, headers, body: ''});
	});

	test('join-when-active and init-bad-json, word for word', () => {
		const {JoinTokens} = JSON.parse(ask(sim, 'node1', 'GET', '/swarm').body) as {JoinTokens: {Worker: string}};
		const body = {ListenAddr: '', RemoteAddrs: ['172.31.4.11:2377'], JoinToken: JoinTokens.Worker};
		for (const [name, target, sent] of [
			['join-when-active', '/swarm/join', body],
			['init-bad-json', '/swarm/init', '{bad'],
		] as const) {
			const {response} = readRecorded(name);
			const answer = ask(sim, 'node2', 'POST', `/v1.50${target}`, {body: sent});
			expect(answer.status).toBe(response.status);
			expect(answer.body).toBe(`${response.body.trim()}\n`);
			expect(withoutTransport(answer.headers)).toEqual(withoutTransport(response.headers));
		}
	});
});

test('bodies are JSON on one line, ended by a line feed, as Go writes them', () => {
	for (const target of ['/swarm', '/nodes', '/info', '/version', '/networks', '/nodes/nosuch']) {
		expect(ask(sim, 'node1', 'GET', target).body).toMatch(/^[^\n]+\n$/);
	}
});

test('what GET /nodes lists is what GET /nodes/ID inspects', () => {
	const list = JSON.parse(ask(sim, 'node3', 'GET', '/nodes').body) as Record<string, string>[];
	expect(list.length).toBeGreaterThan(2);
	for (const one of list) expect(JSON.parse(ask(sim, 'node3', 'GET', `/nodes/${one.ID}`).body)).toEqual(one);
});

test('a network is inspected as it is listed, and with what is attached to it, as the routing mesh is', () => {
	const list = JSON.parse(ask(sim, 'node3', 'GET', '/networks').body) as Record<string, string>[];
	expect(list.length).toBeGreaterThan(2);
	for (const one of list) {
		const {Containers, Labels, Peers, ...inspected} = JSON.parse(ask(sim, 'node3', 'GET', `/networks/${one.Id}`).body);
		const {Containers: listed, Labels: labels, ...rest} = one;
		expect(inspected).toEqual(rest);
		const isMesh = one.Name === 'ingress' || one.Name === 'docker_gwbridge';
		if (isMesh) expect(Object.keys(Containers)).toEqual(['ingress-sbox']);
		else expect({Containers, Labels}).toEqual({Containers: listed, Labels: labels});
		expect(Peers === undefined).toBe(one.Name !== 'ingress');
	}
});
