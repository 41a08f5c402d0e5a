/**
npm run fuzz -- --seeds N [--from K]   runs N random schedules of faults and commands against simulated swarms
npm run fuzz -- --seed S               runs one again, and shows it
npm run fuzz -- --mutate [--seeds N]   breaks rules on purpose, one at a time, and looks whether that is found
*/
import {parseArgs} from 'node:util';
import {installIfNeeded} from '../scripts/install.mjs';

installIfNeeded();
const {loadFuzzer} = await import('./bundle.mjs');
const {findMutations} = await import('./mutate.mjs');

const usage = 'usage: npm run fuzz -- --seeds N [--from K] | --seed S | --mutate [--seeds N]';
const now = () => performance.now();
const print = text => process.stdout.write(`${text}\n`);

function readCount(text, otherwise) {
	const count = text === undefined ? otherwise : Number(text);
	if (!Number.isInteger(count) || count < 0) throw new Error(usage);
	return count;
}

/** How often a run says how far it is. Unit: milliseconds. */
const REPORT_MS = 5000;

/** Ends with the first violation, shown with its shortest schedule. */
async function fuzz(from, seeds) {
	const {createTally, describeTally, explain, fuzzSeed} = await loadFuzzer();
	const tally = createTally();
	let reportedAt = now();
	for (let seed = from; seed < from + seeds; seed++) {
		const failure = fuzzSeed(tally, seed, now);
		if (failure) {
			print(`seed ${seed} violates ${failure.found.property}; looking for its shortest schedule …`);
			print(`\n${explain(failure).text}\n\nagain: npm run fuzz -- --seed ${seed}`);
			print(describeTally(tally));
			return false;
		}
		if (now() - reportedAt >= REPORT_MS) {
			print(`up to seed ${seed}: ${describeTally(tally)}`);
			reportedAt = now();
		}
	}
	print(describeTally(tally));
	return true;
}

async function replay(seed) {
	const {createTally, describeSchedule, describeTally, drawSchedule, explain, fuzzSeed} = await loadFuzzer();
	const tally = createTally();
	const failure = fuzzSeed(tally, seed, now);
	print(describeSchedule(drawSchedule(seed)));
	print(failure ? `\nshortest:\n${explain(failure).text}` : `\nseed ${seed}: nothing is violated`);
	print(describeTally(tally));
	return !failure;
}

async function main() {
	const options = {seeds: {type: 'string'}, from: {type: 'string'}, seed: {type: 'string'}, mutate: {type: 'boolean'}};
	const {values} = parseArgs({options});
	if (values.mutate) return findMutations(readCount(values.seeds, 500), print);
	if (values.seed !== undefined) return replay(readCount(values.seed));
	return fuzz(readCount(values.from, 1), readCount(values.seeds, 100));
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 2;
}
