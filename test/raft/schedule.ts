import {randomInteger} from '../../source/base/random.ts';
import {
	campaign,
	compact,
	createRaft,
	createSnapshot,
	propose,
	proposeConfiguration,
	type Raft,
	type RaftId,
	reportUnreachable,
	transferLeadership,
} from '../../source/raft/raft.ts';
import {act, crash, deliver, growGroup, heal, leadersOf, type Network, partition, restart, tickOne} from './network.ts';
import {checkSafety, createWatch, forgetRole, type Watch} from './safety.ts';

const STEPS = 1_500;

export type Schedule = {
	readonly network: Network;
	readonly watch: Watch;
	readonly pick: (bound: number) => number;
	nextId: number;
};

function createSchedule(seed: number): Schedule {
	let ordinal = 0;
	const size = seed % 2 === 0 ? 3 : 5;
	const network = growGroup(size, seed, {electionTick: 3 + (seed % 4), maxEntriesPerMessage: 1 + (seed % 3)});
	const pick = (bound: number) => randomInteger(bound, seed, 'test.schedule', ordinal++);
	return {network, watch: createWatch(network), pick, nextId: size + 1};
}

function one<Item>({pick}: Schedule, items: readonly Item[]): Item | undefined {
	return items.length > 0 ? items[pick(items.length)] : undefined;
}

/** Time passes unevenly; messages come late, twice, in any order or not at all; everything breaks now and then. */
const moves: readonly {readonly weight: number; readonly move: (schedule: Schedule) => void}[] = [
	{
		weight: 300,
		move: schedule => tickOne(schedule.network, one(schedule, Object.keys(schedule.network.members)) ?? ''),
	},
	{weight: 600, move: ({network}) => deliver(network, 0)},
	{weight: 40, move: ({network, pick}) => deliver(network, pick(network.queue.length || 1))},
	{weight: 10, move: repeatMessage},
	{weight: 70, move: schedule => byLeader(schedule, raft => propose(raft, schedule.pick(1_000_000)))},
	{weight: 6, move: changeLossRate},
	{weight: 6, move: schedule => partition(schedule.network, ...someMembers(schedule))},
	{weight: 20, move: ({network}) => heal(network)},
	{weight: 10, move: crashOne},
	{weight: 20, move: ({network, pick}) => restart(network, Object.keys(network.disks)[pick(3)] ?? '')},
	{weight: 12, move: addMember},
	{weight: 10, move: removeMember},
	{weight: 8, move: schedule => byLeader(schedule, raft => transferLeadership(raft, one(schedule, raft.voters) ?? ''))},
	{weight: 10, move: snapshot},
	{weight: 8, move: standForElection},
	{weight: 5, move: schedule => byLeader(schedule, raft => reportUnreachable(raft, one(schedule, raft.voters) ?? ''))},
];
const totalWeight = moves.reduce((sum, {weight}) => sum + weight, 0);

function byLeader(schedule: Schedule, input: (raft: Raft) => void): void {
	const leader = one(schedule, leadersOf(schedule.network));
	if (leader) act(schedule.network, leader.id, input);
}

function changeLossRate({network, pick}: Schedule): void {
	network.lossRate = pick(5) === 0 ? 0.3 : pick(2) / 20;
}

function repeatMessage({network, pick}: Schedule): void {
	const message = network.queue[pick(network.queue.length || 1)];
	// A transport delivers a snapshot once or reports that it failed.
	if (message && message.type !== 'installSnapshot') network.queue.push(message);
}

const someMembers = ({network, pick}: Schedule): RaftId[] => Object.keys(network.members).filter(() => pick(3) === 0);

function standForElection(schedule: Schedule): void {
	const id = one(schedule, Object.keys(schedule.network.members));
	if (id !== undefined) act(schedule.network, id, raft => campaign(raft));
}

function crashOne(schedule: Schedule): void {
	const id = one(schedule, Object.keys(schedule.network.members));
	if (id === undefined) return;
	crash(schedule.network, id);
	forgetRole(schedule.watch, id);
}

function addMember(schedule: Schedule): void {
	const {network} = schedule;
	byLeader(schedule, raft => {
		if (raft.voters.length >= 7) return;
		const id = String(schedule.nextId);
		if (!proposeConfiguration(raft, {change: 'add', id, context: undefined}).ok) return;
		schedule.nextId++;
		network.members[id] = createRaft({id, seed: network.seed, ...network.options});
		network.applied[id] = [];
	});
}

function removeMember(schedule: Schedule): void {
	byLeader(schedule, raft => {
		proposeConfiguration(raft, {change: 'remove', id: one(schedule, raft.voters) as RaftId, context: undefined});
	});
}

function snapshot(schedule: Schedule): void {
	const {network, pick} = schedule;
	const id = one(schedule, Object.keys(network.members));
	if (id === undefined) return;
	act(network, id, raft => {
		if (raft.lastApplied <= raft.log.offset) return;
		createSnapshot(raft, [...(network.applied[id] ?? [])]);
		compact(raft, raft.lastApplied - pick(5));
	});
}

export function runMixed(seed: number): Schedule {
	const schedule = createSchedule(seed);
	for (let step = 0; step < STEPS; step++) {
		pickMove(schedule)(schedule);
		checkSafety(schedule.watch);
	}
	return schedule;
}

function pickMove({pick}: Schedule): (schedule: Schedule) => void {
	let rest = pick(totalWeight);
	for (const {weight, move} of moves) {
		if (rest < weight) return move;
		rest -= weight;
	}
	throw new Error('the weights do not add up');
}

/**
Figure 8, over and over: somebody stands against every lease, a leader's words reach few, then the next one
stands. Logs differ in every way that elections allow.
*/
export function runStorm(seed: number): Schedule {
	const schedule = createSchedule(2 * seed + 1);
	const {network, watch, pick} = schedule;
	for (let round = 0; round < 60; round++) {
		const id = one(schedule, Object.keys(network.members)) as RaftId;
		act(network, id, raft => campaign(raft, true));
		for (let delivered = pick(30); delivered > 0; delivered--) {
			deliver(network, pick(network.queue.length || 1));
			checkSafety(watch);
			if (pick(8) === 0) byLeader(schedule, raft => propose(raft, pick(1_000_000)));
		}
		if (pick(3) === 0) network.queue = [];
		if (pick(4) === 0) partition(network, ...someMembers(schedule));
		if (pick(3) === 0) heal(network);
		if (pick(6) === 0) crashOne(schedule);
		for (const down of Object.keys(network.disks)) if (pick(2) === 0) restart(network, down);
		checkSafety(watch);
	}
	return schedule;
}
