import {describe, expect, test} from 'vitest';
import {observe, pickRemote} from '../../source/swarm/remotes.ts';
import type {Remote} from '../../source/swarm/state.ts';
import {createSwarm, hostOf} from '../engine/machines.ts';

/** A worker that knows these managers. */
function createWorker(...weights: readonly number[]) {
	const sim = createSwarm('1', 1, 1);
	const host = hostOf(sim, 'node2');
	const remotes: Remote[] = weights.map((weight, index) => ({nodeId: `n${index}`, address: `a${index}`, weight}));
	if (host.swarm) host.swarm.remotes = remotes;
	const weightOf = (index: number) => remotes[index]?.weight;
	return {sim, host, weightOf};
}

describe('a manager’s weight', () => {
	test('rises by good experiences to ten', () => {
		const {host, weightOf} = createWorker(0);
		const seen = Array.from({length: 6}, () => {
			observe(host, 'a0', 'good');
			return weightOf(0);
		});
		expect(seen).toEqual([5, 8, 9, 10, 10, 10]);
	});

	test('falls by bad ones, the first from ten to zero', () => {
		const {host, weightOf} = createWorker(10);
		const seen = Array.from({length: 5}, () => {
			observe(host, 'a0', 'bad');
			return weightOf(0);
		});
		expect(seen).toEqual([0, -5, -7, -8, -9]);
	});

	test('is its own: no other is moved, and an unknown address moves none', () => {
		const {host, weightOf} = createWorker(1, 2);
		observe(host, 'a1', 'good');
		observe(host, 'elsewhere', 'bad');
		expect([weightOf(0), weightOf(1)]).toEqual([1, 6]);
	});
});

describe('the manager drawn', () => {
	const shares = (weights: readonly number[], except?: string) => {
		const {sim, host} = createWorker(...weights);
		const counts = weights.map(() => 0);
		for (let ordinal = 0; ordinal < 2000; ordinal++) {
			const remote = pickRemote(sim, host, 'test', ordinal, except === undefined ? undefined : {nodeId: except});
			const index = Number(remote?.address.slice(1));
			counts[index] = (counts[index] ?? 0) + 1;
		}
		return counts.map(count => count / 2000);
	};

	test('is any of those with equal weight, good or bad', () => {
		for (const weights of [
			[10, 10, 10],
			[0, 0, 0],
			[-5, -7, -256],
		]) {
			for (const share of shares(weights)) expect(share).toBeCloseTo(1 / 3, 1);
		}
	});

	test('is in proportion to its weight, and hardly ever one with a bad name', () => {
		const [one = 0, other = 0, bad = 0] = shares([10, 5, -5]);
		expect(one).toBeCloseTo(2 / 3, 1);
		expect(other).toBeCloseTo(1 / 3, 1);
		expect(bad).toBeLessThan(0.005);
	});

	test('is never the one excepted, and none where nobody is known', () => {
		expect(shares([10, 10], 'n0')[0]).toBe(0);
		const {sim, host} = createWorker();
		expect(pickRemote(sim, host, 'test', 0)).toBeUndefined();
	});
});
