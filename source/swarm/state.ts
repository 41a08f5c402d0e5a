import type {IssuedCertificate, Issuer, KeyName} from '../pki/order.ts';
import type {PersistedState, Raft, RaftId} from '../raft/raft.ts';
import type {Callback, Host} from '../simulation/simulation.ts';
import type {
	Availability,
	ExternalCa,
	NetworkKey,
	NetworkObject,
	NodeDescription,
	NodeObject,
	Role,
	RootCa,
	TlsInfo,
} from './objects.ts';
import type {IssuerInfo} from './root-ca.ts';
import type {Failure, Result} from './status.ts';
import type {Change, Store} from './store.ts';

/** A machine with room for swarmkit's node: what every part of the control plane works on. */
export type SwarmHost = Host & {
	/** How many swarms this machine has founded or joined: the ordinal of what it draws on the way in. */
	memberships: number;
	/** Calls made and not answered yet. */
	readonly calls: Record<
		number,
		{readonly told: Callback<Result<unknown>>; readonly scope: string; readonly generation: number | undefined}
	>;
	/** Calls that this machine's manager is working on, by caller and call. */
	readonly serving: Record<string, Caller>;
	swarm?: SwarmNode;
};

/** Who made a call, and how to answer. */
export type Caller = {
	/** Where the answer goes: the client's machine, or the manager that handed the call on. */
	readonly host: string;
	readonly call: number;
	/** The machine where the call began. */
	readonly origin: string;
	/** Address that the server sees. */
	readonly address: string;
	/** Absent for a client without a certificate. */
	readonly identity?: Identity;
	/** Through the manager's unix socket. */
	readonly isLocal: boolean;
	/** The manager through which a forwarded call came. */
	readonly via?: string;
	readonly deadlineAt: number;
	/** What was called, and whom it is about; undefined: not worth showing. */
	readonly traced: {readonly what: string; readonly about: string} | undefined;
};

/** The subject of a client certificate. */
export type Identity = {
	readonly nodeId: string;
	readonly role: Role;
	readonly clusterId: string;
	readonly certificate: IssuedCertificate;
};

export type NodeConfig = {
	/** `0.0.0.0:2377` */
	readonly listenAddress: string;
	/** `172.31.4.11:2377`; empty: the address that others see. */
	readonly advertiseAddress: string;
	readonly dataPathAddress: string;
	readonly dataPathPort: number;
	/** Empty: this node makes a swarm of its own. */
	readonly joinAddress: string;
	readonly joinToken: string;
	readonly availability: Availability;
	readonly defaultAddressPool: readonly string[];
	readonly subnetSize: number;
	readonly autoLock: boolean;
	readonly description: Omit<NodeDescription, 'tlsInfo'>;
	/** Told once: `success` when the node is ready, a failure when it never will be. */
	readonly ready: Callback<Result<null>>;
	/** Told when a node that had been ready cannot go on. */
	readonly stopped: Callback<Failure>;
	/** Told of every change to a watched manager's copy of the store. */
	readonly changed?: Callback<readonly Change[]>;
	/** Told of the networks that this node is attached to, when it first is. */
	readonly attached?: Callback<readonly NetworkObject[]>;
};

/** swarmkit's Node: agent always, manager while its certificate says so. */
export type SwarmNode = {
	readonly config: NodeConfig;
	nodeId: string;
	clusterId: string;
	credentials?: Credentials;
	/** What this node trusts; empty until it has fetched it. */
	trustRoot: IssuedCertificate;
	remotes: Remote[];
	readonly agent: Agent;
	manager?: Manager;
	isReady: boolean;
	/** Desired role last heard of; a change forces a renewal. */
	desiredRole?: Role;
	/** The address that its manager sees. */
	ownAddress: string;
	/** A new swarm's root, until it is in the store. */
	founding?: Issuer & {readonly clusterId: string};
	renewal: Renewal;
	/** What encrypts a manager's disk (`SWMKEY-1-…`); empty: nothing does. */
	unlockKey: string;
	/** The Raft log of a manager that stopped and was not removed from its group: it goes on from there. */
	log?: RaftLog;
};

/** A member's part of the disk, and whom it knew in its group. */
export type RaftLog = {readonly id: RaftId; readonly members: readonly RaftId[]; readonly persisted: PersistedState};

export type Credentials = {
	readonly certificate: IssuedCertificate;
	readonly key: KeyName;
	readonly role: Role;
	readonly notBefore: number;
	readonly notAfter: number;
};

export type Renewal = {
	/** How many keys this node has made: the ordinal of its draws. */
	ordinal: number;
	/** When the next renewal falls. */
	at: number;
	/** Waiting for its time, pausing before a renewal that was forced, or asking. */
	phase: 'waiting' | 'pausing' | 'running';
	/** Another one was asked for meanwhile. */
	isWanted: boolean;
	/** One was forced, and none has succeeded since. */
	isForced: boolean;
	/** Its time has come, and nobody renewed it. */
	isStuck: boolean;
	/** Failures in a row. */
	failures: number;
	/** The role that a certificate must carry. */
	expectedRole?: Role;
};

/** A manager that an agent may turn to. */
export type Remote = {readonly nodeId: string; readonly address: string; weight: number};

export type Agent = {
	session?: {readonly id: string; readonly via: string; readonly leader: string; readonly remote?: string};
	isConnecting: boolean;
	backoffMs: number;
	/** Ordinal of its draws. */
	attempts: number;
	hasRegistered: boolean;
	/** The networks that this node is attached to. */
	networks: readonly NetworkObject[];
	/** Its own address on the ingress network; empty until it has one. */
	ingressAddress: string;
	/** The gossip and IPsec keys that it knows; replaced as a whole when one of them is news. */
	keys: readonly NetworkKey[];
	/** What its manager said of it last. */
	seen?: NodeObject;
	/** The session that it had before, to be taken up again. */
	formerSessionId: string;
	/** What it reported of its certificate and trust. */
	told?: TlsInfo;
};

export type Member = {readonly raftId: RaftId; readonly nodeId: string; readonly address: string};

export type Manager = {
	/** Absent until this manager has joined its group. */
	raft?: Raft;
	readonly store: Store;
	/** As the log tells. */
	readonly members: Record<RaftId, Member>;
	/** Whom the leader named when this manager joined: where to write to before the log tells. */
	introduced: readonly Member[];
	/** Did the last message to that member arrive? */
	readonly active: Record<RaftId, boolean>;
	/** When the first message was sent that arrived after others had not. */
	readonly activeSince: Record<RaftId, number>;
	/** Since when segments to members go unanswered. */
	readonly stalledAt: Record<RaftId, number>;
	/** Since when connections to members are broken. */
	readonly brokenAt: Record<RaftId, number>;
	/** Since when it listens. */
	readonly openedAt: number;
	readonly removed: Record<RaftId, true>;
	readonly clock: RaftClock;
	/** Answers control requests: its socket is up. */
	isServing: boolean;
	/** Its node has seen that it serves. */
	isReady: boolean;
	/** Its node hears of every change to the store: since it saw that, on a founder since the first entry. */
	isWatched: boolean;
	leader?: Leader;
	/** What the CA signs with: built when this process first leads, and anew when the root CA changes. */
	signer?: Signer;
};

export type Signer = {
	/** The root CA that it was built for. */
	readonly rootCa: RootCa;
	/** Unit: milliseconds. */
	readonly expiryMs: number;
	readonly externalCas: readonly ExternalCa[];
};

/** When this manager's Raft ticks; ticks of an idle group are not events (see raft-clock.ts). */
export type RaftClock = {
	/** Time of the last tick that was counted. */
	lastTickAt: number;
	/** When a message of the leader arrived last. */
	heardAt: number;
	isSuspended: boolean;
};

/** What only the leader runs. Gone when leadership is. */
export type Leader = {
	readonly since: number;
	/** Waiting writes, oldest first; the first one is in flight when `inFlight` is set. */
	readonly waiting: Transaction[];
	inFlight?: {readonly index: number; readonly told: Callback<Result<unknown>> | undefined; readonly result: unknown};
	/** Configuration changes proposed, by log index. */
	readonly configuring: Record<number, Callback<Result<null>>>;
	readonly sessions: Record<string, Session>;
	/** Agents that wait to be registered with the next batch. */
	readonly registrations: {
		readonly nodeId: string;
		/** The session that goes on; empty: a new one. */
		readonly sessionId: string;
		readonly description: NodeDescription;
		readonly address: string;
		readonly caller: Caller;
	}[];
	readonly certificateWaiters: {readonly nodeId: string; readonly caller: Caller}[];
	/** Joins waiting for their turn: membership changes one at a time. */
	readonly joins: {readonly nodeId: string; readonly address: string; readonly caller: Caller}[];
	isChangingMembership: boolean;
	/** It was told to hand over, and waits that long for another to lead. */
	handsOverUntil?: number;
	/** When the gossip keys rotate next. */
	keysRotateAt: number;
	/** The VXLAN ID given last: the next network gets the next one, whatever has become free. */
	vxlanId: number;
	/** Its parts run. */
	isStarted: boolean;
	/** Nodes whose roles are still to be reconciled. */
	readonly unreconciled: Record<string, true>;
	/** Nodes that an external CA should have signed for. */
	readonly unsigned: Record<string, true>;
	/** The issuer that certificates are to be of. */
	aim?: IssuerInfo;
	/** The root CA as it was when the rotation that is under way began. */
	rotating?: RootCa;
};

export type Transaction = {
	readonly name: string;
	readonly args: unknown;
	readonly told: Callback<Result<unknown>> | undefined;
};

/** A node's registration with the dispatcher. */
export type Session = {
	readonly id: string;
	readonly nodeId: string;
	readonly host: string;
	/** The manager that the agent talks to; the leader itself, or a follower that forwards. */
	readonly via: string;
	/** The last heartbeat counted: its ordinal, when it arrived, and the period it was given. */
	beat: {ordinal: number; at: number; periodMs: number};
	/** Its heartbeats are events (see heartbeat.ts). */
	isAwake: boolean;
};

/** The data of a Raft entry: the changes of one transaction, made by one leader. */
export type EntryData = {readonly changes: readonly Change[]};
