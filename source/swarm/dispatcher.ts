import {newId} from '../base/identity.ts';
import {randomBytes} from '../base/random.ts';
import type {IssuedCertificate} from '../pki/order.ts';
import {canReach, latencyMs} from '../simulation/network.ts';
import {
	clearTimer,
	type Handlers,
	isOpen,
	note,
	on,
	type Simulation,
	schedule,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {trace} from '../simulation/trace.ts';
import {checkIdentity} from './ca-server.ts';
import {drawPeriodMs, heardAgain, missed, wakeSession} from './heartbeat.ts';
import {nameOf} from './naming.ts';
import type {NetworkKey, NetworkObject, NodeDescription, NodeObject} from './objects.ts';
import {method, respond, serve} from './rpc.ts';
import type {Caller, Leader, Session, SwarmHost} from './state.ts';
import {failure, success} from './status.ts';
import {type Change, list, read, theCluster, update} from './store.ts';
import {type Write, write} from './transactions.ts';

/**
The dispatcher: runs on the leader, keeps a session with every agent and declares nodes down that it does
not hear from. (SwarmKit manager/dispatcher)
*/
type Sim = Simulation<SwarmHost>;

const BATCH_MS = 100;
const GRACE_UNKNOWN = 6;
export const heartbeatFailure = 'heartbeat failure';
const unknownFailure = 'heartbeat failure for node in "unknown" state';
const leadershipChange = 'Node moved to "unknown" state due to leadership change in cluster';

/** What an agent is told at registration and whenever something of it changes. */
export type SessionMessage = {
	readonly sessionId: string;
	readonly node: NodeObject;
	readonly managers: readonly {readonly nodeId: string; readonly address: string}[];
	readonly networkKeys: readonly NetworkKey[];
	/** What the node is attached to. */
	readonly networks: readonly NetworkObject[];
	readonly trustRoot: IssuedCertificate;
};
export type SessionAnswer = {
	readonly message: SessionMessage;
	readonly via: string;
	readonly leader: string;
	readonly seenAddress: string;
	/** When to send the first heartbeat. */
	readonly heartbeatMs: number;
};

export type SessionRequest = {readonly sessionId: string; readonly description: NodeDescription};
export const openSession = method<SessionRequest, SessionAnswer>('dispatcher.session', true, true);
export const pushed = signal<SessionMessage>('agent.pushed');
export const disconnected = signal<{readonly sessionId: string; readonly reason: string}>('agent.disconnected');

type Registration = {
	readonly nodeId: string;
	/** The one that it had. */
	readonly sessionId: string;
	readonly description: NodeDescription;
	readonly address: string;
	readonly caller: Caller;
};
const flush = signal<null>('dispatcher.flush');
const registered = signal<{context: {registrations: readonly Registration[]}}>('dispatcher.registered');
const expired = signal<{readonly nodeId: string; readonly sessionId?: string}>('dispatcher.expired');

export const markReady: Write<{registrations: readonly Registration[]}, null> = {
	name: 'dispatcher.mark-ready',
	run(draft, {registrations}) {
		for (const {nodeId, description, address} of registrations) {
			const node = read(draft, 'nodes', nodeId);
			if (node) update(draft, 'nodes', {...node, description, status: {state: 'ready', message: '', addr: address}});
		}
		return null;
	},
};

export const markDown: Write<{nodeId: string; message: string}, null> = {
	name: 'dispatcher.mark-down',
	run(draft, {nodeId, message}) {
		const node = read(draft, 'nodes', nodeId);
		if (node) update(draft, 'nodes', {...node, status: {...node.status, state: 'down', message}});
		return null;
	},
};

export const markUnknown: Write<null, null> = {
	name: 'dispatcher.mark-unknown',
	run(draft) {
		for (const node of list(draft, 'nodes')) {
			if (node.status.state === 'down') continue;
			update(draft, 'nodes', {...node, status: {...node.status, state: 'unknown', message: leadershipChange}});
		}
		return null;
	},
};

function open(sim: Sim, host: SwarmHost, {sessionId, description}: SessionRequest, caller: Caller): void {
	const manager = host.swarm?.manager;
	const leader = manager?.leader;
	const nodeId = caller.identity?.nodeId ?? '';
	if (!manager || !leader) return respond(sim, host, caller, failure('Aborted', 'dispatcher is stopped'));
	const objection = checkIdentity(host, caller);
	if (objection) return respond(sim, host, caller, objection);
	if (!manager.store.nodes[nodeId]) return respond(sim, host, caller, failure('NotFound', 'node not found'));
	const address = caller.origin === host.name ? ownAddress(host) : caller.address;
	const isResuming = sessionId !== '' && leader.sessions[nodeId]?.id === sessionId;
	if (!isResuming) dropSession(sim, host, leader, nodeId);
	leader.registrations.push({nodeId, sessionId: isResuming ? sessionId : '', description, address, caller});
	if (leader.registrations.length === 1) setTimer(sim, host, 'leader', 'dispatcher/flush', BATCH_MS, flush, null);
}

/** The leader's own agent has no peer address: what it advertises stands in, or what it listens on. */
function ownAddress(host: SwarmHost): string {
	const {advertiseAddress = '', listenAddress = ''} = host.swarm?.config ?? {};
	return (advertiseAddress || listenAddress).replace(/:[^:]*$/, '');
}

/** Its agent may know nothing of the next one, if that is of a call it has given up: its heartbeats will tell it. */
function dropSession(sim: Sim, host: SwarmHost, leader: Leader, nodeId: string): void {
	const session = leader.sessions[nodeId];
	if (session) wakeSession(sim, host, session);
	delete leader.sessions[nodeId];
}

function completeRegistrations(sim: Sim, host: SwarmHost, registrations: readonly Registration[]): void {
	const manager = host.swarm?.manager;
	const leader = manager?.leader;
	if (!manager || !leader) return;
	for (const {nodeId, sessionId, address, caller} of registrations) {
		const node = manager.store.nodes[nodeId];
		if (!node) {
			respond(sim, host, caller, failure('NotFound', 'node not found'));
			continue;
		}
		const known = leader.sessions[nodeId];
		const isResumed = known !== undefined && known.id === sessionId;
		if (sessionId !== '' && !isResumed) {
			// It ended while this was on its way through Raft: Down is written after Ready, and only a new session mends that.
			respond(sim, host, caller, failure('NotFound', 'node not registered'));
			continue;
		}
		const id = isResumed ? sessionId : newId(randomBytes(17, sim.seed, 'id.session', nodeId, sim.now));
		const ordinal = isResumed ? known.beat.ordinal + 1 : 0;
		dropSession(sim, host, leader, nodeId);
		clearTimer(host, 'leader', `dispatcher/${nodeId}`);
		const via = caller.via ?? host.name;
		const beat = {ordinal, at: sim.now, periodMs: drawPeriodMs(sim, host, id, ordinal)};
		const session: Session = {id, nodeId, host: caller.origin, via, beat, isAwake: false};
		leader.sessions[nodeId] = session;
		const told = isResumed ? 'told the dispatcher about its certificate' : 'registered with the dispatcher';
		note(sim, sim.hosts[caller.origin] ?? host, 'node', `${told} on ${host.name}: Ready`);
		// Its agent may have given up meanwhile: the first heartbeat has to come.
		wakeSession(sim, host, session);
		respond(
			sim,
			host,
			caller,
			success({
				message: messageFor(node, id, newsOf(host)),
				via,
				leader: host.name,
				seenAddress: address,
				heartbeatMs: beat.periodMs,
			}),
		);
	}
}

/** What every agent is told alike. */
type News = Pick<SessionMessage, 'managers' | 'networkKeys' | 'networks' | 'trustRoot'>;

function newsOf(host: SwarmHost): News {
	const manager = host.swarm?.manager;
	const cluster = manager && theCluster(manager.store);
	return {
		managers: Object.values(manager?.members ?? {}).map(({nodeId, address}) => ({nodeId, address})),
		networkKeys: cluster?.networkKeys ?? [],
		networks: Object.values(manager?.store.networks ?? {}).filter(network => network.isIngress),
		trustRoot: cluster?.rootCa.certificate ?? '',
	};
}

function messageFor(node: NodeObject, sessionId: string, news: News): SessionMessage {
	const {managers, networkKeys, networks, trustRoot} = news;
	return {sessionId, node, managers, networkKeys, networks: node.ingressAddress ? networks : [], trustRoot};
}

/** Tells an agent what changed, by the way it is connected. */
function push(sim: Sim, host: SwarmHost, session: Session, news: News): void {
	const node = host.swarm?.manager?.store.nodes[session.nodeId];
	const target = sim.hosts[session.host];
	if (!node || !target) return;
	const delay = latencyMs(sim, host.name, session.via) + latencyMs(sim, session.via, session.host);
	const message = messageFor(node, session.id, news);
	schedule(sim, target, pushed, message, {delay, scope: 'agent', from: session.via});
}

/** An agent is told that its certificate is not the right one any more: a renewal comes of it. */
function traceRequest(sim: Sim, host: SwarmHost, session: Session, node: NodeObject, previous: NodeObject): void {
	const {desiredRole} = node.spec;
	const isAsked = node.certificate.state === 'rotate' && previous.certificate.state !== 'rotate';
	if (desiredRole === previous.spec.desiredRole && !isAsked) return;
	const {now} = sim;
	const arrivesAt = now + latencyMs(sim, host.name, session.via) + latencyMs(sim, session.via, session.host);
	const content = {desiredRole, isAsked};
	const between = {from: host.name, to: session.host, about: session.host};
	trace(sim, {at: now, arrivesAt, ...between, fate: 'arrives', kind: 'push', what: 'dispatcher.session', content});
}

export function pushToAll(sim: Sim, host: SwarmHost): void {
	const news = newsOf(host);
	for (const session of Object.values(host.swarm?.manager?.leader?.sessions ?? {})) push(sim, host, session, news);
}

export function watchSessions(sim: Sim, host: SwarmHost, changes: readonly Change[]): void {
	const sessions = host.swarm?.manager?.leader?.sessions;
	if (!sessions) return;
	for (const change of changes) {
		if (change.table === 'clusters' && change.action === 'update') {
			return pushToAll(sim, host);
		}
	}
	for (const change of changes) {
		const session = change.table === 'nodes' ? sessions[change.object.id] : undefined;
		if (!session || change.table !== 'nodes' || change.action !== 'update') continue;
		if (change.previous) traceRequest(sim, host, session, change.object, change.previous);
		push(sim, host, session, newsOf(host));
	}
}

/**
Who leads no more tells its agents, by the way they are connected. Whom that does not reach finds out with its next
heartbeat: so these are events from here on.
*/
export function endSessions(sim: Sim, host: SwarmHost, {sessions}: Leader): void {
	for (const session of Object.values(sessions)) {
		wakeSession(sim, host, session);
		const [via, agent] = [sim.hosts[session.via], sim.hosts[session.host]];
		if (!via || !agent || !canReach(sim, host, via)) continue;
		const delay = latencyMs(sim, host.name, session.via) + latencyMs(sim, session.via, session.host);
		const told = {sessionId: session.id, reason: 'node must disconnect'};
		schedule(sim, agent, disconnected, told, {delay, scope: 'agent', from: session.via});
	}
}

/** Every session that goes through this machine breaks; the leader only hears it as silence. */
export function breakSessions(sim: Sim, host: SwarmHost, reason: string): void {
	for (const leading of Object.values(sim.hosts)) {
		for (const session of Object.values(leading.swarm?.manager?.leader?.sessions ?? {})) {
			if (session.via !== host.name && leading !== host) continue;
			const agent = sim.hosts[session.host];
			if (!agent || agent === host) continue;
			const delay = latencyMs(sim, session.via, session.host);
			schedule(sim, agent, disconnected, {sessionId: session.id, reason}, {delay, scope: 'agent', from: session.via});
		}
	}
}

function expire(sim: Sim, host: SwarmHost, {nodeId, sessionId}: {nodeId: string; sessionId?: string}): void {
	const {leader, store} = host.swarm?.manager ?? {};
	if (!leader || leader.sessions[nodeId]?.id !== sessionId) return;
	delete leader.sessions[nodeId];
	if (!store?.nodes[nodeId]) return;
	const name = nameOf(sim, store, nodeId);
	note(sim, host, 'node', `has missed three heartbeats of ${name}: Down`);
	write(sim, host, markDown, {nodeId, message: sessionId === undefined ? unknownFailure : heartbeatFailure});
}

/** A new leader knows no sessions: every node is unknown until its agent returns. */
export function startDispatcher(sim: Sim, host: SwarmHost): void {
	const manager = host.swarm?.manager;
	if (!manager) return;
	for (const node of Object.values(manager.store.nodes)) {
		if (node.status.state === 'down') continue;
		const delay = GRACE_UNKNOWN * drawPeriodMs(sim, host, node.id, sim.now);
		setTimer(sim, host, 'leader', `dispatcher/${node.id}`, delay, expired, {nodeId: node.id});
	}
	write(sim, host, markUnknown, null);
}

export const dispatcherHandlers: Handlers<SwarmHost> = {
	...serve(openSession, open),
	...on(flush, (sim: Sim, host: SwarmHost) => {
		const leader = host.swarm?.manager?.leader;
		if (!leader || !isOpen(host, 'leader')) return;
		const registrations = leader.registrations.splice(0);
		write(sim, host, markReady, {registrations}, {signal: registered.name, context: {registrations}});
	}),
	...on(registered, (sim: Sim, host: SwarmHost, {context}) => completeRegistrations(sim, host, context.registrations)),
	...on(expired, expire),
	...on(missed, expire),
	// TCP would have sent again what was lost on the way.
	...on(heardAgain, (sim: Sim, host: SwarmHost, {nodeId}) => {
		const session = host.swarm?.manager?.leader?.sessions[nodeId];
		if (session) push(sim, host, session, newsOf(host));
	}),
};
