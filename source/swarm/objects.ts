import type {IssuedCertificate, Issuer, KeyName} from '../pki/order.ts';

/** The objects of a swarm's replicated store, as SwarmKit has them (its api/objects.proto). All immutable. */
export type Meta = {
	/** Raft commit index at the start of the transaction that wrote the object. */
	readonly version: number;
	/** Unit: milliseconds since 1970-01-01T00:00:00Z. */
	readonly createdAt: number;
	readonly updatedAt: number;
};

export type Role = 'manager' | 'worker';
export type Availability = 'active' | 'pause' | 'drain';
export type NodeState = 'unknown' | 'down' | 'ready' | 'disconnected';
export type IssuanceState = 'unknown' | 'renew' | 'pending' | 'issued' | 'failed' | 'rotate';

export type NodeSpec = {
	readonly name?: string;
	readonly labels: Readonly<Record<string, string>>;
	/** What the user asked for; the node's observed role follows. */
	readonly desiredRole: Role;
	readonly membership: 'pending' | 'accepted';
	readonly availability: Availability;
};

export type NodeCertificate = {
	readonly role: Role;
	readonly state: IssuanceState;
	readonly nodeId: string;
	/** The signing request, by its key; absent for the first node, which signed for itself. */
	readonly request?: KeyName;
	readonly certificate?: IssuedCertificate;
};

/** Identifies who issued a certificate, and what is trusted. The last two are base64 of DER. */
export type TlsInfo = {
	readonly trustRoot: string;
	readonly certIssuerSubject: string;
	readonly certIssuerPublicKey: string;
};

export type NodeDescription = {
	readonly hostname: string;
	readonly platform: {readonly architecture: string; readonly os: string};
	readonly resources: {readonly nanoCpus: number; readonly memoryBytes: number};
	readonly engine: {
		readonly engineVersion: string;
		readonly labels: Readonly<Record<string, string>>;
		readonly plugins: readonly {readonly type: string; readonly name: string}[];
	};
	readonly tlsInfo: TlsInfo;
};

export type NodeObject = {
	readonly id: string;
	readonly meta: Meta;
	readonly spec: NodeSpec;
	/** Observed: what the next certificate will say. */
	readonly role: Role;
	readonly certificate: NodeCertificate;
	readonly description?: NodeDescription;
	readonly status: {readonly state: NodeState; readonly message: string; readonly addr: string};
	/** The node's load-balancer address on the ingress network; empty until allocated. */
	readonly ingressAddress: string;
};

/** Durations in nanoseconds, as the Engine API has them. */
export type ClusterSpec = {
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly taskHistoryRetentionLimit: number;
	readonly raft: {
		readonly snapshotInterval: number;
		readonly keepOldSnapshots: number;
		readonly logEntriesForSlowFollowers: number;
		readonly electionTick: number;
		readonly heartbeatTick: number;
	};
	readonly heartbeatPeriod: number;
	readonly ca: {
		readonly nodeCertExpiry: number;
		readonly externalCas: readonly ExternalCa[];
		readonly forceRotate: number;
	};
	readonly autoLockManagers: boolean;
};

export type ExternalCa = {
	readonly protocol: string;
	readonly url: string;
	readonly options: Readonly<Record<string, string>>;
	readonly caCert: string;
};

/** Its key lives in the replicated store and nowhere else. */
export type RootCa = Issuer & {
	/** The root that the swarm is going over to; absent: none. */
	readonly rotation?: RootRotation;
	/** The spec's `forceRotate` that was last obeyed. */
	readonly lastForcedRotation: number;
	readonly tokens: {readonly worker: string; readonly manager: string};
	/** When each token was last set, and how often it was rotated: for whoever looks, not part of SwarmKit's object. */
	readonly tokenHistory: Readonly<Record<Role, {readonly setAt: number; readonly rotations: number}>>;
};

export type RootRotation = Issuer & {
	/** The new root's name and key, signed by the one that is trusted still. */
	readonly crossSigned: IssuedCertificate;
};

export type NetworkKey = {
	readonly subsystem: 'networking:gossip' | 'networking:ipsec';
	readonly lamportTime: number;
	/** 16 bytes, hex. */
	readonly key: string;
};

export type ClusterObject = {
	readonly id: string;
	readonly meta: Meta;
	readonly spec: ClusterSpec;
	readonly rootCa: RootCa;
	readonly networkKeys: readonly NetworkKey[];
	readonly lamportClock: number;
	readonly keyRotations: number;
	/** Empty: the default 10.0.0.0/8. */
	readonly defaultAddressPool: readonly string[];
	readonly subnetSize: number;
	readonly dataPathPort: number;
	/** `SWMKEY-1-…`; empty: managers are not locked. */
	readonly unlockKey: string;
	readonly unlockKeyRotations: number;
	/** Node IDs removed from the swarm → when their certificate ends. */
	readonly blacklist: Readonly<Record<string, number>>;
};

export type IpamConfig = {
	readonly subnet: string;
	readonly range: string;
	readonly gateway: string;
	readonly auxiliary: Readonly<Record<string, string>>;
};

export type NetworkObject = {
	readonly id: string;
	readonly meta: Meta;
	readonly name: string;
	readonly labels: Readonly<Record<string, string>> | undefined;
	readonly driver: {readonly name: string; readonly options: Readonly<Record<string, string>>};
	readonly ipam: {
		readonly driver: string;
		readonly options: Readonly<Record<string, string>> | undefined;
		readonly configs: readonly IpamConfig[];
	};
	readonly isInternal: boolean;
	readonly isAttachable: boolean;
	readonly isIngress: boolean;
	readonly hasIpv6: boolean;
	/** The configuration that it was made from, by name; empty: none. Nothing in the swarm looks at it. */
	readonly configFrom: string;
	/** Predefined networks of the node (`bridge`, `host`): known to the store, not listed as the swarm's. */
	readonly isNodeLocal: boolean;
	/** Filled by the allocator; absent until then. */
	readonly allocation?: {readonly configs: readonly IpamConfig[]; readonly vxlanIds: readonly number[]};
};
