import {describe, expect, test} from 'vitest';
import {
	compact,
	createSnapshot,
	lastIndex,
	propose,
	type Raft,
	receive,
	reportSnapshot,
	reportUnreachable,
	type Snapshot,
	takeReady,
} from '../../source/raft/raft.ts';
import {
	act,
	aMember,
	applied,
	blankState,
	crash,
	createGroup,
	elect,
	heal,
	join,
	leaderOf,
	type Network,
	partition,
	persistedLog,
	restart,
	settle,
	tickAll,
} from './network.ts';

const at = (network: Network, id: string) => network.members[id] as Raft;

function propose10(network: Network): void {
	for (let count = 1; count <= 10; count++) act(network, leaderOf(network).id, raft => propose(raft, count));
	settle(network);
}

/** Takes a snapshot of everything and keeps `spare` entries. */
function snapshotAndCompact(network: Network, id: string, spare: number): void {
	act(network, id, raft => {
		createSnapshot(raft, [...(network.applied[id] ?? [])]);
		compact(raft, raft.lastApplied - spare);
	});
}

const oneToTen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function cutOffThenCompacted(spare: number): Network {
	const network = createGroup(3);
	elect(network, '1');
	partition(network, '3');
	propose10(network);
	tickAll(network, 3);
	snapshotAndCompact(network, '1', spare);
	return network;
}

describe('§7 log compaction', () => {
	test('a snapshot lets go of the entries before it, and the consistency check still finds its last one', () => {
		const network = createGroup(3);
		elect(network, '1');
		propose10(network);
		snapshotAndCompact(network, '1', 0);
		expect(at(network, '1').log).toEqual({offset: 11, offsetTerm: 1, entries: []});
		act(network, '1', raft => propose(raft, 11));
		settle(network);
		expect(applied(network, '2')).toEqual([...oneToTen, 11]);
		expect(network.trace.some(line => line.includes('installSnapshot'))).toBe(false);
	});

	test('nothing is dropped that no snapshot stands for', () => {
		const network = createGroup(3);
		elect(network, '1');
		propose10(network);
		expect(() => compact(at(network, '1'), 5)).toThrow('entry 5 is in no snapshot');
	});

	test('a follower that lacks only kept entries gets entries; one that lacks more gets the snapshot', () => {
		for (const {spare, isSnapshot} of [
			{spare: 10, isSnapshot: false},
			{spare: 9, isSnapshot: true},
		]) {
			const network = cutOffThenCompacted(spare);
			heal(network);
			tickAll(network, 3);
			expect(applied(network, '3')).toEqual(oneToTen);
			expect(network.trace.some(line => line.includes('installSnapshot'))).toBe(isSnapshot);
			expect(at(network, '1').progress[3]).toMatchObject({state: 'replicate', matchIndex: 11});
		}
	});

	test('a snapshot that got lost is sent again', () => {
		const network = cutOffThenCompacted(0);
		heal(network);
		network.onSend = ({type}) => {
			if (type === 'installSnapshot') network.cuts.add('1>3');
		};
		tickAll(network, 2);
		expect(applied(network, '3')).toEqual([]);
		network.onSend = () => {};
		heal(network);
		tickAll(network, 3);
		expect(applied(network, '3')).toEqual(oneToTen);
	});

	test('a member that joins after compaction gets the snapshot with itself among the voters', () => {
		const network = createGroup(3);
		elect(network, '1');
		propose10(network);
		for (const id of ['1', '2', '3']) snapshotAndCompact(network, id, 0);
		join(network, '4');
		settle(network);
		tickAll(network, 2);
		expect(network.trace).toContain('1 → 4 installSnapshot, term 1: up to 11, voters 1 2 3 4');
		expect(applied(network, '4')).toEqual(oneToTen);
		expect(at(network, '4').voters).toEqual(['1', '2', '3', '4']);
	});

	test('a member restarts from its snapshot and the entries after it', () => {
		const network = createGroup(3);
		elect(network, '1');
		propose10(network);
		snapshotAndCompact(network, '2', 4);
		act(network, '1', raft => propose(raft, 11));
		settle(network);
		tickAll(network);
		crash(network, '2');
		restart(network, '2');
		expect(applied(network, '2')).toEqual([...oneToTen, 11]);
		expect(lastIndex(at(network, '2').log)).toBe(12);
	});

	const snapshot: Snapshot = {lastIncludedIndex: 2, lastIncludedTerm: 1, voters: ['1', '2', '3'], data: ['s']};
	const install = (raft: Raft, what: Snapshot) => {
		receive(raft, {type: 'installSnapshot', from: '2', to: '1', term: 3, snapshot: what});
		return takeReady(raft);
	};

	test('an empty member takes a snapshot in, and says how far that brings it', () => {
		const raft = aMember('1', blankState(['1', '2', '3']));
		const ready = install(raft, snapshot);
		expect(ready).toMatchObject({snapshot, messages: [{success: true, index: 2}], hardState: {commitIndex: 2}});
		expect(raft).toMatchObject({lastApplied: 2, log: {offset: 2, offsetTerm: 1, entries: []}});
	});

	test('a member whose log has the last included entry keeps its log', () => {
		const raft = aMember('1', persistedLog(['1', '2', '3'], [1, 1, 1], 1));
		const ready = install(raft, snapshot);
		expect(ready?.snapshot).toBeUndefined();
		expect(ready?.committedEntries.map(({index}) => index)).toEqual([1, 2]);
		expect(raft.log.entries).toHaveLength(3);
	});

	test('a conflicting log is dropped as a whole', () => {
		const raft = aMember('1', persistedLog(['1', '2', '3'], [2, 2, 2], 2));
		expect(install(raft, snapshot)?.snapshot).toBe(snapshot);
		expect(raft.log.entries).toEqual([]);
	});

	test('an old snapshot, or one without the receiver among the voters, changes nothing', () => {
		const raft = aMember('1', persistedLog(['1', '2', '3'], [1, 1, 1], 1, {commitIndex: 3}));
		takeReady(raft);
		expect(install(raft, snapshot)?.messages).toMatchObject([{success: true, index: 3}]);
		const stranger = aMember('1');
		expect(install(stranger, {...snapshot, voters: ['2', '3']})?.messages).toMatchObject([{success: true, index: 0}]);
		expect(stranger.log.offset).toBe(0);
	});
});

describe('flow control', () => {
	const follower = (network: Network) => at(network, '1').progress[2];

	test('a leader probes with one message, and then sends without waiting', () => {
		const network = createGroup(3);
		elect(network, '1');
		expect(follower(network)).toMatchObject({state: 'replicate', matchIndex: 1, nextIndex: 2});
		for (let count = 0; count < 3; count++) act(network, '1', raft => propose(raft, count));
		expect(follower(network)).toMatchObject({matchIndex: 1, nextIndex: 5, inFlight: [2, 3, 4]});
		settle(network);
		expect(follower(network)).toMatchObject({matchIndex: 4, nextIndex: 5, inFlight: []});
	});

	test('a probed follower gets one message only until it answers, or its heartbeat does', () => {
		const network = createGroup(3);
		elect(network, '1');
		reportUnreachable(at(network, '1'), '2');
		expect(follower(network)).toMatchObject({state: 'probe', isPaused: false});
		for (let count = 0; count < 3; count++) act(network, '1', raft => propose(raft, count));
		expect(network.queue.filter(({to}) => to === '2')).toHaveLength(1);
		settle(network);
		expect(follower(network)).toMatchObject({state: 'replicate', matchIndex: 4});
	});

	test('no more than 256 messages are under way to one follower', () => {
		const network = createGroup(3);
		elect(network, '1');
		for (let count = 0; count < 300; count++) act(network, '1', raft => propose(raft, count));
		expect(follower(network)?.inFlight).toHaveLength(256);
		expect(network.queue.filter(({to}) => to === '2')).toHaveLength(256);
		settle(network);
		tickAll(network);
		expect(applied(network, '2')).toHaveLength(300);
	});

	test('a long log goes in messages of limited size', () => {
		const network = createGroup(3, 1, {maxEntriesPerMessage: 7});
		elect(network, '1');
		partition(network, '3');
		for (let count = 0; count < 30; count++) act(network, '1', raft => propose(raft, count));
		settle(network);
		const sizes: number[] = [];
		network.onSend = message => {
			if (message.type === 'appendEntries' && message.to === '3') sizes.push(message.entries.length);
		};
		heal(network);
		tickAll(network, 3);
		expect(applied(network, '3')).toHaveLength(30);
		expect(Math.max(...sizes)).toBe(7);
	});

	test('reports about members that are in no such state change nothing', () => {
		const network = createGroup(3);
		elect(network, '1');
		const before = structuredClone(at(network, '1'));
		reportSnapshot(at(network, '1'), '2', false);
		reportUnreachable(at(network, '1'), '9');
		reportUnreachable(at(network, '2'), '1');
		expect(at(network, '1')).toEqual(before);
	});
});
