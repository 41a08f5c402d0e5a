import {randomInteger} from '../source/base/random.ts';
import {inflict} from '../source/lab/faults.ts';
import type {NodeObject, NodeState} from '../source/swarm/objects.ts';
import {findMember} from '../source/swarm/role-manager.ts';
import type {Manager} from '../source/swarm/state.ts';
import {lostQuorum} from '../source/swarm/status.ts';
import {advance, ask, type Cluster, openCluster} from './cluster.ts';
import {leaderOf} from './health.ts';

/** How long a swarm takes to notice what fails. Every engine is killed; node1 leads, node2 and node3 manage, node4 works. */
const second = 1000;
const PATIENCE_MS = 120 * second;
/** The precision of what is measured. */
const LOOK_MS = 10;

type Observed = {
	readonly what: string;
	/** Seconds, as SwarmKit's constants allow them. */
	readonly rule: readonly [number, number];
	readonly killed: readonly string[];
	/** Whether it shows now; asked again and again since the kill. */
	readonly watch: (cluster: Cluster) => () => boolean;
};

const managerOf = (cluster: Cluster): Manager | undefined => leaderOf(cluster)?.swarm?.manager;

const nodeOf = (manager: Manager | undefined, name: string): NodeObject | undefined =>
	Object.values(manager?.store.nodes ?? {}).find(node => node.description?.hostname === name);

const becomes = (name: string, state: NodeState) => (cluster: Cluster) => () =>
	nodeOf(managerOf(cluster), name)?.status.state === state;

const isUnreachable = (cluster: Cluster) => () => {
	const manager = managerOf(cluster);
	const member = manager && findMember(manager, nodeOf(manager, 'node2')?.id ?? '');
	return member !== undefined && manager?.active[member.raftId] === false;
};

/** Somebody asks the survivor once a second; true when an answer fits. */
const isTold = (fits: (body: string) => boolean) => (cluster: Cluster) => {
	let hasFit = false;
	let askAt = cluster.sim.now;
	return () => {
		if (cluster.sim.now >= askAt) {
			ask(cluster, 'node3', {method: 'GET', path: '/nodes'}, reply => {
				if (!('broken' in reply) && reply.status >= 400 && fits(reply.body)) hasFit = true;
			});
			askAt += second;
		}
		return hasFit;
	};
};

const leads = (cluster: Cluster) => () => leaderOf(cluster) !== undefined;
const quorum = ['node1', 'node2'];

/**
With the ranges that SwarmKit's constants give: heartbeats every 5 ± 0.5 s, three of which may be missed, six after a
change of leader; ticks of 1 s, elections after 10 to 19 of them without a leader. An election that comes to nothing
adds as much again.
*/
const observations: readonly Observed[] = [
	{what: 'worker killed: Down', rule: [9, 16.5], killed: ['node4'], watch: becomes('node4', 'down')},
	{what: 'follower killed: Unreachable', rule: [0, 1], killed: ['node2'], watch: isUnreachable},
	{what: 'follower killed: Down', rule: [9, 16.5], killed: ['node2'], watch: becomes('node2', 'down')},
	{what: 'leader killed: a new one', rule: [10, 19], killed: ['node1'], watch: leads},
	{what: 'leader killed: Unknown', rule: [10, 19.1], killed: ['node1'], watch: becomes('node1', 'unknown')},
	{what: 'leader killed: Down', rule: [37, 52], killed: ['node1'], watch: becomes('node1', 'down')},
	{what: 'quorum lost: first error', rule: [20, 20], killed: quorum, watch: isTold(() => true)},
	{
		what: 'quorum lost: an error at once',
		rule: [21, 30],
		killed: quorum,
		watch: isTold(body => body.includes(lostQuorum)),
	},
];

/** Unit: milliseconds since the kill. */
function measure({what, killed, watch}: Observed, seed: number): number {
	const cluster = openCluster(seed, 3, 1);
	const {sim} = cluster;
	advance(cluster, sim.now + randomInteger(20 * second, seed, 'fuzz.detection', what));
	for (const node of killed) void inflict(cluster, {type: 'stop', node});
	const began = sim.now;
	const isSeen = watch(cluster);
	while (!isSeen()) {
		if (sim.now - began > PATIENCE_MS) throw new Error(`${what}: not within ${PATIENCE_MS} ms (seed ${seed})`);
		advance(cluster, sim.now + LOOK_MS);
	}
	return sim.now - began;
}

/** Times in seconds. */
export type Detection = {
	readonly what: string;
	readonly rule: readonly [number, number];
	readonly shortest: number;
	readonly median: number;
	readonly longest: number;
};

export function measureDetection(seeds: number): readonly Detection[] {
	return observations.map(observed => {
		const times = Array.from({length: seeds}, (_, index) => measure(observed, index + 1) / second);
		times.sort((a, b) => a - b);
		const at = (share: number) => times[Math.round(share * (times.length - 1))] as number;
		return {what: observed.what, rule: observed.rule, shortest: at(0), median: at(0.5), longest: at(1)};
	});
}
