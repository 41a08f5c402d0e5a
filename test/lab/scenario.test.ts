import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {type Entry, readScenario, runScenario, ScenarioError} from '../../source/lab/scenario.ts';

const linesOf = (...lines: readonly string[]): string => lines.join('\n');
const run = (text: string, seed = '1'): Promise<Entry[]> => runScenario(readScenario(text, 'x.scenario'), {seed});

describe('a line that cannot be read is named by file and line, and says what is wrong:', () => {
	const cannotRead = (line: string) =>
		`cannot read '${line}'; a line is 'nodes N', 'interface NODE NIC ADDRESS/BITS', 'NODE$ COMMAND', 'NAME <- NODE$ COMMAND', 'wait 30s' or a fault (`;

	test.each([
		'docker swarm init',
		'node1 docker swarm init',
		'nodes',
		'nodes many',
		'nodes 3 4',
		'wait',
		'wait soon',
		'wait -3s',
		'wait 3 s',
		'wait 3y',
		'W <- wait 3s',
		'W < node1$ docker info',
		'interface node1 eth1',
		'interface node1 eth1 10.0.9.1',
		'interface node1 eth1 10.0.9.1/x',
		'reboot node1',
	])('%s', line => {
		const read = () =>
			readScenario(linesOf('# A comment, and an empty line.', '', 'nodes 3', `  ${line}`), 'a/b.scenario');
		expect(read).toThrow(ScenarioError);
		expect(read).toThrow(`a/b.scenario:4: ${cannotRead(line)}`);
	});

	test.each([
		['node4$ docker info', 'there is no node4: this scenario has 3 nodes'],
		['node0$ docker info', 'there is no node0: this scenario has 3 nodes'],
		['node01$ docker info', 'there is no node01: this scenario has 3 nodes'],
		['interface node9 eth1 10.0.9.1/24', 'there is no node9: this scenario has 3 nodes'],
		['interface node1 eth1 10.0.9.256/24', "'10.0.9.256/24' is not an address with the length of its network"],
		['interface node1 eth1 10.0.9.1/33', "'10.0.9.1/33' is not an address with the length of its network"],
		['interface node1 eth1 fd00::1/129', "'fd00::1/129' is not an address with the length of its network"],
		['interface node1 eth1 fd00:::1/64', "'fd00:::1/64' is not an address with the length of its network"],
		['nodes 0', 'there can be 1 to 1000 nodes, not 0'],
		['nodes 1001', 'there can be 1 to 1000 nodes, not 1001'],
		['nodes 3', 'the number of nodes is given twice, in line 1 too'],
		['1X <- node1$ docker info', "'1X' is no name for an output: it begins with a digit"],
		['wait 30', "'30' needs a unit: ms, s, m, h or d"],
		['power-off node1 30', "'30' needs a unit: ms, s, m, h or d"],
		['latency node1 node2 200', "'200' needs a unit: ms, s, m, h or d"],
		['stpo node1', "there is no 'stpo'; did you mean 'stop'?"],
		['Stop node1', "there is no 'Stop'; did you mean 'stop'?"],
		['kill node1', "there is no 'kill'; did you mean 'stop'?"],
		['nod1$ docker info', "there is no 'nod1'; did you mean 'node1'?"],
		['X <- node$ docker info', "there is no 'node'; did you mean 'node1'?"],
		['partition node1 | node1', 'node1 is named twice: a node is in one group'],
		['block node1 node1', 'node1 is named twice: a link has two ends'],
		['latency node1 node1 1s', 'node1 is named twice: a link has two ends'],
		['stop node4', 'there is no node4: the nodes are node1 to node3'],
		['stop', "cannot read 'stop'; it is stop NODE: kill its engine, as a crash does"],
		['cut node1 node2', "cannot read 'cut node1 node2'; it is cut NODE: unplug its eth0"],
	])('%s: %s', (line, expected) => {
		expect(() => readScenario(linesOf('nodes 3', line, 'node1$ docker info'), 'x.scenario')).toThrow(
			`x.scenario:2: ${expected}`,
		);
	});

	test('what must come before anything runs', () => {
		const late = (line: string) => () => readScenario(linesOf('node1$ docker info', line), 'x');
		expect(late('nodes 3')).toThrow('x:2: the number of nodes must come before anything runs');
		expect(late('interface node1 eth1 10.0.9.1/24')).toThrow('x:2: an interface must be given before anything runs');
	});

	test('but what is hardly meant is only warned of: a name that no line has set', () => {
		const {warnings} = readScenario(
			linesOf(`node1$ echo \${LATER}`, `LATER <- node1$ OWN=1; echo \${OWN}`, `node1$ echo \${LATER} \${NOPE}`),
			'x',
		);
		expect(warnings).toEqual([
			`x:1: \${LATER} was never set: nothing stands in its place`,
			`x:3: \${NOPE} was never set: nothing stands in its place`,
		]);
	});

	test('the first of several', () => {
		expect(() => readScenario(linesOf('nodes 2', 'what', 'ever'), 'x')).toThrow('x:2: ');
	});
});

test.each(['node1$docker info', 'node1 $ docker info', 'node1   $   docker info', 'node1$ docker info'])(
	'%s is one command, however it is spaced',
	line => {
		const command = {type: 'command', line: 1, node: 'node1', command: 'docker info'};
		expect(readScenario(line, 'x').statements).toEqual([command]);
		expect(readScenario(`W <- ${line}`, 'x').statements).toEqual([{...command, variable: 'W'}]);
	},
);

test('a scenario reads as its statements, with the lines they stand on', () => {
	const text = linesOf(
		'# Two nodes, one with two interfaces.',
		'interface node2 eth1 10.0.9.2/24',
		'nodes 2',
		'',
		'node1$ docker swarm init',
		'W <- node1$ docker swarm join-token -q worker',
		"  node2$ docker info --format '{{.ID}}'  ",
		'wait 1.5s',
		'wait 2m',
	);
	expect(readScenario(text, 'x')).toEqual({
		nodes: 2,
		interfaces: [expect.objectContaining({node: 'node2', interface: 'eth1', address: '10.0.9.2', prefixLength: 24})],
		statements: [
			{type: 'command', line: 5, node: 'node1', command: 'docker swarm init'},
			{type: 'command', line: 6, node: 'node1', command: 'docker swarm join-token -q worker', variable: 'W'},
			{type: 'command', line: 7, node: 'node2', command: "docker info --format '{{.ID}}'"},
			{type: 'wait', line: 8, source: 'wait 1.5s', ms: 1500},
			{type: 'wait', line: 9, source: 'wait 2m', ms: 120_000},
		],
		warnings: [],
	});
	expect(readScenario('', 'x')).toEqual({nodes: 5, interfaces: [], statements: [], warnings: []});
});

const reference = (name: string): string => `\${${name}}`;

describe('a scenario runs', () => {
	test('statement by statement in virtual time, from 2026 on', async () => {
		const entries = await run(
			linesOf('nodes 2', "node1$ docker info --format '{{.SystemTime}}'", 'wait 90s', 'node2$ sleep 2', 'node1$ false'),
		);
		expect(entries.map(({line, node, exitCode}) => [line, node, exitCode])).toEqual([
			[2, 'node1', 0],
			[4, 'node2', 0],
			[5, 'node1', expect.any(Number)],
		]);
		const [info, sleep, last] = entries;
		expect(info?.stdout).toMatch(/^2026-01-01T00:00:00\.\d+Z\n$/);
		expect(info?.at).toBe(0);
		expect(sleep?.at).toBeCloseTo(90 + (info?.took ?? 0), 6);
		expect(sleep?.took).toBe(2);
		expect(last?.at).toBeCloseTo((sleep?.at ?? 0) + 2, 6);
	});

	test('with variables that keep trimmed output for later lines', async () => {
		const entries = await run(
			linesOf(
				'nodes 1',
				'A <- node1$ echo "  one two "',
				`B <- node1$ echo ${reference('A')}!`,
				`node1$ echo [${reference('B')}] ${reference('NOPE')}`,
			),
		);
		expect(entries.map(({command, stdout}) => [command, stdout])).toEqual([
			['echo "  one two "', '  one two \n'],
			['echo one two!', 'one two!\n'],
			[`echo [one two!] ${reference('NOPE')}`, '[one two!]\n'],
		]);
	});

	test('with a shell of its own per command, and files that each node keeps for itself', async () => {
		const entries = await run(
			linesOf('nodes 2', 'node1$ X=1; echo hello >note', 'node1$ echo "[$X]"; cat note', 'node2$ cat note'),
		);
		expect(entries.map(({stdout, exitCode}) => [stdout, exitCode === 0])).toEqual([
			['', true],
			['[]\nhello\n', true],
			['', false],
		]);
	});

	test('telling each entry as it comes', async () => {
		const told: Entry[] = [];
		const scenario = readScenario(linesOf('nodes 1', 'node1$ echo a', 'node1$ echo b >&2'), 'x');
		const entries = await runScenario(scenario, {onEntry: entry => told.push(entry)});
		expect(told).toEqual(entries);
		expect(entries.map(({stdout, stderr}) => [stdout, stderr])).toEqual([
			['a\n', ''],
			['', 'b\n'],
		]);
	});
});

describe('transcripts', () => {
	const story = (name: string) =>
		readFileSync(path.join(import.meta.dirname, '../oracle/scenarios', `${name}.scenario`), 'utf8');
	const names = ['first-swarm', 'tokens', 'leaving', 'node-management'];

	test.each(names)('of %s are the same to the byte for the same seed, and others for another', async name => {
		const once = JSON.stringify(await run(story(name), '7'));
		expect(JSON.stringify(await run(story(name), '7'))).toBe(once);
		expect(JSON.stringify(await run(story(name), '8'))).not.toBe(once);
	});

	test('do not depend on what else the process does, or how fast', async () => {
		const alone: string[] = [];
		for (const name of names) alone.push(JSON.stringify(await run(story(name), '3')));
		let isOver = false;
		const disturb = async () => {
			while (!isOver) {
				const until = performance.now() + 0.2;
				while (performance.now() < until);
				await new Promise(resolve => setTimeout(resolve, 0));
			}
		};
		const disturbed = disturb();
		const together = await Promise.all(names.map(async name => JSON.stringify(await run(story(name), '3'))));
		isOver = true;
		await disturbed;
		expect(together).toEqual(alone);
	});
});
