import {findRoute, latencyMs, lookUp, ownerOf, type Route, splitHostPort} from '../simulation/network.ts';
import {
	type Callback,
	callback,
	clearTimer,
	type Handlers,
	isOpen,
	type Outcome,
	on,
	resolve,
	type Simulation,
	schedule,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {type TracedMessage, trace} from '../simulation/trace.ts';
import type {Caller, Identity, SwarmHost} from './state.ts';
import {deadlineExceeded, failure, lostQuorum, neverConnected, type Result} from './status.ts';
import {refusedHandshake} from './tls.ts';

/**
Calls between machines, with gRPC's ways to fail: refused, unreachable, too late, or cut off because the
server died. A method on a manager may be *proxied*: then a follower hands it on to the leader, once.
*/
type Sim = Simulation<SwarmHost>;

export type Method<Request, Value> = {
	readonly name: string;
	readonly isProxied: boolean;
	/** Its calls are part of a handshake, and are kept to be shown. */
	readonly isTraced: boolean;
	readonly types?: [Request, Value];
};
export const method = <Request, Value>(name: string, isProxied: boolean, isTraced = false): Method<Request, Value> => ({
	name,
	isProxied,
	isTraced,
});

type Arrival = {
	readonly method: string;
	readonly isProxied: boolean;
	readonly request: unknown;
	readonly caller: Caller;
	readonly port: string;
	/** It is the first on its connection: both ends look at each other's certificate. */
	readonly isFirst?: boolean;
	/** It found nobody leading, not for long enough to say so, and waits for somebody as long as its caller does. */
	readonly isWaiting?: boolean;
};

const arrived = signal<Arrival>('rpc.arrived');
const replied = signal<{readonly call: number; readonly result: Result<unknown>}>('rpc.replied');
const tooLate = signal<{readonly call: number; readonly result: Result<unknown>}>('rpc.too-late');
const forwarded = signal<Outcome<Arrival, Result<unknown>>>('rpc.forwarded');
const leaderSought = signal<Arrival>('rpc.leader-sought');

type CallOptions = {
	/** `host:port`, or `local` for the manager on this machine. */
	readonly to: string;
	readonly scope: string;
	readonly timeoutMs: number;
	/** Whoever answers is believed, and shown no certificate: something else will tell. */
	readonly isUnverified?: boolean;
	/** By a connection that stands already. */
	readonly isConnected?: boolean;
	/** Handed on for somebody else, whose identity goes with it. */
	readonly onBehalfOf?: Caller;
	/** The machine whose handshake it belongs to, if it is not the caller's own. */
	readonly about?: string;
	/** Part of no handshake now: not shown. */
	readonly isRoutine?: boolean;
};

/** The subject of this node's certificate. */
export function identityOf(host: SwarmHost): Identity | undefined {
	const node = host.swarm;
	if (!node?.credentials) return undefined;
	return {
		nodeId: node.nodeId,
		role: node.credentials.role,
		clusterId: node.clusterId,
		certificate: node.credentials.certificate,
	};
}

const dialing = (reason: string) =>
	failure('Unavailable', `connection error: desc = "transport: Error while dialing: ${reason}"`);

function dial(
	sim: Sim,
	host: SwarmHost,
	to: string,
):
	| {readonly route: Route; readonly port: string}
	| {
			readonly refusal: string;
			readonly afterMs: number;
			readonly fate: TracedMessage['fate'];
	  } {
	const parts = splitHostPort(to);
	if (!parts) return {refusal: `dial tcp: address ${to}: missing port in address`, afterMs: 0, fate: 'unreachable'};
	const port = Number(parts.port);
	if (!/^\d+$/.test(parts.port))
		return {refusal: `dial tcp: lookup tcp/${parts.port}: unknown port`, afterMs: 0, fate: 'unreachable'};
	const address = lookUp(sim, parts.host);
	if (address === undefined)
		return {refusal: `dial tcp: lookup ${parts.host}: no such host`, afterMs: 0, fate: 'unreachable'};
	const route = findRoute(sim, host, address, String(port));
	if (route.type === 'refused')
		return {refusal: `dial tcp ${to}: connect: connection refused`, afterMs: route.latencyMs, fate: 'refused'};
	if (route.type === 'unreachable')
		return {refusal: `dial tcp ${to}: ${route.reason}`, afterMs: route.afterMs, fate: 'unreachable'};
	return {route, port: String(port)};
}

/** The connection's own round trip comes before the request: one-way delays until it arrives. */
const CONNECT_AND_SEND = 3;
/** One-way delays of a whole call, the answer included. */
export const CALL_DELAYS = CONNECT_AND_SEND + 1;

/** Calls a method of a manager. Exactly one result comes back, unless the caller's scope closes first. */
export function call<Request, Value>(
	sim: Sim,
	host: SwarmHost,
	what: Method<Request, Value>,
	request: Request,
	options: CallOptions,
	then: Callback<Result<Value>>,
): void {
	const {to, scope, timeoutMs} = options;
	const id = sim.sequence++;
	host.calls[id] = {told: then as Callback<Result<unknown>>, scope, generation: host.scopes[scope]};
	const {onBehalfOf, about = host.name} = options;
	const isTraced = what.isTraced && !options.isRoutine;
	const traced = onBehalfOf ? onBehalfOf.traced : isTraced ? {what: what.name, about} : undefined;
	const dialed = to === 'local' ? undefined : dial(sim, host, to);
	const isReached = !dialed || 'refusal' in dialed || dialed.route.type === 'reached';
	// What a manager hands on goes by a connection that stands.
	const result = isReached || onBehalfOf ? deadlineExceeded : neverConnected;
	setTimer(sim, host, scope, `call/${id}`, timeoutMs, tooLate, {call: id, result});
	const identity = onBehalfOf ? onBehalfOf.identity : options.isUnverified ? undefined : identityOf(host);
	const base = {
		host: host.name,
		call: id,
		origin: onBehalfOf?.origin ?? host.name,
		identity,
		deadlineAt: sim.now + timeoutMs,
		...(onBehalfOf ? {via: host.name} : {}),
		traced,
	};
	if (!dialed) {
		const caller: Caller = {...base, address: '', isLocal: true};
		traceCall(sim, caller, host.name, request, 'arrives', 0);
		schedule(sim, host, arrived, {method: what.name, isProxied: what.isProxied, request, caller, port: 'local'});
		return;
	}
	if ('refusal' in dialed) {
		if (traced) traceLost(sim, {...base, address: '', isLocal: false}, to, request, dialed.fate, dialed.afterMs);
		schedule(sim, host, replied, {call: id, result: dialing(dialed.refusal)}, {delay: dialed.afterMs, scope});
		return;
	}
	const {route, port} = dialed;
	if (route.type !== 'reached') {
		if (traced) traceLost(sim, {...base, address: '', isLocal: false}, to, request, 'silent', timeoutMs);
		return;
	}
	const caller: Caller = {...base, address: onBehalfOf?.address || route.source, isLocal: false};
	const server = sim.hosts[route.host] as SwarmHost;
	traceCall(sim, caller, route.host, request, 'arrives', CONNECT_AND_SEND * route.latencyMs);
	// Managers hand calls on by the connections of Raft.
	const isFirst = !options.isUnverified && !options.isConnected && !onBehalfOf;
	schedule(
		sim,
		server,
		arrived,
		{method: what.name, isProxied: what.isProxied, request, caller, port, isFirst},
		{delay: CONNECT_AND_SEND * route.latencyMs, from: host.name},
	);
}

function traceCall(
	sim: Sim,
	{traced, host, identity}: Caller,
	to: string,
	request: unknown,
	fate: TracedMessage['fate'],
	delay: number,
): void {
	if (!traced) return;
	const content = {request, isAnonymous: identity === undefined};
	trace(sim, {at: sim.now, arrivesAt: sim.now + delay, from: host, to, fate, kind: 'request', content, ...traced});
}

/** One that reaches nobody: whose address it was is all that can be told. */
function traceLost(
	sim: Sim,
	caller: Caller,
	to: string,
	request: unknown,
	fate: TracedMessage['fate'],
	delay: number,
): void {
	traceCall(sim, caller, ownerOf(sim, to), request, fate, delay);
}

function traceAnswer(
	sim: Sim,
	host: SwarmHost,
	{traced, host: to}: Caller,
	result: Result<unknown>,
	delay: number,
): void {
	if (!traced) return;
	const {now} = sim;
	trace(sim, {
		at: now,
		arrivesAt: now + delay,
		from: host.name,
		to,
		fate: 'arrives',
		kind: 'answer',
		content: result,
		...traced,
	});
}

/** Answers a call. A caller that has stopped waiting never learns of it. */
export function respond<Value>(sim: Sim, host: SwarmHost, caller: Caller, result: Result<Value>): void {
	delete host.serving[`${caller.host}/${caller.call}`];
	const client = sim.hosts[caller.host];
	if (!client) return;
	const delay = latencyMs(sim, host.name, client.name);
	traceAnswer(sim, host, caller, result, delay);
	schedule(sim, client, replied, {call: caller.call, result}, {delay, from: host.name});
}

/** The server's process dies: whoever waits for it learns at once, since its kernel closes the connections. */
export function dropCallers(sim: Sim, host: SwarmHost): void {
	for (const caller of Object.values(host.serving)) {
		respond(sim, host, caller, failure('Unavailable', 'error reading from server: EOF'));
	}
}

/** A row of the table of methods. Whatever it does, it answers with `respond`, now or later. */
export const serve = <Request, Value>(
	what: Method<Request, Value>,
	answer: (sim: Sim, host: SwarmHost, request: Request, caller: Caller) => void,
): Handlers<SwarmHost> =>
	on(signal<{request: Request; caller: Caller}>(`rpc/${what.name}`), (sim: Sim, host: SwarmHost, {request, caller}) =>
		answer(sim, host, request, caller),
	);

function arrive(sim: Sim, host: SwarmHost, arrival: Arrival): void {
	const {caller, port} = arrival;
	const isListening = port === 'local' || host.listeners[port] !== undefined;
	if (!host.isRunning || !isOpen(host, 'manager') || !isListening) {
		const reason = `dial tcp ${caller.address}:${port}: connect: connection refused`;
		respond(sim, host, caller, dialing(reason));
		return;
	}
	const client = sim.hosts[caller.host];
	const refusal = arrival.isFirst && client ? refusedHandshake(sim, client, host) : undefined;
	if (refusal !== undefined)
		return respond(sim, host, caller, failure('Unavailable', `connection error: desc = "${refusal}"`));
	host.serving[`${caller.host}/${caller.call}`] = caller;
	if (arrival.isProxied && !host.swarm?.manager?.leader) {
		if (caller.via === undefined) seekLeader(sim, host, arrival);
		else
			respond(sim, host, caller, failure('ResourceExhausted', `more than one redirect to leader from: ${caller.via}`));
	} else schedule(sim, host, {name: `rpc/${arrival.method}`}, {request: arrival.request, caller}, {scope: 'manager'});
}

/** How long a manager looks on before it says that nobody leads. Unit: ticks. */
const LEADERLESS_TICKS = 10;
/** How often it looks for another leader than the one that did not answer, and for one where there is none. */
const LEADER_POLL_MS = 500;
const LEADER_WAIT_MS = 1000;

function seekLeader(sim: Sim, host: SwarmHost, arrival: Arrival): void {
	const manager = host.swarm?.manager;
	const {caller} = arrival;
	if (!manager || sim.now >= caller.deadlineAt || !host.serving[`${caller.host}/${caller.call}`]) return;
	if (manager.leader) return arrive(sim, host, arrival);
	const {raft} = manager;
	const leader = raft?.leaderId === undefined ? undefined : manager.members[raft.leaderId];
	if (leader && raft && leader.raftId !== raft.id) {
		const timeoutMs = caller.deadlineAt - sim.now;
		const options = {to: leader.address, scope: 'manager', timeoutMs, onBehalfOf: caller};
		call(sim, host, method(arrival.method, true), arrival.request, options, callback(forwarded, arrival));
		return;
	}
	const isLost = raft !== undefined && raft.ticksWithNoLeader > LEADERLESS_TICKS;
	if (isLost && !arrival.isWaiting) respond(sim, host, caller, failure('Unknown', lostQuorum));
	else schedule(sim, host, leaderSought, {...arrival, isWaiting: true}, {delay: LEADER_WAIT_MS, scope: 'manager'});
}

function relay(sim: Sim, host: SwarmHost, {context: arrival, result}: Outcome<Arrival, Result<unknown>>): void {
	const isLost = !result.ok && result.code === 'Unavailable' && /is closing|connection error|EOF/.test(result.message);
	const again = {...arrival, isWaiting: false};
	if (isLost) schedule(sim, host, leaderSought, again, {delay: LEADER_POLL_MS, scope: 'manager'});
	else respond(sim, host, arrival.caller, result);
}

function finish(sim: Sim, host: SwarmHost, id: number, result: Result<unknown>): void {
	const pending = host.calls[id];
	if (!pending) return;
	delete host.calls[id];
	clearTimer(host, pending.scope, `call/${id}`);
	// A process that was started since knows nothing of its predecessor's calls.
	if (isOpen(host, pending.scope) && host.scopes[pending.scope] === pending.generation)
		resolve(sim, host, pending.told, result, {scope: pending.scope});
}

export const rpcHandlers: Handlers<SwarmHost> = {
	...on(arrived, arrive),
	...on(replied, (sim: Sim, host: SwarmHost, {call: id, result}) => finish(sim, host, id, result)),
	...on(tooLate, (sim: Sim, host: SwarmHost, {call: id, result}) => finish(sim, host, id, result)),
	...on(leaderSought, seekLeader),
	...on(forwarded, relay),
};
