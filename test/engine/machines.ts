/** Machines with engines and nothing around them: requests go in, virtual time runs until their answers come out. */
import type {ApiRequest, ApiResponse} from '../../source/api/message.ts';
import type {EngineHost, Sim} from '../../source/engine/engine.ts';
import {createMachine, machineHandlers, startEngine} from '../../source/engine/machine.ts';
import {startEngineAgain, stopEngine} from '../../source/engine/power.ts';
import {request} from '../../source/engine/routes.ts';
import type {Interface} from '../../source/simulation/network.ts';
import {createSimulation, type Handlers, nextEventAt, passTo, step} from '../../source/simulation/simulation.ts';
import type {Role} from '../../source/swarm/objects.ts';
import type {Manager} from '../../source/swarm/state.ts';

export const start = Date.UTC(2026, 0, 1);
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export const seedsTo = (count: number): readonly string[] => Array.from({length: count}, (_, index) => `${index + 1}`);

export const eth0 = (index: number): Interface => ({
	name: 'eth0',
	address: `172.31.4.${10 + index}`,
	prefixLength: 24,
});

/** `node1` … with `eth0` at 172.31.4.11, .12 …, and what else is given per name. */
export function createMachines(
	seed: string,
	count: number,
	more: Readonly<Record<string, readonly Interface[]>> = {},
): Sim {
	const machines = Array.from({length: count}, (_, index) => {
		const name = `node${index + 1}`;
		return createMachine(seed, name, [eth0(index + 1), ...(more[name] ?? [])], start);
	});
	const sim = createSimulation(seed, start, machines);
	for (const machine of machines) startEngine(sim, machine);
	return sim;
}

export function hostOf(sim: Sim, name: string): EngineHost {
	const host = sim.hosts[name];
	if (!host) throw new Error(`there is no ${name}`);
	return host;
}

/** How the simulation is stepped: a test may count, or put handlers of its own in. */
export type Stepping = {readonly handlers?: Handlers<EngineHost>; readonly before?: (signal: string) => void};

/** One event up to `until`. False: there is none. */
export function stepOnce(
	sim: Sim,
	until = Number.POSITIVE_INFINITY,
	{handlers = machineHandlers, before}: Stepping = {},
) {
	const at = nextEventAt(sim);
	if (before && at !== undefined && at <= until) before(sim.queue[0]?.signal ?? '');
	return step(sim, handlers, until);
}

/** Lets this much time pass. */
export function advance(sim: Sim, ms: number, stepping?: Stepping): void {
	const until = sim.now + ms;
	while (stepOnce(sim, until, stepping));
	passTo(sim, until);
}

/** Runs until something holds; how long that took. Throws where it does not hold within `limit`. */
export function runUntil(sim: Sim, holds: () => boolean, limit = 2 * minute, stepping?: Stepping): number {
	const began = sim.now;
	while (!holds()) {
		if (!stepOnce(sim, began + limit, stepping)) throw new Error(`it did not happen within ${limit} ms`);
	}
	return sim.now - began;
}

export type Words = Partial<Pick<ApiRequest, 'query' | 'headers'>> & {
	readonly body?: unknown;
	readonly stepping?: Stepping;
};

/** Puts a request without waiting for its answer; `answerTo` fetches that. */
export function send(sim: Sim, node: string, method: ApiRequest['method'], path: string, words: Words = {}): number {
	const {query, headers, body} = words;
	const id = sim.sequence;
	const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
	request(sim, hostOf(sim, node), {id, request: {method, path, query, headers, body: text}});
	return id;
}

export function answerTo(sim: Sim, id: number): ApiResponse | undefined {
	const index = sim.outbox.findIndex(output => output.request === id);
	return index < 0 ? undefined : (sim.outbox.splice(index, 1)[0]?.response as ApiResponse);
}

/** Puts a request and runs until it is answered. */
export function ask(
	sim: Sim,
	node: string,
	method: ApiRequest['method'],
	path: string,
	words: Words = {},
): ApiResponse {
	const id = send(sim, node, method, path, words);
	let answer: ApiResponse | undefined;
	const isAnswered = () => {
		answer = answerTo(sim, id);
		return answer !== undefined;
	};
	runUntil(sim, isAnswered, 5 * minute, words.stepping);
	return answer as ApiResponse;
}

/** The same for what must succeed; the body, decoded. */
export function mustAsk<Answer>(
	sim: Sim,
	node: string,
	method: ApiRequest['method'],
	path: string,
	words?: Words,
): Answer {
	const {status, body} = ask(sim, node, method, path, words);
	if (status >= 400) throw new Error(`${node} ${method} ${path}: ${status} ${body}`);
	return (body === '' ? undefined : JSON.parse(body)) as Answer;
}

/** What a request is refused with: `503 This node is …`. */
export function refusal(sim: Sim, node: string, method: ApiRequest['method'], path: string, words?: Words): string {
	const {status, body} = ask(sim, node, method, path, words);
	return status < 400 ? `${status}` : `${status} ${(JSON.parse(body) as {message: string}).message}`;
}

export const listenAnywhere = {ListenAddr: '0.0.0.0:2377'};

export const initSwarm = (sim: Sim, node = 'node1', body: object = {}): string =>
	mustAsk(sim, node, 'POST', '/swarm/init', {body: {...listenAnywhere, ...body}});

type SwarmJson = {
	readonly JoinTokens: {readonly Worker: string; readonly Manager: string};
	readonly Version: {Index: number};
};

export const readSwarm = (sim: Sim, node: string): SwarmJson => mustAsk(sim, node, 'GET', '/swarm');

/** Joins by the token that `via` shows, at its address. */
export function joinSwarm(sim: Sim, node: string, role: Role, via = 'node1', body: object = {}): void {
	const {JoinTokens} = readSwarm(sim, via);
	const JoinToken = role === 'manager' ? JoinTokens.Manager : JoinTokens.Worker;
	const RemoteAddrs = [`${hostOf(sim, via).interfaces[0]?.address}:2377`];
	mustAsk(sim, node, 'POST', '/swarm/join', {body: {...listenAnywhere, RemoteAddrs, JoinToken, ...body}});
}

/** A swarm of `managers` managers and then `workers` workers, settled for three seconds. */
export function createSwarm(seed: string, managers: number, workers: number, spare = 0): Sim {
	const sim = createMachines(seed, managers + workers + spare);
	initSwarm(sim);
	for (let index = 2; index <= managers + workers; index++) {
		joinSwarm(sim, `node${index}`, index <= managers ? 'manager' : 'worker');
	}
	advance(sim, 3 * second);
	return sim;
}

export const leaveSwarm = (sim: Sim, node: string, force = true): void =>
	mustAsk(sim, node, 'POST', '/swarm/leave', {query: force ? {force: '1'} : {}});

export function managerOf(sim: Sim, name: string): Manager {
	const manager = hostOf(sim, name).swarm?.manager;
	if (!manager) throw new Error(`${name} has no manager`);
	return manager;
}

/** Names of the machines that believe they lead, and have begun to. */
export const leaders = (sim: Sim): string[] =>
	Object.values(sim.hosts).flatMap(host => (host.swarm?.manager?.leader?.isStarted ? [host.name] : []));

export function leaderOf(sim: Sim): string {
	const [leader, ...others] = leaders(sim);
	if (leader === undefined || others.length > 0) throw new Error(`led by: ${leaders(sim)}`);
	return leader;
}

export const nodeIdOf = (sim: Sim, name: string): string => hostOf(sim, name).swarm?.nodeId ?? '';

export type NodeJson = {
	readonly ID: string;
	readonly Version: {readonly Index: number};
	readonly Spec: {
		readonly Name?: string;
		readonly Labels: Record<string, string>;
		readonly Role: string;
		readonly Availability: string;
	};
	readonly Description: {readonly Hostname?: string};
	readonly Status: {readonly State: string; readonly Message?: string; readonly Addr?: string};
	readonly ManagerStatus?: {readonly Leader?: boolean; readonly Reachability: string; readonly Addr: string};
};

export const readNode = (sim: Sim, asked: string, name: string): NodeJson =>
	mustAsk(sim, asked, 'GET', `/nodes/${name}`);

/** Changes a node's spec as `docker node update` does: reads it, sends it back changed. */
export function updateNode(sim: Sim, asked: string, name: string, change: Partial<NodeJson['Spec']>): string {
	const {ID, Version, Spec} = readNode(sim, asked, name);
	const query = {version: `${Version.Index}`};
	return refusal(sim, asked, 'POST', `/nodes/${ID}/update`, {query, body: {...Spec, ...change}});
}

/** Nobody waits for it. */
const NOBODY = 0;

/** Kills an engine, as a crash does. */
export const stopMachine = (sim: Sim, name: string): void => stopEngine(sim, hostOf(sim, name), false, NOBODY);

/** Starts it again, and waits until it answers. */
export function startMachine(sim: Sim, name: string): void {
	startEngineAgain(sim, hostOf(sim, name), NOBODY);
	runUntil(sim, () => hostOf(sim, name).engine.starting === undefined);
}

/** What `docker node rm` is answered: `200`, or a refusal. */
export const removeNode = (sim: Sim, asked: string, id: string): string =>
	refusal(sim, asked, 'DELETE', `/nodes/${id}`);
