import {type Arena, createArena, type Difference} from './compare.ts';
import {recordedEngines, simulatedEngines} from './engines.ts';
import {type Case, drawCase, drawStory} from './generate.ts';
import {shrink} from './shrink.ts';

export type LineOptions = {
	readonly seed: number;
	readonly from: number;
	readonly cases: number;
	/** For homes; made, and removed at the end. */
	readonly folder: string;
	readonly fixtures: string;
	readonly print: (text: string) => void;
	/** On our own engines, which remember what was done; else on recorded ones. */
	readonly simulated: boolean;
	/** Ends after so many differences of different kinds. */
	readonly most: number;
};

/** Runs random command lines through the real client and ours. Resolves with how many differ. */
export async function fuzzLines({
	seed,
	from,
	cases,
	folder,
	fixtures,
	print,
	most,
	simulated,
}: LineOptions): Promise<number> {
	const engines = simulated ? await simulatedEngines() : recordedEngines;
	const draw = simulated ? drawStory : drawCase;
	const arena = await createArena(folder, fixtures, engines);
	const known = new Set<string>();
	let differing = 0;
	let skipped = 0;
	let done = 0;
	try {
		for (let index = from; index < from + cases && known.size < most; index++, done++) {
			const tried = draw(seed, index, engines.names);
			const found = await arena.compare(tried);
			if (found === 'skipped') skipped++;
			else if (found) {
				differing++;
				await report(arena, tried, found, index);
			}
			if (done > 0 && done % 500 === 0) print(`${done} cases, ${differing} differ`);
		}
	} finally {
		arena.close();
	}
	print(`seed ${seed}: ${done} cases, ${differing} differ, ${skipped} without an end`);
	return differing;

	async function report(arena: Arena, tried: Case, found: Difference, index: number): Promise<void> {
		const shortest = await shrink(arena, tried, found);
		const text = describe(shortest);
		if (known.has(text)) return;
		known.add(text);
		print(`--- case ${index}\n${text}\n`);
	}
}

const quoted = (word: string): string => (/^[\w./:=@-]+$/.test(word) ? word : JSON.stringify(word));

function describe({tried, difference}: {tried: Case; difference: Difference}): string {
	const {engine = 'no engine', env, stdin} = tried;
	const {ours, real} = difference;
	const context = [
		engine,
		...(stdin ? [`stdin ${JSON.stringify(stdin)}`] : []),
		...Object.entries(env).map(pair => pair.join('=')),
	];
	const parts = (['exitCode', 'stdout', 'stderr', 'requests'] as const)
		.filter(part => JSON.stringify(ours[part]) !== JSON.stringify(real[part]))
		.flatMap(part => [
			`  ${part} real: ${JSON.stringify(real[part])}`,
			`  ${part} ours: ${JSON.stringify(ours[part])}`,
		]);
	const lines = tried.lines.map(line => `docker ${line.map(quoted).join(' ')}`);
	return [`[${context.join(', ')}]`, ...lines, ...parts].join('\n');
}
