import {describe, expect, it} from 'vitest';
import {readFault} from '../../../source/lab/faults.ts';
import {type MenuStep, stepMenu} from '../../../source/ui/menus/menu.ts';
import type {MenuName} from '../../../source/ui/state/ui-state.ts';
import {
	aFixture,
	afterInit,
	aNode,
	emptyLab,
	type Fixture,
	fiveNodes,
	lockedNode,
	lostQuorum,
	partitioned,
	served,
	tokens,
	twoClusters,
	twoNodes,
} from '../fixtures.ts';

function ask(fixture: Fixture, name: MenuName, answers: readonly string[] = [], selected = 'node1'): MenuStep {
	return stepMenu({name, answers}, {snapshot: fixture.snapshot, selected});
}

/** Labels, with the reason of those that cannot be taken. */
function items(step: MenuStep): string[] {
	if (step.type !== 'question') throw new Error(`no question but ${step.type}`);
	return step.items.map(({label, disabledReason}) =>
		disabledReason === undefined ? label : `${label}: ${disabledReason}`,
	);
}

describe('menus', () => {
	it('write an init, asking for the address only where there are several', () => {
		expect(ask(emptyLab, 'init', ['node3'])).toEqual({type: 'command', node: 'node3', text: 'docker swarm init'});
		const addresses = [
			{interface: 'eth0', address: '172.31.4.11'},
			{interface: 'eth1', address: '10.0.9.2'},
		];
		const two = aFixture({nodes: [aNode(0, {addresses})]});
		expect(items(ask(two, 'init', ['node1']))).toEqual(['172.31.4.11', '10.0.9.2']);
		expect(ask(two, 'init', ['node1', '10.0.9.2'])).toMatchObject({
			text: 'docker swarm init --advertise-addr 10.0.9.2',
		});
	});

	it('make sockets by a command, and copy their addresses once they are there', () => {
		expect(ask(afterInit, 'serve', [], 'node2')).toEqual({type: 'command', node: 'node2', text: 'serve'});
		expect(items(ask(served, 'serve'))).toEqual(['node1', 'node2', 'off']);
		expect(ask(served, 'serve', ['node2'])).toEqual({
			type: 'copy',
			text: 'export DOCKER_HOST=unix:///run/user/1000/swarmlab/node2.sock',
		});
		expect(ask(served, 'serve', ['off'])).toEqual({type: 'command', node: 'node1', text: 'serve off'});
	});

	it('write a join for a node outside, with the token of its role, through the chosen manager', () => {
		expect(items(ask(fiveNodes, 'join')).every(item => item.endsWith('in a swarm already'))).toBe(true);
		expect(items(ask(twoNodes, 'join'))).toEqual([
			'node1: in a swarm already',
			'node2: in a swarm already',
			'node3',
			'node4',
			'node5',
		]);
		expect(items(ask(twoNodes, 'join', ['node3', 'manager']))).toEqual(['node1']);
		expect(ask(twoNodes, 'join', ['node3', 'manager', 'node1'])).toEqual({
			type: 'command',
			node: 'node3',
			text: `docker swarm join --token ${tokens.manager} 172.31.4.11:2377`,
		});
		expect(ask(twoNodes, 'join', ['node3', 'worker', 'node1'])).toMatchObject({
			text: `docker swarm join --token ${tokens.worker} 172.31.4.11:2377`,
		});
	});

	it('offer the managers of every swarm, with its letter', () => {
		const step = ask(twoClusters, 'join', ['node5', 'worker']);
		expect(step).toMatchObject({
			items: [
				{label: 'node1', note: 'swarm A, 172.31.4.11:2377, leader'},
				{label: 'node3', note: 'swarm B, 172.31.4.13:2377, leader'},
			],
		});
	});

	it('run what only a manager can on the selected node if it is one, else on the leader', () => {
		expect(ask(fiveNodes, 'promote', ['node2'], 'node3')).toEqual({
			type: 'command',
			node: 'node3',
			text: 'docker node promote node2',
		});
		expect(ask(fiveNodes, 'promote', ['node2'], 'node2')).toMatchObject({node: 'node1'});
		expect(ask(twoClusters, 'rotate', ['worker'], 'node3')).toEqual({
			type: 'command',
			node: 'node3',
			text: 'docker swarm join-token --rotate worker',
		});
		expect(ask(fiveNodes, 'rotate', ['ca'])).toMatchObject({text: 'docker swarm ca --rotate'});
	});

	it('say why something cannot be chosen', () => {
		expect(items(ask(twoNodes, 'promote'))).toEqual([
			'node1: a manager already',
			'node2',
			'node3: in no swarm',
			'node4: in no swarm',
			'node5: in no swarm',
		]);
		expect(items(ask(twoNodes, 'demote')).slice(0, 2)).toEqual(['node1: the only manager', 'node2: a worker already']);
		expect(items(ask(fiveNodes, 'availability', ['node2']))).toEqual(['active', 'pause', 'drain: as it is now']);
	});

	it('force a manager to leave, and only a manager', () => {
		expect(ask(fiveNodes, 'leave', ['node2'])).toEqual({type: 'command', node: 'node2', text: 'docker swarm leave'});
		expect(ask(fiveNodes, 'leave', ['node3'])).toEqual({
			type: 'command',
			node: 'node3',
			text: 'docker swarm leave --force',
		});
	});

	it('begin with the selected node where it can be taken', () => {
		expect(ask(afterInit, 'join', [], 'node4')).toMatchObject({initial: 3});
		expect(ask(afterInit, 'join', [], 'node1')).toMatchObject({initial: 1});
	});

	it('offer only the faults that have something to do, and to the nodes that they can happen to', () => {
		const labels = items(ask(fiveNodes, 'fault'));
		expect(labels).toContain('start: nothing to start: every engine runs');
		expect(labels).toContain('heal: nothing to heal: all links are whole');
		expect(labels).toContain('unblock: nothing to unblock');
		expect(items(ask(lostQuorum, 'fault', ['start']))).toEqual([
			'node1',
			'node2',
			'node3: runs',
			'node4: runs',
			'node5: runs',
		]);
		expect(items(ask(lostQuorum, 'fault', ['stop'])).slice(0, 3)).toEqual([
			'node1: stopped already',
			'node2: off already',
			'node3',
		]);
		expect(items(ask(partitioned, 'fault', ['heal']))[0]).toBe('all links');
		expect(items(ask(lockedNode, 'fault', ['unblock']))).toEqual(['node1 → node5 blocked']);
		expect(items(ask(fiveNodes, 'fault', ['block', 'node2']))[1]).toBe('node2: needs another one');
		const last = ['partition', 'node1', 'node2', 'node3', 'node4'];
		expect(items(ask(fiveNodes, 'fault', last))).toEqual(['that is all', 'node5: somebody has to stay']);
	});

	it.each([
		[['stop', 'node1'], 'stop node1'],
		[['power-off', 'node1', ''], 'power-off node1'],
		[['power-off', 'node1', '30d'], 'power-off node1 30d'],
		[['partition', 'node4', 'node1', 'that is all'], 'partition node2 node3 node5 | node4 node1'],
		[['heal', 'all links'], 'heal'],
		[['heal', 'node4'], 'heal node4'],
		[['block', 'node1', 'node2'], 'block node1 node2'],
		[['unblock', 'node1 node5'], 'unblock node1 node5'],
		[['latency', 'node1', 'node2', '200ms'], 'latency node1 node2 200ms'],
		[['loss', 'node1', 'node2', '20%'], 'loss node1 node2 20%'],
		[['clock', 'node1', '+2h'], 'clock node1 +2h'],
	])('write %j as a fault that the lab can read', (answers, text) => {
		const names = lockedNode.snapshot.nodes.map(({name}) => name);
		expect(ask(lockedNode, 'fault', answers, 'node3')).toEqual({type: 'command', node: 'node3', text});
		expect(() => readFault(text, names)).not.toThrow();
	});

	it('set the speed and lead on to other menus', () => {
		expect(ask(emptyLab, 'speed', ['1000'])).toEqual({type: 'speed', speed: 1000});
		expect(ask(emptyLab, 'main', ['join'])).toEqual({type: 'menu', name: 'join'});
	});
});
