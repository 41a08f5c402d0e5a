import {randomFraction} from '../../source/base/random.ts';
import {
	applyConfiguration,
	bootstrapRaft,
	campaign,
	campaignIfAlone,
	createRaft,
	type Entry,
	type Message,
	type PersistedState,
	persistedState,
	proposeConfiguration,
	type Raft,
	type RaftId,
	type RaftOptions,
	receive,
	reportSnapshot,
	reportUnreachable,
	restartRaft,
	takeReady,
	tick,
} from '../../source/raft/raft.ts';
import {describe, describeRole} from './transcript.ts';

/**
A group in memory. Nothing moves by itself: the test ticks, delivers, cuts links and crashes members. Each
member's state machine is simply the list of what it applied.
*/
export type Network = {
	readonly seed: number;
	readonly options: Partial<RaftOptions>;
	readonly members: Record<RaftId, Raft>;
	/** What crashed members left on disk. */
	readonly disks: Record<RaftId, PersistedState>;
	readonly applied: Record<RaftId, Entry[]>;
	/** Messages under way, oldest first. */
	queue: Message[];
	/** Links that lose everything, as `from>to`. */
	readonly cuts: Set<string>;
	/** Share of messages that get lost on links that are not cut. */
	lossRate: number;
	losses: number;
	/** A leader applied its own removal. */
	hasLeaderLeft: boolean;
	/** One line per message that arrived, and per change of role. */
	trace: string[];
	/** Called for every message that is sent. */
	onSend: (message: Message) => unknown;
};

export function createNetwork(seed = 1, options: Partial<RaftOptions> = {}): Network {
	return {
		seed,
		options,
		members: {},
		disks: {},
		applied: {},
		queue: [],
		cuts: new Set(),
		lossRate: 0,
		losses: 0,
		hasLeaderLeft: false,
		trace: [],
		onSend: () => {},
	};
}

/** A member that never wrote anything but knows its group: as if a snapshot of nothing had named the voters. */
export function blankState(voters: readonly RaftId[]): PersistedState {
	return persistedLog(voters, [], 0);
}

/** A member's disk with entries of these terms. */
export function persistedLog(
	voters: readonly RaftId[],
	terms: readonly number[],
	currentTerm: number,
	hardState: {votedFor?: RaftId; commitIndex?: number} = {},
): PersistedState {
	const entries = terms.map((term, at): Entry => ({type: 'normal', index: at + 1, term, data: `${at + 1}@${term}`}));
	return {
		hardState: {currentTerm, votedFor: hardState.votedFor, commitIndex: hardState.commitIndex ?? 0},
		log: {offset: 0, offsetTerm: 0, entries},
		snapshot: {lastIncludedIndex: 0, lastIncludedTerm: 0, voters, data: []},
		electionDraws: 0,
	};
}

/** A member alone, outside any network. */
export function aMember(
	id: RaftId,
	state: PersistedState = blankState(['1', '2', '3']),
	options: Partial<RaftOptions> = {},
): Raft {
	return restartRaft({id, seed: 1, ...options}, state);
}

/** Adds a member that starts from `state`. */
export function start(network: Network, id: RaftId, state: PersistedState): Raft {
	const raft = restartRaft({id, seed: network.seed, ...network.options}, state);
	network.members[id] = raft;
	network.applied[id] = [...((state.snapshot?.data ?? []) as Entry[])];
	drain(network, id);
	return raft;
}

/**
A group of `count` members '1', '2' … with empty logs and no leader. Its first configuration is in no log, so a
member can be added to it only with a snapshot; `growGroup` makes one as in life.
*/
export function createGroup(count: number, seed = 1, options: Partial<RaftOptions> = {}): Network {
	const network = createNetwork(seed, options);
	const ids = Array.from({length: count}, (_, at) => String(at + 1));
	for (const id of ids) start(network, id, blankState(ids));
	return network;
}

/** A new group of one, as `swarm init` makes it. */
export function bootstrap(network: Network, id: RaftId): Raft {
	const raft = bootstrapRaft({id, seed: network.seed, ...network.options}, `address of ${id}`);
	network.members[id] = raft;
	network.applied[id] = [];
	drain(network, id);
	campaignIfAlone(raft);
	drain(network, id);
	return raft;
}

/** A joiner: the leader proposes it, and it starts with nothing. */
export function join(network: Network, id: RaftId): Raft {
	const leader = leaderOf(network);
	const result = proposeConfiguration(leader, {change: 'add', id, context: `address of ${id}`});
	if (!result.ok) throw new Error(result.reason);
	network.members[id] = createRaft({id, seed: network.seed, ...network.options});
	network.applied[id] = [];
	drain(network, leader.id);
	return network.members[id];
}

/** '1' founded the group, and all others joined it. */
export function growGroup(count: number, seed = 1, options: Partial<RaftOptions> = {}): Network {
	const network = createNetwork(seed, options);
	bootstrap(network, '1');
	for (let id = 2; id <= count; id++) {
		join(network, String(id));
		settle(network);
	}
	tickAll(network);
	return network;
}

/** Does what a driver does after every input. */
export function drain(network: Network, id: RaftId): void {
	const raft = network.members[id];
	if (!raft) return;
	for (let ready = takeReady(raft); ready; ready = takeReady(raft)) {
		if (ready.snapshot) network.applied[id] = [...(ready.snapshot.data as Entry[])];
		for (const message of ready.messages) {
			network.onSend(message);
			network.queue.push(message);
		}
		for (const entry of ready.committedEntries) {
			network.applied[id]?.push(entry);
			if (entry.type !== 'configuration') continue;
			const wasLeader = raft.role === 'leader';
			applyConfiguration(raft, entry);
			network.hasLeaderLeft ||= wasLeader && raft.isRemoved;
		}
		if (ready.softState) network.trace.push(describeRole(raft));
	}
}

/** Gives a member some input, and drains it. */
export function act<Result>(network: Network, id: RaftId, input: (raft: Raft) => Result): Result {
	const raft = network.members[id];
	if (!raft) throw new Error(`${id} is down`);
	const result = input(raft);
	drain(network, id);
	return result;
}

export function tickOne(network: Network, id: RaftId): void {
	if (network.members[id]) act(network, id, tick);
}

/** Ticks every member once, in order of their names, and delivers all that comes of it. */
export function tickAll(network: Network, ticks = 1): void {
	for (let count = 0; count < ticks; count++) {
		for (const id of Object.keys(network.members)) {
			tickOne(network, id);
			settle(network);
		}
	}
}

/** Makes `id` stand for election, whatever its timer says, and delivers all that comes of it. */
export function elect(network: Network, id: RaftId): void {
	act(network, id, raft => campaign(raft));
	settle(network);
}

/** Delivers until nothing is under way. */
export function settle(network: Network): void {
	for (let count = 0; network.queue.length > 0; count++) {
		if (count > 100_000) throw new Error('the group talks without end');
		deliver(network, 0);
	}
}

/** Delivers, or loses, the message at this place in the queue. */
export function deliver(network: Network, position: number): void {
	const [message] = network.queue.splice(position, 1);
	if (!message) return;
	const {from, to} = message;
	const isLost =
		network.cuts.has(`${from}>${to}`) ||
		(network.lossRate > 0 && randomFraction(network.seed, 'test.loss', network.losses++) < network.lossRate);
	const receiver = network.members[to];
	if (isLost || !receiver) {
		reportLoss(network, message);
		return;
	}
	network.trace.push(describe(message));
	receive(receiver, message);
	drain(network, to);
	if (message.type === 'installSnapshot') report(network, from, raft => reportSnapshot(raft, to, true));
}

/** A sender learns of a link that is down, though not of a message that got lost on a good one. */
function reportLoss(network: Network, {type, from, to}: Message): void {
	if (type === 'installSnapshot') report(network, from, raft => reportSnapshot(raft, to, false));
	if (network.cuts.has(`${from}>${to}`) || !network.members[to])
		report(network, from, raft => reportUnreachable(raft, to));
}

function report(network: Network, id: RaftId, input: (raft: Raft) => void): void {
	const raft = network.members[id];
	if (!raft) return;
	input(raft);
	drain(network, id);
}

/** Cuts these members off from all others, both ways; among themselves they still talk. */
export function partition(network: Network, ...island: readonly RaftId[]): void {
	for (const id of [...Object.keys(network.members), ...Object.keys(network.disks)]) {
		if (island.includes(id)) continue;
		for (const member of island) network.cuts.add(`${member}>${id}`).add(`${id}>${member}`);
	}
}

export function heal(network: Network): void {
	network.cuts.clear();
}

export function crash(network: Network, id: RaftId): void {
	const raft = network.members[id];
	if (!raft) return;
	network.disks[id] = structuredClone(persistedState(raft));
	delete network.members[id];
	const lost = network.queue.filter(({to}) => to === id);
	network.queue = network.queue.filter(({to}) => to !== id);
	for (const message of lost) reportLoss(network, message);
}

export function restart(network: Network, id: RaftId): void {
	const state = network.disks[id];
	if (!state) return;
	delete network.disks[id];
	start(network, id, state);
}

export function leadersOf(network: Network): Raft[] {
	return Object.values(network.members).filter(raft => raft.role === 'leader');
}

/** The leader of the highest term. */
export function leaderOf(network: Network): Raft {
	const [leader] = leadersOf(network).sort((a, b) => b.currentTerm - a.currentTerm);
	if (!leader) throw new Error('there is no leader');
	return leader;
}

/** The state machine's content: data of normal entries, without the leaders' own empty ones. */
export function applied(network: Network, id: RaftId): unknown[] {
	return (network.applied[id] ?? [])
		.filter(({type, data}) => type === 'normal' && data !== undefined)
		.map(({data}) => data);
}

export const termsOf = (raft: Raft): number[] => raft.log.entries.map(entry => entry.term);
