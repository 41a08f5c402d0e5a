import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	campaign,
	isIdleFollower,
	isIdleLeader,
	lastIndex,
	propose,
	proposeConfiguration,
	type Raft,
	type RaftId,
	reportUnreachable,
	skipTicks,
	tick,
	transferLeadership,
} from '../../source/raft/raft.ts';
import {
	act,
	crash,
	createGroup,
	elect,
	heal,
	leaderOf,
	type Network,
	partition,
	settle,
	tickAll,
	tickOne,
} from './network.ts';

/** Ticks one member after the other in this order, with everything delivered in between. */
function tickInOrder(network: Network, order: readonly RaftId[], ticks: number): void {
	for (let count = 0; count < ticks; count++) {
		tickOne(network, order[count % order.length] as RaftId);
		settle(network);
	}
}

/** How many single ticks of `order` fall to `id`, and how many since the last one of the leader that beat. */
function sinceHeard(order: readonly RaftId[], ticks: number, id: RaftId, before: Raft, leader: Raft) {
	let heartbeatElapsed = leader.heartbeatElapsed;
	let own = 0;
	let elapsed = before.electionElapsed;
	for (let count = 0; count < ticks; count++) {
		const ticking = order[count % order.length];
		if (ticking === id) {
			own++;
			elapsed++;
		}
		if (ticking === leader.id && ++heartbeatElapsed === leader.heartbeatTick) {
			heartbeatElapsed = 0;
			elapsed = 0;
		}
	}
	return {own, elapsed};
}

const scenario = fc.record({
	size: fc.constantFrom(1, 3, 5),
	seed: fc.integer({min: 0, max: 1_000_000}),
	heartbeatTick: fc.constantFrom(1, 1, 3),
	warmUp: fc.integer({min: 0, max: 60}),
	ticks: fc.integer({min: 0, max: 800}),
	isOneDown: fc.boolean(),
});

/** Members in any order, which is then the order in which they tick, round after round. */
function orderOf(network: Network, seed: number): RaftId[] {
	const key = (id: RaftId) => ((seed % 1009) * (Number(id) + 7) * 7919) % 1013;
	return Object.keys(network.members).sort((a, b) => key(a) - key(b));
}

test('leaping over idle ticks leaves the very state that ticking leaves', () => {
	let compared = 0;
	const property = fc.property(scenario, ({size, seed, heartbeatTick, warmUp, ticks, isOneDown}) => {
		const network = createGroup(size, seed, {heartbeatTick});
		const silent = isOneDown && size > 1 ? [String(size)] : [];
		elect(network, '1');
		const dieEarly = seed % 2 === 0;
		if (dieEarly) for (const id of silent) crash(network, id);
		for (let count = 0; count < seed % 4; count++) act(network, '1', raft => propose(raft, count));
		settle(network);
		for (const id of silent) crash(network, id);
		const order = orderOf(network, seed);
		tickInOrder(network, order, warmUp);
		const leader = leaderOf(network);
		if (!isIdleLeader(leader, silent)) return;
		compared++;
		const leapt = structuredClone(network.members);
		for (const [id, raft] of Object.entries(leapt)) {
			const isFollower = isIdleFollower(raft, leader.id, leader.currentTerm, lastIndex(leader.log));
			expect(isFollower).toBe(id !== leader.id);
			const {own, elapsed} = sinceHeard(order, ticks, id, raft, leader);
			skipTicks(raft, own, elapsed, {silent});
		}
		tickInOrder(network, order, ticks);
		expect(leapt).toStrictEqual(network.members);
	});
	fc.assert(property, {numRuns: 200, seed: 20_260_101});
	expect(compared).toBeGreaterThan(150);
});

describe('a group is not idle', () => {
	function idleGroup(): Network {
		const network = createGroup(3);
		elect(network, '1');
		tickAll(network, 2);
		expect(isIdleLeader(leaderOf(network))).toBe(true);
		return network;
	}
	const leader = (network: Network) => network.members[1] as Raft;

	test('while an entry is under way', () => {
		const network = idleGroup();
		act(network, '1', raft => propose(raft, 'x'));
		expect(isIdleLeader(leader(network))).toBe(false);
		settle(network);
		tickAll(network);
		expect(isIdleLeader(leader(network))).toBe(true);
	});

	test('while leadership is being transferred', () => {
		const network = idleGroup();
		act(network, '1', raft => transferLeadership(raft, '2'));
		expect(isIdleLeader(leader(network))).toBe(false);
	});

	test('while a configuration change is under way', () => {
		const network = idleGroup();
		act(network, '1', raft => proposeConfiguration(raft, {change: 'add', id: '4', context: undefined}));
		settle(network);
		expect(isIdleLeader(leader(network))).toBe(false);
	});

	test('while a follower does not answer, unless the caller knows it to be silent', () => {
		const network = idleGroup();
		partition(network, '3');
		tickAll(network);
		expect(isIdleLeader(leader(network))).toBe(false);
		expect(isIdleLeader(leader(network), ['3'])).toBe(true);
		heal(network);
		expect(isIdleLeader(leader(network), ['2', '3'])).toBe(false);
		tickAll(network);
		expect(isIdleLeader(leader(network))).toBe(true);
	});

	test('while a follower has not been heard since the last check, or its silence is not reported', () => {
		const network = idleGroup();
		const loseAllFor3 = () => {
			tickOne(network, '1');
			network.queue = network.queue.filter(({to}) => to !== '3');
			settle(network);
		};
		for (let ticks = 0; ticks < 10; ticks++) loseAllFor3();
		expect(leader(network).progress[3]).toMatchObject({state: 'replicate', recentActive: false});
		expect(isIdleLeader(leader(network))).toBe(false);
		expect(isIdleLeader(leader(network), ['3'])).toBe(false);
		reportUnreachable(leader(network), '3');
		expect(isIdleLeader(leader(network), ['3'])).toBe(true);
	});

	test('with a candidate, or a follower that believes in another leader, term or log', () => {
		const network = idleGroup();
		const follower = network.members[2] as Raft;
		expect(isIdleFollower(follower, '1', 1, 1)).toBe(true);
		expect(isIdleFollower(follower, '3', 1, 1)).toBe(false);
		expect(isIdleFollower(follower, '1', 2, 1)).toBe(false);
		expect(isIdleFollower(follower, '1', 1, 2)).toBe(false);
		campaign(follower);
		expect(isIdleFollower(follower, '1', 1, 1)).toBe(false);
	});
});

test('a quiet tick of a follower makes no garbage: the state keeps all its objects', () => {
	const network = createGroup(3);
	elect(network, '1');
	const follower = network.members[2] as Raft;
	const {outbox, log, progress, votes, voters, reported} = follower;
	tick(follower);
	expect(Object.is(follower.outbox, outbox) && Object.is(follower.log, log)).toBe(true);
	expect(Object.is(follower.progress, progress) && Object.is(follower.votes, votes)).toBe(true);
	expect(Object.is(follower.voters, voters) && Object.is(follower.reported, reported)).toBe(true);
});
