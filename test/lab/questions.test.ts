import {describe, expect, test} from 'vitest';
import {joinCommand, openLab} from './open-lab.ts';

describe('a running command that asks', () => {
	test('has its question in the prompt, and the answer is no line of the history', async () => {
		const {lab, run, pass} = openLab();
		await run('node1', 'docker swarm init');
		lab.type('node1', 'docker network rm ingress');
		await pass(500);
		expect(lab.prompt('node1')).toBe('Are you sure you want to continue? [y/N] ');
		expect(lab.isSecret('node1')).toBe(false);
		await run('node1', 'y');
		expect(lab.prompt('node1')).toBe('node1 $ ');
		expect(lab.history().at(-1)).toBe('docker network rm ingress');
	});

	test('for the unlock key gets it without showing it', async () => {
		const opened = openLab();
		const {lab, run, pass, shown} = opened;
		await run('node1', 'docker swarm init --autolock');
		await run('node2', joinCommand(opened, 'manager'));
		await run('node3', joinCommand(opened, 'manager'));
		const key = (await run('node1', 'docker swarm unlock-key -q'))[0]?.slice(2) ?? '';
		await run('node1', 'stop node3');
		await run('node1', 'start node3');
		expect(lab.snapshot().nodes[2]).toMatchObject({state: 'locked', role: 'manager', cluster: 0});
		lab.type('node3', 'docker swarm unlock');
		await pass(500);
		expect([lab.prompt('node3'), lab.isSecret('node3')]).toEqual(['Enter unlock key: ', true]);
		await run('node3', key);
		expect(lab.isSecret('node3')).toBe(false);
		expect(lab.snapshot().nodes[2]?.state).toBe('active');
		expect(key).toMatch(/^SWMKEY-1-/);
		expect(shown('node3').join('\n')).not.toContain(key);
		expect(lab.history()).not.toContain(key);
	});
});

test('a question that only looks like the one for a key hides nothing', async () => {
	const {lab, pass, shown} = openLab();
	lab.type('node1', "printf 'Enter unlock key: '; cat");
	await pass(500);
	expect([lab.prompt('node1'), lab.isSecret('node1')]).toEqual(['Enter unlock key: ', false]);
	lab.type('node1', 'seen');
	await pass(500);
	expect(shown('node1')).toContain('$ Enter unlock key: seen');
});

test('an interrupted question for the key lets the next one be seen', async () => {
	const opened = openLab();
	const {lab, run, pass} = opened;
	await run('node1', 'docker swarm init --autolock');
	await run('node2', 'stop node1');
	await run('node2', 'start node1');
	lab.type('node1', 'docker swarm unlock');
	await pass(500);
	expect(lab.isSecret('node1')).toBe(true);
	lab.interrupt('node1');
	await pass(500);
	expect(lab.isSecret('node1')).toBe(false);
	lab.type('node1', 'cat');
	await pass(500);
	expect(lab.isSecret('node1')).toBe(false);
});

describe('a stopped engine', () => {
	test('keeps its role, its swarm and its certificate on the screen', async () => {
		const opened = openLab();
		const {lab, run, pass} = opened;
		await run('node1', 'docker swarm init');
		const {certificate, nodeId} = lab.snapshot().nodes[0] ?? {};
		await run('node2', 'stop node1');
		await pass(1000);
		expect(lab.snapshot().nodes[0]).toMatchObject({isRunning: false, role: 'manager', cluster: 0, nodeId});
		expect(lab.snapshot().nodes[0]?.certificate?.serialNumber).toBe(certificate?.serialNumber);
		expect(lab.snapshot().clusters[0]?.quorum).toEqual({managers: 1, reachable: 0, tolerates: -1});
	});

	test('is missing from the quorum, before and after the others have elected a leader', async () => {
		const opened = openLab();
		const {lab, run, pass} = opened;
		await run('node1', 'docker swarm init');
		for (const node of ['node2', 'node3']) await run(node, joinCommand(opened, 'manager'));
		await pass(3000);
		expect(lab.snapshot().clusters[0]?.quorum).toEqual({managers: 3, reachable: 3, tolerates: 1});
		await run('node4', 'stop node1');
		await pass(500);
		expect(lab.snapshot().clusters[0]?.leader).toBeUndefined();
		expect(lab.snapshot().clusters[0]?.quorum).toEqual({managers: 3, reachable: 2, tolerates: 0});
		await pass(60_000);
		expect(lab.snapshot().clusters[0]?.leader).toMatch(/node[23]/);
		expect(lab.snapshot().clusters[0]?.quorum).toEqual({managers: 3, reachable: 2, tolerates: 0});
		await run('node4', 'partition node2 node1 node4 node5 | node3');
		await pass(60_000);
		expect(lab.snapshot().clusters[0]?.quorum).toEqual({managers: 3, reachable: 1, tolerates: -1});
	});
});
