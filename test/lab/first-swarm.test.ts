import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {joinCommand, type OpenLab, openLab, tokenOf} from './open-lab.ts';

/** The story that a newcomer walks through, as the screen is told it. */
let opened: OpenLab;
beforeEach(() => {
	opened = openLab();
});
afterEach(() => opened.lab.close());

const feedOf = ({lab}: OpenLab): string[] => lab.snapshot().feed.map(({node, text}) => `${node ?? 'lab'}: ${text}`);

test('each step of the story is followed by advice on the next, which fits into a line', async () => {
	const {lab, run, pass} = opened;
	const said: string[] = [];
	const advice = (node: string) => {
		const text = lab.advice(node);
		expect(text.length).toBeLessThanOrEqual(76);
		said.push(`${node}: ${text}`);
		return text;
	};
	expect(advice('node1')).toContain('docker swarm init');
	expect(advice('node4')).toContain('docker swarm init');
	await run('node1', 'docker swarm init');
	expect(advice('node1')).toContain('node2');
	expect(advice('node2')).toMatch(/To join here/);
	lab.type('node2', joinCommand(opened, 'worker'));
	await pass(50);
	expect(advice('node2')).toMatch(/on its way/);
	await pass(3000);
	expect(advice('node2')).toMatch(/worker.*docker node ls here, then on node1/);
	expect(advice('node1')).toMatch(/One manager alone/);
	await run('node3', joinCommand(opened, 'manager'));
	expect(advice('node3')).toMatch(/Two managers tolerate no loss/);
	await run('node1', 'docker node promote node2');
	await pass(5000);
	expect(advice('node1')).toMatch(/node4, node5 could still join.*lose 1 of its 3 managers/);
	await run('node4', joinCommand(opened, 'worker'));
	await run('node5', joinCommand(opened, 'worker'));
	expect(advice('node1')).toMatch(/All nodes are in/);
	await run('node5', 'docker swarm leave');
	await pass(20_000);
	expect(advice('node1')).toMatch(/node5.*(Down|could still join)/);
	await run('node2', 'docker swarm leave --force');
	await run('node3', 'docker swarm leave --force');
	await pass(60_000);
	expect(advice('node1')).toMatch(/quorum|Quorum/);
	await run('node1', 'docker swarm leave --force');
	await pass(1000);
	expect(advice('node1')).toMatch(/managers are gone/);
	expect(new Set(said).size).toBeGreaterThan(9);
});

test('advice follows the terminal into ssh', async () => {
	const {lab, run} = opened;
	await run('node1', 'docker swarm init');
	const there = lab.advice('node2');
	await run('node1', 'ssh node2');
	expect(lab.advice('node1')).toBe(there);
});

test('the feed tells each step under the hood in order, with when and where', async () => {
	const {lab, run} = opened;
	await run('node1', 'docker swarm init');
	await run('node2', joinCommand(opened, 'worker'));
	await run('node3', joinCommand(opened, 'manager'));
	const feed = feedOf(opened);
	const steps = [
		/^node1: .*root CA/,
		/^node1: .*manager certificate/,
		/^node1: leads in term 2/,
		/^node1: .*two join tokens/,
		/^node1: registered/,
		/^node2: asks 172\.31\.4\.11:2377 for the root certificate/,
		/^node2: checked the root certificate against the digest/,
		/^node2: .*signing request/,
		/^node1: accepted node2's worker token/,
		/^node1: signed a worker certificate/,
		/^node2: has its worker certificate/,
		/^node2: registered/,
		/^node3: asks .* to become a member of Raft/,
		/^node1: calls node3 back/,
		/^node1: node3 is a member of Raft: 2 members/,
	];
	let from = 0;
	for (const step of steps) {
		const at = feed.findIndex((text, index) => index >= from && step.test(text));
		expect(at, `${step} in\n${feed.join('\n')}`).toBeGreaterThanOrEqual(from);
		from = at + 1;
	}
	const times = lab.snapshot().feed.map(({at}) => at);
	expect(times).toEqual(times.toSorted((a, b) => a - b));
});

describe('the snapshot', () => {
	test('of an empty lab has the machines and nothing else', () => {
		const {nodes, clusters, feed} = opened.lab.snapshot();
		expect(clusters).toEqual([]);
		expect(feed).toEqual([]);
		expect(nodes.map(({name, state, isRunning, isLeader}) => [name, state, isRunning, isLeader])).toEqual(
			[1, 2, 3, 4, 5].map(index => [`node${index}`, 'inactive', true, false]),
		);
		expect(nodes[1]?.addresses).toEqual([{interface: 'eth0', address: '172.31.4.12'}]);
	});

	test('is the same object until something changed, and then in the parts that did not', async () => {
		const {lab, run, pass} = opened;
		await run('node1', 'docker swarm init');
		await run('node2', joinCommand(opened, 'worker'));
		lab.time.pause();
		await pass(1000);
		const before = lab.snapshot();
		expect(lab.snapshot()).toBe(before);
		// The clock alone moves.
		await run('node3', 'sleep 1');
		const later = lab.snapshot();
		expect(later).not.toBe(before);
		expect(later.clock).not.toBe(before.clock);
		expect(later.nodes).toBe(before.nodes);
		expect(later.clusters).toBe(before.clusters);
		expect(later.feed).toBe(before.feed);
		await run('node1', 'docker node update --availability drain node2');
		const drained = lab.snapshot();
		expect(drained.nodes).not.toBe(before.nodes);
		expect(drained.nodes[0]).toBe(before.nodes[0]);
		expect(drained.nodes[1]).toMatchObject({availability: 'drain'});
		expect(before.nodes[1]).toMatchObject({availability: 'active'});
	});

	test('says of each machine what it is, and of the swarm who leads, its tokens and its quorum', async () => {
		const {lab, run, pass} = opened;
		await run('node1', 'docker swarm init');
		await run('node2', joinCommand(opened, 'worker'));
		await run('node3', joinCommand(opened, 'manager'));
		await pass(3000);
		const {nodes, clusters} = lab.snapshot();
		expect(nodes.map(({state, role, isLeader, cluster, status}) => [state, role, isLeader, cluster, status])).toEqual([
			['active', 'manager', true, 0, 'ready'],
			['active', 'worker', false, 0, 'ready'],
			['active', 'manager', false, 0, 'ready'],
			['inactive', undefined, false, undefined, undefined],
			['inactive', undefined, false, undefined, undefined],
		]);
		expect(clusters).toHaveLength(1);
		expect(clusters[0]).toMatchObject({
			letter: 'A',
			members: ['node1', 'node2', 'node3'],
			leader: 'node1',
			term: 2,
			quorum: {managers: 2, reachable: 2, tolerates: 0},
			joinAddress: '172.31.4.11:2377',
			gossip: {rotations: 0},
		});
		const certificate = nodes[1]?.certificate;
		expect(certificate).toMatchObject({role: 'worker'});
		const {notBefore = 0, notAfter = 0, renewFrom = 0, renewUntil = 0, renewAt = 0} = certificate ?? {};
		expect((renewFrom - notBefore) / (notAfter - notBefore)).toBeCloseTo(0.5, 3);
		expect((renewUntil - notBefore) / (notAfter - notBefore)).toBeCloseTo(0.8, 3);
		expect(renewAt).toBeGreaterThanOrEqual(renewFrom);
		expect(renewAt).toBeLessThan(renewUntil);
		// What docker shows is what the screen shows.
		expect(await run('node1', 'docker swarm join-token -q worker')).toEqual([`| ${tokenOf(opened, 'worker')}`]);
	});

	test('tells when a token was set last, and how often it was rotated', async () => {
		const {lab, run, pass, clock} = opened;
		await run('node1', 'docker swarm init');
		await pass(10_000);
		await run('node1', 'docker swarm join-token --rotate worker');
		const {worker, manager} = lab.snapshot().clusters[0]?.tokens ?? {};
		expect(worker?.rotations).toBe(1);
		expect(clock().now - (worker?.setAt ?? 0)).toBeLessThan(2000);
		expect(manager).toMatchObject({rotations: 0, setAt: lab.snapshot().clusters[0]?.createdAt});
	});

	test('gives two swarms two letters, which they keep', async () => {
		const {lab, run} = opened;
		await run('node1', 'docker swarm init');
		await run('node4', 'docker swarm init');
		const view = () => lab.snapshot().clusters.map(({letter, members, leader}) => [letter, leader, ...members]);
		expect(view()).toEqual([
			['A', 'node1', 'node1'],
			['B', 'node4', 'node4'],
		]);
		expect(lab.snapshot().nodes[3]?.cluster).toBe(1);
		await run('node1', 'docker swarm leave --force');
		expect(view()).toEqual([['B', 'node4', 'node4']]);
		expect(lab.snapshot().nodes[3]?.cluster).toBe(0);
	});

	test('keeps what was known of a swarm that nobody leads, and says so', async () => {
		const {lab, run, pass} = opened;
		await run('node1', 'docker swarm init');
		await run('node2', joinCommand(opened, 'manager'));
		await run('node3', joinCommand(opened, 'manager'));
		await pass(3000);
		const [before] = lab.snapshot().clusters;
		await run('node2', 'docker swarm leave --force');
		await run('node3', 'docker swarm leave --force');
		await pass(60_000);
		const [after] = lab.snapshot().clusters;
		expect(after).toMatchObject({id: before?.id, tokens: before?.tokens});
		expect(after?.leader).toBeUndefined();
		expect(lab.snapshot().nodes[0]?.state).toBe('active');
	});
});

describe('docker node ls, as a node sees it,', () => {
	test('is a refusal outside of a swarm and on a worker, and a table on every manager', async () => {
		const {lab, run, pass} = opened;
		expect(lab.list('node1')).toMatchObject({type: 'refusal', message: expect.stringContaining('docker swarm init')});
		await run('node1', 'docker swarm init');
		await run('node2', joinCommand(opened, 'worker'));
		await run('node3', joinCommand(opened, 'manager'));
		await pass(3000);
		expect(lab.list('node2')).toMatchObject({type: 'refusal', message: expect.stringContaining("Worker nodes can't")});
		for (const node of ['node1', 'node3']) {
			const list = lab.list(node);
			expect(list).toMatchObject({type: 'table'});
			const rows = list.type === 'table' ? list.rows : [];
			expect(rows.map(row => [row.hostname, row.isSelf, row.status, row.availability, row.managerStatus])).toEqual([
				['node1', node === 'node1', 'Ready', 'Active', 'Leader'],
				['node2', false, 'Ready', 'Active', ''],
				['node3', node === 'node3', 'Ready', 'Active', 'Reachable'],
			]);
			// The same that the command prints.
			const [, ...printed] = await run(node, 'docker node ls');
			expect(printed.map(line => line.slice(2).replaceAll(/ +/g, ' ').trim())).toEqual(
				rows.map(row =>
					[
						row.id,
						row.isSelf ? '*' : '',
						row.hostname,
						row.status,
						row.availability,
						row.managerStatus,
						row.engineVersion,
					]
						.filter(Boolean)
						.join(' '),
				),
			);
		}
	});

	test('is the same object until it changes', async () => {
		const {lab, run, pass} = opened;
		await run('node1', 'docker swarm init');
		const before = lab.list('node1');
		await pass(10_000);
		expect(lab.list('node1')).toBe(before);
		await run('node1', 'docker node update --availability pause node1');
		expect(lab.list('node1')).not.toBe(before);
	});

	test('is what was known last where nobody answers, and since when', async () => {
		const {lab, run, pass, clock} = opened;
		await run('node1', 'docker swarm init');
		await run('node2', joinCommand(opened, 'manager'));
		await pass(3000);
		lab.list('node1');
		await run('node2', 'docker swarm leave --force');
		for (let count = 0; count < 60; count++) {
			await pass(1000);
			lab.list('node1');
		}
		const list = lab.list('node1');
		expect(list.type).toBe('stale');
		if (list.type !== 'stale') return;
		expect(list.rows.map(row => row.hostname)).toEqual(['node1', 'node2']);
		expect(list.message).toContain('does not have a leader');
		expect(list.since).toBeLessThan(clock().now);
		expect(lab.list('node1')).toBe(list);
	});
});
