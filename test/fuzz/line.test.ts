import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {drawCase, drawStory} from '../../fuzz/line/generate.ts';
import {fuzzLines} from '../../fuzz/line/line.ts';

const hasDocker = spawnSync(process.env.DOCKER ?? 'docker', ['--version']).status === 0;
const folder = mkdtempSync(path.join(tmpdir(), 'l-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('the same seed draws the same command lines', () => {
	expect(drawCase(1, 5, ['a', 'b'])).toEqual(drawCase(1, 5, ['a', 'b']));
	expect(drawStory(1, 5, ['a', 'b'])).toEqual(drawStory(1, 5, ['a', 'b']));
	expect(drawCase(1, 5, ['a', 'b'])).not.toEqual(drawCase(2, 5, ['a', 'b']));
});

test.runIf(hasDocker).each([
	['recorded', false, 60],
	['simulated', true, 20],
])(
	'random command lines come to the same with the real client, on %s engines',
	async (_name, simulated, cases) => {
		const texts: string[] = [];
		const options = {seed: 1, from: 0, cases, most: 5, simulated, folder: path.join(folder, 'h')};
		const fixtures = path.resolve(import.meta.dirname, '../docker/fixtures');
		await fuzzLines({...options, fixtures, print: text => texts.push(text)});
		expect(texts.filter(text => text.startsWith('---'))).toEqual([]);
	},
	120_000,
);
