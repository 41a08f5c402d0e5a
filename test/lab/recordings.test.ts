import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Worker} from 'node:worker_threads';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Entry, readScenario, runScenario} from '../../source/lab/scenario.ts';

const oracle = path.join(import.meta.dirname, '../oracle');
const recordingOf = (name: string) => path.join(oracle, 'recordings', `${name}.jsonl`);
const scenarioOf = (name: string) => path.join(oracle, 'scenarios', `${name}.scenario`);

type Verdict = {readonly id: string; readonly status: number; readonly output: string};

let folder = '';
let program: Worker;
const waiting = new Map<string, {resolve: (verdict: Verdict) => void; reject: (error: Error) => void}>();
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'recordings-'));
	program = new Worker(path.join(import.meta.dirname, 'judge.mjs'), {env: {}});
	program.on('message', (verdict: Verdict) => waiting.get(verdict.id)?.resolve(verdict));
	program.on('exit', status => {
		for (const {reject} of waiting.values()) reject(new Error(`the judge could not go on: exit status ${status}`));
	});
});
afterAll(async () => {
	await program.terminate();
	rmSync(folder, {recursive: true});
});

/** What the judge says of a transcript. */
function judge(name: string, seed: number, entries: readonly Entry[]): Promise<Verdict> {
	const id = `${name}-${seed}`;
	const file = path.join(folder, `${id}.jsonl`);
	writeFileSync(file, entries.map(entry => JSON.stringify(entry)).join('\n'));
	return new Promise((resolve, reject) => {
		waiting.set(id, {resolve, reject});
		program.postMessage({id, argv: ['--timing', recordingOf(name), file]});
	});
}

/** Runs a scenario once per seed; what the judge says of those that differ from the recording. */
async function disagreements(name: string, seeds: number): Promise<string> {
	const file = scenarioOf(name);
	const scenario = readScenario(readFileSync(file, 'utf8'), `${name}.scenario`);
	const verdicts: Promise<Verdict>[] = [];
	for (let seed = 1; seed <= seeds; seed++) {
		verdicts.push(judge(name, seed, await runScenario(scenario, {seed: String(seed)})));
	}
	const differing = (await Promise.all(verdicts)).filter(verdict => verdict.status !== 0);
	return differing.map(({id, output}) => `${id}:\n${output}`).join('\n');
}

const story = [
	'first-swarm',
	'tokens',
	'advertise-address',
	'join-errors',
	'information',
	'overlay-network',
	'node-management',
	'swarm-update',
	'root-rotation',
];
const further = ['leaving', 'help', 'autolock', 'failover', 'join-timeout', 'quorum-loss'];

/** What differs still, and why. A recording that agrees is to be taken off this list. */
const known: Readonly<Record<string, string>> = {};

/** Recorded waits in which an election ends for some seeds, and for others does not. */
const byChance: readonly string[] = [
	'fault-partition-three-ways',
	'fault-follower-returns',
	'fault-leader-cut-off',
	'fault-locked',
];

const recordings = readdirSync(path.join(oracle, 'recordings')).map(file => path.basename(file, '.jsonl'));
const own = recordings.filter(name => !story.includes(name) && !further.includes(name));
const isUnknown = (name: string) => !(name in known);

test.each(story)('%s says and takes what real Docker did, for ten seeds', async name => {
	expect(await disagreements(name, 10)).toBe('');
});

test.each(further.filter(isUnknown))('%s says and takes what real Docker did', async name => {
	expect(await disagreements(name, 1)).toBe('');
});

const isCertain = (name: string) => isUnknown(name) && !byChance.includes(name);
test.each(own.filter(isCertain))('%s, our own, says and takes what real Docker did, for two seeds', async name => {
	expect(await disagreements(name, 2)).toBe('');
});

test.each(byChance)('%s goes for one of ten seeds as it went with real Docker', async name => {
	expect((await disagreements(name, 10)).split(/^fault-.*:$/m).length - 1).toBeLessThan(10);
});

test.each(Object.entries(known))('%s differs still: %s', async name => {
	expect(await disagreements(name, 1)).not.toBe('');
});

test('what is listed here is there', () => {
	expect(recordings).toEqual(expect.arrayContaining([...story, ...further, ...Object.keys(known)]));
});

/** A statement as it was recorded: variables have become what they stood for. */
function asRecorded(statement: string): RegExp {
	const fixed = statement.replace(/^\w+\s*<-\s*/, '').split(/\$\{\w+\}/);
	return new RegExp(`^${fixed.map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
}

test.each(recordings)('%s was recorded from the scenario as it stands', name => {
	const recorded = readFileSync(recordingOf(name), 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as Entry);
	const lines = readFileSync(scenarioOf(name), 'utf8').split('\n');
	const stale = recorded.filter(
		({line, node, command}) => !asRecorded(lines[line - 1] ?? '').test(`${node}$ ${command}`),
	);
	expect(stale.map(({line, command}) => `line ${line}: ${command}`)).toEqual([]);
	const statements = lines.filter(line => /^(\w+\s*<-\s*)?node\d+\$/.test(line));
	expect(recorded).toHaveLength(statements.length);
});
