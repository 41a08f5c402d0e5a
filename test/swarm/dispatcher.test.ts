import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import type {NodeObject} from '../../source/swarm/objects.ts';
import {
	advance,
	createSwarm,
	hostOf,
	hour,
	joinSwarm,
	leaderOf,
	leaders,
	leaveSwarm,
	managerOf,
	minute,
	mustAsk,
	nodeIdOf,
	readNode,
	readSwarm,
	runUntil,
	second,
	seedsTo,
	send,
} from '../engine/machines.ts';

const nodeOf = (sim: Sim, id: string): NodeObject | undefined => managerOf(sim, leaderOf(sim)).store.nodes[id];
const stateOf = (sim: Sim, id: string): string => nodeOf(sim, id)?.status.state ?? 'absent';
const states = (sim: Sim): string[] =>
	Object.values(managerOf(sim, leaderOf(sim)).store.nodes).map(node => node.status.state);
const sweep = 'Node moved to "unknown" state due to leadership change in cluster';

/** Lets a machine leave by force, and says after how long the rest calls its node Down. */
function timeToDown(sim: Sim, name: string): number {
	const id = nodeIdOf(sim, name);
	leaveSwarm(sim, name);
	const left = sim.journal.findLast(entry => entry.node === name && entry.text.includes('left its swarm'));
	runUntil(sim, () => stateOf(sim, id) === 'down');
	return sim.now - (left?.at ?? 0);
}

describe('a silent agent', () => {
	test('is Down three heartbeats after its last one, 9 to 16.5 s after it left, and why is said', () => {
		const times: number[] = [];
		for (const seed of seedsTo(40)) {
			const sim = createSwarm(seed, 1, 1);
			advance(sim, 7777 * Number(seed));
			const id = nodeIdOf(sim, 'node2');
			times.push(timeToDown(sim, 'node2'));
			expect(nodeOf(sim, id)?.status).toEqual({state: 'down', message: 'heartbeat failure', addr: '172.31.4.12'});
		}
		expect(Math.min(...times)).toBeGreaterThanOrEqual(9 * second - 10);
		expect(Math.max(...times)).toBeLessThanOrEqual(16.5 * second + 10);
		// Anywhere in between: it depends on when its last heartbeat came.
		expect(Math.min(...times)).toBeLessThan(10.5 * second);
		expect(Math.max(...times)).toBeGreaterThan(14.5 * second);
	});

	test('is so through whichever manager it was connected, leader or not', () => {
		for (const seed of seedsTo(12)) {
			const sim = createSwarm(seed, 3, 0, 1);
			const via = Number(seed) % 2 ? 'node1' : 'node2';
			joinSwarm(sim, 'node4', 'worker', via);
			advance(sim, minute);
			expect(hostOf(sim, 'node4').swarm?.agent.session).toMatchObject({via, leader: 'node1'});
			const time = timeToDown(sim, 'node4');
			expect(time).toBeGreaterThanOrEqual(9 * second - 20);
			expect(time).toBeLessThanOrEqual(16.5 * second + 20);
		}
	});

	test('that was a manager is Unreachable within three seconds, Down as any other, and a voter still', () => {
		for (const seed of seedsTo(8)) {
			const sim = createSwarm(seed, 3, 0);
			const id = nodeIdOf(sim, 'node3');
			send(sim, 'node3', 'POST', '/swarm/leave', {query: {force: '1'}});
			const unreachable = () => readNode(sim, 'node1', id).ManagerStatus?.Reachability === 'unreachable';
			expect(runUntil(sim, unreachable, 3 * second)).toBeGreaterThan(0);
			expect(stateOf(sim, id)).toBe('ready');
			advance(sim, 17 * second);
			expect(stateOf(sim, id)).toBe('down');
			expect(readNode(sim, 'node1', id).ManagerStatus?.Reachability).toBe('unreachable');
			expect(managerOf(sim, 'node1').raft?.voters).toHaveLength(3);
		}
	});

	test('is found silent no sooner because anybody looks, and stays Down for as long as it likes', () => {
		const sim = createSwarm('5', 1, 2);
		const watched = createSwarm('5', 1, 2);
		for (const one of [sim, watched]) leaveSwarm(one, 'node3');
		advance(sim, 20 * second);
		for (let count = 0; count < 200; count++) {
			mustAsk(watched, 'node1', 'GET', '/nodes');
			advance(watched, 100 - ((watched.now - watched.startedAt) % 100));
		}
		const downAt = (one: Sim) => one.journal.find(({text}) => text.includes('has missed three heartbeats'))?.at;
		expect(downAt(watched)).toBe(downAt(sim));
		advance(sim, 100 * hour);
		expect(states(sim).toSorted()).toEqual(['down', 'ready', 'ready']);
	});

	test('that stops in the middle of its registration is Down too', () => {
		const sim = createSwarm('1', 1, 0, 1);
		const {JoinTokens} = readSwarm(sim, 'node1');
		const body = {ListenAddr: '0.0.0.0:2377', RemoteAddrs: ['172.31.4.11:2377'], JoinToken: JoinTokens.Worker};
		send(sim, 'node2', 'POST', '/swarm/join', {body});
		runUntil(sim, () => nodeIdOf(sim, 'node2') !== '');
		const id = nodeIdOf(sim, 'node2');
		advance(sim, 50);
		leaveSwarm(sim, 'node2');
		advance(sim, 20 * second);
		expect(stateOf(sim, id)).toBe('down');
	});

	test('is given the time of the heartbeats it was told: a longer period counts from the next one on', () => {
		const sim = createSwarm('1', 1, 1);
		const {Version, Spec} = mustAsk<{Version: {Index: number}; Spec: object}>(sim, 'node1', 'GET', '/swarm');
		const body = {...Spec, Dispatcher: {HeartbeatPeriod: 20e9}};
		mustAsk(sim, 'node1', 'POST', '/swarm/update', {query: {version: `${Version.Index}`}, body});
		advance(sim, minute);
		const time = timeToDown(sim, 'node2');
		expect(time).toBeGreaterThanOrEqual((3 * 19.5 - 20.5) * second);
		expect(time).toBeLessThanOrEqual(3 * 20.5 * second);
	});
});

describe.each(seedsTo(8))('when the leader of three dies, seed %s,', seed => {
	test('the next one, elected after 8 to 40 s, sweeps all nodes to Unknown, and agents return within seconds', () => {
		const sim = createSwarm(seed, 3, 2);
		const dead = nodeIdOf(sim, 'node1');
		const began = sim.now;
		leaveSwarm(sim, 'node1');
		runUntil(sim, () => leaders(sim).length === 1);
		const electedAt = sim.journal.findLast(({text}) => text.includes('leads in term'))?.at ?? 0;
		// Ten ticks at least: the first may come right after the last heartbeat, and that up to a second before.
		expect(electedAt - began).toBeGreaterThanOrEqual(8 * second);
		expect(electedAt - began).toBeLessThan(40 * second);
		expect(leaderOf(sim)).not.toBe('node1');
		const isSwept = () => states(sim).every(state => state === 'unknown');
		expect(runUntil(sim, isSwept, second)).toBeLessThan(200);
		for (const node of Object.values(managerOf(sim, leaderOf(sim)).store.nodes))
			expect(node.status.message).toBe(sweep);
		const areBack = () => states(sim).filter(state => state === 'ready').length === 4;
		expect(runUntil(sim, areBack, 10 * second)).toBeLessThan(9 * second);
		expect(nodeOf(sim, nodeIdOf(sim, 'node4'))?.status).toMatchObject({state: 'ready', message: ''});
		// Nobody returns in its name.
		runUntil(sim, () => stateOf(sim, dead) === 'down');
		expect(sim.now - electedAt).toBeGreaterThanOrEqual(27 * second);
		expect(sim.now - electedAt).toBeLessThanOrEqual(33 * second + 200);
		expect(nodeOf(sim, dead)?.status.message).toBe('heartbeat failure for node in "unknown" state');
		advance(sim, hour);
		expect(states(sim).toSorted()).toEqual(['down', 'ready', 'ready', 'ready', 'ready']);
	});

	test('who was Down before stays so, for the same reason', () => {
		const sim = createSwarm(seed, 3, 1);
		const id = nodeIdOf(sim, 'node4');
		timeToDown(sim, 'node4');
		leaveSwarm(sim, 'node1');
		runUntil(sim, () => leaders(sim).length === 1);
		advance(sim, minute);
		expect(nodeOf(sim, id)?.status).toMatchObject({state: 'down', message: 'heartbeat failure'});
	});
});

test('a worker whose manager leaves finds another one before it is missed', () => {
	for (const seed of seedsTo(15)) {
		const sim = createSwarm(seed, 3, 0, 1);
		joinSwarm(sim, 'node4', 'worker', 'node2');
		advance(sim, 5 * second);
		const id = nodeIdOf(sim, 'node4');
		const before = hostOf(sim, 'node4').swarm?.agent.session;
		leaveSwarm(sim, 'node2');
		// The connection breaks: it does not have to wait for a heartbeat to fail.
		const isElsewhere = () => ![undefined, before?.via].includes(hostOf(sim, 'node4').swarm?.agent.session?.via);
		expect(runUntil(sim, isElsewhere)).toBeLessThan(2 * second);
		const until = sim.now + minute;
		while (sim.now < until) {
			advance(sim, 250);
			expect(stateOf(sim, id)).toBe('ready');
		}
		const after = hostOf(sim, 'node4').swarm?.agent.session;
		// The leader knows the session, whoever it comes through.
		expect(after?.id).toBe(before?.id);
		expect(['node1', 'node3']).toContain(after?.via);
	}
});

test('a node back in its swarm is another node: the old one stays Down under the same name', () => {
	const sim = createSwarm('1', 1, 1);
	const old = nodeIdOf(sim, 'node2');
	timeToDown(sim, 'node2');
	joinSwarm(sim, 'node2', 'worker');
	advance(sim, minute);
	const {store} = managerOf(sim, 'node1');
	const named = Object.values(store.nodes).filter(node => node.description?.hostname === 'node2');
	expect(named.map(node => [node.id === old, node.status.state])).toEqual([
		[true, 'down'],
		[false, 'ready'],
	]);
});

test('workers learn of all managers, are not steered to the leader, and stay where they are', () => {
	const sim = createSwarm('1', 3, 0, 3);
	for (const [index, via] of ['node1', 'node2', 'node3'].entries()) joinSwarm(sim, `node${4 + index}`, 'worker', via);
	const sessions = () => [4, 5, 6].map(index => hostOf(sim, `node${index}`).swarm?.agent.session);
	const before = sessions();
	expect(before.map(session => session?.via)).toEqual(['node1', 'node2', 'node3']);
	advance(sim, 6 * hour);
	expect(sessions()).toEqual(before);
	for (const index of [4, 5, 6]) {
		const addresses = hostOf(sim, `node${index}`).swarm?.remotes.map(remote => remote.address);
		expect(addresses?.toSorted()).toEqual(['172.31.4.11:2377', '172.31.4.12:2377', '172.31.4.13:2377']);
	}
});
