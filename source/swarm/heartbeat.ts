import {randomShuffle} from '../base/random.ts';
import {isUndisturbed, latencyMs} from '../simulation/network.ts';
import {
	callback,
	clearTimer,
	type Handlers,
	isOpen,
	type Outcome,
	on,
	type Simulation,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {CALL_DELAYS, call, method, respond, serve} from './rpc.ts';
import type {Session, SwarmHost} from './state.ts';
import {failure, type Result, success} from './status.ts';
import {theCluster} from './store.ts';

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

type Beat = {readonly periodMs: number; readonly isAsleep: boolean};
const heartbeat = method<{readonly sessionId: string}, Beat>('dispatcher.heartbeat', true);
const due = signal<{readonly sessionId: string}>('heartbeat.due');
const answered = signal<Outcome<{readonly sessionId: string}, Result<Beat>>>('heartbeat.answered');
/** No heartbeat of a session came for three periods. */
export const missed = signal<{readonly nodeId: string; readonly sessionId: string}>('heartbeat.missed');
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
export function isCalm(sim: Sim, leading: SwarmHost, session: Session): boolean {
	const [agent, via] = [sim.hosts[session.host], sim.hosts[session.via]];
	if (!agent || !via || !isOpen(via, 'manager') || agent.swarm?.nodeId !== session.nodeId) return false;
	return isUndisturbed(sim, agent, via) && isUndisturbed(sim, via, leading);
}

/** Whether the leader holds that session, and its heartbeats are no events. */
export function isAsleep(sim: Sim, leader: string, nodeId: string, sessionId: string): boolean {
	const session = sim.hosts[leader]?.swarm?.manager?.leader?.sessions[nodeId];
	return session?.id === sessionId && !session.isAwake;
}

/** Brings a sleeping session's heartbeats up to now; returns when the next one is to arrive. */
function walk(sim: Sim, leading: SwarmHost, session: Session): number {
	const {beat} = session;
	const way = latencyMs(sim, leading.name, session.via) + latencyMs(sim, session.via, session.host);
	const usualMs = usualPeriodMs(leading);
	let shuffle = shuffleRound(sim, session.id, beat.ordinal);
	for (;;) {
		const next = beat.at + CALL_DELAYS * way + beat.periodMs;
		if (next > sim.now) return next;
		beat.ordinal++;
		beat.at = next;
		if (beat.ordinal % ROUND === 0) {
			const wholeMs = ROUND * CALL_DELAYS * way + roundMs(usualMs);
			const rounds = Math.floor((sim.now - beat.at) / wholeMs);
			beat.ordinal += rounds * ROUND;
			beat.at += rounds * wholeMs;
			shuffle = shuffleRound(sim, session.id, beat.ordinal);
		}
		beat.periodMs = withJitter(usualMs, shuffle(beat.ordinal % ROUND));
	}
}

function armExpiry(sim: Sim, leading: SwarmHost, {nodeId, id, beat}: Session): void {
	const delay = beat.at + GRACE * beat.periodMs - sim.now;
	setTimer(sim, leading, 'leader', `dispatcher/${nodeId}`, delay, missed, {nodeId, sessionId: id});
}

/** From now on this session's heartbeats are events, and the leader waits for them. */
export function wakeSession(sim: Sim, leading: SwarmHost, session: Session): void {
	if (session.isAwake) return;
	const next = walk(sim, leading, session);
	session.isAwake = true;
	armExpiry(sim, leading, session);
	const agent = sim.hosts[session.host];
	if (!agent || agent.swarm?.agent.session?.id !== session.id) return;
	const way = latencyMs(sim, leading.name, session.via) + latencyMs(sim, session.via, session.host);
	armHeartbeat(sim, agent, session.id, Math.max(0, next - (CALL_DELAYS - 1) * way - sim.now));
}

/** Called before anything happens that could keep a heartbeat from arriving. */
export function wakeSessions(sim: Sim): void {
	for (const leading of Object.values(sim.hosts)) {
		for (const session of Object.values(leading.swarm?.manager?.leader?.sessions ?? {}))
			wakeSession(sim, leading, session);
	}
}

export function armHeartbeat(sim: Sim, host: SwarmHost, sessionId: string, delay: number): void {
	setTimer(sim, host, 'agent', 'heartbeat', delay, due, {sessionId});
}

function send(sim: Sim, host: SwarmHost, {sessionId}: {sessionId: string}): void {
	const session = host.swarm?.agent.session;
	if (session?.id !== sessionId) return;
	const options = {to: session.remote ?? 'local', scope: 'agent', timeoutMs: HEARTBEAT_TIMEOUT_MS};
	call(sim, host, heartbeat, {sessionId}, options, callback(answered, {sessionId}));
}

export const heartbeatHandlers: Handlers<SwarmHost> = {
	...serve(heartbeat, (sim: Sim, host: SwarmHost, {sessionId}, caller) => {
		const session = host.swarm?.manager?.leader?.sessions[caller.identity?.nodeId ?? ''];
		if (!session) return respond(sim, host, caller, failure('NotFound', 'node not registered'));
		if (session.id !== sessionId) return respond(sim, host, caller, failure('InvalidArgument', 'session invalid'));
		const ordinal = session.beat.ordinal + 1;
		session.beat = {ordinal, at: sim.now, periodMs: drawPeriodMs(sim, host, sessionId, ordinal)};
		session.isAwake = !isCalm(sim, host, session);
		if (session.isAwake) armExpiry(sim, host, session);
		else clearTimer(host, 'leader', `dispatcher/${session.nodeId}`);
		respond(sim, host, caller, success({periodMs: session.beat.periodMs, isAsleep: !session.isAwake}));
	}),
	...on(due, send),
	...on(answered, (sim: Sim, host: SwarmHost, {context: {sessionId}, result}) => {
		if (host.swarm?.agent.session?.id !== sessionId) return;
		if (!result.ok) return setTimer(sim, host, 'agent', 'unheard', 0, unheard, {sessionId});
		// Woken again while the answer was on its way: the next heartbeat is armed already.
		if (result.value.isAsleep || host.timers['agent/heartbeat'] !== undefined) return;
		armHeartbeat(sim, host, sessionId, result.value.periodMs);
	}),
};
