import {readFileSync} from 'node:fs';
import path from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import type {ApiResponse} from '../../source/api/message.ts';
import type {Sim} from '../../source/engine/engine.ts';
import {advance, ask, createMachines, initSwarm, joinSwarm, minute} from './machines.ts';

/** What a real engine answered in a swarm of three: a manager, a worker, and a second manager. */
const folder = path.join(import.meta.dirname, '../oracle/api');

type Exchange = {
	readonly method: 'GET';
	readonly path: string;
	readonly query: Record<string, string>;
	readonly node: string;
	readonly response: ApiResponse;
};

/** Reads a recorded exchange: the request's line (in some), status, headers, an empty line, the body. */
function readRecorded(name: string): Exchange {
	const text = readFileSync(path.join(folder, `${name}.txt`), 'utf8');
	const [, target = '', node = 'node1', rest = text] = /^GET (\S+) \((\w+)\)\n([\s\S]*)$/.exec(text) ?? [];
	const [head = '', ...body] = rest.replaceAll('\r', '').split('\n\n');
	const [status = '', ...lines] = head.split('\n');
	const headers = Object.fromEntries(lines.map(line => line.split(/: (.*)/).slice(0, 2)));
	const url = new URL(target, 'http://docker');
	return {
		method: 'GET',
		path: url.pathname,
		query: Object.fromEntries(url.searchParams),
		node,
		response: {status: Number(status.split(' ')[1]), headers, body: body.join('\n\n')},
	};
}

/** Differs from swarm to swarm, from machine to machine, or from one build of Docker to the next. */
const varying = new Set([
	...['ID', 'Id', 'NodeID', 'Index', 'CreatedAt', 'UpdatedAt', 'Created', 'SystemTime', 'Worker', 'Manager'],
	...['TrustRoot', 'CertIssuerPublicKey', 'Addr', 'MemTotal', 'MemoryBytes', 'NFd', 'NGoroutines', 'OperatingSystem'],
	...['BuildTime', 'GitCommit', 'GoVersion', 'Version', 'ServerVersion', 'EngineVersion', 'Address'],
]);

/** The same with a type in place of what varies; fields keep their order. */
function normalise(value: unknown, key = ''): unknown {
	if (Array.isArray(value)) return value.map(one => normalise(one));
	if (value !== null && typeof value === 'object') {
		// What runc says of itself is about containers.
		const fields = Object.entries(value).filter(([name]) => !(name === 'status' && 'path' in value));
		return fields.map(([name, field]) => [name, normalise(field, name)]);
	}
	return varying.has(key) ? typeof value : value;
}

type Named = {readonly Name?: string; readonly Description?: {readonly Hostname: string}};
const nameOf = (one: Named): string => one.Description?.Hostname ?? one.Name ?? '';

function read(body: string): unknown {
	const value: unknown = JSON.parse(body);
	if (!Array.isArray(value)) return normalise(value);
	// Lists are in the order of IDs, which no two swarms share.
	return normalise(value.toSorted((a: Named, b: Named) => (nameOf(a) < nameOf(b) ? -1 : 1)));
}

const withoutTransport = (headers: ApiResponse['headers']) =>
	Object.fromEntries(
		Object.entries(headers)
			.filter(([name]) => !['Date', 'Content-Length', 'Transfer-Encoding'].includes(name))
			.map(([name, text]) => [name, text.replace(/Docker\/28\.5\.2\S* /, 'Docker/28.5.2 ')]),
	);

let sim: Sim;
beforeAll(() => {
	sim = createMachines('1', 3);
	initSwarm(sim);
	joinSwarm(sim, 'node2', 'worker');
	joinSwarm(sim, 'node3', 'manager');
	advance(sim, minute);
});

const answerTo = ({node, method, path: target, query}: Exchange) => ask(sim, node, method, target, {query});

const objects = ['swarm', 'nodes', 'info-manager', 'info-worker', 'version', 'networks', 'tasks', 'unlockkey'];
const errors = ['swarm-on-worker', 'bad-filter', 'node-not-found'];
/** These are answered before a route is found, by less of an engine: fewer headers. */
const early = ['new-version', 'old-version', 'unknown-route'];

describe('as a real engine answered:', () => {
	test.each([...objects, ...errors, ...early])('%s, field by field and in order', name => {
		const recorded = readRecorded(name);
		const answer = answerTo(recorded);
		expect(answer.status).toBe(recorded.response.status);
		const isJson = recorded.response.headers['Content-Type'] === 'application/json';
		if (isJson) expect(read(answer.body)).toEqual(read(recorded.response.body));
		else expect(JSON.parse(answer.body)).toEqual({message: recorded.response.body.trim()});
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
		expect(ask(sim, recorded.node, 'HEAD', recorded.path)).toEqual({...answer, body: ''});
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
