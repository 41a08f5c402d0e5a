import {durationType} from '../go/time.ts';
import {
	boolType,
	embedded,
	field,
	int64Type,
	intType,
	namedType,
	pointerTo,
	sliceOf,
	stringType,
	structType,
	uint32Type,
	uint64Type,
} from '../go/type.ts';
import {annotationsType, metaType, stringMapType, type TlsInfo, tlsInfoType, type Version} from './meta.ts';

const orchestrationType = structType('swarm.OrchestrationConfig', [
	field('TaskHistoryRetentionLimit', pointerTo(int64Type), ',omitempty'),
]);

const raftType = structType('swarm.RaftConfig', [
	field('SnapshotInterval', uint64Type, ',omitempty'),
	field('KeepOldSnapshots', pointerTo(uint64Type), ',omitempty'),
	field('LogEntriesForSlowFollowers', uint64Type, ',omitempty'),
	field('ElectionTick', intType),
	field('HeartbeatTick', intType),
]);

const externalCaType = structType('swarm.ExternalCA', [
	field('Protocol', namedType('swarm.ExternalCAProtocol', stringType)),
	field('URL', stringType),
	field('Options', stringMapType, ',omitempty'),
	field('CACert', stringType),
]);

const caConfigType = structType('swarm.CAConfig', [
	field('NodeCertExpiry', durationType, ',omitempty'),
	field('ExternalCAs', sliceOf(pointerTo(externalCaType)), ',omitempty'),
	field('SigningCACert', stringType, ',omitempty'),
	field('SigningCAKey', stringType, ',omitempty'),
	field('ForceRotate', uint64Type, ',omitempty'),
]);

const driverType = structType('swarm.Driver', [
	field('Name', stringType, ',omitempty'),
	field('Options', stringMapType, ',omitempty'),
]);

export const swarmSpecType = structType('swarm.Spec', [
	embedded(annotationsType),
	field('Orchestration', orchestrationType, ',omitempty'),
	field('Raft', raftType, ',omitempty'),
	field('Dispatcher', structType('swarm.DispatcherConfig', [field('HeartbeatPeriod', durationType, ',omitempty')])),
	field('CAConfig', caConfigType, ',omitempty'),
	field('TaskDefaults', structType('swarm.TaskDefaults', [field('LogDriver', pointerTo(driverType), ',omitempty')])),
	field('EncryptionConfig', structType('swarm.EncryptionConfig', [field('AutoLockManagers', boolType)])),
]);

const clusterInfoType = structType('swarm.ClusterInfo', [
	field('ID', stringType),
	embedded(metaType),
	field('Spec', swarmSpecType),
	field('TLSInfo', tlsInfoType),
	field('RootRotationInProgress', boolType),
	field('DefaultAddrPool', sliceOf(stringType)),
	field('SubnetSize', uint32Type),
	field('DataPathPort', uint32Type),
]);

const peerType = structType('swarm.Peer', [field('NodeID', stringType), field('Addr', stringType)]);

/** `Swarm` in `docker info`. */
export const swarmInfoType = structType('swarm.Info', [
	field('NodeID', stringType),
	field('NodeAddr', stringType),
	field('LocalNodeState', namedType('swarm.LocalNodeState', stringType)),
	field('ControlAvailable', boolType),
	field('Error', stringType),
	field('RemoteManagers', sliceOf(peerType)),
	field('Nodes', intType, ',omitempty'),
	field('Managers', intType, ',omitempty'),
	field('Cluster', pointerTo(clusterInfoType), ',omitempty'),
	field('Warnings', sliceOf(stringType), ',omitempty'),
]);

export const initRequestType = structType('swarm.InitRequest', [
	field('ListenAddr', stringType),
	field('AdvertiseAddr', stringType),
	field('DataPathAddr', stringType),
	field('DataPathPort', uint32Type),
	field('ForceNewCluster', boolType),
	field('Spec', swarmSpecType),
	field('AutoLockManagers', boolType),
	field('Availability', stringType),
	field('DefaultAddrPool', sliceOf(stringType)),
	field('SubnetSize', uint32Type),
]);

export const joinRequestType = structType('swarm.JoinRequest', [
	field('ListenAddr', stringType),
	field('AdvertiseAddr', stringType),
	field('DataPathAddr', stringType),
	field('RemoteAddrs', sliceOf(stringType)),
	field('JoinToken', stringType),
	field('Availability', stringType),
]);

export const unlockRequestType = structType('swarm.UnlockRequest', [field('UnlockKey', stringType)]);

export type ExternalCa = {
	readonly Protocol: string;
	readonly URL: string;
	readonly Options: Readonly<Record<string, string>>;
	/** PEM; empty: none given. */
	readonly CACert: string;
};

/** What an operator may set of a swarm. Durations are nanoseconds. Whatever else the engine sent travels with it. */
export type SwarmSpec = {
	readonly Orchestration?: {readonly TaskHistoryRetentionLimit?: number};
	readonly Raft?: {
		readonly SnapshotInterval?: number;
		readonly KeepOldSnapshots?: number;
		readonly HeartbeatTick?: number;
		readonly ElectionTick?: number;
	};
	readonly Dispatcher?: {readonly HeartbeatPeriod?: number};
	readonly CAConfig?: {
		readonly NodeCertExpiry?: number;
		readonly ExternalCAs?: readonly ExternalCa[] | null;
		readonly SigningCACert?: string;
		readonly SigningCAKey?: string;
		readonly ForceRotate?: number;
	};
	readonly EncryptionConfig?: {readonly AutoLockManagers?: boolean};
};

export type ClusterInfo = {
	readonly ID: string;
	readonly Version?: Version;
	readonly Spec: SwarmSpec;
	readonly TLSInfo?: TlsInfo;
	readonly RootRotationInProgress?: boolean;
	readonly DefaultAddrPool?: readonly string[] | null;
	readonly SubnetSize?: number;
	readonly DataPathPort?: number;
};

export type Swarm = ClusterInfo & {readonly JoinTokens: {readonly Worker: string; readonly Manager: string}};

export type SwarmInfo = {
	readonly NodeID?: string;
	readonly NodeAddr?: string;
	readonly LocalNodeState?: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
	readonly ControlAvailable?: boolean;
	readonly Error?: string;
	readonly RemoteManagers?: readonly {readonly Addr?: string}[] | null;
	readonly Nodes?: number;
	readonly Managers?: number;
	readonly Cluster?: ClusterInfo;
};
