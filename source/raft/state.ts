import {type Key, randomInteger} from '../base/random.ts';
import {invariant} from './invariant.ts';
import {emptyLog, type Log, lastIndex} from './log.ts';
import type {Entry, Message, RaftId, Snapshot} from './message.ts';
import type {Progress} from './progress.ts';

export type Role = 'follower' | 'candidate' | 'leader';

/**
One member of a group: plain data, changed in place by the functions of this room and by nothing else.
Names as in the paper's figure 2.
*/
export type Raft = {
	readonly id: RaftId;
	readonly seed: Key;
	/** Unit: ticks. A timeout is drawn from [electionTick, 2 × electionTick). */
	readonly electionTick: number;
	/** Unit: ticks between two heartbeats. */
	readonly heartbeatTick: number;
	readonly maxEntriesPerMessage: number;

	currentTerm: number;
	votedFor: RaftId | undefined;
	log: Log;
	/** The newest one, own or received; undefined before the first. */
	snapshot: Snapshot | undefined;

	role: Role;
	leaderId: RaftId | undefined;
	/** Ascending. The configuration as of `lastApplied`; empty in a joiner that applied none yet. */
	voters: readonly RaftId[];
	/** It applied its own removal and stopped: it neither ticks, hears nor proposes any more. */
	isRemoved: boolean;
	commitIndex: number;
	lastApplied: number;

	/** A leader's: one per voter, itself included. Empty in the other roles. */
	progress: Record<RaftId, Progress>;
	/** A candidate's: the answers so far. */
	votes: Record<RaftId, boolean>;
	/** A leader's: whom it hands over to. */
	transferTarget: RaftId | undefined;
	/** A leader's: no configuration change is accepted before this index is applied. */
	pendingConfigurationIndex: number;

	/** Unit: ticks since the leader was heard, a vote was given or, in a leader, the quorum was checked. */
	electionElapsed: number;
	heartbeatElapsed: number;
	electionTimeout: number;
	/** Ordinal of the next draw of an election timeout. */
	electionDraws: number;
	/** Unit: ticks in a row that ended without a known leader. */
	ticksWithNoLeader: number;

	/** What `takeReady` hands out next, and what it handed out last. */
	outbox: Message[];
	isSnapshotUnapplied: boolean;
	/** Configuration entries handed out that `applyConfiguration` has not seen yet. */
	unappliedConfigurations: number;
	reported: HardState & SoftState;
};

/** What must survive a crash besides log and snapshot. */
export type HardState = {
	currentTerm: number;
	votedFor: RaftId | undefined;
	commitIndex: number;
};
export type SoftState = {role: Role; leaderId: RaftId | undefined};

/** `electionDraws` is kept so that a restarted member does not repeat its draws. */
export type PersistedState = {
	readonly hardState: Readonly<HardState>;
	readonly log: Readonly<Log>;
	readonly snapshot: Snapshot | undefined;
	readonly electionDraws: number;
};

export type RaftOptions = {
	readonly id: RaftId;
	readonly seed: Key;
	/** Unit: ticks. Default 10. */
	readonly electionTick?: number;
	/** Unit: ticks. Default 1. */
	readonly heartbeatTick?: number;
	/** Default 64. Stands for etcd's limit in bytes, which opaque data does not have. */
	readonly maxEntriesPerMessage?: number;
};

/** A joiner: empty log and empty configuration, so it follows until it has applied one that has it. */
export function createRaft(options: RaftOptions): Raft {
	const raft: Raft = {
		id: options.id,
		seed: options.seed,
		electionTick: options.electionTick ?? 10,
		heartbeatTick: options.heartbeatTick ?? 1,
		maxEntriesPerMessage: options.maxEntriesPerMessage ?? 64,
		currentTerm: 0,
		votedFor: undefined,
		log: emptyLog(),
		snapshot: undefined,
		role: 'follower',
		leaderId: undefined,
		voters: [],
		isRemoved: false,
		commitIndex: 0,
		lastApplied: 0,
		progress: {},
		votes: {},
		transferTarget: undefined,
		pendingConfigurationIndex: 0,
		electionElapsed: 0,
		heartbeatElapsed: 0,
		electionTimeout: 0,
		electionDraws: 0,
		ticksWithNoLeader: 0,
		outbox: [],
		isSnapshotUnapplied: false,
		unappliedConfigurations: 0,
		reported: {currentTerm: 0, votedFor: undefined, commitIndex: 0, role: 'follower', leaderId: undefined},
	};
	invariant(raft.heartbeatTick > 0, 'the heartbeat tick must be positive');
	invariant(raft.electionTick > raft.heartbeatTick, 'the election tick must exceed the heartbeat tick');
	drawElectionTimeout(raft);
	return raft;
}

/**
The first member of a new group: entry 1 of term 1 adds it and counts as committed. Once that is applied,
`campaignIfAlone` makes it leader of term 2 with an empty entry 2. Source: etcd's `Bootstrap`.
*/
export function bootstrapRaft(options: RaftOptions, context: unknown): Raft {
	const raft = createRaft(options);
	const first: Entry = {type: 'configuration', index: 1, term: 1, data: {change: 'add', id: raft.id, context}};
	raft.currentTerm = 1;
	raft.log.entries.push(first);
	raft.commitIndex = 1;
	raft.voters = [raft.id];
	return raft;
}

/**
A member back from a crash. What its snapshot stands for counts as applied; the committed entries after it
are handed out again, as to a store that lives in memory only.
*/
export function restartRaft(options: RaftOptions, persisted: PersistedState): Raft {
	const raft = createRaft(options);
	const {hardState, log, snapshot, electionDraws} = persisted;
	raft.currentTerm = hardState.currentTerm;
	raft.votedFor = hardState.votedFor;
	raft.commitIndex = hardState.commitIndex;
	raft.log = {...log, entries: [...log.entries]};
	raft.snapshot = snapshot;
	raft.lastApplied = snapshot?.lastIncludedIndex ?? 0;
	raft.voters = snapshot?.voters ?? [];
	raft.electionDraws = electionDraws;
	drawElectionTimeout(raft);
	rememberReported(raft);
	invariant(raft.log.offset <= raft.lastApplied, 'the log begins after the snapshot ends');
	invariant(raft.lastApplied <= raft.commitIndex, 'the snapshot is ahead of the commit index');
	invariant(raft.commitIndex <= lastIndex(raft.log), 'the commit index is beyond the log');
	return raft;
}

/** What a crash now would leave on disk, given that every `Ready` was drained. Shares the log's entries. */
export function persistedState(raft: Raft): PersistedState {
	return {
		hardState: {currentTerm: raft.currentTerm, votedFor: raft.votedFor, commitIndex: raft.commitIndex},
		log: {...raft.log, entries: [...raft.log.entries]},
		snapshot: raft.snapshot,
		electionDraws: raft.electionDraws,
	};
}

/** Whether it may stand for election: it is a voter, and its state machine stands where its log begins. */
export function isPromotable(raft: Raft): boolean {
	return !raft.isRemoved && !raft.isSnapshotUnapplied && raft.voters.includes(raft.id);
}

/** What every change of role or term begins with. Source: etcd's `reset`. */
export function resetTerm(raft: Raft, term: number): void {
	if (raft.currentTerm !== term) {
		raft.currentTerm = term;
		raft.votedFor = undefined;
	}
	raft.leaderId = undefined;
	raft.electionElapsed = 0;
	raft.heartbeatElapsed = 0;
	raft.transferTarget = undefined;
	raft.pendingConfigurationIndex = 0;
	raft.votes = {};
	raft.progress = {};
	drawElectionTimeout(raft);
}

export function becomeFollower(raft: Raft, term: number, leaderId: RaftId | undefined): void {
	resetTerm(raft, term);
	raft.role = 'follower';
	raft.leaderId = leaderId;
}

/** Follows a commit index that a leader told. Errors: throws beyond the log, for then entries were lost. */
export function commitTo(raft: Raft, index: number): void {
	if (index <= raft.commitIndex) return;
	invariant(index <= lastIndex(raft.log), `commit index ${index} is beyond the log of ${raft.id}`);
	raft.commitIndex = index;
}

/** Numeric order, as etcd's: shorter first, then by digits. */
export const compareIds = (a: RaftId, b: RaftId): number => a.length - b.length || (a < b ? -1 : Number(a > b));

export function rememberReported(raft: Raft): void {
	const {reported} = raft;
	reported.currentTerm = raft.currentTerm;
	reported.votedFor = raft.votedFor;
	reported.commitIndex = raft.commitIndex;
	reported.role = raft.role;
	reported.leaderId = raft.leaderId;
}

function drawElectionTimeout(raft: Raft): void {
	const draw = randomInteger(raft.electionTick, raft.seed, 'raft.election', raft.id, raft.electionDraws);
	raft.electionDraws++;
	raft.electionTimeout = raft.electionTick + draw;
}
