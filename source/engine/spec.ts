import {ApiError} from '../api/response.ts';
import {defaultClusterSpec} from '../swarm/leader.ts';
import type {Availability, ClusterSpec, ExternalCa} from '../swarm/objects.ts';
import type {SigningCa} from '../swarm/root-decision.ts';
import type {SpecJson} from './engine.ts';
import {goMap} from './go-map.ts';

/** The cluster's spec between the Engine API's shape and the store's. (moby daemon/cluster/convert/swarm.go) */
type ExternalCaJson = NonNullable<NonNullable<SpecJson['CAConfig']>['ExternalCAs']>[number];

const toExternalCa = (ca: ExternalCaJson): ExternalCa => ({
	protocol: ca.Protocol,
	url: ca.URL,
	options: ca.Options ?? {},
	caCert: ca.CACert ?? '',
});

/** Lays a request's spec over another: what is absent or zero leaves that one as it is. */
export function mergeSpec(base: ClusterSpec, spec: SpecJson): ClusterSpec {
	const {Raft: raft = {}, CAConfig: ca = {}} = spec;
	return {
		name: spec.Name || base.name,
		labels: spec.Labels ?? base.labels,
		taskHistoryRetentionLimit: spec.Orchestration?.TaskHistoryRetentionLimit ?? base.taskHistoryRetentionLimit,
		raft: {
			snapshotInterval: raft.SnapshotInterval || base.raft.snapshotInterval,
			keepOldSnapshots: raft.KeepOldSnapshots ?? base.raft.keepOldSnapshots,
			logEntriesForSlowFollowers: raft.LogEntriesForSlowFollowers || base.raft.logEntriesForSlowFollowers,
			electionTick: raft.ElectionTick || base.raft.electionTick,
			heartbeatTick: raft.HeartbeatTick || base.raft.heartbeatTick,
		},
		heartbeatPeriod: spec.Dispatcher?.HeartbeatPeriod || base.heartbeatPeriod,
		ca: {
			nodeCertExpiry: ca.NodeCertExpiry || base.ca.nodeCertExpiry,
			externalCas: ca.ExternalCAs ? ca.ExternalCAs.map(toExternalCa) : base.ca.externalCas,
			forceRotate: ca.ForceRotate ?? 0,
		},
		autoLockManagers: spec.EncryptionConfig?.AutoLockManagers ?? false,
	};
}

const emptySpec: ClusterSpec = {
	...defaultClusterSpec,
	taskHistoryRetentionLimit: 0,
	raft: {snapshotInterval: 0, keepOldSnapshots: 0, logEntriesForSlowFollowers: 0, electionTick: 0, heartbeatTick: 0},
	heartbeatPeriod: 0,
	ca: {nodeCertExpiry: 0, externalCas: [], forceRotate: 0},
};

/** A whole spec, as `swarm update` sends it: what is absent becomes zero. */
export const readSpec = (spec: SpecJson): ClusterSpec => mergeSpec(emptySpec, spec);

/** A root CA that the request brings along: it is used, and not kept with the rest. */
export const readSigningCa = ({CAConfig: ca}: SpecJson): SigningCa => ({
	certificate: ca?.SigningCACert ?? '',
	key: ca?.SigningCAKey ?? '',
});

export function checkSpecName(spec: SpecJson | undefined): void {
	if (spec?.Name && spec.Name !== 'default') throw new ApiError(400, 'swarm spec must be named "default"');
}

/** Go leaves out what is zero, where a field is marked so. */
const unlessZero = <Name extends string>(name: Name, value: number): {[key in Name]?: number} =>
	(value === 0 ? {} : {[name]: value}) as {[key in Name]?: number};

export const showSpec = (spec: ClusterSpec): SpecJson & {TaskDefaults: object} => ({
	Name: spec.name,
	Labels: goMap(spec.labels),
	Orchestration: {TaskHistoryRetentionLimit: spec.taskHistoryRetentionLimit},
	Raft: {
		...unlessZero('SnapshotInterval', spec.raft.snapshotInterval),
		KeepOldSnapshots: spec.raft.keepOldSnapshots,
		...unlessZero('LogEntriesForSlowFollowers', spec.raft.logEntriesForSlowFollowers),
		ElectionTick: spec.raft.electionTick,
		HeartbeatTick: spec.raft.heartbeatTick,
	},
	Dispatcher: unlessZero('HeartbeatPeriod', spec.heartbeatPeriod),
	CAConfig: {
		...unlessZero('NodeCertExpiry', spec.ca.nodeCertExpiry),
		...(spec.ca.externalCas.length > 0
			? {
					ExternalCAs: spec.ca.externalCas.map(ca => ({
						Protocol: ca.protocol,
						URL: ca.url,
						Options: {...ca.options},
						CACert: ca.caCert,
					})),
				}
			: {}),
		...unlessZero('ForceRotate', spec.ca.forceRotate),
	},
	TaskDefaults: {},
	EncryptionConfig: {AutoLockManagers: spec.autoLockManagers},
});

/** As a node's update must name it. */
export function requireAvailability(text: string, status = 400): Availability {
	const lower = text.toLowerCase();
	if (lower === 'active' || lower === 'pause' || lower === 'drain') return lower;
	throw new ApiError(status, `invalid Availability: ${JSON.stringify(text)}`);
}

/** As init and join may name it, whose node only notices when it starts. Empty means active. */
export const readAvailability = (text: string): Availability =>
	text === '' ? 'active' : requireAvailability(text, 500);
