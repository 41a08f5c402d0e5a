import {randomFraction} from '../base/random.ts';
import {checkCertificate} from '../pki/check-certificate.ts';
import type {IssuedCertificate} from '../pki/order.ts';
import {isSameCertificate} from '../pki/pem.ts';
import {
	callback,
	clearTimer,
	clockOf,
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
import {learnPeriod, unheard, wakeOwnSession} from './heartbeat.ts';
import type {NodeObject} from './objects.ts';
import {learnRemotes, observe, pickRemote} from './remotes.ts';
import {learnNode, tlsChanged} from './renewer.ts';
import {isSameTlsInfo, tlsInfoOf} from './root-ca.ts';
import {call} from './rpc.ts';
import type {Agent, SwarmHost} from './state.ts';
import {type Result, success} from './status.ts';

/**
The agent: every node has one. It keeps a session with the dispatcher through some manager, its own where
there is one, and hears by it what concerns the node. (SwarmKit agent)
*/
type Sim = Simulation<SwarmHost>;

const SESSION_TIMEOUT_MS = 5000;
const BACKOFF_STEP_MS = 100;
const BACKOFF_MAX_MS = 8000;
/** How often an agent looks whether it has to describe itself anew. */
const DESCRIBE_MS = 20_000;

const connect = signal<null>('agent.connect');
const answered = signal<Outcome<{remote?: string}, Result<SessionAnswer>>>('agent.answered');
const waitOver = signal<null>('agent.wait-over');

export function startAgent(sim: Sim, host: SwarmHost, delay = 0): void {
	setTimer(sim, host, 'agent', 'connect', delay, connect, null);
}

function register(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node?.credentials || node.agent.isConnecting || node.agent.session) return;
	node.agent.isConnecting = true;
	const ordinal = node.agent.attempts++;
	const before = node.agent.told;
	node.agent.told = tlsInfoOf(node.trustRoot, node.credentials.certificate);
	const description = {...node.config.description, tlsInfo: node.agent.told};
	const request = {sessionId: node.agent.formerSessionId, description};
	const isLocal = node.manager?.isServing === true;
	const remote = isLocal ? undefined : pickRemote(sim, host, 'agent.remote', ordinal);
	if (!isLocal && !remote) return retryLater(sim, host);
	const isRoutine = node.agent.hasRegistered && before !== undefined && isSameTlsInfo(before, node.agent.told);
	const options = {to: remote?.address ?? 'local', scope: 'agent', timeoutMs: SESSION_TIMEOUT_MS, isRoutine};
	call(sim, host, openSession, request, options, callback(answered, {remote: remote?.address}));
}

/** What a node tells of itself it tells when it opens a session: news of its certificate open another. */
function reportTls(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node?.credentials || !isOpen(host, 'agent')) return;
	const {agent} = node;
	const now = tlsInfoOf(node.trustRoot, node.credentials.certificate);
	if (agent.told && isSameTlsInfo(agent.told, now)) return;
	if (agent.isConnecting) return setTimer(sim, host, 'agent', 'describe', DESCRIBE_MS, tlsChanged, null);
	if (!agent.session) return;
	endSession(sim, host, agent.session);
	register(sim, host);
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
	learnPeriod(sim, host, message.sessionId, {leader, periodMs: heartbeatMs});
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
	learnRemotes(host, message.managers);
	if (node.agent.networks.length === 0 && message.networks.length > 0)
		resolve(sim, host, node.config.attached, message.networks, {scope: 'agent'});
	node.agent.networks = message.networks;
	node.agent.ingressAddress = message.node.ingressAddress;
	// No line in the journal: a thousand nodes would fill it twice a day. The leader says that it rotated them.
	node.agent.keys = message.networkKeys;
	const isNews = !node.agent.seen || !isSameNode(node.agent.seen, message.node);
	node.agent.seen = message.node;
	if (isNews) learnNode(sim, host, message.node);
	learnTrustRoot(sim, host, message.trustRoot);
}

/** Its state, version and description apart: a node's own reports are no news to it. */
const isSameNode = (one: NodeObject, other: NodeObject): boolean =>
	one.spec === other.spec &&
	one.role === other.role &&
	one.certificate === other.certificate &&
	one.ingressAddress === other.ingressAddress;

/** A root is trusted in place of the old one where it goes with the certificate that this node has. */
function learnTrustRoot(sim: Sim, host: SwarmHost, root: IssuedCertificate): void {
	const node = host.swarm;
	if (!node?.credentials || root === '' || isSameCertificate(root, node.trustRoot)) return;
	const objection = checkCertificate(node.credentials.certificate, root, {now: clockOf(sim, host)});
	if (objection !== undefined) return note(sim, host, 'ca', `keeps its root CA, for with the new one: ${objection}`);
	node.trustRoot = root;
	note(sim, host, 'ca', 'trusts the new root CA from now on, in place of the old one');
	reportTls(sim, host);
}

/** Its next session takes this one up, where the leader still has it. */
function endSession(sim: Sim, host: SwarmHost, {id, remote}: NonNullable<Agent['session']>): void {
	const agent = host.swarm?.agent;
	if (!agent) return;
	wakeOwnSession(sim, host);
	// Every end counts against the manager at the other one, even if this node wanted it.
	if (remote !== undefined) observe(host, remote, 'bad');
	agent.formerSessionId = id;
	delete agent.session;
	clearTimer(host, 'agent', 'heartbeat');
}

function loseSession(sim: Sim, host: SwarmHost, {sessionId}: {sessionId: string}): void {
	const session = host.swarm?.agent.session;
	if (session?.id !== sessionId) return;
	endSession(sim, host, session);
	note(sim, host, 'node', `lost its session: it looks for a manager`);
	retryLater(sim, host);
}

/** This node's own manager is gone: a session with it has ended, one with another goes on. */
export function reconnect(sim: Sim, host: SwarmHost): void {
	const session = host.swarm?.agent.session;
	if (session && session.remote === undefined && isOpen(host, 'agent')) loseSession(sim, host, {sessionId: session.id});
}

export const agentHandlers: Handlers<SwarmHost> = {
	...on(connect, (sim: Sim, host: SwarmHost) => register(sim, host)),
	...on(waitOver, (sim: Sim, host: SwarmHost) => register(sim, host)),
	...on(answered, learnSession),
	...on(pushed, hear),
	...on(disconnected, loseSession),
	...on(unheard, loseSession),
	...on(tlsChanged, (sim: Sim, host: SwarmHost) => reportTls(sim, host)),
};
