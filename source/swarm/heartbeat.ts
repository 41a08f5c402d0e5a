import {push} from '../base/heap.ts';
import {randomShuffle} from '../base/random.ts';
import {isUndisturbed, latencyMs} from '../simulation/network.ts';
import {
	callback,
	clearTimer,
	type Handlers,
	isOpen,
	isPast,
	type Outcome,
	on,
	type Simulation,
	schedule,
	setTimer,
	signal,
	step,
} from '../simulation/simulation.ts';
import {CALL_DELAYS, call, method, respond, rpcHandlers, serve} from './rpc.ts';
import type {Session, SwarmHost} from './state.ts';
import {failure, type Result, success} from './status.ts';
import {type Change, theCluster} from './store.ts';

/**
Heartbeats: an agent sends one, is told when to send the next, and the leader waits three times as long.

While nothing disturbs a session its heartbeats change nothing and are not events: it sleeps. When each one
came follows from the session and its ordinal. Before anything happens that could keep one from arriving,
all sessions are woken; a session goes back to sleep with the next heartbeat that comes through undisturbed.
*/
type Sim = Simulation<SwarmHost>;

const PERIOD_EPSILON_MS = 500;
const GRACE = 3;
const HEARTBEAT_TIMEOUT_MS = 5000;

type Beat = {readonly periodMs: number; readonly leader: string};
const heartbeat = method<{readonly sessionId: string}, Beat>('dispatcher.heartbeat', true);
const due = signal<{readonly sessionId: string}>('heartbeat.due');
const answered = signal<Outcome<{readonly sessionId: string}, Result<Beat>>>('heartbeat.answered');
/** No heartbeat of a session came for three periods. */
export const missed = signal<{readonly nodeId: string; readonly sessionId: string}>('heartbeat.missed');
/** The first heartbeat of a session since the network changed: what its agent was told meanwhile may not have arrived. */
export const heardAgain = signal<{readonly nodeId: string}>('heartbeat.heard-again');
/** An agent's heartbeat did not come through. */
export const unheard = signal<{readonly sessionId: string}>('heartbeat.unheard');

/** The jitters of a round of heartbeats are evenly spread, and shuffled: so every whole round takes the same time. */
const ROUND_BITS = 10;
const ROUND = 2 ** ROUND_BITS;

const usualPeriodMs = (host: SwarmHost): number => {
	const cluster = host.swarm?.manager && theCluster(host.swarm.manager.store);
	return (cluster?.spec.heartbeatPeriod ?? 5e9) / 1e6;
};
const withJitter = (usualMs: number, place: number): number =>
	Math.max(1, Math.round(usualMs + ((2 * place + 1) / ROUND - 1) * PERIOD_EPSILON_MS));

const shuffleRound = (sim: Sim, sessionId: string, ordinal: number) =>
	randomShuffle(ROUND_BITS, sim.seed, 'dispatcher.period', sessionId, Math.floor(ordinal / ROUND));

/** The period that the leader answers a heartbeat with. */
export const drawPeriodMs = (sim: Sim, host: SwarmHost, sessionId: string, ordinal: number): number =>
	withJitter(usualPeriodMs(host), shuffleRound(sim, sessionId, ordinal)(ordinal % ROUND));

function roundMs(usualMs: number): number {
	let sum = 0;
	for (let place = 0; place < ROUND; place++) sum += withJitter(usualMs, place);
	return sum;
}

/** Whether nothing is between an agent and the leader that could lose a heartbeat. */
function isCalm(sim: Sim, leading: SwarmHost, session: Session): boolean {
	const [agent, via] = [sim.hosts[session.host], sim.hosts[session.via]];
	if (!agent || !via || !isOpen(via, 'manager') || agent.swarm?.agent.session?.id !== session.id) return false;
	return isUndisturbed(sim, agent, via) && isUndisturbed(sim, via, leading);
}

/** An agent hears when to send the next heartbeat, which is an event unless the leader holds a session that sleeps. */
export function learnPeriod(sim: Sim, host: SwarmHost, sessionId: string, {leader, periodMs}: Beat): void {
	const session = sim.hosts[leader]?.swarm?.manager?.leader?.sessions[host.swarm?.nodeId ?? ''];
	const isAsleep = session?.id === sessionId && !session.isAwake;
	if (!isAsleep) armHeartbeat(sim, host, sessionId, periodMs);
}

/** A session's heartbeats have a place of their own within a millisecond. */
const rankOf = ({host}: Session): string => `beat/${host}`;

const wayMs = (sim: Sim, leading: SwarmHost, {via, host}: Session): number =>
	latencyMs(sim, leading.name, via) + latencyMs(sim, via, host);

/**
Brings a sleeping session's heartbeats up to now: counts all that have been answered by now. Returns when the agent
sends the next one, which may be under way now.
*/
function walk(sim: Sim, leading: SwarmHost, session: Session): number {
	const {beat} = session;
	const way = wayMs(sim, leading, session);
	const usualMs = usualPeriodMs(leading);
	let shuffle = shuffleRound(sim, session.id, beat.ordinal);
	for (;;) {
		const next = beat.at + CALL_DELAYS * way + beat.periodMs;
		if (!isPast(sim, next + way, rankOf(session))) return next - (CALL_DELAYS - 1) * way;
		beat.ordinal++;
		beat.at = next;
		if (beat.ordinal % ROUND === 0) {
			const wholeMs = ROUND * CALL_DELAYS * way + roundMs(usualMs);
			const rounds = Math.max(0, Math.floor((sim.now - beat.at) / wholeMs) - 1);
			beat.ordinal += rounds * ROUND;
			beat.at += rounds * wholeMs;
			shuffle = shuffleRound(sim, session.id, beat.ordinal);
		}
		beat.periodMs = withJitter(usualMs, shuffle(beat.ordinal % ROUND));
	}
}

function armExpiry(sim: Sim, leading: SwarmHost, session: Session): void {
	const {nodeId, id: sessionId, beat} = session;
	const delay = beat.at + GRACE * beat.periodMs - sim.now;
	const timer = `dispatcher/${nodeId}`;
	setTimer(sim, leading, 'leader', timer, delay, missed, {nodeId, sessionId}, `missed/${session.host}`);
}

/** From now on this session's heartbeats are events, and the leader waits for them. */
export function wakeSession(sim: Sim, leading: SwarmHost, session: Session): void {
	if (session.isAwake) return;
	const agent = sim.hosts[session.host];
	// Whoever has not heard of the session yet, or not that its last heartbeat arrived, sends the next one itself.
	const isUnanswered = !isPast(sim, session.beat.at + wayMs(sim, leading, session), rankOf(session));
	const sentAt = isUnanswered ? undefined : walk(sim, leading, session);
	session.isAwake = true;
	armExpiry(sim, leading, session);
	if (!agent || sentAt === undefined || agent.swarm?.agent.session?.id !== session.id) return;
	if (isPast(sim, sentAt, rankOf(session))) repeat(sim, agent, session.id, sentAt);
	else armHeartbeat(sim, agent, session.id, sentAt - sim.now);
}

/** Sends a heartbeat at a moment that is past, and lets happen what came of it by now. */
function repeat(sim: Sim, agent: SwarmHost, sessionId: string, sentAt: number): void {
	const {now, reached, rank, everyTick} = sim;
	const later = sim.queue.splice(0);
	const own = `beat/${agent.name}`;
	sim.now = sentAt;
	sim.everyTick = true;
	armHeartbeat(sim, agent, sessionId, 0);
	while (step(sim, {...rpcHandlers, ...heartbeatHandlers}, own <= reached ? now : now - 1));
	Object.assign(sim, {now, reached, rank, everyTick});
	for (const event of later) push(sim.queue, event);
}

/** Called before anything happens that could keep a heartbeat from arriving. */
export function wakeSessions(sim: Sim): void {
	for (const leading of Object.values(sim.hosts)) {
		for (const session of Object.values(leading.swarm?.manager?.leader?.sessions ?? {}))
			wakeSession(sim, leading, session);
	}
}

/** The same before an agent loses its session. */
export function wakeOwnSession(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	const known = node?.agent.session;
	const leading = sim.hosts[known?.leader ?? ''];
	const session = leading?.swarm?.manager?.leader?.sessions[node?.nodeId ?? ''];
	if (leading && session && session.id === known?.id) wakeSession(sim, leading, session);
}

export function armHeartbeat(sim: Sim, host: SwarmHost, sessionId: string, delay: number): void {
	setTimer(sim, host, 'agent', 'heartbeat', delay, due, {sessionId}, `beat/${host.name}`);
}

/** Whether that gives heartbeats another period. */
export const changesHeartbeats = (change: Change): boolean =>
	change.table === 'clusters' &&
	change.action === 'update' &&
	change.previous?.spec.heartbeatPeriod !== change.object.spec.heartbeatPeriod;

function send(sim: Sim, host: SwarmHost, {sessionId}: {sessionId: string}): void {
	const session = host.swarm?.agent.session;
	if (session?.id !== sessionId) return;
	const options = {to: session.remote ?? 'local', scope: 'agent', timeoutMs: HEARTBEAT_TIMEOUT_MS, isConnected: true};
	call(sim, host, heartbeat, {sessionId}, options, callback(answered, {sessionId}));
}

export const heartbeatHandlers: Handlers<SwarmHost> = {
	...serve(heartbeat, (sim: Sim, host: SwarmHost, {sessionId}, caller) => {
		const session = host.swarm?.manager?.leader?.sessions[caller.identity?.nodeId ?? ''];
		if (!session) return respond(sim, host, caller, failure('NotFound', 'node not registered'));
		if (session.id !== sessionId) return respond(sim, host, caller, failure('InvalidArgument', 'session invalid'));
		if (sim.links.changedAt >= session.beat.at)
			schedule(sim, host, heardAgain, {nodeId: session.nodeId}, {scope: 'leader'});
		const ordinal = session.beat.ordinal + 1;
		session.beat = {ordinal, at: sim.now, periodMs: drawPeriodMs(sim, host, sessionId, ordinal)};
		session.isAwake = sim.everyTick || !isCalm(sim, host, session);
		if (session.isAwake) armExpiry(sim, host, session);
		else clearTimer(host, 'leader', `dispatcher/${session.nodeId}`);
		respond(sim, host, caller, success({periodMs: session.beat.periodMs, leader: host.name}));
	}),
	...on(due, send),
	...on(answered, (sim: Sim, host: SwarmHost, {context: {sessionId}, result}) => {
		if (host.swarm?.agent.session?.id !== sessionId) return;
		if (result.ok) learnPeriod(sim, host, sessionId, result.value);
		else setTimer(sim, host, 'agent', 'unheard', 0, unheard, {sessionId});
	}),
};
