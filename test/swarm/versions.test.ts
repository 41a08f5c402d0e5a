import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import type {EntryData} from '../../source/swarm/state.ts';
import {
	advance,
	createMachines,
	createSwarm,
	hour,
	initSwarm,
	joinSwarm,
	leaderOf,
	leaders,
	leaveSwarm,
	managerOf,
	minute,
	mustAsk,
	type NodeJson,
	nodeIdOf,
	readNode,
	readSwarm,
	refusal,
	runUntil,
	second,
	seedsTo,
	updateNode,
} from '../engine/machines.ts';

const commitIndex = (sim: Sim): number => managerOf(sim, leaderOf(sim)).raft?.commitIndex ?? 0;

/** How many entries something takes, with what follows from it within five seconds. */
function entriesOf(sim: Sim, act: () => void): number {
	const before = commitIndex(sim);
	act();
	advance(sim, 5 * second);
	return commitIndex(sim) - before;
}

/** What the entries from `index` on did: `update nodes`, `add` … */
function describeEntries(sim: Sim, index: number): string[] {
	const entries = managerOf(sim, leaderOf(sim)).raft?.log.entries ?? [];
	return entries
		.filter(entry => entry.index >= index)
		.map(entry => {
			if (entry.type === 'configuration') return entry.data.change;
			const {changes} = (entry.data as EntryData | undefined) ?? {changes: []};
			return [...new Set(changes.map(change => `${change.action} ${change.table}`))].join(', ') || 'empty';
		});
}

describe.each(seedsTo(5))('with seed %s', seed => {
	test('right after init the cluster has version 10 and its node 9, and a quiet swarm does not grow', () => {
		const sim = createMachines(seed, 1);
		initSwarm(sim);
		expect(readSwarm(sim, 'node1').Version.Index).toBe(10);
		expect(readNode(sim, 'node1', 'node1').Version.Index).toBe(9);
		expect(entriesOf(sim, () => advance(sim, 6 * hour))).toBe(0);
		expect(commitIndex(sim)).toBe(11);
	});

	test('a worker’s join takes five entries, a manager’s one more: versions are those that real engines had', () => {
		const sim = createMachines(seed, 3);
		initSwarm(sim);
		// Made, given its address, signed for, signed for again since the address came in between, and ready.
		expect(entriesOf(sim, () => joinSwarm(sim, 'node2', 'worker'))).toBe(5);
		expect(entriesOf(sim, () => joinSwarm(sim, 'node3', 'manager'))).toBe(6);
		expect(describeEntries(sim, 17).toSorted()).toEqual(['add', 'create nodes', ...Array(4).fill('update nodes')]);
		const recorded = JSON.parse(
			readFileSync(path.join(import.meta.dirname, '../oracle/api/nodes.txt'), 'utf8').replace(/^[\s\S]*?\n\n/, ''),
		) as NodeJson[];
		for (const {Description, Version} of recorded) {
			expect(readNode(sim, 'node1', Description.Hostname ?? '').Version).toEqual(Version);
		}
		expect(readSwarm(sim, 'node1').Version.Index).toBe(10);
	});
});

test('init writes its entries in the order of SwarmKit’s parts', () => {
	const sim = createMachines('1', 1);
	initSwarm(sim);
	expect(describeEntries(sim, 1)).toEqual([
		'add',
		'empty',
		'create clusters, create nodes, create networks',
		'update clusters',
		'update nodes',
		'update nodes',
		'update networks',
		'update networks',
		'update nodes',
		'update nodes',
		'update clusters',
	]);
});

test('all that one transaction touches gets the commit index before its own entry, and one time', () => {
	const sim = createSwarm('1', 3, 1);
	updateNode(sim, 'node1', 'node2', {Labels: {zone: 'east'}});
	leaveSwarm(sim, 'node4');
	advance(sim, minute);
	mustAsk(sim, 'node1', 'DELETE', '/nodes/node4');
	for (const entry of managerOf(sim, 'node1').raft?.log.entries ?? []) {
		if (entry.type === 'configuration') continue;
		const {changes} = (entry.data as EntryData | undefined) ?? {changes: []};
		for (const {action, object} of changes) {
			if (action !== 'remove') expect(object.meta.version).toBe(entry.index - 1);
		}
		expect(
			new Set(changes.filter(one => one.action !== 'remove').map(one => one.object.meta.updatedAt)).size,
		).toBeLessThan(2);
	}
});

test('each change takes the entries it takes in SwarmKit', () => {
	const sim = createSwarm('1', 1, 2);
	const rotate = () => {
		const body = {Name: 'default', Raft: {SnapshotInterval: 10_000}};
		const query = {version: `${readSwarm(sim, 'node1').Version.Index}`, rotateWorkerToken: 'true'};
		mustAsk(sim, 'node1', 'POST', '/swarm/update', {query, body});
	};
	const create = () => mustAsk(sim, 'node1', 'POST', '/networks/create', {body: {Name: 'net', Driver: 'overlay'}});
	expect(entriesOf(sim, () => updateNode(sim, 'node1', 'node2', {Availability: 'drain'}))).toBe(1);
	expect(entriesOf(sim, rotate)).toBe(1);
	// Its creation, and its subnet.
	expect(entriesOf(sim, create)).toBe(2);
	// The wish, the role, the renewal asked for and granted, the membership of Raft.
	expect(entriesOf(sim, () => updateNode(sim, 'node1', 'node2', {Role: 'manager'}))).toBe(5);
	leaveSwarm(sim, 'node3');
	expect(entriesOf(sim, () => advance(sim, 30 * second))).toBe(1);
	expect(entriesOf(sim, () => mustAsk(sim, 'node1', 'DELETE', '/nodes/node3'))).toBe(1);
});

test('a stale update is out of sequence, error 500, and writes nothing; so does what is refused or changes nothing', () => {
	const sim = createSwarm('1', 1, 1);
	const {ID, Spec, Version} = readNode(sim, 'node1', 'node2');
	const update = (version: number, body: object) =>
		refusal(sim, 'node1', 'POST', `/nodes/${ID}/update`, {query: {version: `${version}`}, body});
	expect(update(Version.Index, {...Spec, Labels: {a: 'b'}})).toBe('200');
	const before = commitIndex(sim);
	expect(update(Version.Index, Spec)).toBe('500 rpc error: code = Unknown desc = update out of sequence');
	expect(updateNode(sim, 'node1', 'node1', {Role: 'worker'})).toBe(
		'400 rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm',
	);
	expect(refusal(sim, 'node1', 'DELETE', '/nodes/node2')).toMatch(
		/^400 rpc error: code = FailedPrecondition desc = node/,
	);
	advance(sim, 5 * second);
	expect(commitIndex(sim)).toBe(before);
});

test('a new leader writes an empty entry, sweeps the nodes, and rewrites every allocation; then agents return', () => {
	const sim = createSwarm('1', 3, 1);
	mustAsk(sim, 'node1', 'POST', '/networks/create', {body: {Name: 'net', Driver: 'overlay'}});
	advance(sim, 5 * second);
	const before = commitIndex(sim);
	const versions = () =>
		Object.values(managerOf(sim, leaderOf(sim)).store.networks).map(one => [one.name, one.meta.version]);
	const was = new Map(versions() as [string, number][]);
	leaveSwarm(sim, 'node1');
	runUntil(sim, () => leaders(sim).length === 1);
	advance(sim, 20 * second);
	const entries = describeEntries(sim, before + 1);
	// Four nodes' attachments after the sweep and the two networks; three of them come back.
	expect(entries.slice(0, 8)).toEqual([
		'empty',
		'update nodes',
		'update networks',
		'update networks',
		...Array(4).fill('update nodes'),
	]);
	expect(entries.slice(8).length).toBeGreaterThan(0);
	expect(entries.slice(8).every(entry => entry === 'update nodes')).toBe(true);
	for (const [name, version] of versions() as [string, number][]) {
		if (['ingress', 'net'].includes(name)) expect(version).toBeGreaterThan(was.get(name) ?? 0);
		else expect(version).toBe(was.get(name));
	}
});

test('every manager has the same store once all is quiet, whoever led and whoever left', () => {
	for (const seed of seedsTo(5)) {
		const sim = createSwarm(seed, 5, 2);
		updateNode(sim, 'node1', 'node6', {Role: 'manager'});
		leaveSwarm(sim, 'node1');
		runUntil(sim, () => leaders(sim).length === 1);
		advance(sim, minute);
		mustAsk(sim, leaderOf(sim), 'POST', '/networks/create', {body: {Name: 'net', Driver: 'overlay'}});
		updateNode(sim, leaderOf(sim), 'node1', {Role: 'worker'});
		advance(sim, minute);
		const {store, raft} = managerOf(sim, leaderOf(sim));
		const managers = Object.values(sim.hosts).filter(host => host.swarm?.manager);
		expect(managers.map(host => host.name)).toEqual(['node2', 'node3', 'node4', 'node5', 'node6']);
		for (const {name} of managers) {
			expect(managerOf(sim, name).store).toEqual(store);
			expect(managerOf(sim, name).raft?.log).toEqual(raft?.log);
			expect(Object.keys(managerOf(sim, name).members).toSorted()).toEqual([...(raft?.voters ?? [])].toSorted());
		}
		expect(nodeIdOf(sim, 'node6') in store.nodes).toBe(true);
	}
});
