import {expect, test} from 'vitest';
import {createTally, explain, fuzzSeed} from '../../fuzz/fuzz.ts';

/** Enough for every kind of fault; more by hand: `npm run fuzz -- --seeds 10000`. */
const SEEDS = 40;

test('whatever goes wrong, a swarm stays safe, loses nothing it acknowledged, and heals', () => {
	const tally = createTally();
	for (let seed = 1; seed <= SEEDS; seed++) {
		const failure = fuzzSeed(tally, seed, () => performance.now());
		expect(failure && explain(failure).text).toBeUndefined();
	}
	// Below these the schedules would be too wild, or too tame, to show anything.
	expect(tally.acknowledged / tally.writes).toBeGreaterThan(0.3);
	expect(tally.terms / SEEDS).toBeGreaterThan(2);
	expect(tally.entries / SEEDS).toBeGreaterThan(30);
}, 120_000);
