import {describe, expect, test} from 'vitest';
import {campaign, type Entry, type Message, propose, type Raft, receive, takeReady} from '../../source/raft/raft.ts';
import {
	act,
	aMember,
	applied,
	blankState,
	crash,
	createGroup,
	createNetwork,
	elect,
	heal,
	leaderOf,
	type Network,
	partition,
	persistedLog,
	restart,
	settle,
	start,
	termsOf,
	tickAll,
} from './network.ts';

const three = ['1', '2', '3'];
const group = (size: number) => Array.from({length: size}, (_, at) => String(at + 1));

function leaderWith(terms: readonly number[], size = 3): Raft {
	const raft = aMember('1', persistedLog(group(size), terms, terms.at(-1) ?? 0));
	campaign(raft);
	for (const from of group(size).slice(1)) {
		receive(raft, {type: 'requestVoteResponse', from, to: '1', term: raft.currentTerm, voteGranted: true});
	}
	takeReady(raft);
	return raft;
}

function acknowledge(raft: Raft, from: string, index: number): void {
	const {id: to, currentTerm: term} = raft;
	receive(raft, {type: 'appendEntriesResponse', from, to, term, success: true, index, hintIndex: 0, hintTerm: 0});
}

const entry = (index: number, term: number): Entry => ({type: 'normal', index, term, data: `${index}@${term}`});

function append(prevLogIndex: number, prevLogTerm: number, entries: readonly Entry[], leaderCommit = 0): Message {
	return {type: 'appendEntries', from: '2', to: '1', term: 9, prevLogIndex, prevLogTerm, entries, leaderCommit};
}

const answerOf = (raft: Raft) => takeReady(raft)?.messages[0];

/** Puts members with the logs of figure 7 into one group, with the figure's leader as '1'. */
function withLogs(leader: readonly number[], follower: readonly number[], currentTerm: number): Network {
	const network = createNetwork();
	start(network, '1', persistedLog(three, leader, currentTerm));
	start(network, '2', persistedLog(three, follower, currentTerm - 1));
	start(network, '3', blankState(three));
	return network;
}

describe('§5.3 log replication', () => {
	test('a leader appends a proposal and sends it to all others, with the position before it', () => {
		const raft = leaderWith([1, 1]);
		for (const from of ['2', '3']) acknowledge(raft, from, 3);
		takeReady(raft);
		expect(propose(raft, 'x')).toEqual({ok: true, index: 4, term: 2});
		const expected = {type: 'appendEntries', prevLogIndex: 3, prevLogTerm: 2, entries: [{index: 4, data: 'x'}]};
		expect(takeReady(raft)?.messages).toMatchObject([
			{...expected, to: '2'},
			{...expected, to: '3'},
		]);
	});

	test.each([
		{size: 1, acknowledgements: 0, isCommitted: true},
		{size: 2, acknowledgements: 0, isCommitted: false},
		{size: 2, acknowledgements: 1, isCommitted: true},
		{size: 3, acknowledgements: 0, isCommitted: false},
		{size: 3, acknowledgements: 1, isCommitted: true},
		{size: 4, acknowledgements: 1, isCommitted: false},
		{size: 4, acknowledgements: 2, isCommitted: true},
		{size: 5, acknowledgements: 1, isCommitted: false},
		{size: 5, acknowledgements: 2, isCommitted: true},
	])('in a group of $size, an entry that $acknowledgements followers have is committed: $isCommitted', row => {
		const raft = leaderWith([], row.size);
		for (const from of group(row.size).slice(1, 1 + row.acknowledgements)) acknowledge(raft, from, 1);
		expect(raft.commitIndex).toBe(row.isCommitted ? 1 : 0);
	});

	test('a leader hands out what is committed, and tells the followers at once', () => {
		const raft = leaderWith([]);
		acknowledge(raft, '2', 1);
		takeReady(raft);
		propose(raft, 'x');
		takeReady(raft);
		acknowledge(raft, '2', 2);
		const ready = takeReady(raft);
		expect(ready?.committedEntries).toMatchObject([{index: 2, data: 'x'}]);
		expect(ready?.hardState).toMatchObject({commitIndex: 2});
		expect(ready?.messages).toContainEqual(expect.objectContaining({to: '2', leaderCommit: 2, entries: []}));
	});

	test('committing an entry commits all before it, of earlier leaders too', () => {
		const raft = leaderWith([1, 2, 2]);
		acknowledge(raft, '3', 4);
		expect(takeReady(raft)?.committedEntries.map(({index, term}) => `${index}@${term}`)).toEqual([
			'1@1',
			'2@2',
			'3@2',
			'4@3',
		]);
	});

	test('a follower applies, in order, what it learns to be committed, and nothing else', () => {
		const raft = aMember('1');
		receive(raft, append(0, 0, [entry(1, 9), entry(2, 9), entry(3, 9)], 2));
		expect(takeReady(raft)?.committedEntries.map(({index}) => index)).toEqual([1, 2]);
		receive(raft, append(3, 9, [], 3));
		expect(takeReady(raft)?.committedEntries.map(({index}) => index)).toEqual([3]);
	});

	test('a follower takes no commit index for entries that this leader has not sent it', () => {
		const raft = aMember('1', persistedLog(three, [1, 1, 1], 1));
		receive(raft, append(1, 1, [], 3));
		expect(raft.commitIndex).toBe(1);
	});

	test.each([
		{prevLogIndex: 0, prevLogTerm: 0, success: true, index: 0},
		{prevLogIndex: 1, prevLogTerm: 1, success: true, index: 1},
		{prevLogIndex: 2, prevLogTerm: 2, success: true, index: 2},
		{prevLogIndex: 2, prevLogTerm: 1, success: false, index: 2},
		{prevLogIndex: 3, prevLogTerm: 3, success: false, index: 3},
	])('a follower with terms 1 2 asked to append after $prevLogIndex of term $prevLogTerm: $success', row => {
		const raft = aMember('1', persistedLog(three, [1, 2], 2));
		receive(raft, append(row.prevLogIndex, row.prevLogTerm, []));
		expect(answerOf(raft)).toMatchObject({type: 'appendEntriesResponse', success: row.success, index: row.index});
	});

	test.each([
		{own: [1, 2], after: 2, sent: [entry(3, 3)], result: [1, 2, 3]},
		{own: [1, 2], after: 1, sent: [entry(2, 3), entry(3, 4)], result: [1, 3, 4]},
		{own: [1, 2], after: 0, sent: [entry(1, 1)], result: [1, 2]},
		{own: [1, 2], after: 0, sent: [entry(1, 3)], result: [3]},
		{own: [1, 2, 2], after: 1, sent: [entry(2, 2)], result: [1, 2, 2]},
		{own: [], after: 0, sent: [entry(1, 1), entry(2, 1)], result: [1, 1]},
	])('a follower with terms $own keeps what agrees and replaces what does not: $result', row => {
		const raft = aMember('1', persistedLog(three, row.own, 4));
		receive(raft, append(row.after, row.own[row.after - 1] ?? 0, row.sent));
		expect(termsOf(raft)).toEqual(row.result);
	});

	test('an append that comes twice, or late, has no effect', () => {
		const raft = aMember('1');
		const early = append(0, 0, [entry(1, 9)], 1);
		receive(raft, early);
		receive(raft, append(1, 9, [entry(2, 9)], 2));
		const log = structuredClone(raft.log);
		receive(raft, early);
		expect(raft.log).toEqual(log);
		expect(raft.commitIndex).toBe(2);
		expect(takeReady(raft)?.messages.at(-1)).toMatchObject({success: true, index: 2});
	});

	const figure7 = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
	test.each([
		{name: 'a', terms: [1, 1, 1, 4, 4, 5, 5, 6, 6]},
		{name: 'b', terms: [1, 1, 1, 4]},
		{name: 'c', terms: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]},
		{name: 'd', terms: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]},
		{name: 'e', terms: [1, 1, 1, 4, 4, 4, 4]},
		{name: 'f', terms: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]},
	])('figure 7: the leader of term 8 brings follower $name to its own log', ({terms}) => {
		const network = withLogs(figure7, terms, 8);
		elect(network, '1');
		expect(termsOf(leaderOf(network))).toEqual([...figure7, 9]);
		tickAll(network);
		expect(network.members[2]?.log).toEqual(leaderOf(network).log);
		expect(network.members[2]?.commitIndex).toBe(11);
	});

	test('a follower that disagrees is found out by one question per term, not per entry', () => {
		const network = withLogs([1, 3, 3, 3, 3, 3, 3, 3, 7], [1, 3, 3, 4, 4, 5, 5, 5, 6], 8);
		network.cuts.add('1>3').add('3>1');
		elect(network, '1');
		// '2' has the longer log's older end and votes for '1'.
		expect(network.trace.filter(line => line.includes('not after'))).toEqual([
			'2 → 1 appendEntriesResponse, term 9: not after 9, at best 9 of term 6',
			'2 → 1 appendEntriesResponse, term 9: not after 8, at best 3 of term 3',
		]);
		expect(network.members[2]?.log).toEqual(network.members[1]?.log);
	});

	test('a leader never overwrites or drops entries of its own log', () => {
		const network = createGroup(3);
		elect(network, '1');
		const {log} = leaderOf(network);
		const {entries} = log;
		for (let count = 0; count < 5; count++) act(network, '1', raft => propose(raft, count));
		settle(network);
		expect(leaderOf(network).log.entries).toBe(entries);
		expect(applied(network, '3')).toEqual([0, 1, 2, 3, 4]);
	});
});

describe('§5.4.2 entries of previous terms', () => {
	test('an old entry that a majority has is not committed by counting', () => {
		const raft = leaderWith([1, 2]);
		acknowledge(raft, '2', 2);
		acknowledge(raft, '3', 2);
		expect(raft.commitIndex).toBe(0);
		acknowledge(raft, '2', 3);
		expect(raft.commitIndex).toBe(3);
	});

	test('figure 8: an entry of term 2 on a majority can still be overwritten, and was handed out by none', () => {
		const five = group(5);
		const network = createNetwork();
		// (c): S1 of term 4 has copied its entry of term 2 to S3; its own of term 4 reached nobody.
		start(network, '1', persistedLog(five, [1, 2, 4], 4));
		start(network, '2', persistedLog(five, [1, 2], 4));
		start(network, '3', persistedLog(five, [1, 2], 4));
		start(network, '4', persistedLog(five, [1], 3));
		start(network, '5', persistedLog(five, [1, 3], 4));
		partition(network, '1');
		elect(network, '5');
		// (d): S5 was elected by S2, S3 and S4, and replaces the entry.
		expect(leaderOf(network).id).toBe('5');
		expect(termsOf(network.members[2] as Raft)).toEqual([1, 3, 5]);
		expect(
			Object.values(network.applied)
				.flat()
				.some(({term}) => term === 2 || term === 4),
		).toBe(false);
	});
});

describe('§5.5 crashes', () => {
	test('a leader tries again until a follower that was down has everything', () => {
		const network = createGroup(3);
		elect(network, '1');
		crash(network, '3');
		for (const data of ['a', 'b', 'c']) act(network, '1', raft => propose(raft, data));
		settle(network);
		tickAll(network, 30);
		restart(network, '3');
		tickAll(network, 3);
		expect(applied(network, '3')).toEqual(['a', 'b', 'c']);
	});

	test('a group that restarts as a whole loses nothing that was committed', () => {
		const network = createGroup(3);
		elect(network, '1');
		act(network, '1', raft => propose(raft, 'kept'));
		settle(network);
		for (const id of three) crash(network, id);
		for (const id of three) restart(network, id);
		tickAll(network, 60);
		for (const id of three) expect(applied(network, id)).toEqual(['kept']);
	});
});

describe('§8 a new leader', () => {
	test('begins with an empty entry, which commits what earlier terms left', () => {
		const network = createGroup(3);
		elect(network, '1');
		partition(network, '1');
		act(network, '1', raft => propose(raft, 'lost'));
		settle(network);
		tickAll(network, 40);
		const leader = leaderOf(network);
		expect(leader.id).not.toBe('1');
		heal(network);
		tickAll(network, 2);
		const term = leader.currentTerm;
		expect(termsOf(leader)).toEqual([1, term]);
		expect(leader.commitIndex).toBe(2);
		expect(network.members[1]?.log).toEqual(leader.log);
	});
});
