import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {joinCommand, type OpenLab, openLab, tokenOf} from './open-lab.ts';

let opened: OpenLab;
beforeEach(() => {
	opened = openLab();
});
afterEach(() => opened.lab.close());

/** The line as it would be with each candidate in place of the word before `▏`. */
function complete(marked: string, node = 'node1'): string[] {
	const cursor = marked.indexOf('▏');
	const line = marked.replace('▏', '');
	const {from, candidates} = opened.lab.complete(node, line, cursor);
	return candidates.map(({text}) => `${line.slice(0, from)}${text}${line.slice(cursor)}`);
}

describe('completion', () => {
	test('knows the programs, and the shell’s tools once a letter is there', () => {
		expect(complete('▏')).toEqual(expect.arrayContaining(['docker', 'ssh']));
		expect(complete('dock▏')).toEqual(['docker']);
		expect(complete('docker info | gre▏')).toEqual(['docker info | grep']);
		expect(complete('zzz▏')).toEqual([]);
	});

	test('knows docker’s commands and flags', () => {
		expect(complete('docker swarm i▏')).toEqual(['docker swarm init']);
		expect(complete('docker swarm join-token ▏')).toEqual(
			expect.arrayContaining(['docker swarm join-token manager', 'docker swarm join-token worker']),
		);
		expect(complete('docker swarm init --adv▏')).toEqual(['docker swarm init --advertise-addr']);
		expect(complete('docker node update --availability d▏')).toEqual(['docker node update --availability drain']);
	});

	test('knows the machines for ssh, and inside of it their own words', () => {
		expect(complete('ssh node3▏')).toEqual(['ssh node3']);
		expect(complete('ssh ▏')).toHaveLength(5);
		expect(complete('ssh node3 docker swarm lea▏')).toEqual(['ssh node3 docker swarm leave']);
	});

	test('knows the swarm’s nodes, tokens and addresses', async () => {
		await opened.run('node1', 'docker swarm init');
		await opened.run('node2', joinCommand(opened, 'worker'));
		expect(complete('docker node promote ▏')).toEqual(['docker node promote node1', 'docker node promote node2']);
		expect(complete('docker node inspect s▏')).toEqual(['docker node inspect self']);
		const tokens = ['worker', 'manager'].map(role => tokenOf(opened, role as 'worker'));
		expect(complete('docker swarm join --token ▏', 'node3')).toEqual(
			tokens.map(one => `docker swarm join --token ${one}`),
		);
		expect(complete(`docker swarm join --token ${tokens[0]} 1▏`, 'node3')).toEqual([
			`docker swarm join --token ${tokens[0]} 172.31.4.11:2377`,
		]);
		expect(complete('docker swarm init --advertise-addr e▏', 'node4')).toEqual([
			'docker swarm init --advertise-addr eth0',
		]);
	});

	test('asks the node that the terminal is on, not the one that it began on', async () => {
		opened.lab.close();
		opened = openLab({interfaces: [{node: 'node2', interface: 'eth1', address: '10.0.9.2', prefixLength: 24}]});
		const names = () => complete('docker swarm init --advertise-addr eth▏');
		expect(names()).toHaveLength(1);
		await opened.run('node1', 'ssh node2');
		expect(names()).toHaveLength(2);
	});
});
