import {describe, expect, test} from 'vitest';
import {randomInteger} from '../../source/base/random.ts';
import type {EngineHost, Sim} from '../../source/engine/engine.ts';
import {machineHandlers} from '../../source/engine/machine.ts';
import {type Handlers, on} from '../../source/simulation/simulation.ts';
import {raftTicked} from '../../source/swarm/raft-clock.ts';
import {wakeGroup} from '../../source/swarm/raft-group.ts';
import {advance, createSwarm, day, leaders, managerOf, seedsTo} from '../engine/machines.ts';
import {beginStory, journalOf, type Story, tell, visibleState} from './story.ts';

const tick = machineHandlers[raftTicked.name] as (sim: Sim, host: EngineHost, data: null) => void;
/** Ticks every second: whoever went to sleep after a tick is woken on the spot. */
const awake: Handlers<EngineHost> = {
	...machineHandlers,
	...on(raftTicked, (sim: Sim, host: EngineHost, data: null) => {
		tick(sim, host, data);
		wakeGroup(sim, host);
	}),
};

function expectSame(one: Story, other: Story): void {
	expect(journalOf(other.sim)).toEqual(journalOf(one.sim));
	expect(other.answers).toEqual(one.answers);
	expect(visibleState(other.sim)).toEqual(visibleState(one.sim));
}

describe.each(seedsTo(10))('in the story of seed %s', seed => {
	test('leaping over idle ticks gives the same history as ticking every second, with fewer events', () => {
		const leapt = tell(beginStory(seed), 40);
		const ticked = tell(beginStory(seed), 40, {handlers: awake});
		expectSame(leapt, ticked);
		expect(leapt.sim.sequence).toBeLessThan(ticked.sim.sequence);
	});

	test('waking the group at any moment changes nothing', () => {
		const woken = beginStory(seed);
		const before = () => {
			const {sim} = woken;
			if (randomInteger(20, seed, 'wake', sim.sequence) > 0) return;
			for (const host of Object.values(sim.hosts)) if (host.swarm?.manager) wakeGroup(sim, host);
		};
		expectSame(tell(beginStory(seed), 40), tell(woken, 40, {before}));
	});
});

test('ninety days of five nodes take no tick and few events: renewals, gossip keys and what follows from them', () => {
	const sim = createSwarm('1', 3, 2);
	const counts = new Map<string, number>();
	advance(sim, 90 * day, {before: signal => void counts.set(signal, (counts.get(signal) ?? 0) + 1)});
	expect(counts.get(raftTicked.name)).toBeUndefined();
	expect(counts.get('keys.rotation-due')).toBe(180);
	expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBeLessThan(4000);
});

test('after ninety idle days the group is where its ticks would have brought it: it leads on and commits', () => {
	const sim = createSwarm('2', 3, 0);
	const [leader = ''] = leaders(sim);
	const {currentTerm} = managerOf(sim, leader).raft ?? {};
	advance(sim, 90 * day);
	expect(leaders(sim)).toEqual([leader]);
	expect(managerOf(sim, leader).raft?.currentTerm).toBe(currentTerm);
	for (const name of ['node1', 'node2', 'node3']) {
		expect(managerOf(sim, name).store).toEqual(managerOf(sim, leader).store);
	}
});
