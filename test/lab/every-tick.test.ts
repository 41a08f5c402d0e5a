import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {readScenario, runScenario} from '../../source/lab/scenario.ts';

const folder = path.join(import.meta.dirname, '../oracle/scenarios');
const files = readdirSync(folder).filter(file => file.endsWith('.scenario'));

test.each(files)('%s has the same transcript with every tick as without', async file => {
	const scenario = readScenario(readFileSync(path.join(folder, file), 'utf8'), file);
	const leapt = await runScenario(scenario, {seed: '1'});
	expect(await runScenario(scenario, {seed: '1', everyTick: true})).toEqual(leapt);
});
