import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openClient} from '../../source/cli/client.ts';
import {findProgram} from '../../source/cli/find-program.ts';
import {realTime} from '../../source/cli/real-time.ts';
import {type Entry, readScenario, runScenario} from '../../source/lab/scenario.ts';

/** Docker's own client on our engines. `npm run bench` has all recordings; these are the ones that go round everything. */
const program = findProgram(process.env.DOCKER ?? 'docker');
const oracle = path.join(import.meta.dirname, '../oracle');
const recordings = [
	'first-swarm',
	'tokens',
	'join-errors',
	'information',
	'leaving',
	'autolock',
	'failover',
	'join-timeout',
	'quorum-loss',
];

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'client-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

const run = (text: string, name = 'x.scenario'): Promise<Entry[]> =>
	runScenario(readScenario(text, name), {
		client: {realTime, open: (engines, ended) => openClient(program ?? '', engines, ended)},
	});

describe.runIf(program)('docker itself, on our engines,', () => {
	test.each(recordings)('says and takes what was recorded: %s', {timeout: 60_000}, async name => {
		const entries = await run(readFileSync(path.join(oracle, 'scenarios', `${name}.scenario`), 'utf8'), name);
		const file = path.join(folder, `${name}.jsonl`);
		writeFileSync(file, entries.map(entry => JSON.stringify(entry)).join('\n'));
		const judge = path.join(oracle, 'compare.mjs');
		const recorded = path.join(oracle, 'recordings', `${name}.jsonl`);
		const {status, stdout} = spawnSync(process.execPath, [judge, '--timing', recorded, file], {encoding: 'utf8'});
		expect({status, stdout}).toEqual({status: 0, stdout: expect.stringContaining('commands agree')});
	});

	test('reads standard input, pipes, files, variables and another node’s engine', async () => {
		const entries = await run(`nodes 2
node1$ docker swarm init --autolock > key.txt; grep -c SWMKEY key.txt
node1$ ssh node2 docker info --format '{{.Name}}'
node1$ docker -H tcp://node2:2375 info --format '{{.Name}}'
node1$ DOCKER_HOST=tcp://172.31.4.12:2375 docker info --format '{{.Name}} {{.Swarm.LocalNodeState}}'
node1$ for n in a b; do docker network create -d overlay $n; done | wc -l
shutdown node1
node1$ docker node ls 2>&1 | grep -c 'Is the docker daemon running?'
start node1
node1$ grep -o 'SWMKEY-1-[^ ]*' key.txt | docker swarm unlock; echo $?
node1$ docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'
`);
		expect(entries.map(({stdout, stderr}) => `${stdout}${stderr}`.trim())).toEqual([
			'1',
			'node2',
			'node2',
			'node2 inactive',
			'2',
			'1',
			'0',
			'node1 Leader',
		]);
	});
});
