import type {ApiRequest} from '../api/message.ts';
import type {Simulation} from '../simulation/simulation.ts';
import type {NodeDisk, SealedDisk} from '../swarm/disk.ts';
import type {NodeConfig, SwarmHost} from '../swarm/state.ts';

/** One machine's Docker engine: what `dockerd` keeps beside SwarmKit's node. */
export type Engine = {
	/** As `docker info` shows it. */
	readonly id: string;
	readonly startedAt: number;
	/** Absent: this engine is in no swarm. */
	membership?: Membership;
	/** What it kept when it stopped. */
	disk?: Disk;
	/** It is starting and answers nobody yet; who waits for it. */
	starting?: number[];
	/** Requests that are under way. */
	readonly exchanges: Record<number, true>;
	/** Networks of this machine alone, oldest first. */
	readonly networks: LocalNetwork[];
	/** What its process has announced lately, oldest first. */
	readonly events: EngineEvent[];
	/** Who follows them: the conditions by request. */
	readonly followers: Record<number, EventFilters>;
};

/** As `GET /events` shows it. */
export type EngineEvent = {
	readonly Type: string;
	readonly Action: string;
	readonly Actor: {readonly ID: string; readonly Attributes: Readonly<Record<string, string>>};
	readonly scope: 'local' | 'swarm';
	/** Unit: seconds since 1970. */
	readonly time: number;
	/** Unit: nanoseconds since 1970; the virtual clock's milliseconds, so that no digit is lost. */
	readonly timeNano: number;
};

/** Conditions by key: any of a key's values, all of the keys. */
export type EventFilters = Readonly<Record<string, readonly string[]>>;

/** What an engine's disk holds of its membership. */
export type Disk = {
	readonly config: NodeConfig;
	readonly localAddress: string;
	readonly nodeId?: string;
	/** Absent: it had not got its certificate yet. */
	readonly node?: NodeDisk | SealedDisk;
};

export type Membership = {
	/** `pending`: under way; `error`: failed after the user was told that it goes on in the background. */
	state: 'pending' | 'active' | 'error' | 'locked';
	error: string;
	readonly config: NodeConfig;
	/** Address that `docker info` shows where none is advertised. */
	readonly localAddress: string;
	/** Known once the node is ready. */
	nodeId?: string;
	/** The request that waits for the node to be ready. */
	waiting?: Exchange;
	/** The user's settings of `swarm init`, still to be pushed to the new cluster. */
	readonly wanted?: SpecJson;
	readonly isFounder: boolean;
	/** A locked manager's disk. */
	readonly sealed?: SealedDisk;
	/** What a node that stopped by itself left on its disk. */
	kept?: NodeDisk;
	/** How long it waited before it started its node again; absent: it never had to. Unit: milliseconds. */
	restartMs?: number;
};

export type LocalNetwork = {
	readonly id: string;
	readonly name: string;
	readonly driver: string;
	readonly createdAt: number;
	readonly subnet?: string;
	readonly gateway?: string;
	readonly options: Readonly<Record<string, string>>;
	readonly labels: Readonly<Record<string, string>>;
	/** Null: none were given, not even an empty list. */
	readonly ipamOptions: Readonly<Record<string, string>> | null;
	readonly isInternal: boolean;
	readonly isAttachable: boolean;
	readonly hasIpv6: boolean;
	/** Only a configuration, for others to take. */
	readonly isConfigOnly: boolean;
	/** The configuration that it was made from; empty: none. */
	readonly configFrom: string;
};

export type EngineHost = SwarmHost & {readonly engine: Engine};
export type Sim = Simulation<EngineHost>;

/** A request on its way through an engine. */
export type Exchange = {readonly id: number; readonly request: ApiRequest};

/** The cluster's spec as the Engine API carries it; in requests every part may be missing. */
export type SpecJson = {
	Name?: string;
	Labels?: Record<string, string> | null;
	Orchestration?: {TaskHistoryRetentionLimit?: number};
	Raft?: {
		SnapshotInterval?: number;
		KeepOldSnapshots?: number;
		LogEntriesForSlowFollowers?: number;
		ElectionTick?: number;
		HeartbeatTick?: number;
	};
	Dispatcher?: {HeartbeatPeriod?: number};
	CAConfig?: {
		NodeCertExpiry?: number;
		ExternalCAs?: {Protocol: string; URL: string; Options?: Record<string, string>; CACert?: string}[];
		SigningCACert?: string;
		SigningCAKey?: string;
		ForceRotate?: number;
	};
	EncryptionConfig?: {AutoLockManagers?: boolean};
};
