import {loadFuzzer} from './bundle.mjs';
import {mutations} from './mutations.mjs';

const now = () => performance.now();

/** Breaks each rule in turn and runs up to `seeds` schedules until one shows it. True: all were found. */
export async function findMutations(seeds, print) {
	const intact = await loadFuzzer();
	const isIntact = seed => !intact.fuzzSeed(intact.createTally(), seed, now);
	let missed = 0;
	for (const mutation of mutations) {
		const {createTally, fuzzSeed} = await loadFuzzer(mutation);
		const tally = createTally();
		let failure;
		for (let seed = 1; seed <= seeds && !failure; seed++) {
			const found = fuzzSeed(tally, seed, now);
			// What fails with every rule in force shows nothing about this one.
			if (found && isIntact(seed)) failure = found;
		}
		const {name, file} = mutation;
		if (!failure) missed++;
		print(`${failure ? '✓' : '✗'} ${name} · ${file}`);
		if (failure) print(`    seed ${failure.seed}: ${failure.found.property}: ${failure.found.detail}`);
		else print(`    not found in ${seeds} schedules`);
	}
	print(`${mutations.length - missed} of ${mutations.length} broken rules found`);
	return missed === 0;
}
