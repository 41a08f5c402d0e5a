import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {joinCommand, type OpenLab, openLab} from './open-lab.ts';

let opened: OpenLab;
beforeEach(() => {
	opened = openLab();
});
afterEach(() => opened.lab.close());

/** A swarm of so many managers, and node5 as its worker. */
async function createSwarm(managers: number): Promise<void> {
	const {run, pass} = opened;
	await run('node1', 'docker swarm init');
	for (let index = 2; index <= managers; index++) await run(`node${index}`, joinCommand(opened, 'manager'));
	await run('node5', joinCommand(opened, 'worker'));
	await pass(3000);
}

const warning = (line: string, node = 'node1') => opened.lab.warning(node, line);

describe('before Enter it is said', () => {
	test('that the last manager takes the swarm along', async () => {
		await createSwarm(1);
		expect(warning('docker swarm leave --force')).toMatchObject({
			text: expect.stringContaining('only manager'),
			needsConfirmation: true,
		});
		expect(warning('docker swarm leave -f')?.needsConfirmation).toBe(true);
		// Docker itself refuses this one.
		expect(warning('docker swarm leave')).toBeUndefined();
	});

	test('what is left when a manager goes by force, and asked again where that is no quorum', async () => {
		await createSwarm(2);
		expect(warning('docker swarm leave --force')).toMatchObject({
			text: expect.stringMatching(/keeps node1 a voter: 1 of 2 managers would be left: the swarm stops/),
			needsConfirmation: true,
		});
	});

	test('and not asked again where a quorum is left', async () => {
		await createSwarm(3);
		expect(warning('docker swarm leave --force', 'node3')).toMatchObject({
			text: expect.stringMatching(
				/keeps node3 a voter: 2 of 3 managers would be left: losing one more stops the swarm/,
			),
			needsConfirmation: false,
		});
	});

	test('whom a rotation of the root CA will wait for; a clock that is off costs nothing', async () => {
		await createSwarm(1);
		expect(warning('docker swarm ca --rotate')).toBeUndefined();
		await opened.run('node1', 'stop node5');
		await opened.pass(20_000);
		const waits = 'node5 is Down: the rotation waits for it, until back, or removed by docker node rm.';
		expect(warning('docker swarm ca --rotate --detach')).toEqual({text: waits, needsConfirmation: false});
		expect(warning('docker swarm ca')).toBeUndefined();
		expect(warning('clock node1 +2h')).toBeUndefined();
		expect(warning('stop node1')).toBeDefined();
	});

	test('what a demotion leaves, of one node or several, by name, ID or self', async () => {
		await createSwarm(3);
		const id = opened.lab.snapshot().nodes[1]?.nodeId;
		const ofTwo = expect.stringMatching(/2 of 2 managers would be left: losing one more/);
		expect(warning('docker node demote node2')?.text).toEqual(ofTwo);
		expect(warning(`docker node demote ${id}`)?.text).toEqual(ofTwo);
		expect(warning('docker node demote self')?.text).toEqual(ofTwo);
		expect(warning('docker node demote node2 node3')?.text).toMatch(/1 of 1 managers would be left/);
		expect(warning('docker node demote node5')).toBeUndefined();
	});

	test('that a node to be removed by force is alive', async () => {
		await createSwarm(1);
		expect(warning('docker node rm --force node5')).toMatchObject({
			text: expect.stringContaining('node5 is alive'),
			needsConfirmation: true,
		});
		expect(warning('docker node rm node5')).toBeUndefined();
	});

	test('for the node that the command would run on, also through ssh', async () => {
		await createSwarm(3);
		expect(warning('ssh node3 docker swarm leave --force')?.text).toContain('keeps node3 a voter');
		expect(warning('ssh node5 docker swarm leave --force')).toBeUndefined();
		await opened.run('node5', 'ssh node2');
		expect(warning('docker swarm leave --force', 'node5')?.text).toContain('keeps node2 a voter');
	});

	test('for the last of several commands on a line too', async () => {
		await createSwarm(1);
		expect(warning('docker node ls; docker swarm leave --force')?.needsConfirmation).toBe(true);
	});
});

test('nothing is said of what costs nothing', async () => {
	const harmless = [
		'',
		'docker',
		'docker node ls',
		'docker swarm leave --force',
		'echo docker swarm leave --force',
		'(',
	];
	for (const line of harmless) expect(warning(line)).toBeUndefined();
	await createSwarm(1);
	for (const line of ['docker node ls', 'echo docker swarm leave --force', 'docker swarm leave --help']) {
		expect(warning(line)).toBeUndefined();
	}
	expect(warning('docker swarm leave', 'node5')).toBeUndefined();
});
