import {humanDuration} from '../../go/units.ts';
import type {ClusterInfo, SwarmInfo} from '../../objects/swarm.ts';

/** The part of `docker info` about the swarm. */
export function swarmLines(swarm: SwarmInfo): string[] {
	const {LocalNodeState: state = 'inactive', Error: error = '', ControlAvailable = false, Cluster} = swarm;
	const lines = [` Swarm: ${state}`];
	if (state === 'inactive' || state === 'locked') return lines;
	lines.push(`  NodeID: ${swarm.NodeID ?? ''}`);
	if (error) lines.push(`  Error: ${error}`);
	lines.push(`  Is Manager: ${ControlAvailable}`);
	if (Cluster && ControlAvailable && !error && state !== 'error') lines.push(...clusterLines(Cluster, swarm));
	lines.push(`  Node Address: ${swarm.NodeAddr ?? ''}`);
	const managers = (swarm.RemoteManagers ?? []).map(({Addr = ''}) => Addr).toSorted();
	if (managers.length > 0) lines.push('  Manager Addresses:', ...managers.map(address => `   ${address}`));
	return lines;
}

function clusterLines(cluster: ClusterInfo, {Managers = 0, Nodes = 0}: SwarmInfo): string[] {
	const {Orchestration, Raft, Dispatcher, EncryptionConfig} = cluster.Spec;
	const oldSnapshots = Raft?.KeepOldSnapshots ?? undefined;
	return [
		`  ClusterID: ${cluster.ID}`,
		`  Managers: ${Managers}`,
		`  Nodes: ${Nodes}`,
		...poolLines(cluster),
		...(cluster.DataPathPort ? [`  Data Path Port: ${cluster.DataPathPort}`] : []),
		'  Orchestration:',
		`   Task History Retention Limit: ${Orchestration?.TaskHistoryRetentionLimit ?? 0}`,
		'  Raft:',
		`   Snapshot Interval: ${Raft?.SnapshotInterval ?? 0}`,
		...(oldSnapshots === undefined ? [] : [`   Number of Old Snapshots to Retain: ${oldSnapshots}`]),
		`   Heartbeat Tick: ${Raft?.HeartbeatTick ?? 0}`,
		`   Election Tick: ${Raft?.ElectionTick ?? 0}`,
		'  Dispatcher:',
		`   Heartbeat Period: ${humanDuration(Dispatcher?.HeartbeatPeriod ?? 0)}`,
		...caLines(cluster),
		`  Autolock Managers: ${EncryptionConfig?.AutoLockManagers ?? false}`,
		`  Root Rotation In Progress: ${cluster.RootRotationInProgress ?? false}`,
	];
}

/** Each pool is followed by two blanks, the last one too. */
function poolLines({DefaultAddrPool, SubnetSize = 0}: ClusterInfo): string[] {
	if (!DefaultAddrPool) return [];
	const pools = DefaultAddrPool.map(pool => `${pool}  `).join('');
	return [`  Default Address Pool: ${pools}`, `  SubnetSize: ${SubnetSize}`];
}

function caLines({Spec: {CAConfig = {}}}: ClusterInfo): string[] {
	const {NodeCertExpiry = 0, ForceRotate = 0, SigningCACert = '', ExternalCAs} = CAConfig;
	const external = ExternalCAs ?? [];
	return [
		'  CA Configuration:',
		`   Expiry Duration: ${humanDuration(NodeCertExpiry)}`,
		`   Force Rotate: ${ForceRotate}`,
		...(SigningCACert ? [`   Signing CA Certificate: \n${SigningCACert.trim()}\n`] : []),
		...(external.length > 0
			? ['   External CAs:', ...external.map(({Protocol, URL}) => `     ${Protocol}: ${URL}`)]
			: []),
	];
}
