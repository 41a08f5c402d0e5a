import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {primaryKey} from '../../source/swarm/network-keys.ts';
import type {NetworkKey} from '../../source/swarm/objects.ts';
import {theCluster} from '../../source/swarm/store.ts';
import {
	advance,
	createMachines,
	createSwarm,
	hostOf,
	hour,
	initSwarm,
	leaderOf,
	leaders,
	leaveSwarm,
	managerOf,
	minute,
	runUntil,
	second,
	seedsTo,
} from '../engine/machines.ts';

const clusterOf = (sim: Sim) => {
	const cluster = theCluster(managerOf(sim, leaderOf(sim)).store);
	if (!cluster) throw new Error('there is no cluster');
	return cluster;
};
const keysOf = (sim: Sim, subsystem: NetworkKey['subsystem']): NetworkKey[] =>
	clusterOf(sim).networkKeys.filter(key => key.subsystem === subsystem);
const clocksOf = (keys: readonly NetworkKey[]): number[] => keys.map(key => key.lamportTime).toSorted((a, b) => a - b);
const subsystems = ['networking:gossip', 'networking:ipsec'] as const;

describe.each(seedsTo(5))('with seed %s', seed => {
	test('a swarm begins with three keys for gossip and then three for IPsec, of 16 bytes each', () => {
		const sim = createMachines(seed, 1);
		initSwarm(sim);
		const [gossip, ipsec] = subsystems.map(subsystem => keysOf(sim, subsystem));
		const first = Math.min(...clocksOf(gossip ?? []));
		expect(clocksOf(gossip ?? [])).toEqual([first, first + 1, first + 2]);
		expect(clocksOf(ipsec ?? [])).toEqual([first + 3, first + 4, first + 5]);
		expect(first).toBeGreaterThanOrEqual(1);
		expect(first).toBeLessThanOrEqual(65_536);
		expect(clusterOf(sim).lamportClock).toBe(first + 5);
		for (const {key} of clusterOf(sim).networkKeys) expect(key).toMatch(/^[0-9a-f]{32}$/);
		expect(new Set(clusterOf(sim).networkKeys.map(({key}) => key)).size).toBe(6);
	});

	test('twelve hours after its leader took over, each subsystem loses its oldest key and gains a newest', () => {
		const sim = createSwarm(seed, 1, 2);
		const {since} = managerOf(sim, 'node1').leader ?? {since: 0};
		let previous = clusterOf(sim);
		for (let rotation = 1; rotation <= 4; rotation++) {
			advance(sim, since + rotation * 12 * hour - sim.now - second);
			expect(clusterOf(sim)).toBe(previous);
			advance(sim, 2 * second);
			for (const subsystem of subsystems) {
				const before = previous.networkKeys.filter(key => key.subsystem === subsystem);
				const after = keysOf(sim, subsystem);
				const kept = before.toSorted((a, b) => a.lamportTime - b.lamportTime).slice(1);
				expect(after.slice(0, 2)).toEqual(kept);
				expect(after).toHaveLength(3);
				expect(after[2]?.lamportTime).toBeGreaterThan(previous.lamportClock);
				// What encrypts now was handed out twelve hours ago.
				expect(primaryKey(after, subsystem)).toEqual(kept[1]);
			}
			previous = clusterOf(sim);
			expect(previous.keyRotations).toBe(rotation);
			expect(previous.lamportClock).toBe(Math.max(...clocksOf(previous.networkKeys)));
			// Every agent has heard of it.
			for (const name of ['node1', 'node2', 'node3']) {
				expect(hostOf(sim, name).swarm?.agent.keys).toEqual(previous.networkKeys);
			}
		}
	});

	test('a new leader keeps the keys and starts the twelve hours anew', () => {
		const sim = createSwarm(seed, 3, 1);
		advance(sim, 23 * hour);
		const before = clusterOf(sim);
		expect(before.keyRotations).toBe(1);
		leaveSwarm(sim, 'node1');
		runUntil(sim, () => leaders(sim).length === 1);
		const elected = sim.now;
		advance(sim, 2 * hour);
		expect(clusterOf(sim).networkKeys).toEqual(before.networkKeys);
		advance(sim, elected + 12 * hour - sim.now - minute);
		expect(clusterOf(sim).keyRotations).toBe(1);
		advance(sim, 2 * minute);
		expect(clusterOf(sim).keyRotations).toBe(2);
	});
});

test('the key that encrypts is the second by its clock, in whatever order they come', () => {
	const key = (lamportTime: number, subsystem: NetworkKey['subsystem']) => ({
		subsystem,
		lamportTime,
		key: `${lamportTime}`,
	});
	const keys = [
		key(9, 'networking:gossip'),
		key(11, 'networking:gossip'),
		key(1, 'networking:ipsec'),
		key(10, 'networking:gossip'),
		key(2, 'networking:ipsec'),
	];
	expect(primaryKey(keys, 'networking:gossip')?.key).toBe('10');
	expect(primaryKey(keys, 'networking:ipsec')?.key).toBe('2');
	expect(primaryKey([], 'networking:gossip')).toBeUndefined();
});
