import {afterEach, describe, expect, it} from 'vitest';
import {
	afterInit,
	emptyLab,
	type Fixture,
	fiveNodes,
	lockedNode,
	lookingBack,
	lostQuorum,
	manyNodes,
	onTheWay,
	partitioned,
	served,
	stoppedLeader,
	threeDaysLater,
	twoClusters,
	twoNodes,
	unsaved,
} from './fixtures.ts';
import {type Mounted, mount} from './harness.tsx';

const open: Mounted[] = [];
afterEach(async () => {
	for (const mounted of open.splice(0)) await mounted.unmount();
});

type Screen = {readonly name: string; readonly of: Fixture; readonly keys?: readonly string[]};

const esc = '\u001B';
const screens: readonly Screen[] = [
	{name: 'empty-lab', of: emptyLab},
	{name: 'after-init', of: afterInit},
	{name: 'two-nodes', of: twoNodes},
	{name: 'five-nodes', of: fiveNodes},
	{name: 'workers-refusal', of: twoNodes, keys: [`${esc}2`]},
	{name: 'two-swarms', of: twoClusters},
	{name: 'many-nodes', of: manyNodes},
	{name: 'paused', of: fiveNodes, keys: [`${esc}[17~`]},
	{name: 'keys-mode', of: fiveNodes, keys: [esc]},
	{name: 'help-keys', of: fiveNodes, keys: [`${esc}OP`]},
	{name: 'help-next', of: fiveNodes, keys: [`${esc}OP`, '\t']},
	{name: 'help-faults', of: fiveNodes, keys: [`${esc}OP`, '\t', '\t']},
	{name: 'help-reading', of: fiveNodes, keys: [`${esc}OP`, '\t', '\t', '\t']},
	{name: 'help-filtered', of: fiveNodes, keys: [`${esc}OP`, 'token']},
	{name: 'menu', of: afterInit, keys: [`${esc}m`]},
	{name: 'menu-init', of: emptyLab, keys: [esc, 'I']},
	{name: 'menu-join-node', of: twoNodes, keys: [esc, 'J']},
	{name: 'menu-join-role', of: twoNodes, keys: [esc, 'J', '\r']},
	{name: 'menu-join-through', of: twoNodes, keys: [esc, 'J', '\r', '\r']},
	{name: 'menu-join-written', of: twoNodes, keys: [esc, 'J', '\r', '\r', '\r']},
	{name: 'menu-rotate', of: fiveNodes, keys: [esc, 'R']},
	{name: 'menu-promote', of: fiveNodes, keys: [esc, 'P']},
	{name: 'menu-demote', of: fiveNodes, keys: [esc, 'D']},
	{name: 'menu-availability', of: fiveNodes, keys: [esc, 'A']},
	{name: 'menu-availability-which', of: fiveNodes, keys: [esc, 'A', '2']},
	{name: 'menu-leave', of: fiveNodes, keys: [esc, 'L']},
	{name: 'menu-speed', of: fiveNodes, keys: [`${esc}[20~`]},
	{name: 'completion', of: afterInit, keys: ['h\t']},
	{name: 'history-search', of: afterInit, keys: ['\u0012', 'join']},
	{name: 'warning', of: afterInit, keys: ['docker swarm leave']},
	{name: 'confirmation', of: afterInit, keys: ['docker swarm leave --force\r']},
	{name: 'copied', of: afterInit, keys: [`${esc}w`]},
	{name: 'pasted-lines', of: afterInit, keys: [`${esc}[200~docker node ls\ndocker info\n${esc}[201~`]},
	{name: 'stopped-leader', of: stoppedLeader, keys: [`${esc}2`]},
	{name: 'stopped-leader-own-view', of: stoppedLeader},
	{name: 'stop-warning', of: stoppedLeader, keys: [`${esc}2`, 'stop node3']},
	{name: 'lost-quorum', of: lostQuorum, keys: [`${esc}3`]},
	{name: 'partition', of: partitioned},
	{name: 'partition-two-views', of: partitioned, keys: [esc, '=']},
	{name: 'partition-other-view', of: partitioned, keys: [esc, 'v']},
	{name: 'locked-node', of: lockedNode, keys: [`${esc}3`]},
	{name: 'menu-fault', of: stoppedLeader, keys: [esc, 'F']},
	{name: 'menu-fault-start', of: stoppedLeader, keys: [esc, 'F', '3']},
	{name: 'menu-fault-partition', of: fiveNodes, keys: [esc, 'F', '7', '2']},
	{name: 'menu-serve', of: served, keys: [esc, 'S']},
	{name: 'served-copied', of: served, keys: [esc, 'S', '2']},
	{name: 'three-days', of: threeDaysLater},
	{name: 'looking-back', of: lookingBack},
	{name: 'on-the-way', of: onTheWay},
	{name: 'unsaved', of: unsaved},
	{name: 'menu-timeline', of: lookingBack, keys: [`${esc}t`]},
	{name: 'menu-timeline-branch', of: lookingBack, keys: [esc, 't', '9']},
	{name: 'zoomed-table', of: fiveNodes, keys: [`${esc}OR`, `${esc}OR`]},
];
const sizes = [
	[80, 24],
	[120, 40],
] as const;

describe('screens', () => {
	for (const {name, of, keys = []} of screens) {
		for (const [columns, rows] of sizes) {
			it(`shows ${name} at ${columns}×${rows}`, async () => {
				const mounted = await mount(of, {columns, rows});
				open.push(mounted);
				for (const key of keys) await mounted.send(key);
				const text = mounted.text();
				await expect(text).toMatchFileSnapshot(`screens/${name}.${columns}x${rows}.txt`);
				expect(text.split('\n').length).toBeLessThanOrEqual(rows + 1);
				expect(Math.max(...text.split('\n').map(row => row.length))).toBeLessThanOrEqual(columns);
			});
		}
	}

	it('says which size is needed where the terminal is too small, and recovers', async () => {
		const mounted = await mount(fiveNodes, {columns: 50, rows: 12});
		open.push(mounted);
		await expect(mounted.text()).toMatchFileSnapshot('screens/too-small.50x12.txt');
		await mounted.resize(80, 24);
		expect(mounted.text()).toContain('docker node ls');
		await mounted.resize(59, 24);
		expect(mounted.text()).toContain('This one is 59×24');
	});
});
