import {describe, expect, test} from 'vitest';
import {randomInteger} from '../../source/base/random.ts';
import type {Sim} from '../../source/engine/engine.ts';
import {raftTicked} from '../../source/swarm/raft-clock.ts';
import {wakeAll} from '../../source/swarm/wake.ts';
import {advance, createSwarm, day, joinSwarm, leaders, managerOf, minute, seedsTo, send} from '../engine/machines.ts';
import {beginStory, journalOf, type Story, tell, visibleState} from './story.ts';

/** The same life with every tick and heartbeat an event. */
function withEveryTick<Tale extends {readonly sim: Sim}>(tale: Tale): Tale {
	tale.sim.everyTick = true;
	return tale;
}

function expectSame(one: Story, other: Story): void {
	expect(journalOf(other.sim)).toEqual(journalOf(one.sim));
	expect(other.answers).toEqual(one.answers);
	expect(visibleState(other.sim)).toEqual(visibleState(one.sim));
}

describe.each(seedsTo(6))('in the story of seed %s', seed => {
	test('leaping over idle ticks gives the same history as ticking every second, with fewer events', () => {
		const leapt = tell(beginStory(seed), 40);
		const ticked = tell(withEveryTick(beginStory(seed)), 40);
		expectSame(leapt, ticked);
		expect(leapt.sim.sequence).toBeLessThan(ticked.sim.sequence);
	});

	test('waking the group at any moment changes nothing', () => {
		const woken = beginStory(seed);
		const before = () => {
			const {sim} = woken;
			if (randomInteger(20, seed, 'wake', sim.sequence) > 0) return;
			wakeAll(sim);
		};
		expectSame(tell(beginStory(seed), 40), tell(woken, 40, {before}));
	});
});

type Act = (sim: Sim, pass: (ms: number) => void, leave: (name: string) => void) => void;

/** Does the same to a swarm that leaps and to one that ticks: both must come to the same. */
function expectSameAfter(seed: string, managers: number, act: Act): void {
	const [leapt, ticked] = [false, true].map(everyTick => {
		const sim = createSwarm(seed, managers, 1);
		wakeAll(sim);
		sim.everyTick = everyTick;
		const pass = (ms: number) => advance(sim, ms);
		const leave = (node: string) => void send(sim, node, 'POST', '/swarm/leave', {query: {force: '1'}});
		act(sim, pass, leave);
		return sim;
	});
	if (!leapt || !ticked) return;
	expect(journalOf(ticked)).toEqual(journalOf(leapt));
	expect(visibleState(ticked)).toEqual(visibleState(leapt));
	expect(leapt.sequence).toBeLessThan(ticked.sequence);
}

describe.each(seedsTo(4))('with seed %s', seed => {
	test('a leader that loses its managers one by one, in minutes of sleep, steps down when it would have', () => {
		expectSameAfter(seed, 5, (sim, pass, leave) => {
			for (const name of ['node2', 'node3', 'node4']) {
				leave(name);
				pass(3 * minute + 1234 * Number(seed));
			}
			expect(sim.journal.some(({node, text}) => node === 'node1' && text.includes('not lead any more'))).toBe(true);
		});
	});

	test('a manager that leaves and joins again, whose first self others still write to, changes no history', () => {
		expectSameAfter(seed, 3, (sim, pass, leave) => {
			leave('node3');
			pass(minute);
			joinSwarm(sim, 'node3', 'manager');
			pass(3 * minute + 1234 * Number(seed));
			leave('node2');
			pass(3 * minute);
			expect(leaders(sim)).toEqual([]);
		});
	});

	test('whichever millisecond around a heartbeat takes the leader away, the next election is the same', () => {
		for (let offset = -1; offset <= 5; offset++) {
			expectSameAfter(seed, 3, (sim, pass, leave) => {
				pass(minute);
				const {lastTickAt} = managerOf(sim, 'node1').clock;
				pass(3000 - ((sim.now - lastTickAt) % 1000) + offset);
				leave('node1');
				pass(minute);
				expect(leaders(sim)).toHaveLength(1);
			});
		}
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
