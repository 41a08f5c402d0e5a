import {newId} from '../base/identity.ts';
import {randomBytes} from '../base/random.ts';
import {createRootCa, serialNumberBytes} from '../pki/authority.ts';
import {factsOf, nameKey} from '../pki/order.ts';
import {
	callback,
	clockOf,
	type Handlers,
	note,
	type Outcome,
	on,
	type Simulation,
	schedule,
	signal,
} from '../simulation/simulation.ts';
import {attemptsMs} from './external-ca.ts';
import {nameOf} from './naming.ts';
import type {Availability, ClusterObject, ClusterSpec, NetworkObject, NodeObject, Role, RootCa} from './objects.ts';
import {canRemove, findMember} from './role-manager.ts';
import {isUsable} from './root-ca.ts';
import {type Decision, decideRootCa, noExternalCa, type SigningCa} from './root-decision.ts';
import {method, respond, serve} from './rpc.ts';
import type {Caller, SwarmHost} from './state.ts';
import {failure, type Result, refuse, success, TransactionError} from './status.ts';
import {create, list, read, remove, theCluster, update} from './store.ts';
import {makeUnlockKey, rotateToken} from './tokens.ts';
import {type Write, write} from './transactions.ts';

/**
The control API: what an engine asks of its manager, answered by the leader from its store and its own view
of the other members. (SwarmKit manager/controlapi)
*/
type Sim = Simulation<SwarmHost>;

export type ManagerStatus = {
	readonly isLeader: boolean;
	readonly reachability: 'unknown' | 'unreachable' | 'reachable';
	readonly addr: string;
};
export type ListedNode = NodeObject & {readonly managerStatus?: ManagerStatus};

/** What the leader's store holds now. The objects are immutable, so they are handed out as they are. */
export type ControlView = {
	readonly cluster: ClusterObject;
	readonly nodes: readonly ListedNode[];
	readonly networks: readonly NetworkObject[];
};
export const getView = method<null, ControlView>('control.view', true);

export type ClusterUpdate = {
	readonly version: number;
	readonly spec: ClusterSpec;
	readonly signingCa: SigningCa;
	readonly rotateWorkerToken: boolean;
	readonly rotateManagerToken: boolean;
	readonly rotateUnlockKey: boolean;
};
export const updateCluster = method<ClusterUpdate, null>('control.update-cluster', true);

export type NodeUpdate = {
	readonly nodeId: string;
	readonly version: number;
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly role: Role;
	readonly availability: Availability;
};
export const updateNode = method<NodeUpdate, null>('control.update-node', true);
export const removeNode = method<{readonly nodeId: string; readonly force: boolean}, null>('control.remove-node', true);
export type NetworkOrder = Omit<NetworkObject, 'id' | 'meta' | 'allocation' | 'isNodeLocal'>;
export const createNetwork = method<NetworkOrder, {readonly id: string}>('control.create-network', true);
export const removeNetwork = method<{readonly id: string}, null>('control.remove-network', true);
export const removeNetworks = method<{readonly networks: NetworkNames}, readonly string[]>(
	'control.remove-networks',
	true,
);
type NetworkNames = readonly {readonly id: string; readonly name: string}[];

const HOUR_NS = 3_600_000_000_000;

/** The leader's view of a node, Raft's part of it included. */
export function withManagerStatus(host: SwarmHost, node: NodeObject): ListedNode {
	const manager = host.swarm?.manager;
	const member = manager && findMember(manager, node.id);
	if (!manager || !member) return node;
	const isSelf = member.raftId === manager.raft?.id;
	const reachability = isSelf || manager.active[member.raftId] ? 'reachable' : 'unreachable';
	return {...node, managerStatus: {isLeader: isSelf, reachability, addr: member.address}};
}

const byId = (a: {id: string}, b: {id: string}): number => (a.id < b.id ? -1 : 1);

/** Everything a control request can read on this manager; undefined before the first leader has written it. */
export function readView(host: SwarmHost): ControlView | undefined {
	const store = host.swarm?.manager?.store;
	const cluster = store && theCluster(store);
	if (!store || !cluster) return undefined;
	const nodes = Object.values(store.nodes).toSorted(byId);
	return {cluster, nodes: nodes.map(node => withManagerStatus(host, node)), networks: Object.values(store.networks)};
}

function checkSpec(spec: ClusterSpec): void {
	if (spec.ca.nodeCertExpiry !== 0 && spec.ca.nodeCertExpiry < HOUR_NS)
		refuse('InvalidArgument', 'minimum certificate expiry time is: 1h0m0s');
	if (spec.heartbeatPeriod < 0) refuse('InvalidArgument', 'heartbeat time period cannot be a negative duration');
}

/** Off: no key; on: one that is kept until it is rotated. */
function lock(sim: Sim, host: SwarmHost, cluster: ClusterObject, isRotated: boolean): ClusterObject {
	if (!cluster.spec.autoLockManagers) return {...cluster, unlockKey: ''};
	if (cluster.unlockKey !== '' && !isRotated) return cluster;
	const unlockKeyRotations = cluster.unlockKeyRotations + 1;
	note(sim, host, 'key', 'drew a new unlock key: managers encrypt their disks with it');
	return {...cluster, unlockKeyRotations, unlockKey: makeUnlockKey(sim, cluster.id, unlockKeyRotations)};
}

/** What an order makes of the root CA. A root that has to be created is drawn by the version that it is ordered for. */
function decide(
	sim: Sim,
	host: SwarmHost,
	{id, rootCa}: ClusterObject,
	{spec, signingCa, version}: ClusterUpdate,
): Decision {
	const now = clockOf(sim, host);
	const createRoot = () =>
		createRootCa({
			key: nameKey(sim.seed, 'key.root', id, version),
			serial: randomBytes(serialNumberBytes, sim.seed, 'serial.root', id, version),
			now,
		});
	return decideRootCa({rootCa, spec: spec.ca, signingCa, now, createRoot});
}

function noteUpdate(sim: Sim, host: SwarmHost, before: RootCa, after: RootCa, roles: readonly string[]): void {
	for (const role of roles)
		note(sim, host, 'token', `drew a new secret for the ${role} token; the old one admits nobody any more`);
	if (before.rotation && !after.rotation) note(sim, host, 'ca', 'stays with its root CA: the rotation ends');
	if (!after.rotation || after.rotation.certificate === before.rotation?.certificate) return;
	const what = before.rotation ? 'aims at another root CA' : 'begins to rotate its root CA';
	note(sim, host, 'ca', `${what}: the old root signs the new one’s key, so that both worlds trust it`);
}

const writeCluster: Write<ClusterUpdate, null> = {
	name: 'control.update-cluster',
	run(draft, order, {sim, host}) {
		const cluster = theCluster(draft.store);
		if (!cluster) return refuse('NotFound', 'cluster not found');
		checkSpec(order.spec);
		if (!isUsable(cluster.rootCa, clockOf(sim, host)))
			return refuse('Internal', 'error loading cluster rootCA for update');
		const decision = decide(sim, host, cluster, order);
		if ('unreachable' in decision) return refuse('InvalidArgument', noExternalCa);
		let {rootCa} = decision;
		const rotated = [...(order.rotateWorkerToken ? ['worker'] : []), ...(order.rotateManagerToken ? ['manager'] : [])];
		for (const role of rotated as Role[]) {
			// Its digest stays that of the root that is trusted, also while another one is aimed at.
			rootCa = {...rootCa, ...rotateToken(sim, cluster.id, role, rootCa.certificate, rootCa)};
		}
		if (cluster.meta.version !== order.version) return refuse('Unknown', 'update out of sequence');
		noteUpdate(sim, host, cluster.rootCa, rootCa, rotated);
		update(draft, 'clusters', lock(sim, host, {...cluster, spec: order.spec, rootCa}, order.rotateUnlockKey));
		return null;
	},
};

/** What stands against taking the manager's role from a node. */
function checkDemotion(host: SwarmHost, nodes: readonly NodeObject[], node: NodeObject): void {
	const manager = host.swarm?.manager;
	const managers = nodes.filter(one => one.role === 'manager');
	if (managers.length === 1 && managers[0]?.id === node.id) {
		refuse('FailedPrecondition', 'attempting to demote the last manager of the swarm');
	}
	const member = manager && findMember(manager, node.id);
	if (!manager || !member) return refuse('NotFound', "can't find manager in raft memberlist");
	if (!canRemove(manager, member)) {
		refuse('FailedPrecondition', "can't remove member from the raft: this would result in a loss of quorum");
	}
}

const writeNode: Write<NodeUpdate, null> = {
	name: 'control.update-node',
	run(draft, {nodeId, version, name, labels, role, availability}, {host}) {
		const node = read(draft, 'nodes', nodeId);
		if (!node) return refuse('NotFound', `node ${nodeId} not found`);
		if (node.spec.desiredRole === 'manager' && role === 'worker') checkDemotion(host, list(draft, 'nodes'), node);
		if (node.meta.version !== version) return refuse('Unknown', 'update out of sequence');
		// Docker never sends the membership along, so every update takes it back to pending.
		const spec = {...(name ? {name} : {}), labels, desiredRole: role, availability, membership: 'pending'} as const;
		update(draft, 'nodes', {...node, spec});
		return null;
	},
};

const deleteNode: Write<{nodeId: string; force: boolean}, null> = {
	name: 'control.remove-node',
	run(draft, {nodeId, force}, {sim, host}) {
		const manager = host.swarm?.manager;
		const node = read(draft, 'nodes', nodeId);
		const cluster = theCluster(draft.store);
		if (!node || !cluster || !manager) return refuse('NotFound', `node ${nodeId} not found`);
		if (node.spec.desiredRole === 'manager' && findMember(manager, nodeId)) {
			const text = `node ${nodeId} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`;
			return refuse('FailedPrecondition', text);
		}
		if (!force && node.status.state === 'ready') {
			return refuse('FailedPrecondition', `node ${nodeId} is not down and can't be removed`);
		}
		const {certificate} = node.certificate;
		const until = certificate ? factsOf(certificate).notAfter : draft.now;
		update(draft, 'clusters', {...cluster, blacklist: {...cluster.blacklist, [nodeId]: until}});
		remove(draft, 'nodes', nodeId);
		const name = nameOf(sim, manager.store, nodeId);
		note(sim, host, 'node', `removed ${name}: its certificate is not accepted any more`);
		return null;
	},
};

const DNS_NAME = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;
const NAME_LENGTH_MAX = 63;

function objectionTo({name, isIngress, isAttachable}: NetworkOrder): string | undefined {
	if (!DNS_NAME.test(name)) return 'name must be valid as a DNS name component';
	if (name.length > NAME_LENGTH_MAX) return 'name must be 63 characters or fewer';
	return isIngress && isAttachable ? 'ingress network cannot be attachable' : undefined;
}

/** How long an engine looks for a plugin. */
export const PLUGIN_SEARCH_MS = 15_000;
const pluginMissing = signal<{readonly caller: Caller; readonly driver: string}>('control.plugin-missing');

/** Checks what needs no store, then writes. Any IPAM driver but Docker's own would be a plugin, and there are none. */
function orderNetwork(sim: Sim, host: SwarmHost, order: NetworkOrder, caller: Caller): void {
	const objection = objectionTo(order);
	const {driver} = order.ipam;
	if (objection !== undefined) respond(sim, host, caller, failure('InvalidArgument', objection));
	else if (driver === 'default') writing(writeNetwork)(sim, host, order, caller);
	else schedule(sim, host, pluginMissing, {caller, driver}, {delay: PLUGIN_SEARCH_MS, scope: 'manager'});
}

const writeNetwork: Write<NetworkOrder, {id: string}> = {
	name: 'control.create-network',
	run(draft, order, {sim, host}) {
		const networks = list(draft, 'networks');
		const ingress = networks.find(network => network.isIngress);
		if (order.isIngress && ingress)
			return refuse('AlreadyExists', `ingress network (${ingress.id}) is already present`);
		if (networks.some(network => network.name.toLowerCase() === order.name.toLowerCase())) {
			return refuse('Unknown', 'name conflicts with an existing object');
		}
		const id = newId(randomBytes(17, sim.seed, 'id.network', host.swarm?.clusterId ?? '', order.name, draft.version));
		create(draft, 'networks', {...order, id, isNodeLocal: false});
		const encrypted = 'encrypted' in order.driver.options ? ', its traffic encrypted with the IPsec keys' : '';
		note(sim, host, 'network', `created the overlay network ${order.name}${encrypted}`);
		return {id};
	},
};

const deleteNetwork: Write<{id: string}, null> = {
	name: 'control.remove-network',
	run(draft, {id}, {sim, host}) {
		const network = read(draft, 'networks', id);
		if (!network) return refuse('NotFound', `network ${id} not found`);
		remove(draft, 'networks', id);
		note(sim, host, 'network', `removed the network ${network.name}`);
		return null;
	},
};

/** Those of them that are still there; gives their names. */
const deleteNetworks: Write<{networks: NetworkNames}, readonly string[]> = {
	name: 'control.remove-networks',
	run(draft, {networks}, context) {
		const present = networks.filter(({id}) => read(draft, 'networks', id));
		for (const {id} of present) deleteNetwork.run(draft, {id}, context);
		return present.map(({name}) => name);
	},
};

export const controlWrites = [
	writeCluster,
	writeNode,
	deleteNode,
	writeNetwork,
	deleteNetwork,
	deleteNetworks,
] as const;

const probed = signal<{readonly order: ClusterUpdate; readonly caller: Caller}>('control.probed');

/** What it takes to find out that no external CA answers, where an order depends on one. Unit: milliseconds. */
function probeMs(sim: Sim, host: SwarmHost, order: ClusterUpdate): number {
	const cluster = host.swarm?.manager && theCluster(host.swarm.manager.store);
	if (!cluster || order.signingCa.certificate === '' || order.signingCa.key !== '') return 0;
	try {
		const decision = decide(sim, host, cluster, order);
		return 'unreachable' in decision ? attemptsMs(sim, host, decision.unreachable) : 0;
	} catch (error) {
		if (error instanceof TransactionError) return 0;
		throw error;
	}
}

const written = signal<Outcome<{caller: Caller}, Result<unknown>>>('control.written');

const writing =
	<Args, Value>(what: Write<Args, Value>) =>
	(sim: Sim, host: SwarmHost, request: Args, caller: Caller): void =>
		write(sim, host, what, request, callback(written as never, {caller}));

export const controlHandlers: Handlers<SwarmHost> = {
	...serve(getView, (sim, host, _request, caller) => {
		const view = readView(host);
		respond(sim, host, caller, view ? success(view) : failure('NotFound', 'cluster not found'));
	}),
	...serve(updateCluster, (sim, host, order, caller) => {
		const delay = probeMs(sim, host, order);
		if (delay === 0) writing(writeCluster)(sim, host, order, caller);
		else schedule(sim, host, probed, {order, caller}, {delay, scope: 'leader'});
	}),
	...on(probed, (sim: Sim, host: SwarmHost, {order, caller}) => writing(writeCluster)(sim, host, order, caller)),
	...serve(updateNode, writing(writeNode)),
	...serve(removeNode, writing(deleteNode)),
	...serve(createNetwork, orderNetwork),
	...serve(removeNetwork, writing(deleteNetwork)),
	...serve(removeNetworks, writing(deleteNetworks)),
	...on(pluginMissing, (sim: Sim, host: SwarmHost, {caller, driver}) =>
		respond(sim, host, caller, failure('InvalidArgument', `error during lookup of plugin ${driver}`)),
	),
	...on(written, (sim: Sim, host: SwarmHost, {context, result}) => respond(sim, host, context.caller, result)),
};
