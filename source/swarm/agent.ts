import {randomFraction} from '../base/random.ts';
import {certIssuerInfo} from '../pki/certificate.ts';
import {
	callback,
	clearTimer,
	type Handlers,
	isOpen,
	note,
	type Outcome,
	on,
	resolve,
	type Simulation,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {disconnected, openSession, pushed, type SessionAnswer, type SessionMessage} from './dispatcher.ts';
import {armHeartbeat, isAsleep, unheard} from './heartbeat.ts';
import {observe, pickRemote} from './remotes.ts';
import {learnDesiredRole} from './renewer.ts';
import {call} from './rpc.ts';
import type {SwarmHost} from './state.ts';
import {type Result, success} from './status.ts';

/**
The agent: every node has one. It keeps a session with the dispatcher through some manager, its own where
there is one, and hears by it what concerns the node. (SwarmKit agent)
*/
type Sim = Simulation<SwarmHost>;

const SESSION_TIMEOUT_MS = 5000;
const BACKOFF_STEP_MS = 100;
const BACKOFF_MAX_MS = 8000;

const connect = signal<null>('agent.connect');
const answered = signal<Outcome<{remote?: string}, Result<SessionAnswer>>>('agent.answered');
const waitOver = signal<null>('agent.wait-over');

export function startAgent(sim: Sim, host: SwarmHost, delay = 0): void {
	setTimer(sim, host, 'agent', 'connect', delay, connect, null);
}

function register(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node || node.agent.isConnecting || node.agent.session) return;
	node.agent.isConnecting = true;
	const ordinal = node.agent.attempts++;
	const description = {...node.config.description, tlsInfo: certIssuerInfo(node.trustRoot)};
	const request = {sessionId: '', description};
	const isLocal = node.manager?.isServing === true;
	const remote = isLocal ? undefined : pickRemote(sim, host, 'agent.remote', ordinal);
	if (!isLocal && !remote) return retryLater(sim, host);
	const options = {to: remote?.address ?? 'local', scope: 'agent', timeoutMs: SESSION_TIMEOUT_MS};
	call(sim, host, openSession, request, options, callback(answered, {remote: remote?.address}));
}

function retryLater(sim: Sim, host: SwarmHost): void {
	const agent = host.swarm?.agent;
	if (!agent) return;
	agent.isConnecting = false;
	agent.backoffMs = Math.min(BACKOFF_STEP_MS + 2 * agent.backoffMs, BACKOFF_MAX_MS);
	const delay = Math.floor(
		randomFraction(sim.seed, 'agent.backoff', host.name, agent.attempts, sim.now) * agent.backoffMs,
	);
	setTimer(sim, host, 'agent', 'connect', delay, waitOver, null);
}

function learnSession(
	sim: Sim,
	host: SwarmHost,
	{context, result}: Outcome<{remote?: string}, Result<SessionAnswer>>,
): void {
	const node = host.swarm;
	if (!node) return;
	node.agent.isConnecting = false;
	if (!result.ok) {
		if (context.remote !== undefined) observe(host, context.remote, 'bad');
		return retryLater(sim, host);
	}
	const {message, via, leader, seenAddress, heartbeatMs} = result.value;
	node.agent.session = {id: message.sessionId, via, leader, remote: context.remote};
	node.agent.backoffMs = 0;
	if (heartbeatMs !== undefined) armHeartbeat(sim, host, message.sessionId, heartbeatMs);
	// Woken or replaced while this answer was on its way.
	else if (!isAsleep(sim, leader, node.nodeId, message.sessionId)) armHeartbeat(sim, host, message.sessionId, 0);
	if (seenAddress) node.ownAddress = seenAddress;
	hear(sim, host, message);
	if (!node.agent.hasRegistered) {
		node.agent.hasRegistered = true;
		becomeReady(sim, host);
	}
}

/** A node is ready when its agent has registered and, in a manager, the control socket answers. */
export function becomeReady(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node || node.isReady || !node.agent.hasRegistered) return;
	if (node.credentials?.role === 'manager' && !node.manager?.isReady) return;
	node.isReady = true;
	resolve(sim, host, node.config.ready, success(null));
}

function hear(sim: Sim, host: SwarmHost, message: SessionMessage): void {
	const node = host.swarm;
	if (!node || node.agent.session?.id !== message.sessionId) return;
	node.remotes = message.managers.map(({nodeId, address}) => {
		const known = node.remotes.find(remote => remote.address === address);
		return {nodeId, address, weight: known?.weight ?? 0};
	});
	for (const address of new Set(message.managers.map(manager => manager.address))) observe(host, address, 'good');
	if (node.agent.networks.length === 0 && message.networks.length > 0)
		resolve(sim, host, node.config.attached, message.networks, {scope: 'agent'});
	node.agent.networks = message.networks;
	node.agent.ingressAddress = message.node.ingressAddress;
	node.agent.lamportTime = Math.max(node.agent.lamportTime, ...message.networkKeys.map(key => key.lamportTime));
	learnDesiredRole(sim, host, message.node);
}

function loseSession(sim: Sim, host: SwarmHost, {sessionId}: {sessionId: string}): void {
	const agent = host.swarm?.agent;
	if (!agent || agent.session?.id !== sessionId) return;
	if (agent.session.remote !== undefined) observe(host, agent.session.remote, 'bad');
	delete agent.session;
	clearTimer(host, 'agent', 'heartbeat');
	note(sim, host, 'node', `lost its session: it looks for a manager`);
	retryLater(sim, host);
}

/** Leaves the session as it is and looks for another manager: this node's own is gone. */
export function reconnect(sim: Sim, host: SwarmHost): void {
	const session = host.swarm?.agent.session;
	if (session && isOpen(host, 'agent')) loseSession(sim, host, {sessionId: session.id});
}

export const agentHandlers: Handlers<SwarmHost> = {
	...on(connect, (sim: Sim, host: SwarmHost) => register(sim, host)),
	...on(waitOver, (sim: Sim, host: SwarmHost) => register(sim, host)),
	...on(answered, learnSession),
	...on(pushed, hear),
	...on(disconnected, loseSession),
	...on(unheard, loseSession),
};
