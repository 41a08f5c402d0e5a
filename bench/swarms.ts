import {advance, type Cluster, formSwarm, hostOf} from '../fuzz/cluster.ts';
import {inflict} from '../source/lab/faults.ts';
import {createRootCa, issueCertificate, serialNumberBytes} from '../source/pki/authority.ts';
import {nameKey} from '../source/pki/order.ts';
import {certificatePem} from '../source/pki/pem.ts';

/** Whole swarms in virtual time, without a screen. Each figure is taken in a process of its own: see `swarms.mjs`. */
declare const gc: () => void;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Snapshots as Docker has them; variants of an even number take them all the time. */
const SEED = 1;

/** What it takes to let time pass. Units: milliseconds, virtual and real. */
type Passage = {readonly virtualMs: number; readonly realMs: number; readonly events: number};

function pass(cluster: Cluster, ms: number): Passage {
	const began = performance.now();
	const events = advance(cluster, cluster.sim.now + ms);
	return {virtualMs: ms, realMs: performance.now() - began, events};
}

const add = (a: Passage, b: Passage): Passage => ({
	virtualMs: a.virtualMs + b.virtualMs,
	realMs: a.realMs + b.realMs,
	events: a.events + b.events,
});

/** `founding`: from the first command until all are in. */
type Quiet = {readonly founding: Passage; readonly firstDay: Passage; readonly all: Passage};

function quiet(managers: number, workers: number, days: number): Quiet {
	const began = performance.now();
	const cluster = formSwarm(SEED, managers, workers);
	const {now, startedAt} = cluster.sim;
	const founding = {virtualMs: now - startedAt, realMs: performance.now() - began, events: 0};
	const firstDay = pass(cluster, day);
	return {founding, firstDay, all: add(firstDay, pass(cluster, (days - 1) * day))};
}

const leaderOf = (cluster: Cluster): string =>
	Object.keys(cluster.sim.hosts).find(name => hostOf(cluster, name).swarm?.manager?.leader?.isStarted) ?? '';

/** Ninety days in which three leaders crash, each for a minute. */
function crashes(): Passage {
	const cluster = formSwarm(SEED, 5, 0);
	const parts: Passage[] = [];
	for (let count = 0; count < 3; count++) {
		parts.push(pass(cluster, 22 * day));
		const node = leaderOf(cluster);
		void inflict(cluster, {type: 'stop', node});
		parts.push(pass(cluster, minute));
		void inflict(cluster, {type: 'start', node});
	}
	return parts.reduce(add, pass(cluster, 24 * day));
}

/** With every tick: as long as is bearable. */
const ticking = (managers: number, workers: number, ms: number): Passage =>
	pass(formSwarm(SEED, managers, workers, true), ms);

/** Bytes in use after thirty days and after a year. */
function heapGrowth(managers: number, workers: number): {readonly early: number; readonly late: number} {
	// What the engine itself comes to need is there before.
	pass(formSwarm(SEED + 2, 3, 2), 365 * day);
	const cluster = formSwarm(SEED, managers, workers);
	const used = () => {
		gc();
		return process.memoryUsage().heapUsed;
	};
	pass(cluster, 30 * day);
	const early = used();
	pass(cluster, 335 * day);
	return {early, late: used()};
}

/** Certificates a second: ordered, as the simulation does, and made, as whoever looks has them, key included. */
function certificates(): {readonly orderedPerSecond: number; readonly madePerSecond: number} {
	const serial = new Uint8Array(serialNumberBytes).fill(1);
	const issuer = createRootCa({key: nameKey(SEED, 'bench.root'), serial, now: 0});
	const order = (index: number) => {
		const key = nameKey(SEED, 'bench.node', index);
		return issueCertificate({issuer, key, role: 'worker', nodeId: 'n', clusterId: 'c', serial, now: index * hour});
	};
	const rate = (count: number, make: (index: number) => unknown) => {
		const began = performance.now();
		for (let index = 0; index < count; index++) make(index);
		return (1000 * count) / (performance.now() - began);
	};
	certificatePem(issuer.certificate);
	return {
		orderedPerSecond: rate(100_000, order),
		madePerSecond: rate(1000, index => certificatePem(order(index))),
	};
}

export const figures = {
	'quiet-5': () => quiet(5, 0, 90),
	'crashes-5': crashes,
	'ticking-5': () => ticking(5, 0, 3 * hour),
	'quiet-1007': () => quiet(7, 1000, 365),
	'ticking-1007': () => ticking(7, 1000, 2 * minute),
	'heap-5': () => heapGrowth(5, 0),
	'heap-1007': () => heapGrowth(7, 1000),
	certificates,
};
