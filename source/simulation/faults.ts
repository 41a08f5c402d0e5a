import {type Links, pairOf} from './network.ts';
import type {Simulation} from './simulation.ts';

/** What can be done to the network between the machines. */
export type NetworkFault =
	| {readonly type: 'cut' | 'heal'; readonly node: string}
	| {readonly type: 'heal-all'}
	| {readonly type: 'partition'; readonly groups: readonly (readonly string[])[]}
	| {readonly type: 'block' | 'unblock'; readonly from: string; readonly to: string}
	| {readonly type: 'latency'; readonly a: string; readonly b: string; readonly ms: number}
	| {readonly type: 'loss'; readonly a: string; readonly b: string; readonly fraction: number};

/** Empties it, or takes out what concerns one machine: keys are `node1|node2` and `node1>node2`. */
const clear = (record: Record<string, unknown>, node?: string): void => {
	for (const key of Object.keys(record)) if (!node || key.split(/[|>]/).includes(node)) delete record[key];
};

/** Changes the network. Who depends on it has to be told by the caller. */
export function applyNetworkFault(sim: Simulation, fault: NetworkFault): void {
	const links: Links = sim.links;
	if (fault.type !== 'latency' && fault.type !== 'loss') links.changedAt = sim.now;
	switch (fault.type) {
		case 'cut':
			links.cut[fault.node] = true;
			break;
		case 'heal':
			delete links.cut[fault.node];
			links.groups = links.groups.map(group => group.filter(node => node !== fault.node));
			for (const record of [links.blocked, links.latencyMs, links.loss]) clear(record, fault.node);
			break;
		case 'heal-all':
			for (const record of [links.cut, links.blocked, links.latencyMs, links.loss]) clear(record);
			links.groups = [];
			break;
		case 'partition':
			links.groups = fault.groups;
			break;
		case 'block':
			links.blocked[`${fault.from}>${fault.to}`] = true;
			break;
		case 'unblock':
			delete links.blocked[`${fault.from}>${fault.to}`];
			break;
		case 'latency':
			if (fault.ms > 0) links.latencyMs[pairOf(fault.a, fault.b)] = fault.ms;
			else delete links.latencyMs[pairOf(fault.a, fault.b)];
			break;
		case 'loss':
			if (fault.fraction > 0) links.loss[pairOf(fault.a, fault.b)] = fault.fraction;
			else delete links.loss[pairOf(fault.a, fault.b)];
			break;
	}
}
