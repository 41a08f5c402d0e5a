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
