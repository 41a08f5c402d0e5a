import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {joinCommand, type OpenLab, openLab, tokenOf} from './open-lab.ts';

let opened: OpenLab;
beforeEach(() => {
	opened = openLab();
});
afterEach(() => opened.lab.close());

/** The hint that a command is followed by. */
async function hint(node: string, command: string): Promise<string | undefined> {
	const lines = await opened.run(node, command);
	const hints = lines.filter(line => line.startsWith('? '));
	expect(hints.length).toBeLessThanOrEqual(1);
	// Never in between: a hint is no part of what the command printed.
	if (hints.length > 0) expect(lines.at(-1)).toBe(hints[0]);
	return hints[0]?.slice(2);
}

describe('a hint is given', () => {
	test('where an anchored grep finds nothing, since Docker indents', async () => {
		expect(await hint('node1', 'docker info | grep ^Swarm')).toContain('docker info | grep Swarm');
		expect(await hint('node1', "docker info | grep '^Swarm'")).toContain('docker info | grep Swarm');
	});

	test('where a worker is asked, and names a manager', async () => {
		await opened.run('node1', 'docker swarm init');
		await opened.run('node2', joinCommand(opened, 'worker'));
		expect(await hint('node2', 'docker node ls')).toContain('ssh node1 docker node ls');
	});

	test('where a clock is off, or a certificate has ended', async () => {
		await opened.run('node1', 'docker swarm init');
		await opened.run('node2', 'clock node2 +91d');
		expect(await hint('node2', joinCommand(opened, 'worker'))).toContain('clock node2 0');
		await opened.run('node2', 'clock node2 0');
		await opened.run('node2', joinCommand(opened, 'worker'));
		await opened.run('node2', 'clock node2 +91d; shutdown node2; start node2');
		for (const command of ['docker info', 'docker node ls'])
			expect(await hint('node2', command)).toMatch(/did not start.* docker swarm leave, and join again/);
	});

	test('outside of a swarm', async () => {
		expect(await hint('node1', 'docker node ls')).toContain('docker swarm init');
	});

	test('where a second init made a second swarm', async () => {
		expect(await hint('node1', 'docker swarm init')).toBeUndefined();
		expect(await hint('node2', 'docker swarm init')).toMatch(/second swarm, separate/);
	});

	test('where init is run again in the same swarm', async () => {
		await opened.run('node1', 'docker swarm init');
		expect(await hint('node1', 'docker swarm init')).toContain('docker swarm join');
	});

	test('where a token is wrong, and says which part of it', async () => {
		await opened.run('node1', 'docker swarm init');
		const token = tokenOf(opened, 'worker');
		const join = (text: string) => hint('node2', `docker swarm join --token ${text} 172.31.4.11:2377`);
		expect(await join(`${token.slice(0, -25)}${'0'.repeat(25)}`)).toMatch(/its secret was not/);
		expect(await join(token.replace(/-[0-9a-z]{50}-/, `-${'0'.repeat(49)}1-`))).toMatch(/another swarm's root/);
		expect(await join(token.slice(0, -3))).toMatch(/four parts/);
	});

	test('where nobody listens', async () => {
		await opened.run('node1', 'docker swarm init');
		expect(await hint('node2', joinCommand(opened, 'worker').replace('.11:', '.13:'))).toMatch(/Nobody listens there/);
	});

	test('where the last manager is to be demoted', async () => {
		await opened.run('node1', 'docker swarm init');
		expect(await hint('node1', 'docker node demote node1')).toContain('docker node promote');
	});

	test('where a worker has left, that nobody was told', async () => {
		await opened.run('node1', 'docker swarm init');
		await opened.run('node2', joinCommand(opened, 'worker'));
		expect(await hint('node2', 'docker swarm leave')).toMatch(/Leaving tells nobody/);
	});

	test('where a command is nearly one of Docker’s, and only there', async () => {
		expect(await hint('node1', 'docker swarm jion')).toBe('Did you mean: docker swarm join');
		expect(await hint('node1', 'docker swrm init')).toBe('Did you mean: docker swarm');
		expect(await hint('node1', 'docker node lss')).toBe('Did you mean: docker node ls');
		expect(await hint('node1', 'docker swarm frobnicate')).toBeUndefined();
	});

	test('where the engine is stopped, and how to start it', async () => {
		await opened.run('node1', 'stop node2');
		expect(await hint('node2', 'docker info')).toContain('start node2');
		expect(await hint('node1', 'docker -H node2 info')).toContain('start node2');
		expect(await hint('node1', 'docker -H tcp://node3:2376 info')).toMatch(/tcp:\/\/node2:2375.*ssh:\/\/node2/);
	});

	test('where a manager is locked, and where its key is to be had', async () => {
		await opened.run('node1', 'docker swarm init --autolock');
		await opened.run('node1', 'stop node1');
		await opened.run('node1', 'start node1');
		expect(await hint('node1', 'docker node ls')).toMatch(/docker swarm unlock, and the key; autolock printed it/);
		expect(opened.lab.advice('node1')).toBe('node1 is locked, and no quorum without it. There: docker swarm unlock');
		await opened.run('node1', 'docker swarm leave --force');
		await opened.run('node1', 'docker swarm init --autolock');
		for (const node of ['node2', 'node3']) await opened.run(node, joinCommand(opened, 'manager'));
		await opened.run('node1', 'stop node3');
		await opened.run('node1', 'start node3');
		expect(await hint('node3', 'docker node ls')).toMatch(/docker swarm unlock-key on node1 tells it/);
	});

	test('where a manager leaves or is removed, and where a node is removed that runs', async () => {
		await opened.run('node1', 'docker swarm init');
		await opened.run('node2', joinCommand(opened, 'manager'));
		await opened.run('node3', joinCommand(opened, 'worker'));
		await opened.pass(3000);
		expect(await hint('node2', 'docker swarm leave')).toContain('docker node demote node2');
		expect(await hint('node1', 'docker node rm node2')).toContain('docker node demote');
		expect(await hint('node1', 'docker node rm node3')).toContain('docker swarm leave');
		expect(await hint('node3', 'docker swarm join --token x node1:2377')).toContain('docker swarm leave');
	});

	test('where the quorum is lost, and by what is left of the swarm after a new cluster by force', async () => {
		await opened.run('node1', 'docker swarm init');
		for (const node of ['node2', 'node3']) await opened.run(node, joinCommand(opened, 'manager'));
		await opened.pass(3000);
		for (const node of ['node2', 'node3']) await opened.run('node4', `stop ${node}`);
		await opened.pass(30_000);
		expect(await hint('node1', 'docker node ls')).toMatch(/majority.*--force-new-cluster/);
		expect(opened.lab.advice('node1')).toBe('Quorum lost: 1 of 3 managers cannot decide anything. Try: start node2');
		expect(await hint('node1', 'docker swarm init --force-new-cluster')).toMatch(
			/node1 is now the only manager.*join again by themselves/,
		);
		await opened.run('node4', 'start node2');
		await opened.pass(5000);
		expect(opened.lab.snapshot().nodes[1]).toMatchObject({state: 'pending', isLeftOut: true});
		expect(opened.lab.advice('node1')).toBe('node2 was taken out of Raft; it comes back by itself, within a minute.');
		await opened.run('node2', 'docker swarm leave --force');
		await opened.run('node2', joinCommand(opened, 'manager'));
		await opened.pass(5000);
		expect(opened.lab.snapshot().nodes[1]).toMatchObject({state: 'active', role: 'manager'});
		expect(opened.lab.snapshot().nodes[1]?.isLeftOut).toBeUndefined();
	});

	test('where a node was removed while it runs: the screen and the advice say so', async () => {
		await opened.run('node1', 'docker swarm init');
		await opened.run('node2', joinCommand(opened, 'worker'));
		await opened.pass(3000);
		expect(opened.lab.snapshot().nodes.map(node => node.isRemoved)).toEqual(Array(5).fill(undefined));
		await opened.run('node1', 'docker node rm -f node2');
		await opened.pass(3000);
		expect(opened.lab.snapshot().nodes[1]?.isRemoved).toBe(true);
		expect(opened.lab.advice('node1')).toBe('node2 was removed. There: docker swarm leave, then join again.');
		await opened.run('node2', 'docker swarm leave --force');
		expect(opened.lab.snapshot().nodes[1]?.isRemoved).toBeUndefined();
	});

	test('where there are several addresses to choose from', async () => {
		opened.lab.close();
		const interfaces = [{node: 'node1', interface: 'eth1', address: '10.0.9.1', prefixLength: 24}];
		opened = openLab({interfaces});
		expect(await hint('node1', 'docker swarm init')).toContain('--advertise-addr');
	});
});

test('no hint follows what went as it should', async () => {
	const story = [
		['node1', 'docker info | grep Swarm'],
		['node1', 'docker swarm init'],
		['node1', 'docker swarm join-token worker'],
		['node1', 'docker node ls'],
		['node1', 'docker network ls'],
		['node1', 'echo ^Swarm | grep ^Swarm'],
	] as const;
	for (const [node, command] of story) expect(await hint(node, command)).toBeUndefined();
	expect(await hint('node2', joinCommand(opened, 'worker'))).toBeUndefined();
});

test('nobody is said to be removed or left out who is on the way in, or was away for a moment', async () => {
	const {lab, run, pass} = opened;
	const stranded = new Set<string>();
	lab.subscribe(() => {
		for (const node of lab.snapshot().nodes) {
			if (node.isRemoved || (node.isLeftOut && node.state === 'pending')) stranded.add(node.name);
		}
	});
	await run('node1', 'docker swarm init');
	for (const node of ['node2', 'node3']) await run(node, joinCommand(opened, 'manager'));
	await run('node4', joinCommand(opened, 'worker'));
	await run('node1', 'docker node promote node4');
	await pass(3000);
	await run('node1', 'docker node demote node4');
	await run('node1', 'stop node1');
	await pass(30_000);
	await run('node1', 'start node1');
	await pass(30_000);
	await run('node4', 'docker swarm leave');
	await pass(3000);
	expect([...stranded]).toEqual([]);
});
