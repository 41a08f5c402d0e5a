import {inflict} from '../source/lab/faults.ts';
import {act, createClients} from './clients.ts';
import {advance, ask, type Cluster, formSwarm} from './cluster.ts';
import {isSurvivable} from './quorum.ts';
import type {Schedule} from './schedule.ts';

/** All that somebody could see of a swarm's life: its journal, and what its engines answered when they were asked. */
export type History = {readonly seen: readonly string[]; readonly events: number};

const minute = 60_000;
const questions = ['/info', '/nodes', '/swarm', '/networks'] as const;

/** Asks every engine everything; answers go into the history with their time. */
function lookAround(cluster: Cluster, seen: string[]): void {
	const {sim} = cluster;
	for (const node of Object.keys(sim.hosts)) {
		for (const path of questions) {
			ask(cluster, node, {method: 'GET', path}, reply =>
				seen.push(`${sim.now - sim.startedAt} ${node} ${path} ${JSON.stringify(reply)}`),
			);
		}
	}
}

type SwarmJson = {
	readonly Version: {readonly Index: number};
	readonly Spec: {readonly CAConfig: {readonly ForceRotate?: number}};
};

/** A new root CA; certificates of an hour, so that some are renewed; and heartbeats of another period. */
function updateSwarm(cluster: Cluster, node: string, periodSeconds: number): void {
	ask(cluster, node, {method: 'GET', path: '/swarm'}, reply => {
		if ('broken' in reply || reply.status !== 200) return;
		const {Version, Spec} = JSON.parse(reply.body) as SwarmJson;
		const body = {
			...Spec,
			CAConfig: {...Spec.CAConfig, NodeCertExpiry: 3600e9, ForceRotate: (Spec.CAConfig.ForceRotate ?? 0) + 1},
			Dispatcher: {HeartbeatPeriod: periodSeconds * 1e9},
		};
		ask(cluster, node, {method: 'POST', path: '/swarm/update', query: {version: `${Version.Index}`}, body});
	});
}

/** Runs a schedule from the first command on, with idle time leapt over or with every tick. */
export function recordHistory({seed, managers, workers, steps}: Schedule, everyTick: boolean): History {
	const cluster = formSwarm(seed, managers, workers, everyTick);
	const {sim} = cluster;
	const seen: string[] = [];
	const clients = createClients(cluster);
	const began = sim.now;
	let events = 0;
	for (const [index, {at, action}] of steps.entries()) {
		events += advance(cluster, began + at);
		if (index % 5 === 4) updateSwarm(cluster, `node${1 + (index % managers)}`, 1 + (at % 9));
		if (!isSurvivable(clients, action)) continue;
		if (!act(clients, action)) void inflict(cluster, action as Parameters<typeof inflict>[1]);
		if (at % 3 === 0) lookAround(cluster, seen);
	}
	void inflict(cluster, {type: 'heal-all'});
	for (const node of Object.keys(sim.hosts)) void inflict(cluster, {type: 'start', node});
	events += advance(cluster, sim.now + 5 * minute);
	lookAround(cluster, seen);
	events += advance(cluster, sim.now + minute);
	for (const {at, node, type, text} of sim.journal) seen.push(`${at - sim.startedAt} ${node} ${type} ${text}`);
	return {seen, events};
}
