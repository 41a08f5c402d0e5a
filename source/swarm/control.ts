import {newId} from '../base/identity.ts';
import {randomBytes} from '../base/random.ts';
import {readCertificate} from '../pki/certificate.ts';
import {callback, type Handlers, note, type Outcome, on, type Simulation, signal} from '../simulation/simulation.ts';
import {makeToken, makeUnlockKey} from './leader.ts';
import type {Availability, ClusterObject, ClusterSpec, NetworkObject, NodeObject, Role} from './objects.ts';
import {canRemove, findMember} from './role-manager.ts';
import {method, respond, serve} from './rpc.ts';
import type {Caller, SwarmHost} from './state.ts';
import {failure, type Result, refuse, success} from './status.ts';
import {create, list, read, remove, theCluster, update} from './store.ts';
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

function rotate(sim: Sim, cluster: ClusterObject, role: Role): ClusterObject {
	const {rootCa} = cluster;
	const rotations = rootCa.tokenHistory[role].rotations + 1;
	const token = makeToken(sim, cluster.id, role, rootCa.certificate, rotations);
	return {
		...cluster,
		rootCa: {
			...rootCa,
			tokens: {...rootCa.tokens, [role]: token},
			tokenHistory: {...rootCa.tokenHistory, [role]: {setAt: sim.now, rotations}},
		},
	};
}

/** Off: no key; on: one that is kept until it is rotated. */
function lock(sim: Sim, host: SwarmHost, cluster: ClusterObject, isRotated: boolean): ClusterObject {
	if (!cluster.spec.autoLockManagers) return {...cluster, unlockKey: ''};
	if (cluster.unlockKey !== '' && !isRotated) return cluster;
	const unlockKeyRotations = cluster.unlockKeyRotations + 1;
	note(sim, host, 'key', 'drew a new unlock key: managers encrypt their disks with it');
	return {...cluster, unlockKeyRotations, unlockKey: makeUnlockKey(sim, cluster.id, unlockKeyRotations)};
}

const writeCluster: Write<ClusterUpdate, null> = {
	name: 'control.update-cluster',
	run(draft, order, {sim, host}) {
		const cluster = theCluster(draft.store);
		if (!cluster) return refuse('NotFound', 'cluster not found');
		checkSpec(order.spec);
		if (cluster.meta.version !== order.version) return refuse('Unknown', 'update out of sequence');
		let changed: ClusterObject = {...cluster, spec: order.spec};
		for (const role of ['worker', 'manager'] as const) {
			if (!(role === 'worker' ? order.rotateWorkerToken : order.rotateManagerToken)) continue;
			changed = rotate(sim, changed, role);
			note(sim, host, 'token', `drew a new secret for the ${role} token; the old one admits nobody any more`);
		}
		update(draft, 'clusters', lock(sim, host, changed, order.rotateUnlockKey));
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
		const until = certificate ? readCertificate(certificate).notAfter : draft.now;
		update(draft, 'clusters', {...cluster, blacklist: {...cluster.blacklist, [nodeId]: until}});
		remove(draft, 'nodes', nodeId);
		note(
			sim,
			host,
			'node',
			`removed ${node.description?.hostname ?? nodeId}: its certificate is not accepted any more`,
		);
		return null;
	},
};

const DNS_NAME = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;
const NAME_LENGTH_MAX = 63;

const writeNetwork: Write<NetworkOrder, {id: string}> = {
	name: 'control.create-network',
	run(draft, order, {sim, host}) {
		if (!DNS_NAME.test(order.name)) return refuse('InvalidArgument', 'name must be valid as a DNS name component');
		if (order.name.length > NAME_LENGTH_MAX) return refuse('InvalidArgument', 'name must be 63 characters or fewer');
		if (order.isIngress && order.isAttachable) return refuse('InvalidArgument', 'ingress network cannot be attachable');
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
	...serve(updateCluster, writing(writeCluster)),
	...serve(updateNode, writing(writeNode)),
	...serve(removeNode, writing(deleteNode)),
	...serve(createNetwork, writing(writeNetwork)),
	...serve(removeNetwork, writing(deleteNetwork)),
	...serve(removeNetworks, writing(deleteNetworks)),
	...on(written, (sim: Sim, host: SwarmHost, {context, result}) => respond(sim, host, context.caller, result)),
};
