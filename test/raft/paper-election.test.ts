import {describe, expect, test} from 'vitest';
import {campaign, type Message, type Raft, receive, takeReady, tick} from '../../source/raft/raft.ts';
import {aMember, blankState, createGroup, elect, leadersOf, persistedLog, settle, tickAll, tickOne} from './network.ts';

const three = ['1', '2', '3'];
const group = (size: number) => Array.from({length: size}, (_, at) => String(at + 1));

function messagesOf(raft: Raft): readonly Message[] {
	return takeReady(raft)?.messages ?? [];
}

function candidateOf(size = 3): Raft {
	const raft = aMember('1', blankState(group(size)));
	campaign(raft);
	takeReady(raft);
	return raft;
}

function leaderOf(size = 3): Raft {
	const raft = candidateOf(size);
	for (const from of group(size).slice(1)) vote(raft, from, true);
	takeReady(raft);
	return raft;
}

function vote(raft: Raft, from: string, voteGranted: boolean): void {
	receive(raft, {type: 'requestVoteResponse', from, to: raft.id, term: raft.currentTerm, voteGranted});
}

function requestVote(from: string, term: number, lastLogIndex = 0, lastLogTerm = 0): Message {
	return {type: 'requestVote', from, to: '1', term, lastLogIndex, lastLogTerm, isTransfer: false};
}

const heartbeat = (from: string, term: number): Message => ({type: 'heartbeat', from, to: '1', term, leaderCommit: 0});

describe('§5.1 terms', () => {
	const inRole = {follower: () => aMember('1'), candidate: candidateOf, leader: leaderOf};
	test.each(Object.entries(inRole))('a %s that meets a higher term takes it and follows', (_, create) => {
		const raft = create();
		receive(raft, heartbeat('2', 9));
		expect(raft).toMatchObject({role: 'follower', currentTerm: 9, leaderId: '2', votedFor: undefined});
	});

	test('a request of a past term is answered with the current one and changes nothing', () => {
		const raft = aMember('1', persistedLog(three, [1], 5));
		receive(raft, heartbeat('2', 4));
		expect(raft).toMatchObject({role: 'follower', currentTerm: 5, leaderId: undefined});
		expect(messagesOf(raft)).toMatchObject([{type: 'appendEntriesResponse', to: '2', term: 5}]);
	});

	test('an answer of a past term is ignored', () => {
		const raft = candidateOf();
		receive(raft, {type: 'requestVoteResponse', from: '2', to: '1', term: 0, voteGranted: true});
		expect(raft.role).toBe('candidate');
	});
});

describe('§5.2 leader election', () => {
	test('a member starts as follower', () => {
		expect(aMember('1')).toMatchObject({role: 'follower', leaderId: undefined});
	});

	test('a leader sends heartbeats to all others, one per heartbeat interval', () => {
		const raft = leaderOf(5);
		for (let count = 0; count < 3; count++) {
			tick(raft);
			expect(messagesOf(raft).map(({type, to}) => `${type} ${to}`)).toEqual(
				group(5)
					.slice(1)
					.map(to => `heartbeat ${to}`),
			);
		}
	});

	test('a follower that hears nothing for its election timeout raises its term, votes for itself and asks all', () => {
		const raft = aMember('1');
		const {electionTimeout} = raft;
		for (let count = 1; count < electionTimeout; count++) tick(raft);
		expect(raft.role).toBe('follower');
		tick(raft);
		expect(raft).toMatchObject({role: 'candidate', currentTerm: 1, votedFor: '1', votes: {1: true}});
		expect(messagesOf(raft)).toMatchObject([
			{type: 'requestVote', to: '2', term: 1},
			{type: 'requestVote', to: '3', term: 1},
		]);
	});

	test('a candidate without a majority starts the next election when its time is out again', () => {
		const raft = candidateOf();
		for (let {electionTimeout} = raft; electionTimeout > 0; electionTimeout--) tick(raft);
		expect(raft).toMatchObject({role: 'candidate', currentTerm: 2});
		expect(messagesOf(raft)).toHaveLength(2);
	});

	test.each([
		{size: 1, yes: 0, no: 0, role: 'leader'},
		{size: 3, yes: 1, no: 0, role: 'leader'},
		{size: 3, yes: 1, no: 1, role: 'leader'},
		{size: 3, yes: 0, no: 1, role: 'candidate'},
		{size: 3, yes: 0, no: 2, role: 'follower'},
		{size: 4, yes: 1, no: 1, role: 'candidate'},
		{size: 4, yes: 1, no: 2, role: 'follower'},
		{size: 4, yes: 2, no: 0, role: 'leader'},
		{size: 5, yes: 1, no: 2, role: 'candidate'},
		{size: 5, yes: 2, no: 2, role: 'leader'},
		{size: 5, yes: 0, no: 3, role: 'follower'},
	])('of $size members, with $yes votes for it and $no against, a candidate is $role', ({size, yes, no, role}) => {
		const raft = candidateOf(size);
		const others = group(size).slice(1);
		for (const from of others.slice(0, no)) vote(raft, from, false);
		for (const from of others.slice(no, no + yes)) vote(raft, from, true);
		expect(raft).toMatchObject({role, currentTerm: 1});
	});

	test('one voter counts once, however often it answers', () => {
		const raft = candidateOf(5);
		vote(raft, '2', true);
		vote(raft, '2', true);
		expect(raft.role).toBe('candidate');
	});

	test('a follower votes once a term, first come, first served, and repeats itself to the same candidate', () => {
		const raft = aMember('1');
		for (const from of ['2', '3', '2']) receive(raft, requestVote(from, 1));
		expect(messagesOf(raft)).toMatchObject([{voteGranted: true}, {voteGranted: false}, {voteGranted: true}]);
		receive(raft, requestVote('3', 2));
		expect(messagesOf(raft)).toMatchObject([{voteGranted: true, term: 2}]);
	});

	test('giving a vote restarts the election timer, refusing one does not', () => {
		const raft = aMember('1', persistedLog(three, [1], 1));
		for (let count = 0; count < 5; count++) tick(raft);
		receive(raft, requestVote('2', 1, 0, 0));
		expect(raft.electionElapsed).toBe(5);
		receive(raft, requestVote('3', 1, 1, 1));
		expect(raft.electionElapsed).toBe(0);
	});

	test('a vote survives a crash', () => {
		const raft = aMember('1', persistedLog(three, [], 3, {votedFor: '2'}));
		receive(raft, requestVote('3', 3));
		receive(raft, requestVote('2', 3));
		expect(messagesOf(raft)).toMatchObject([{voteGranted: false}, {voteGranted: true}]);
	});

	test.each([1, 2])('a candidate of term 1 follows a leader of term %i', term => {
		const raft = candidateOf();
		receive(raft, heartbeat('3', term));
		expect(raft).toMatchObject({role: 'follower', currentTerm: term, leaderId: '3'});
	});

	test('a candidate goes on when a leader of an earlier term speaks', () => {
		const raft = candidateOf();
		receive(raft, heartbeat('3', 0));
		expect(raft).toMatchObject({role: 'candidate', currentTerm: 1});
	});

	test('heartbeats keep elections from starting', () => {
		const network = createGroup(3);
		elect(network, '2');
		tickAll(network, 200);
		expect(leadersOf(network).map(({id, currentTerm}) => [id, currentTerm])).toEqual([['2', 1]]);
	});

	test('timeouts are drawn anew each time, over the whole of [10, 20)', () => {
		const raft = aMember('1');
		const seen = new Set<number>();
		for (let count = 0; count < 2_000; count++) {
			tick(raft);
			seen.add(raft.electionTimeout);
		}
		expect([...seen].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
	});

	test('a split vote is rare and ends by itself: whatever the seed, there soon is a leader', () => {
		let terms = 0;
		for (let seed = 1; seed <= 200; seed++) {
			const network = createGroup(5, seed);
			for (let ticks = 0; leadersOf(network).length === 0; ticks++) {
				expect(ticks).toBeLessThan(100);
				// All candidates of one tick stand at once: the messages come after the ticks.
				for (const id of Object.keys(network.members)) tickOne(network, id);
				settle(network);
			}
			terms += leadersOf(network)[0]?.currentTerm ?? 0;
		}
		expect(terms / 200).toBeLessThan(2);
	});
});

describe('§5.4.1 election restriction', () => {
	test('a candidate tells where its log ends', () => {
		const raft = aMember('1', persistedLog(three, [1, 2, 2], 4));
		campaign(raft);
		expect(messagesOf(raft)).toMatchObject([
			{lastLogIndex: 3, lastLogTerm: 2},
			{lastLogIndex: 3, lastLogTerm: 2},
		]);
	});

	test.each([
		{own: [1], index: 1, term: 1, isGranted: true},
		{own: [1], index: 2, term: 1, isGranted: true},
		{own: [1, 1], index: 1, term: 1, isGranted: false},
		{own: [1], index: 1, term: 2, isGranted: true},
		{own: [1, 1], index: 1, term: 2, isGranted: true},
		{own: [2], index: 1, term: 1, isGranted: false},
		{own: [2], index: 2, term: 1, isGranted: false},
		{own: [1, 2], index: 1, term: 1, isGranted: false},
		{own: [], index: 0, term: 0, isGranted: true},
	])('a voter with entries of terms $own answers a log that ends at $index of term $term with $isGranted', row => {
		const raft = aMember('1', persistedLog(three, row.own, 2));
		receive(raft, requestVote('2', 3, row.index, row.term));
		expect(messagesOf(raft)).toMatchObject([{type: 'requestVoteResponse', voteGranted: row.isGranted, term: 3}]);
	});
});
