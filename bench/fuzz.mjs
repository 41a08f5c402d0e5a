import {loadFuzzer} from '../fuzz/bundle.mjs';

const fuzzer = await loadFuzzer();

/** What the fuzzer gets through, alone on this machine. Its seeds are those of `npm run fuzz -- --seeds N`. */
export function measureFuzzing(seeds) {
	const tally = fuzzer.createTally();
	for (let seed = 1; seed <= seeds; seed++) fuzzer.fuzzSeed(tally, seed, () => performance.now());
	const {realMs, virtualMs, failures} = tally;
	return {
		schedulesPerMinute: (60_000 * seeds) / realMs,
		timesRealTime: virtualMs / realMs,
		violated: failures.length,
	};
}

/** A row for each thing that a swarm notices: its range by the rules, and what was measured. Unit: seconds. */
export const measureDetection = fuzzer.measureDetection;
