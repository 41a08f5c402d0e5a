import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {raftTicked} from '../../source/swarm/raft-clock.ts';
import {canRemove} from '../../source/swarm/role-manager.ts';
import type {Manager, Member} from '../../source/swarm/state.ts';
import {
	advance,
	createSwarm,
	hostOf,
	initSwarm,
	joinSwarm,
	leaderOf,
	leaders,
	leaveSwarm,
	managerOf,
	minute,
	mustAsk,
	nodeIdOf,
	readNode,
	refusal,
	runUntil,
	second,
	seedsTo,
	send,
	updateNode,
} from '../engine/machines.ts';

const finalPrefix = '400 rpc error: code = FailedPrecondition desc =';

describe('whether a member may be removed from Raft', () => {
	/** A leader `m1` of so many members, of which some are down. */
	function createGroup(size: number, down: number): Manager {
		const ids = Array.from({length: size}, (_, index) => `m${index + 1}`);
		const members = Object.fromEntries(ids.map(raftId => [raftId, {raftId, nodeId: raftId, address: ''}]));
		const active = Object.fromEntries(ids.slice(1).map((id, index) => [id, index < size - 1 - down]));
		return {members, active, raft: {id: 'm1'}} as unknown as Manager;
	}
	const may = (size: number, down: number, which: 'leader' | 'healthy' | 'down'): boolean => {
		const group = createGroup(size, down);
		const index = which === 'leader' ? 1 : which === 'healthy' ? 2 : size;
		return canRemove(group, group.members[`m${index}`] as Member);
	};

	test.each([
		[1, 0, 'leader', false],
		[2, 0, 'leader', true],
		[2, 0, 'healthy', true],
		[2, 1, 'down', true],
		[3, 0, 'leader', true],
		[3, 0, 'healthy', true],
		[3, 1, 'down', true],
		[3, 1, 'healthy', false],
		[3, 1, 'leader', false],
		[4, 1, 'down', true],
		[4, 1, 'healthy', true],
		[4, 2, 'healthy', false],
		[5, 1, 'healthy', true],
		[5, 2, 'down', true],
		[5, 2, 'healthy', false],
		[5, 2, 'leader', false],
	] as const)('of %i members, %i of them down, the %s one: %s', (size, down, which, expected) => {
		expect(may(size, down, which)).toBe(expected);
	});
});

/** What a node's steps between roles show: wish, observed role, place in Raft, certificate, manager running. */
function roleOf(sim: Sim, name: string, id: string): string {
	const [leader] = leaders(sim);
	const manager = leader === undefined ? undefined : managerOf(sim, leader);
	const object = manager?.store.nodes[id];
	const {swarm} = hostOf(sim, name);
	return [
		`wish ${object?.spec.desiredRole}`,
		`role ${object?.role}`,
		Object.values(manager?.members ?? {}).some(member => member.nodeId === id) ? 'in Raft' : 'not in Raft',
		`certificate ${swarm?.credentials?.role}`,
		swarm?.manager ? 'manages' : 'does not manage',
	].join(', ');
}

/** The steps that a change goes through, and how long it all took. */
function stepsOf(sim: Sim, name: string, act: () => void, last: string): {steps: string[]; took: number} {
	const id = nodeIdOf(sim, name);
	const steps: string[] = [];
	const began = sim.now;
	act();
	const look = () => {
		const step = roleOf(sim, name, id);
		if (steps.at(-1) !== step) steps.push(step);
		return step === last;
	};
	runUntil(sim, look, minute);
	return {steps, took: sim.now - began};
}

const setRole = (sim: Sim, asked: string, name: string, Role: string) => () => {
	const {ID, Version, Spec} = readNode(sim, asked, name);
	const query = {version: `${Version.Index}`};
	send(sim, asked, 'POST', `/nodes/${ID}/update`, {query, body: {...Spec, Role}});
};

const isManager = 'wish manager, role manager, in Raft, certificate manager, manages';
const isWorker = 'wish worker, role worker, not in Raft, certificate worker, does not manage';

describe.each(seedsTo(8))('with seed %s', seed => {
	test('a promotion goes wish, role, certificate, manager, Raft, in one or two seconds', () => {
		const sim = createSwarm(seed, 1, 1);
		const {steps, took} = stepsOf(sim, 'node2', setRole(sim, 'node1', 'node2', 'manager'), isManager);
		expect(steps).toEqual([
			isWorker,
			'wish manager, role worker, not in Raft, certificate worker, does not manage',
			'wish manager, role manager, not in Raft, certificate worker, does not manage',
			'wish manager, role manager, not in Raft, certificate manager, does not manage',
			'wish manager, role manager, not in Raft, certificate manager, manages',
			isManager,
		]);
		expect(took).toBeGreaterThan(0.5 * second);
		expect(took).toBeLessThan(2 * second);
		advance(sim, 2 * second);
		expect(readNode(sim, 'node2', 'node2').ManagerStatus).toEqual({
			Reachability: 'reachable',
			Addr: '172.31.4.12:2377',
		});
	});

	test('a demotion leaves Raft at once, then the role, then the certificate follow', () => {
		const sim = createSwarm(seed, 3, 1);
		const {steps, took} = stepsOf(sim, 'node3', setRole(sim, 'node1', 'node3', 'worker'), isWorker);
		expect(steps[0]).toBe(isManager);
		expect(steps[1]).toBe('wish worker, role manager, in Raft, certificate manager, manages');
		expect(steps[2]).toMatch(/^wish worker, role (manager|worker), not in Raft, certificate manager, manages$/);
		expect(steps.slice(3)).toContain('wish worker, role worker, not in Raft, certificate manager, does not manage');
		expect(steps.at(-1)).toBe(isWorker);
		expect(took).toBeGreaterThan(0.5 * second);
		expect(took).toBeLessThan(16 * second);
		expect(refusal(sim, 'node3', 'GET', '/nodes')).toMatch(/^503 .*Worker nodes can't be used/);
		expect(readNode(sim, 'node1', 'node3').ManagerStatus).toBeUndefined();
		advance(sim, minute);
		expect(readNode(sim, 'node1', 'node3').Status.State).toBe('ready');
		expect(managerOf(sim, 'node1').raft?.voters).toHaveLength(2);
	});

	test('demoting the leader of three moves the leadership, and the old leader ends as a worker', () => {
		const sim = createSwarm(seed, 3, 1);
		const {currentTerm = 0} = managerOf(sim, 'node1').raft ?? {};
		const {took} = stepsOf(sim, 'node1', setRole(sim, 'node2', 'node1', 'worker'), isWorker);
		expect(took).toBeLessThan(30 * second);
		const leader = leaderOf(sim);
		expect(['node2', 'node3']).toContain(leader);
		expect(managerOf(sim, leader).raft?.currentTerm).toBe(currentTerm + 1);
		expect(sim.journal.some(({text}) => text.includes('hands the leadership over first'))).toBe(true);
		expect(sim.journal.some(({text}) => text.includes('heard of no leader'))).toBe(false);
		advance(sim, minute);
		const {store} = managerOf(sim, leader);
		expect(Object.values(store.nodes).map(node => node.status.state)).toEqual(Array(4).fill('ready'));
		expect(managerOf(sim, leader).raft?.voters).toHaveLength(2);
	});

	test('who is promoted again has a new Raft ID and an empty log, which the leader fills', () => {
		const sim = createSwarm(seed, 3, 0);
		const before = managerOf(sim, 'node3').raft?.id;
		stepsOf(sim, 'node3', setRole(sim, 'node1', 'node3', 'worker'), isWorker);
		advance(sim, 20 * second);
		stepsOf(sim, 'node3', setRole(sim, 'node1', 'node3', 'manager'), isManager);
		advance(sim, 5 * second);
		const {raft, store} = managerOf(sim, 'node3');
		expect(raft?.id).not.toBe(before);
		expect(store).toEqual(managerOf(sim, 'node1').store);
		expect(raft?.log).toEqual(managerOf(sim, 'node1').raft?.log);
	});

	test('a node is demoted whichever managers have left before', () => {
		const sim = createSwarm(seed, 5, 0);
		leaveSwarm(sim, 'node1');
		runUntil(sim, () => leaders(sim).length === 1);
		advance(sim, minute);
		const name = leaderOf(sim) === 'node3' ? 'node4' : 'node3';
		const {took} = stepsOf(sim, name, setRole(sim, leaderOf(sim), name, 'worker'), isWorker);
		expect(took).toBeLessThan(30 * second);
	});
});

/** A member that is gone, at whose address its successor listens: it counts as reachable, and never answers. */
describe('a manager that left and joined again at the same address', () => {
	function createGhost(seed: string): {sim: Sim; ghost: string} {
		const sim = createSwarm(seed, 3, 0);
		const {id = ''} = managerOf(sim, 'node3').raft ?? {};
		leaveSwarm(sim, 'node3');
		advance(sim, 15 * second);
		expect(managerOf(sim, 'node1').active[id]).toBe(false);
		joinSwarm(sim, 'node3', 'manager');
		advance(sim, 15 * second);
		expect(managerOf(sim, 'node1').active[id]).toBe(true);
		expect(managerOf(sim, 'node1').raft?.progress[id]?.recentActive).toBe(false);
		return {sim, ghost: id};
	}

	test('is a member twice, and a leader that hands over to the one that is gone waits 25 s, then just leaves', () => {
		const targets = seedsTo(6).map(seed => {
			const {sim, ghost} = createGhost(seed);
			setRole(sim, 'node1', 'node1', 'worker')();
			runUntil(sim, () => managerOf(sim, 'node1').raft?.transferTarget !== undefined);
			const isGhost = managerOf(sim, 'node1').raft?.transferTarget === ghost;
			const took = runUntil(sim, () => !leaders(sim).includes('node1'));
			if (isGhost) expect(took).toBeGreaterThanOrEqual(25 * second);
			else expect(took).toBeLessThan(second);
			runUntil(sim, () => leaders(sim).length === 1 && !hostOf(sim, 'node1').swarm?.manager);
			return isGhost;
		});
		expect(new Set(targets)).toEqual(new Set([true, false]));
	});

	test('does not keep the group awake', () => {
		const {sim} = createGhost('1');
		const signals = new Set<string>();
		advance(sim, 5 * minute, {before: signal => void signals.add(signal)});
		expect(signals).not.toContain(raftTicked.name);
	});

	test('is unreachable again when it leaves once more, and while another swarm listens at its address', () => {
		const {sim, ghost} = createGhost('1');
		leaveSwarm(sim, 'node3');
		advance(sim, 15 * second);
		expect(managerOf(sim, 'node1').active[ghost]).toBe(false);
		initSwarm(sim, 'node3');
		advance(sim, 30 * second);
		expect(managerOf(sim, 'node1').active[ghost]).toBe(false);
	});
});

describe('a demotion is refused', () => {
	test('for the last manager, and for one without which the quorum were lost, but not for the one that is down', () => {
		const sim = createSwarm('1', 3, 0);
		leaveSwarm(sim, 'node3');
		advance(sim, 20 * second);
		const lossOfQuorum = `${finalPrefix} can't remove member from the raft: this would result in a loss of quorum`;
		expect(updateNode(sim, 'node1', 'node2', {Role: 'worker'})).toBe(lossOfQuorum);
		expect(updateNode(sim, 'node1', 'node1', {Role: 'worker'})).toBe(lossOfQuorum);
		expect(updateNode(sim, 'node1', 'node3', {Role: 'worker'})).toBe('200');
		advance(sim, 10 * second);
		expect(updateNode(sim, 'node1', 'node2', {Role: 'worker'})).toBe('200');
		advance(sim, 20 * second);
		expect(updateNode(sim, 'node1', 'node1', {Role: 'worker'})).toBe(
			`${finalPrefix} attempting to demote the last manager of the swarm`,
		);
		expect(leaderOf(sim)).toBe('node1');
	});

	test('for one that wants to be a manager and is no member of Raft', () => {
		const sim = createSwarm('1', 1, 1);
		leaveSwarm(sim, 'node2');
		advance(sim, 20 * second);
		// A Down node is promoted like any other; nobody is there to become a member.
		expect(updateNode(sim, 'node1', 'node2', {Role: 'manager'})).toBe('200');
		advance(sim, 5 * second);
		expect(updateNode(sim, 'node1', 'node2', {Role: 'worker'})).toBe(
			"404 rpc error: code = NotFound desc = can't find manager in raft memberlist",
		);
	});
});

test('two demotions at once of two managers are both accepted; the second waits for ever for its quorum', () => {
	const sim = createSwarm('1', 2, 1);
	const ids = ['node2', 'node1'].map(name => nodeIdOf(sim, name));
	const orders = ids.map(id => ({id, node: readNode(sim, 'node1', id)}));
	for (const {id, node} of orders) {
		const body = {...node.Spec, Role: 'worker'};
		send(sim, 'node1', 'POST', `/nodes/${id}/update`, {query: {version: `${node.Version.Index}`}, body});
	}
	advance(sim, minute);
	expect(sim.outbox.map(({response}) => (response as {status: number}).status)).toEqual([200, 200]);
	const {store, raft} = managerOf(sim, leaderOf(sim));
	const stuck = store.nodes[nodeIdOf(sim, leaderOf(sim))];
	expect([stuck?.spec.desiredRole, stuck?.role]).toEqual(['worker', 'manager']);
	expect(raft?.voters).toHaveLength(1);
});

test('every update of a node takes its membership back to pending, as Docker never sends it along', () => {
	const sim = createSwarm('1', 1, 1);
	const accepted = () =>
		mustAsk<{Description: {Hostname: string}}[]>(sim, 'node1', 'GET', '/nodes', {
			query: {filters: '{"membership":["accepted"]}'},
		}).map(node => node.Description.Hostname);
	expect(accepted().toSorted()).toEqual(['node1', 'node2']);
	updateNode(sim, 'node1', 'node2', {Labels: {a: 'b'}});
	expect(accepted()).toEqual(['node1']);
	advance(sim, 80 * 24 * 60 * minute);
	expect(hostOf(sim, 'node2').swarm?.credentials?.notBefore).toBeGreaterThan(sim.now - 60 * 24 * 60 * minute);
});

describe('a node is removed', () => {
	test('when it is Down; while it is Ready only by force, and while it is a member of Raft never', () => {
		const sim = createSwarm('1', 3, 2);
		const remove = (name: string, force = false) =>
			refusal(sim, 'node1', 'DELETE', `/nodes/${name}`, {query: force ? {force: '1'} : {}});
		const [manager, worker] = [nodeIdOf(sim, 'node2'), nodeIdOf(sim, 'node4')];
		const isMember = `${finalPrefix} node ${manager} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`;
		expect(remove('node2')).toBe(isMember);
		expect(remove('node2', true)).toBe(isMember);
		expect(remove('node4')).toBe(`${finalPrefix} node ${worker} is not down and can't be removed`);
		expect(remove('node4', true)).toBe('200');
		expect(remove('node4', true)).toBe('404 node node4 not found');
		leaveSwarm(sim, 'node5');
		advance(sim, 20 * second);
		expect(remove('node5')).toBe('200');
		expect(Object.keys(managerOf(sim, 'node1').store.nodes)).toHaveLength(3);
	});

	test('right after its demotion by force, and Raft lets go of it too', () => {
		for (const seed of seedsTo(5)) {
			const sim = createSwarm(seed, 3, 0);
			const id = nodeIdOf(sim, 'node3');
			expect(updateNode(sim, 'node1', 'node3', {Role: 'worker'})).toBe('200');
			expect(refusal(sim, 'node1', 'DELETE', `/nodes/${id}`, {query: {force: 'true'}})).toBe('200');
			advance(sim, 10 * second);
			expect(managerOf(sim, 'node1').raft?.voters).toHaveLength(2);
			expect(managerOf(sim, 'node1').store.nodes[id]).toBeUndefined();
		}
	});

	test('and not told: it says that it is active, while nobody takes its certificate any more', () => {
		const sim = createSwarm('1', 1, 1);
		const id = nodeIdOf(sim, 'node2');
		mustAsk(sim, 'node1', 'DELETE', `/nodes/${id}`, {query: {force: '1'}});
		advance(sim, minute);
		const {Swarm} = mustAsk<{Swarm: {LocalNodeState: string; NodeID: string}}>(sim, 'node2', 'GET', '/info');
		expect(Swarm).toMatchObject({LocalNodeState: 'active', NodeID: id});
		const before = hostOf(sim, 'node2').swarm?.credentials?.certificate;
		advance(sim, 89 * 24 * 60 * minute);
		expect(hostOf(sim, 'node2').swarm?.credentials?.certificate).toBe(before);
		leaveSwarm(sim, 'node2', false);
		joinSwarm(sim, 'node2', 'worker');
		expect(nodeIdOf(sim, 'node2')).not.toBe(id);
		expect(readNode(sim, 'node1', 'node2').Status.State).toBe('ready');
	});
});
