import type {Reply} from '../source/engine/reply.ts';
import type {Role} from '../source/swarm/objects.ts';
import {type Store, theCluster} from '../source/swarm/store.ts';
import {addressOf, ask, type Cluster, hostOf, listenAnywhere} from './cluster.ts';
import type {Action} from './schedule.ts';
import {check} from './violation.ts';

/** People at their engines: they read, change and write back as the docker client does, and remember what they were told. */
export type Clients = {
	readonly cluster: Cluster;
	/** What was acknowledged and must hold at the end. */
	readonly acknowledged: ((store: Store) => string | undefined)[];
	readonly networkIds: Map<string, string>;
	/** Role changes under way: their outcome is still open. */
	readonly changing: Changing[];
	asked: number;
	answered: number;
};

export type Changing = {
	readonly node: string;
	readonly kind: 'promote' | 'demote' | 'join' | 'leave';
	settledAt: number;
};

export const createClients = (cluster: Cluster): Clients => ({
	cluster,
	acknowledged: [],
	networkIds: new Map(),
	changing: [],
	asked: 0,
	answered: 0,
});

const isDone = (reply: Reply): reply is Extract<Reply, {status: number}> => !('broken' in reply) && reply.status < 400;

type NodeJson = {
	readonly ID: string;
	readonly Version: {readonly Index: number};
	readonly Spec: {readonly Labels: Record<string, string>; readonly Role: string; readonly Availability: string};
};

/** Reads a node's spec, changes it and writes it back under the version that was read. */
function updateNode(
	clients: Clients,
	via: string,
	node: string,
	change: (spec: NodeJson['Spec']) => NodeJson['Spec'],
	done: (id: string, reply: Reply) => void,
): void {
	const {cluster} = clients;
	const id = hostOf(cluster, node).swarm?.nodeId || hostOf(cluster, node).engine.disk?.nodeId;
	if (!id) return;
	ask(cluster, via, {method: 'GET', path: `/nodes/${id}`}, reply => {
		if (!isDone(reply)) return done(id, reply);
		const {ID, Version, Spec} = JSON.parse(reply.body) as NodeJson;
		const query = {version: `${Version.Index}`};
		ask(cluster, via, {method: 'POST', path: `/nodes/${ID}/update`, query, body: change(Spec)}, written =>
			done(ID, written),
		);
	});
}

/** Labels are added one by one, so none may ever go again: neither lost nor overwritten by who had not read it. */
function addLabel(clients: Clients, {via, node, label}: Extract<Action, {type: 'label'}>): void {
	const change = (spec: NodeJson['Spec']) => ({...spec, Labels: {...spec.Labels, [label]: '1'}});
	clients.asked++;
	updateNode(clients, via, node, change, (id, reply) => {
		if (!isDone(reply)) return;
		clients.answered++;
		clients.acknowledged.push(store =>
			store.nodes[id]?.spec.labels[label] === '1' ? undefined : `label ${label} of ${node}`,
		);
	});
}

function createNetwork(clients: Clients, via: string, network: string): void {
	const body = {Name: network, Driver: 'overlay'};
	clients.asked++;
	ask(clients.cluster, via, {method: 'POST', path: '/networks/create', body}, reply => {
		if (!isDone(reply)) return;
		clients.answered++;
		const {Id} = JSON.parse(reply.body) as {Id: string};
		clients.networkIds.set(network, Id);
		clients.acknowledged.push(store =>
			store.networks[Id] || clients.networkIds.get(network) !== Id ? undefined : `network ${network}`,
		);
	});
}

function removeNetwork(clients: Clients, via: string, network: string): void {
	const id = clients.networkIds.get(network);
	if (id === undefined) return;
	clients.asked++;
	// From now on nobody can say whether it is there, unless this is acknowledged.
	clients.networkIds.delete(network);
	ask(clients.cluster, via, {method: 'DELETE', path: `/networks/${id}`}, reply => {
		if (!isDone(reply)) return;
		clients.answered++;
		clients.acknowledged.push(store => (store.networks[id] ? `the removal of ${network}` : undefined));
	});
}

type SwarmJson = {
	readonly Version: {readonly Index: number};
	readonly Spec: unknown;
	readonly JoinTokens: {readonly Worker: string; readonly Manager: string};
};

function rotateToken(clients: Clients, via: string, role: Role): void {
	const {cluster} = clients;
	clients.asked++;
	ask(cluster, via, {method: 'GET', path: '/swarm'}, reply => {
		if (!isDone(reply)) return;
		const {Version, Spec, JoinTokens} = JSON.parse(reply.body) as SwarmJson;
		const old = role === 'manager' ? JoinTokens.Manager : JoinTokens.Worker;
		const rotate = role === 'manager' ? 'rotateManagerToken' : 'rotateWorkerToken';
		const query = {version: `${Version.Index}`, [rotate]: '1'};
		ask(cluster, via, {method: 'POST', path: '/swarm/update', query, body: Spec}, written => {
			if (!isDone(written)) return;
			clients.answered++;
			clients.acknowledged.push(store =>
				theCluster(store)?.rootCa.tokens[role] === old ? `the rotation of the ${role} token` : undefined,
			);
		});
	});
}

function changeRole(clients: Clients, {type, via, node}: Extract<Action, {type: 'promote' | 'demote'}>): void {
	const {sim} = clients.cluster;
	const changing: Changing = {node, kind: type, settledAt: Number.POSITIVE_INFINITY};
	clients.changing.push(changing);
	const change = (spec: NodeJson['Spec']) => ({...spec, Role: type === 'promote' ? 'manager' : 'worker'});
	updateNode(clients, via, node, change, () => {
		changing.settledAt = sim.now;
	});
}

function join(clients: Clients, {via, node, role}: Extract<Action, {type: 'join'}>): void {
	const {cluster} = clients;
	const store = hostOf(cluster, via).swarm?.manager?.store;
	const tokens = store && theCluster(store)?.rootCa.tokens;
	if (!tokens) return;
	const changing: Changing = {node, kind: 'join', settledAt: Number.POSITIVE_INFINITY};
	if (role === 'manager') clients.changing.push(changing);
	const body = {...listenAnywhere, RemoteAddrs: [addressOf(cluster, via)], JoinToken: tokens[role]};
	ask(cluster, node, {method: 'POST', path: '/swarm/join', body}, () => {
		changing.settledAt = cluster.sim.now;
	});
}

function leave(clients: Clients, node: string): void {
	const {cluster} = clients;
	const changing: Changing = {node, kind: 'leave', settledAt: Number.POSITIVE_INFINITY};
	clients.changing.push(changing);
	ask(cluster, node, {method: 'POST', path: '/swarm/leave', query: {force: '1'}}, () => {
		changing.settledAt = cluster.sim.now;
	});
}

/** Does what a client does; false: it is no client's action. */
export function act(clients: Clients, action: Action): boolean {
	switch (action.type) {
		case 'label':
			addLabel(clients, action);
			return true;
		case 'create-network':
			createNetwork(clients, action.via, action.network);
			return true;
		case 'remove-network':
			removeNetwork(clients, action.via, action.network);
			return true;
		case 'rotate-token':
			rotateToken(clients, action.via, action.role);
			return true;
		case 'promote':
		case 'demote':
			changeRole(clients, action);
			return true;
		case 'leave':
			leave(clients, action.node);
			return true;
		case 'join':
			join(clients, action);
			return true;
		default:
			return false;
	}
}

/** Nothing acknowledged is lost. */
export function checkAcknowledged({acknowledged}: Clients, store: Store): void {
	for (const find of acknowledged) {
		const lost = find(store);
		check(lost === undefined, 'Nothing Acknowledged Is Lost', () => `${lost} was acknowledged and is gone`);
	}
}
