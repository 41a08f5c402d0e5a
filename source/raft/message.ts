/** A member's name in the group: the hexadecimal form of a 64-bit number that the caller chose. Never reused. */
export type RaftId = string;

/** Shape: `context` is opaque, as an entry's data is (SwarmKit keeps the member's address there). */
export type ConfigurationChange = {
	readonly change: 'add' | 'remove' | 'update';
	readonly id: RaftId;
	readonly context: unknown;
};

/** One position of the log. `data` is opaque and shared by reference; a new leader's own first entry has none. */
export type Entry =
	| {readonly type: 'normal'; readonly index: number; readonly term: number; readonly data: unknown}
	| {
			readonly type: 'configuration';
			readonly index: number;
			readonly term: number;
			readonly data: ConfigurationChange;
	  };

export type ConfigurationEntry = Extract<Entry, {readonly type: 'configuration'}>;

/** Stands for all entries up to `lastIncludedIndex`. Shape: `voters` ascending; `data` opaque, shared by reference. */
export type Snapshot = {
	readonly lastIncludedIndex: number;
	readonly lastIncludedTerm: number;
	readonly voters: readonly RaftId[];
	readonly data: unknown;
};

type Envelope = {readonly from: RaftId; readonly to: RaftId; readonly term: number};

/** `isTransfer`: the candidate was told to stand by the leader itself, so no lease protects that leader. */
export type RequestVote = Envelope & {
	readonly type: 'requestVote';
	readonly lastLogIndex: number;
	readonly lastLogTerm: number;
	readonly isTransfer: boolean;
};
export type RequestVoteResponse = Envelope & {readonly type: 'requestVoteResponse'; readonly voteGranted: boolean};

export type AppendEntries = Envelope & {
	readonly type: 'appendEntries';
	readonly prevLogIndex: number;
	readonly prevLogTerm: number;
	readonly entries: readonly Entry[];
	readonly leaderCommit: number;
};

/**
Success: `index` is the last entry known to match. Refusal: `index` repeats `prevLogIndex`, and the hint is
the follower's last position that could match. Also answers a snapshot, and leaders of a past term.
*/
export type AppendEntriesResponse = Envelope & {
	readonly type: 'appendEntriesResponse';
	readonly success: boolean;
	readonly index: number;
	readonly hintIndex: number;
	readonly hintTerm: number;
};

/**
In the paper an empty AppendEntries. As in etcd it is a message of its own: it skips the consistency check,
so it may carry no more than the commit index that this follower is known to have.
*/
export type Heartbeat = Envelope & {readonly type: 'heartbeat'; readonly leaderCommit: number};
export type HeartbeatResponse = Envelope & {readonly type: 'heartbeatResponse'};

export type InstallSnapshot = Envelope & {readonly type: 'installSnapshot'; readonly snapshot: Snapshot};

/** From a leader that hands over: stand for election now (thesis §3.10). */
export type TimeoutNow = Envelope & {readonly type: 'timeoutNow'};

export type Message =
	| RequestVote
	| RequestVoteResponse
	| AppendEntries
	| AppendEntriesResponse
	| Heartbeat
	| HeartbeatResponse
	| InstallSnapshot
	| TimeoutNow;
