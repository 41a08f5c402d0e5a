import {loadFuzzer} from './bundle.mjs';
import {mutations} from './mutations.mjs';

/** Breaks each rule in turn and runs up to `seeds` schedules until one shows it. True: all were found. */
export async function findMutations(seeds, print) {
	let missed = 0;
	for (const mutation of mutations) {
		const {createTally, fuzzSeed} = await loadFuzzer(mutation);
		const tally = createTally();
		let failure;
		for (let seed = 1; seed <= seeds && !failure; seed++) failure = fuzzSeed(tally, seed, () => performance.now());
		const {name, file} = mutation;
		if (!failure) missed++;
		print(`${failure ? '✓' : '✗'} ${name} · ${file}`);
		if (failure) print(`    seed ${failure.seed}: ${failure.found.property}: ${failure.found.detail}`);
		else print(`    not found in ${seeds} schedules`);
	}
	print(`${mutations.length - missed} of ${mutations.length} broken rules found`);
	return missed === 0;
}
