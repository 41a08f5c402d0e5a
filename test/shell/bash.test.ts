import {describe, expect, it} from 'vitest';
import {bashCases} from './bash-cases.ts';
import {sampleFilters} from './random-filters.ts';
import {sampleScripts} from './random-scripts.ts';
import {hasBash, runInBash} from './real-bash.ts';
import {tryShell} from './try-shell.ts';

async function runOurs(script: string) {
	const {stdout, status} = await tryShell(script);
	return {script, stdout, status};
}

describe.each(Object.entries(bashCases))('%s', (_, cases) => {
	it.each(cases)('%s', async (script, stdout, status) => {
		expect(await runOurs(script)).toEqual({script, stdout, status});
	});
});

if (!hasBash) console.warn('No Bash 5 with GNU tools here: the shell is held against written answers only.');

describe.skipIf(!hasBash)('the real Bash', {timeout: 60_000}, () => {
	it('gives the answers that are written here', () => {
		const cases = Object.values(bashCases).flat();
		const answers = runInBash(cases.map(([script]) => script));
		expect(cases.map(([script], index) => [script, answers[index]?.stdout, answers[index]?.status])).toEqual(cases);
	});

	it.each([
		['scripts', sampleScripts(50, 20_260_101)],
		['text tools', sampleFilters(200, 20_260_101)],
	])('agrees on random %s', async (_, scripts) => {
		const answers = runInBash(scripts);
		const ours = await Promise.all(scripts.map(runOurs));
		expect(ours).toEqual(scripts.map((script, index) => ({script, ...answers[index]})));
	});
});
