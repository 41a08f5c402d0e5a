import {describe, expect, test} from 'vitest';
import {
	applyConfiguration,
	bootstrapRaft,
	type ConfigurationChange,
	campaign,
	campaignIfAlone,
	createRaft,
	type Message,
	propose,
	proposeConfiguration,
	receive,
	takeReady,
	tick,
} from '../../source/raft/raft.ts';
import {
	act,
	aMember,
	applied,
	bootstrap,
	crash,
	createGroup,
	createNetwork,
	elect,
	growGroup,
	join,
	leaderOf,
	type Network,
	partition,
	persistedLog,
	restart,
	settle,
	tickAll,
} from './network.ts';

const add = (id: string): ConfigurationChange => ({change: 'add', id, context: undefined});
const remove = (id: string): ConfigurationChange => ({change: 'remove', id, context: undefined});

function change(network: Network, by: string, what: ConfigurationChange) {
	const result = act(network, by, raft => proposeConfiguration(raft, what));
	settle(network);
	return result;
}

describe('bootstrap', () => {
	test('entry 1 of term 1 adds the founder and is committed; only when applied can it stand, for term 2', () => {
		const raft = bootstrapRaft({id: 'a1', seed: 1}, 'here');
		expect(campaignIfAlone(raft)).toBe(false);
		const ready = takeReady(raft);
		expect(ready?.hardState).toEqual({currentTerm: 1, votedFor: undefined, commitIndex: 1});
		const first = {type: 'configuration', index: 1, term: 1, data: {change: 'add', id: 'a1', context: 'here'}} as const;
		expect(ready?.committedEntries).toEqual([first]);
		expect(campaignIfAlone(raft)).toBe(false);
		applyConfiguration(raft, first);
		expect(campaignIfAlone(raft)).toBe(true);
		expect(takeReady(raft)).toEqual({
			hardState: {currentTerm: 2, votedFor: 'a1', commitIndex: 2},
			snapshot: undefined,
			messages: [],
			committedEntries: [{type: 'normal', index: 2, term: 2, data: undefined}],
			softState: {role: 'leader', leaderId: 'a1'},
		});
		expect(takeReady(raft)).toBeUndefined();
	});

	test('a group of one leads itself again at once after a restart; one of several waits', () => {
		const alone = createNetwork();
		bootstrap(alone, '1');
		act(alone, '1', raft => propose(raft, 'kept'));
		crash(alone, '1');
		restart(alone, '1');
		expect(act(alone, '1', campaignIfAlone)).toBe(true);
		expect(leaderOf(alone)).toMatchObject({currentTerm: 3, commitIndex: 4});
		expect(applied(alone, '1')).toEqual(['kept']);
		const several = growGroup(3);
		crash(several, '1');
		restart(several, '1');
		expect(act(several, '1', campaignIfAlone)).toBe(false);
	});
});

describe('§6 and thesis §4.1: one member at a time', () => {
	test('a joiner has no configuration and does not stand for election, however long it hears nothing', () => {
		const raft = createRaft({id: '2', seed: 1});
		for (let count = 0; count < 100; count++) tick(raft);
		expect(raft).toMatchObject({role: 'follower', currentTerm: 0, ticksWithNoLeader: 100});
		expect(campaign(raft)).toBe(false);
	});

	test('a joiner is given the whole log and then knows its group', () => {
		const network = createNetwork();
		bootstrap(network, '1');
		for (const data of ['a', 'b']) act(network, '1', raft => propose(raft, data));
		join(network, '2');
		settle(network);
		expect(applied(network, '2')).toEqual(['a', 'b']);
		expect(network.members[2]).toMatchObject({voters: ['1', '2'], leaderId: '1', currentTerm: 2});
	});

	test('a new member counts as soon as its addition is applied: two can do nothing without each other', () => {
		const network = createNetwork();
		bootstrap(network, '1');
		join(network, '2');
		crash(network, '2');
		settle(network);
		act(network, '1', raft => propose(raft, 'x'));
		settle(network);
		expect(applied(network, '1')).toEqual([]);
	});

	test('a new member has until the check after next to be heard', () => {
		const network = createNetwork();
		bootstrap(network, '1');
		tickAll(network, 9);
		join(network, '2');
		crash(network, '2');
		settle(network);
		tickAll(network, 10);
		expect(leaderOf(network).id).toBe('1');
		tickAll(network);
		expect(network.members[1]?.role).toBe('follower');
	});

	test('a second change is refused until the first is applied', () => {
		const network = growGroup(3);
		act(network, '1', raft => {
			expect(proposeConfiguration(raft, add('4'))).toMatchObject({ok: true});
			expect(proposeConfiguration(raft, add('5'))).toEqual({ok: false, reason: 'a configuration change is pending'});
		});
		settle(network);
		expect(change(network, '1', add('5'))).toMatchObject({ok: true});
	});

	test('a new leader accepts no change before it has applied all that it took over', () => {
		const network = createGroup(3);
		elect(network, '1');
		partition(network, '3');
		act(network, '1', raft => propose(raft, 'x'));
		network.queue = network.queue.filter(({to}) => to !== '1');
		const raft = aMember('1', persistedLog(['1', '2', '3'], [1, 1], 1));
		campaign(raft);
		receive(raft, {type: 'requestVoteResponse', from: '2', to: '1', term: 2, voteGranted: true});
		takeReady(raft);
		expect(proposeConfiguration(raft, add('4'))).toEqual({ok: false, reason: 'a configuration change is pending'});
	});

	test('an update changes no voter, and travels like any change', () => {
		const network = growGroup(3);
		expect(change(network, '1', {change: 'update', id: '2', context: 'elsewhere'})).toMatchObject({ok: true});
		for (const id of ['1', '2', '3']) {
			expect(network.members[id]?.voters).toEqual(['1', '2', '3']);
			expect(network.applied[id]?.at(-1)?.data).toMatchObject({change: 'update', context: 'elsewhere'});
		}
	});

	test('a removed follower stops: it neither ticks, hears, stands nor proposes', () => {
		const network = growGroup(3);
		change(network, '1', remove('3'));
		// The leader no longer writes to it, so it learns of its removal only from what was under way.
		const raft = network.members[3];
		if (!raft) throw new Error('no member 3');
		expect(network.members[1]?.voters).toEqual(['1', '2']);
		expect(raft.isRemoved).toBe(true);
		const before = structuredClone(raft);
		tickAll(network, 40);
		expect(campaign(raft)).toBe(false);
		expect(propose(raft, 'x')).toEqual({ok: false, reason: 'removed'});
		expect(raft).toEqual(before);
	});

	test('a smaller majority may commit what the larger one could not', () => {
		const network = growGroup(3);
		change(network, '1', add('4'));
		act(network, '1', raft => proposeConfiguration(raft, remove('4')));
		act(network, '1', raft => propose(raft, 'x'));
		// 'x' reaches only '2': two of four. Applying the removal, which '3' gets too, makes them two of three.
		const isLost = (message: Message) =>
			message.type === 'appendEntries' && message.to === '3' && message.prevLogIndex > 5;
		network.queue = network.queue.filter(message => !isLost(message));
		network.onSend = message => message.type === 'appendEntries' && message.to === '3' && network.cuts.add('1>3');
		settle(network);
		expect(network.members[1]?.voters).toEqual(['1', '2', '3']);
		expect(applied(network, '1')).toEqual(['x']);
		expect(network.members[3]?.log.entries).toHaveLength(6);
	});

	test('the last voter cannot be removed', () => {
		const network = createNetwork();
		bootstrap(network, '1');
		expect(change(network, '1', remove('1'))).toEqual({ok: false, reason: 'the last voter cannot be removed'});
	});

	test('a leader that removes itself leads until that is committed, then stops; the others elect another', () => {
		const network = growGroup(3);
		change(network, '1', remove('1'));
		expect(network.members[1]).toMatchObject({isRemoved: true, role: 'follower', leaderId: undefined});
		tickAll(network, 40);
		expect(leaderOf(network).voters).toEqual(['2', '3']);
	});

	test('a follower that stands while it applies the removal of its leader is held back, as in SwarmKit', () => {
		const network = growGroup(3);
		act(network, '1', raft => proposeConfiguration(raft, remove('1')));
		settle(network);
		// SwarmKit campaigns before it hands the change to etcd, which refuses with a change unapplied: 10 to 19 ticks pass.
		const raft = aMember('2', {
			hardState: {currentTerm: 2, votedFor: undefined, commitIndex: 1},
			log: {offset: 0, offsetTerm: 0, entries: [{type: 'configuration', index: 1, term: 2, data: remove('1')}]},
			snapshot: {lastIncludedIndex: 0, lastIncludedTerm: 0, voters: ['1', '2', '3'], data: []},
			electionDraws: 0,
		});
		const entry = takeReady(raft)?.committedEntries[0];
		if (entry?.type !== 'configuration') throw new Error('no configuration entry');
		expect(campaign(raft)).toBe(false);
		applyConfiguration(raft, entry);
		expect(campaign(raft)).toBe(true);
	});

	test('votes and answers of members that are not in the configuration do not count, not even their term', () => {
		const raft = aMember('1');
		campaign(raft);
		const answer: Message = {type: 'requestVoteResponse', from: '9', to: '1', term: 1, voteGranted: true};
		receive(raft, answer);
		receive(raft, {...answer, term: 7, voteGranted: false});
		expect(raft).toMatchObject({role: 'candidate', currentTerm: 1});
	});

	test('a configuration entry that is handed out must be applied before the next', () => {
		const raft = bootstrapRaft({id: '1', seed: 1}, undefined);
		takeReady(raft);
		tick(raft);
		raft.commitIndex = 1;
		receive(raft, {type: 'heartbeat', from: '2', to: '1', term: 5, leaderCommit: 0});
		expect(() => takeReady(raft)).toThrow('handed out but never applied');
	});
});
