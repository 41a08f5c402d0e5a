import {describe, expect, test} from 'vitest';
import {campaign, propose, type Raft, receive, takeReady, tick, transferLeadership} from '../../source/raft/raft.ts';
import {
	act,
	aMember,
	applied,
	crash,
	createGroup,
	elect,
	heal,
	leaderOf,
	leadersOf,
	type Network,
	partition,
	restart,
	settle,
	tickAll,
	tickOne,
} from './network.ts';

function ledGroup(size = 3, seed = 1): Network {
	const network = createGroup(size, seed);
	elect(network, '1');
	tickAll(network);
	return network;
}

const at = (network: Network, id: string) => network.members[id] as Raft;

describe('thesis §4.2.3: the leader lease', () => {
	test('a follower that hears its leader ignores a candidate of a higher term: no answer, no new term', () => {
		const network = ledGroup();
		const raft = at(network, '2');
		const request = {type: 'requestVote', from: '3', to: '2', term: 9, lastLogIndex: 9, lastLogTerm: 9} as const;
		while (raft.electionElapsed < 9) tick(raft);
		receive(raft, {...request, isTransfer: false});
		expect(raft.currentTerm).toBe(1);
		expect(takeReady(raft)).toBeUndefined();
		receive(raft, {...request, isTransfer: true});
		expect(raft).toMatchObject({currentTerm: 9, votedFor: '3'});
	});

	test('at exactly ten ticks the lease is over', () => {
		const raft = at(ledGroup(), '2');
		raft.electionTimeout = 19;
		while (raft.electionElapsed < 10) tick(raft);
		receive(raft, {
			type: 'requestVote',
			from: '3',
			to: '2',
			term: 9,
			lastLogIndex: 9,
			lastLogTerm: 9,
			isTransfer: false,
		});
		expect(raft).toMatchObject({currentTerm: 9, votedFor: '3'});
	});

	test('a leader does not heed a candidate either', () => {
		const raft = at(ledGroup(), '1');
		receive(raft, {
			type: 'requestVote',
			from: '3',
			to: '1',
			term: 9,
			lastLogIndex: 9,
			lastLogTerm: 9,
			isTransfer: false,
		});
		expect(raft).toMatchObject({role: 'leader', currentTerm: 1});
	});
});

describe('thesis §6.2: the quorum check', () => {
	test.each([1, 2, 3, 4, 5, 6, 7, 8])('a leader cut off, seed %i, steps down after 10 to 20 ticks', seed => {
		const network = ledGroup(3, seed);
		for (let ticks = 0; ticks < seed; ticks++) tickOne(network, '1');
		settle(network);
		partition(network, '1');
		let ticks = 0;
		for (; at(network, '1').role === 'leader'; ticks++) tickOne(network, '1');
		expect(ticks).toBeGreaterThan(9);
		expect(ticks).toBeLessThanOrEqual(20);
		expect(at(network, '1')).toMatchObject({role: 'follower', leaderId: undefined, currentTerm: 1});
	});

	test('a leader that hears a bare majority goes on', () => {
		const network = ledGroup(5);
		partition(network, '4', '5');
		tickAll(network, 100);
		expect(at(network, '1')).toMatchObject({role: 'leader', currentTerm: 1});
	});

	test('one that does not steps down, and its followers count the ticks without a leader', () => {
		const network = ledGroup(3);
		crash(network, '1');
		crash(network, '3');
		tickAll(network, 19);
		expect(at(network, '2').role).toBe('candidate');
		const before = at(network, '2').ticksWithNoLeader;
		tickAll(network, 7);
		expect(at(network, '2').ticksWithNoLeader).toBe(before + 7);
		restart(network, '3');
		tickAll(network, 60);
		expect(at(network, '2').ticksWithNoLeader).toBe(0);
	});
});

describe('no pre-vote', () => {
	test('a member that was cut off returns with a higher term, and the healthy rest has to elect again', () => {
		const network = ledGroup();
		partition(network, '3');
		tickAll(network, 100);
		const {currentTerm} = at(network, '3');
		expect(currentTerm).toBeGreaterThan(4);
		expect(leaderOf(network)).toMatchObject({id: '1', currentTerm: 1});
		heal(network);
		network.trace = [];
		tickOne(network, '1');
		settle(network);
		expect(network.trace).toContain(`3 → 1 appendEntriesResponse, term ${currentTerm}: has 0`);
		expect(at(network, '1')).toMatchObject({role: 'follower', currentTerm});
		tickAll(network, 60);
		expect(leadersOf(network)).toHaveLength(1);
		expect(leaderOf(network).currentTerm).toBeGreaterThan(currentTerm);
	});
});

describe('thesis §3.10: leadership transfer', () => {
	test('a target with the whole log is told at once, and wins against every lease', () => {
		const network = ledGroup();
		expect(act(network, '1', raft => transferLeadership(raft, '2'))).toEqual({ok: true});
		settle(network);
		expect(leadersOf(network).map(({id, currentTerm}) => [id, currentTerm])).toEqual([['2', 2]]);
		expect(at(network, '1')).toMatchObject({role: 'follower', leaderId: '2'});
	});

	test('a target that is behind is brought up to date first', () => {
		const network = ledGroup();
		partition(network, '2');
		act(network, '1', raft => propose(raft, 'x'));
		settle(network);
		tickAll(network, 2);
		heal(network);
		act(network, '1', raft => transferLeadership(raft, '2'));
		tickAll(network, 2);
		expect(leaderOf(network).id).toBe('2');
		expect(applied(network, '2')).toEqual(['x']);
	});

	test('proposals are refused meanwhile, and accepted again when it is given up after ten ticks', () => {
		const network = ledGroup();
		crash(network, '2');
		act(network, '1', raft => transferLeadership(raft, '2'));
		for (let ticks = 0; ticks < 10; ticks++) {
			expect(propose(at(network, '1'), 'x')).toEqual({ok: false, reason: 'leadership is being transferred'});
			tickAll(network);
		}
		expect(propose(at(network, '1'), 'x')).toMatchObject({ok: true});
	});

	test('only a leader can do it, only to a voter; to itself it is nothing', () => {
		const network = ledGroup();
		expect(transferLeadership(at(network, '2'), '3')).toEqual({ok: false, reason: 'not the leader'});
		expect(transferLeadership(at(network, '1'), '9')).toEqual({ok: false, reason: 'not a voter'});
		expect(transferLeadership(at(network, '1'), '1')).toEqual({ok: true});
		expect(propose(at(network, '1'), 'x')).toMatchObject({ok: true});
	});

	test('a new target replaces the one before', () => {
		const network = ledGroup();
		crash(network, '2');
		act(network, '1', raft => transferLeadership(raft, '2'));
		act(network, '1', raft => transferLeadership(raft, '3'));
		settle(network);
		expect(leaderOf(network).id).toBe('3');
	});
});

describe('proposals', () => {
	test('a follower and a candidate refuse: they are not forwarded', () => {
		const raft = aMember('1');
		expect(propose(raft, 'x')).toEqual({ok: false, reason: 'not the leader'});
		campaign(raft);
		expect(propose(raft, 'x')).toEqual({ok: false, reason: 'not the leader'});
	});

	test('data is shared, never copied', () => {
		const network = ledGroup();
		const data = {name: 'node1'};
		act(network, '1', raft => propose(raft, data));
		settle(network);
		tickAll(network);
		for (const id of ['1', '2', '3']) expect(applied(network, id)[0]).toBe(data);
	});
});
