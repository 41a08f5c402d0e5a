import type {ApiRequest} from '../source/api/message.ts';
import {randomInteger} from '../source/base/random.ts';
import type {EngineHost} from '../source/engine/engine.ts';
import {machineHandlers} from '../source/engine/machine.ts';
import type {Reply} from '../source/engine/reply.ts';
import {request} from '../source/engine/routes.ts';
import {createWorld, nodeName, scenarioStart, type World} from '../source/lab/world.ts';
import {nextEventAt, passTo, step} from '../source/simulation/simulation.ts';
import type {Role} from '../source/swarm/objects.ts';
import {theCluster} from '../source/swarm/store.ts';

/** A real swarm in virtual time, without programs around it: requests go in, answers come out as calls. */
export type Cluster = World;

export const hostOf = ({sim}: Cluster, name: string): EngineHost => {
	const host = sim.hosts[name];
	if (!host) throw new Error(`there is no ${name}`);
	return host;
};

type Asked = Pick<ApiRequest, 'method' | 'path' | 'query'> & {readonly body?: unknown};

/** Puts a request to an engine; `answered` hears what comes back. */
export function ask(
	cluster: Cluster,
	node: string,
	{body, ...rest}: Asked,
	answered: (reply: Reply) => void = () => {},
): void {
	const id = cluster.nextId++;
	cluster.waiting.set(id, ({response}) => answered(response as Reply));
	const text = body === undefined ? undefined : JSON.stringify(body);
	request(cluster.sim, hostOf(cluster, node), {id, request: {...rest, body: text}});
}

/** Hands out what has left the simulation. */
function deliver({sim, waiting}: Cluster): void {
	while (sim.outbox.length > 0) {
		for (const output of sim.outbox.splice(0)) {
			const answered = waiting.get(output.request);
			waiting.delete(output.request);
			answered?.(output);
		}
	}
}

/** Runs up to `until`; `happened` is told after each event where it took place. Returns how many there were. */
export function advance(cluster: Cluster, until: number, happened: (host: string) => void = () => {}): number {
	const {sim} = cluster;
	deliver(cluster);
	for (let count = 0; ; count++) {
		const at = nextEventAt(sim);
		if (at === undefined || at > until) {
			passTo(sim, until);
			return count;
		}
		const host = sim.queue[0]?.host ?? '';
		step(sim, machineHandlers);
		happened(host);
		deliver(cluster);
	}
}

export const addressOf = (cluster: Cluster, node: string): string =>
	`${hostOf(cluster, node).interfaces[0]?.address}:2377`;

export const listenAnywhere = {ListenAddr: '0.0.0.0:2377'};

/** What a test of the swarm itself takes for granted. */
function must(cluster: Cluster, node: string, asked: Asked): void {
	let reply: Reply | undefined;
	ask(cluster, node, asked, answer => {
		reply = answer;
	});
	for (let waited = 0; waited < 600 && !reply; waited++) advance(cluster, cluster.sim.now + 50);
	if (!reply || 'broken' in reply || reply.status >= 400)
		throw new Error(`${node} ${asked.path}: ${JSON.stringify(reply)}`);
}

/** Snapshots come soon, and leave slow followers little of the log. */
const frequentSnapshots = {Raft: {SnapshotInterval: 12, LogEntriesForSlowFollowers: 3}};

/** A swarm, from its first command on. */
export function formSwarm(variant: number, managers: number, workers: number, everyTick = false): Cluster {
	const nodes = managers + workers;
	const cluster = createWorld({seed: `fuzz-${variant}`, startedAt: scenarioStart, nodes, everyTick});
	const Spec = variant % 2 === 0 ? frequentSnapshots : {};
	must(cluster, 'node1', {method: 'POST', path: '/swarm/init', body: {...listenAnywhere, Spec}});
	for (let index = 1; index < nodes; index++) {
		const role: Role = index < managers ? 'manager' : 'worker';
		const store = hostOf(cluster, 'node1').swarm?.manager?.store;
		const JoinToken = store && theCluster(store)?.rootCa.tokens[role];
		const body = {...listenAnywhere, RemoteAddrs: [addressOf(cluster, 'node1')], JoinToken};
		must(cluster, nodeName(index), {method: 'POST', path: '/swarm/join', body});
	}
	advance(cluster, cluster.sim.now + 5000);
	return cluster;
}

const VARIANTS = 4;
const formed = new Map<string, Cluster>();

/**
A swarm that stands. Few are formed; each schedule gets a copy of one whose chance is its own from here on: draws
are functions of the seed, so a copy with another seed is another swarm's future.
*/
export function openCluster(seed: number, managers: number, workers: number): Cluster {
	const variant = seed % VARIANTS;
	const key = `${variant}/${managers}/${workers}`;
	const base = formed.get(key) ?? formSwarm(variant, managers, workers);
	formed.set(key, base);
	const sim = {...structuredClone(base.sim), seed: `fuzz-${seed}`};
	for (const {swarm} of Object.values(sim.hosts)) {
		const raft = swarm?.manager?.raft;
		if (!swarm?.manager || !raft) continue;
		const electionTimeout = raft.electionTick + randomInteger(raft.electionTick, seed, 'fuzz.election', raft.id);
		swarm.manager.raft = {...raft, seed: sim.seed, electionTimeout};
	}
	return {sim, waiting: new Map(), nextId: base.nextId};
}
