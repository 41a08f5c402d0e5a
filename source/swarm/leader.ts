import {newId} from '../base/identity.ts';
import {randomBytes} from '../base/random.ts';
import type {Issuer} from '../pki/order.ts';
import {callback, type Handlers, note, type Outcome, on, type Simulation, signal} from '../simulation/simulation.ts';
import {startAllocator, watchAllocations} from './allocator.ts';
import {startCa, watchCertificates} from './ca-server.ts';
import {endSessions, pushToAll, startDispatcher, watchSessions} from './dispatcher.ts';
import {startKeyManager} from './key-manager.ts';
import type {ClusterSpec, NetworkObject} from './objects.ts';
import {committed, configured, deposed, elected} from './raft-group.ts';
import {wakeRenewals} from './renewer.ts';
import {startRoleManager, watchRoles} from './role-manager.ts';
import {startReconciler, watchRootCa} from './root-reconciler.ts';
import type {NodeConfig, SwarmHost} from './state.ts';
import type {Result} from './status.ts';
import {type Change, create, type Draft, theCluster} from './store.ts';
import {firstTokens, makeUnlockKey} from './tokens.ts';
import {abandonTransactions, settleTransaction, type Write, write} from './transactions.ts';

/** What happens when a manager becomes the leader, and when it is none any more. (SwarmKit manager/manager.go) */
type Sim = Simulation<SwarmHost>;

export const defaultClusterSpec: ClusterSpec = {
	name: 'default',
	labels: {},
	taskHistoryRetentionLimit: 5,
	raft: {
		snapshotInterval: 10_000,
		keepOldSnapshots: 0,
		logEntriesForSlowFollowers: 500,
		electionTick: 10,
		heartbeatTick: 1,
	},
	heartbeatPeriod: 5_000_000_000,
	ca: {nodeCertExpiry: 7_776_000_000_000_000, externalCas: [], forceRotate: 0},
	autoLockManagers: false,
};

type Founding = Issuer & {
	readonly config: NodeConfig;
	readonly nodeId: string;
	readonly clusterId: string;
};

const network = (sim: Sim, clusterId: string, name: string, isIngress: boolean): Omit<NetworkObject, 'meta'> => ({
	id: newId(randomBytes(17, sim.seed, 'id.network', clusterId, name)),
	name,
	labels: undefined,
	driver: {name: isIngress ? 'overlay' : name, options: {}},
	ipam: {driver: 'default', options: undefined, configs: []},
	isInternal: false,
	isAttachable: false,
	isIngress,
	hasIpv6: false,
	configFrom: '',
	isNodeLocal: !isIngress,
});

/** The first entry of a new swarm: its cluster, its first node, and the networks every swarm has. */
const createCluster: Write<Founding, null> = {
	name: 'leader.create-cluster',
	run(draft: Draft, {config, nodeId, clusterId, certificate, key}, {sim}) {
		create(draft, 'clusters', {
			id: clusterId,
			spec: {...defaultClusterSpec, autoLockManagers: config.autoLock},
			rootCa: {certificate, key, lastForcedRotation: 0, ...firstTokens(sim, clusterId, certificate)},
			networkKeys: [],
			lamportClock: 0,
			keyRotations: 0,
			defaultAddressPool: config.defaultAddressPool,
			subnetSize: config.subnetSize,
			dataPathPort: config.dataPathPort,
			unlockKey: config.autoLock ? makeUnlockKey(sim, clusterId, 0) : '',
			unlockKeyRotations: 0,
			blacklist: {},
		});
		create(draft, 'nodes', {
			id: nodeId,
			spec: {labels: {}, desiredRole: 'manager', membership: 'accepted', availability: config.availability},
			// Observed roles begin as worker; the role manager promotes the first manager like any other.
			role: 'worker',
			certificate: {role: 'manager', state: 'issued', nodeId},
			status: {state: 'unknown', message: '', addr: ''},
			ingressAddress: '',
		});
		for (const [name, isIngress] of [
			['ingress', true],
			['bridge', false],
			['host', false],
		] as const) {
			create(draft, 'networks', network(sim, clusterId, name, isIngress));
		}
		return null;
	},
};
export const leaderWrites = [createCluster] as const;

const created = signal<Outcome<null, Result<null>>>('leader.created');

function takeOver(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	const store = node?.manager?.store;
	if (!node || !store) return;
	if (theCluster(store) || !node.founding) return start(sim, host);
	const {config, nodeId, founding} = node;
	write(sim, host, createCluster, {config, nodeId, ...founding}, callback(created, null));
}

function start(sim: Sim, host: SwarmHost): void {
	const leader = host.swarm?.manager?.leader;
	if (!leader) return;
	leader.isStarted = true;
	if (host.swarm?.founding) {
		note(sim, host, 'token', `drew the two join tokens: the root certificate's digest, and a secret each`);
		delete host.swarm.founding;
		if (host.swarm.manager) host.swarm.manager.isWatched = true;
	}
	startKeyManager(sim, host);
	startDispatcher(sim, host);
	startRoleManager(sim, host);
	startAllocator(sim, host);
	startCa(sim, host);
	startReconciler(sim, host);
	wakeRenewals(sim);
}

function watch(sim: Sim, host: SwarmHost, {changes, index}: {changes: readonly Change[]; index: number}): void {
	settleTransaction(sim, host, index);
	if (!host.swarm?.manager?.leader?.isStarted) return;
	// The allocator is quicker than a signature: a new node has its address first, and is then signed for.
	watchAllocations(sim, host, changes);
	watchCertificates(sim, host, changes);
	watchRootCa(sim, host, changes);
	watchRoles(sim, host, changes);
	watchSessions(sim, host, changes);
}

export const leaderHandlers: Handlers<SwarmHost> = {
	...on(elected, takeOver),
	...on(created, (sim: Sim, host: SwarmHost) => start(sim, host)),
	...on(committed, watch),
	...on(configured, (sim: Sim, host: SwarmHost) => pushToAll(sim, host)),
	...on(deposed, (sim: Sim, host: SwarmHost, {leader}) => {
		abandonTransactions(sim, host, leader);
		endSessions(sim, host, leader);
	}),
};
