import type {ApiRequest, ApiResponse, Transport} from '../../source/api/message.ts';
import {createWorld, requestOf, runUntil, scenarioStart, type World} from '../../source/lab/world.ts';
import {cannedEngine, engineNames} from '../../test/docker/engines.ts';

/** Engines that both clients can be let loose on, each on its own. */
export type Engines = {
	readonly names: readonly string[];
	/** As at first, for one client and one case. */
	readonly start: () => (name: string) => Transport;
	/** Words of a command line that stand for something only the engines know. */
	readonly words: Readonly<Record<string, string>>;
};

/** Answer by rote, whatever was done before. */
export const recordedEngines: Engines = {
	names: engineNames,
	start: () => name => cannedEngine(name).transport,
	words: {},
};

/** Lets virtual time pass until the engine has answered. */
async function ask(world: World, node: string, request: ApiRequest): Promise<ApiResponse> {
	let isOver = false;
	const answer = requestOf(world, node, request).finally(() => {
		isOver = true;
	});
	await runUntil(world, Number.POSITIVE_INFINITY, () => isOver);
	return answer;
}

const post = (path: string, body: object): ApiRequest => ({method: 'POST', path, body: JSON.stringify(body)});

/** Our own engines: node1 leads, node2 is a worker, node3 a manager, node4 in no swarm. */
export async function simulatedEngines(): Promise<Engines> {
	const world = createWorld({seed: 'fuzz', startedAt: scenarioStart, nodes: 4});
	const ListenAddr = '0.0.0.0:2377';
	const address = '172.31.4.11:2377';
	await ask(world, 'node1', post('/swarm/init', {ListenAddr, AdvertiseAddr: address}));
	const {JoinTokens} = JSON.parse((await ask(world, 'node1', {method: 'GET', path: '/swarm'})).body);
	const join = (node: string, JoinToken: string) =>
		ask(world, node, post('/swarm/join', {ListenAddr, RemoteAddrs: [address], JoinToken}));
	await join('node2', JoinTokens.Worker);
	await join('node3', JoinTokens.Manager);
	await ask(world, 'node1', post('/networks/create', {Name: 'net1', Driver: 'overlay'}));
	await runUntil(world, world.sim.now + 10_000);
	return {
		names: Object.keys(world.sim.hosts),
		start: () => {
			const copy: World = {...world, sim: structuredClone(world.sim), waiting: new Map()};
			return name => request => ask(copy, name, request);
		},
		words: {WORKER_TOKEN: JoinTokens.Worker, MANAGER_TOKEN: JoinTokens.Manager},
	};
}
