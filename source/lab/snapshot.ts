/**
What the screen may know. A snapshot is immutable: a part that did not change since the last
snapshot is the same object, so a selector can compare by identity. All times are milliseconds
since 1970-01-01T00:00:00Z in virtual time, all durations milliseconds.
*/
export type LabSnapshot = {
	readonly clock: ClockView;
	readonly nodes: readonly NodeView[];
	/** In the order in which they were created; empty before the first init. */
	readonly clusters: readonly ClusterView[];
	/** What is wrong with links between two machines; empty while nothing is. */
	readonly faults: readonly LinkFault[];
	/** Append-only: the newest last. Shared between snapshots by length. */
	readonly feed: readonly FeedLine[];
	readonly timeline: TimelineView;
	/** By which docker clients outside of the lab reach its engines; absent while there are none. */
	readonly sockets?: SocketsView;
};

export type SocketsView = {
	readonly folder: string;
	/** By node, what points a shell to it: `export DOCKER_HOST=unix:///run/user/1000/swarmlab/node1.sock`. */
	readonly exports: Readonly<Record<string, string>>;
};

/** The session from end to end. It does not change while nothing but the clock does. */
export type TimelineView = {
	readonly startedAt: number;
	/** Where what is known ends, while an earlier moment is being looked at; absent: the clock stands at the end. */
	readonly end?: number;
	/** Oldest first, those ahead of the moment looked at included. */
	readonly marks: readonly Mark[];
	/** More than one once the past was left in another direction. */
	readonly branches: readonly BranchView[];
	/** A moment that is being gone to; `share` of the way is done, 0 to 1. */
	readonly journey?: {readonly at: number; readonly share: number};
	/** What the moment that was gone to is, in words: `undone: docker swarm leave`. */
	readonly arrival?: string;
	/** Absent: this session is not to be saved. */
	readonly saving?: SavingView;
};

export type MarkKind = 'command' | 'fault' | 'failure' | 'renewal' | 'rotation' | 'election' | 'expiry';

export type Mark = {readonly at: number; readonly kind: MarkKind; readonly text: string};

/** One way that things went. */
export type BranchView = {
	/** Counted from 1. */
	readonly number: number;
	readonly isCurrent: boolean;
	/** When it left the branch that it came from; absent for the first. */
	readonly leftAt?: number;
	/** How far it was played; absent for the current one, which goes on. */
	readonly end?: number;
	/** The first thing done there that was not done elsewhere. */
	readonly first?: string;
};

export type SavingView = {
	/** The name by which it can be resumed. */
	readonly id: string;
	/** Why what was typed last is not on disk; absent: all is well. */
	readonly problem?: string;
};

export type ClockView = {
	readonly now: number;
	/** Virtual time since the lab started. */
	readonly elapsed: number;
	/** 1, 10, 100 … 1,000,000; what it will be again after a pause. */
	readonly speed: number;
	readonly isPaused: boolean;
	readonly seed: string;
};

export type LinkFault = {
	readonly type: 'block' | 'latency' | 'loss';
	/** Their names; of a blocked link first the one that is not heard. */
	readonly nodes: readonly [string, string];
	/** In words: `node1 – node2 +200 ms`. */
	readonly text: string;
};

export type LocalState = 'inactive' | 'pending' | 'active' | 'error' | 'locked';

/** One machine, seen from outside: the truth, not what some manager believes. */
export type NodeView = {
	readonly name: string;
	readonly addresses: readonly {readonly interface: string; readonly address: string}[];
	/** False: its engine is stopped. */
	readonly isRunning: boolean;
	/** False: the whole machine is off. */
	readonly isPowered: boolean;
	/** When it is switched on again, where it is off for a while. */
	readonly powerReturnsAt?: number;
	/** Its eth0 is unplugged. */
	readonly isCut: boolean;
	/** Which part of a divided network it is in, counted from 0; absent while there is no partition. */
	readonly island?: number;
	readonly state: LocalState;
	/** The engine's own words, as in `docker info`, when state is `error`. */
	readonly error?: string;
	/** These, role and certificate also of an engine that is stopped or locked: its disk has them. */
	readonly nodeId?: string;
	readonly role?: 'manager' | 'worker';
	readonly isLeader: boolean;
	/** Index into `LabSnapshot.clusters`. */
	readonly cluster?: number;
	/** Its swarm's leader knows no such node any more: it was removed while it ran. */
	readonly isRemoved?: true;
	/** A manager by its certificate, but the leader's Raft group goes on without it: as after --force-new-cluster. */
	readonly isLeftOut?: true;
	/** From the leader's store; absent while nobody leads. */
	readonly availability?: 'active' | 'pause' | 'drain';
	readonly status?: 'unknown' | 'down' | 'ready' | 'disconnected';
	/** When its swarm takes it for Down, if it stays as silent as it is. */
	readonly downAt?: number;
	/** It is locked with another unlock key than its swarm's: that changed while it was away. */
	readonly needsOldKey?: true;
	readonly certificate?: CertificateView;
	/** How many rotations of the gossip and IPsec keys it has not heard of; absent while nobody leads. */
	readonly keysBehind?: number;
};

export type CertificateView = {
	readonly role: 'manager' | 'worker';
	readonly serialNumber: string;
	readonly notBefore: number;
	readonly notAfter: number;
	/** The window in which renewal falls (50 to 80 % of the validity) and the moment drawn from it. */
	readonly renewFrom: number;
	readonly renewUntil: number;
	readonly renewAt: number;
};

export type ClusterView = {
	readonly id: string;
	/** `A`, `B` …, shown where there are two. */
	readonly letter: string;
	readonly createdAt: number;
	/** Names of the machines that belong to it. */
	readonly members: readonly string[];
	/** Name of the machine that leads; absent while nobody does that a majority can follow. */
	readonly leader?: string;
	readonly term: number;
	readonly commitIndex: number;
	/** Of the voters on Raft's list, those that are really there and reach each other. */
	readonly quorum: {
		readonly managers: number;
		readonly reachable: number;
		/** How many more managers may fail before the swarm stops; negative: it has stopped. */
		readonly tolerates: number;
	};
	/** Names of the machines that are counted as reachable. */
	readonly voting: readonly string[];
	/** Nodes on the swarm's list that no machine is any more. */
	readonly ghosts: readonly Ghost[];
	readonly rootCa: {
		readonly notBefore: number;
		readonly notAfter: number /** SHA-256 of the PEM, hex. */;
		readonly digest: string;
		readonly pem: string;
	};
	readonly tokens: {readonly worker: TokenView; readonly manager: TokenView};
	readonly gossip: {
		readonly nextRotationAt?: number;
		readonly rotations: number;
		readonly primaryLamportTime: number;
		/** Three each, the oldest first. */
		readonly keys: readonly NetworkKeyView[];
		readonly ipsecKeys: readonly NetworkKeyView[];
	};
	/** Its managers encrypt their disks. */
	readonly isLocked: boolean;
	/** A root CA on its way in; absent while there is none. */
	readonly rootRotation?: RootRotationView;
	/** What `docker swarm join` wants: the leader's address, `172.31.4.11:2377`. */
	readonly joinAddress: string;
};

/** `votes`: it is still a member of Raft. */
export type Ghost = {readonly nodeId: string; readonly name: string; readonly votes: boolean};

/** By its Lamport time; the primary one encrypts, all of them decrypt. */
export type NetworkKeyView = {readonly lamportTime: number; readonly isPrimary: boolean};

export type RootRotationView = {
	/** Of the new root's PEM: SHA-256, hex. */
	readonly digest: string;
	readonly nodes: number;
	/** How many of them have a certificate that the new root's key signed. */
	readonly renewed: number;
	/** Nodes that are not there to renew theirs: as long as they are not, the rotation does not end. */
	readonly missing: readonly string[];
};

export type TokenView = {readonly token: string; readonly setAt: number; readonly rotations: number};

/** What `docker node ls` would say on a node now, asked through its Engine API. */
export type ListView =
	| {readonly type: 'table'; readonly rows: readonly ListRow[]}
	/** The engine's refusal, word for word, as on a worker or outside a swarm. */
	| {readonly type: 'refusal'; readonly message: string}
	/** Nobody answers: the last rows known, and since when they are old. */
	| {readonly type: 'stale'; readonly rows: readonly ListRow[]; readonly since: number; readonly message: string};

/** The cells exactly as `docker node ls` prints them. */
export type ListRow = {
	readonly id: string;
	readonly isSelf: boolean;
	readonly hostname: string;
	readonly status: string;
	readonly availability: string;
	readonly managerStatus: string;
	readonly engineVersion: string;
};

/** One plain line about a step under the hood. */
export type FeedLine = {
	readonly at: number;
	/** Where it happened; absent for the lab itself. */
	readonly node?: string;
	readonly type: 'ca' | 'certificate' | 'token' | 'raft' | 'node' | 'key' | 'network' | 'fault' | 'lab';
	readonly text: string;
};

/** A line of a node's terminal. */
export type TerminalLine = {
	readonly type: 'command' | 'stdout' | 'stderr' | 'hint' | 'note';
	/** No control characters, no line break; a command carries its prompt. */
	readonly text: string;
};
