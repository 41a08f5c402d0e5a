import {afterEach, describe, expect, test} from 'vitest';
import {stopEngine} from '../../source/engine/power.ts';
import {readScenario, runScenario} from '../../source/lab/scenario.ts';
import {createWorld, requestOf, runUntil, scenarioStart, stepOnce} from '../../source/lab/world.ts';
import {type OpenLab, openLab} from './open-lab.ts';

const minute = 60_000;
const labs: OpenLab[] = [];
function open(): OpenLab {
	const opened = openLab();
	labs.push(opened);
	return opened;
}
afterEach(() => {
	for (const {lab} of labs.splice(0)) lab.close();
});

const run = (...lines: readonly string[]) => runScenario(readScenario(lines.join('\n'), 'test'));

const startWorld = () => createWorld({seed: '1', startedAt: scenarioStart, nodes: 1});

async function openStream(world: ReturnType<typeof startWorld>) {
	const asked = requestOf(world, 'node1', {method: 'GET', path: '/events'});
	await runUntil(world, scenarioStart + 100);
	const {stream, body, status} = await asked;
	if (!stream) throw new Error('no stream');
	return {reader: stream[Symbol.asyncIterator](), body, status};
}

const createNetwork = (Name: string) =>
	({method: 'POST', path: '/networks/create', body: JSON.stringify({Name})}) as const;

describe('a streamed response', () => {
	test('has its head at once, and each piece when it comes', async () => {
		const world = startWorld();
		const {reader, body, status} = await openStream(world);
		expect({body, status}).toEqual({body: '', status: 200});
		void requestOf(world, 'node1', createNetwork('a'));
		await runUntil(world, scenarioStart + minute);
		const {value} = await reader.next();
		expect(value).toMatch(/^\{"Type":"network","Action":"create",.*"scope":"local".*\}\n$/);
	});

	test('ends for the engine when the client leaves', async () => {
		const world = startWorld();
		const {reader} = await openStream(world);
		const {engine} = world.sim.hosts.node1 ?? {};
		expect(Object.keys(engine?.followers ?? {})).toHaveLength(1);
		await reader.return?.();
		expect(engine).toMatchObject({followers: {}, exchanges: {}});
		expect(world.waiting.size).toBe(0);
	});

	test('an engine that stops breaks the streams of its clients', async () => {
		const world = startWorld();
		const {reader} = await openStream(world);
		const waiting = reader.next();
		waiting.catch(() => {});
		const host = world.sim.hosts.node1;
		if (host) stopEngine(world.sim, host, false, 0);
		await stepOnce(world);
		await expect(waiting).rejects.toThrow('unexpected EOF');
		expect(host?.engine).toMatchObject({followers: {}, exchanges: {}, events: []});
	});
});

describe('docker events', () => {
	test('ends at --until', async () => {
		const [entry] = await run('node1$ docker events --until 2026-01-01T00:00:30');
		expect(entry).toMatchObject({exitCode: 0, stdout: '', stderr: ''});
		expect(entry?.took).toBeCloseTo(30, 0);
	});

	test('runs in a scenario as long as --until says, else two minutes', async () => {
		const entries = await run('node1$ docker events --until 2026-01-01T00:05:00', 'node1$ docker events');
		expect(entries.map(({took, exitCode}) => [Math.round(took), exitCode])).toEqual([
			[300, 0],
			[120, 130],
		]);
	});

	test('shows what came before, and then what comes', async () => {
		const {lab, run: type, pass} = open();
		await type('node1', 'docker network create before');
		lab.type('node1', "docker events --since 1h --format '{{.Action}} {{.Actor.Attributes.name}}'");
		await pass(100);
		await type('node2', 'docker network create elsewhere');
		await type('node2', 'DOCKER_HOST=tcp://node1:2375 docker network create after');
		await pass(1000);
		const lines = lab.terminal('node1').map(({text}) => text);
		expect(lines.slice(-2)).toEqual(['create before', 'create after']);
		lab.interrupt('node1');
		await pass(100);
		expect(lab.isBusy('node1')).toBe(false);
		expect(lab.terminal('node1').at(-1)?.text).toBe('^C');
	});

	test('does not make time pass in a paused lab', async () => {
		const {lab, pass, clock} = open();
		lab.time.pause();
		lab.type('node1', 'docker events');
		await pass(minute);
		expect(lab.isBusy('node1')).toBe(true);
		expect(clock().elapsed).toBeLessThan(1000);
	});
});
