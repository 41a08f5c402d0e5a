import {inflict} from '../source/lab/faults.ts';
import {act, type Clients, checkAcknowledged, createClients} from './clients.ts';
import {advance, type Cluster, hostOf, openCluster} from './cluster.ts';
import {findDisease, findUnsettled, isDeadlocked, isMute, leaderOf} from './health.ts';
import {isSurvivable} from './quorum.ts';
import {checkSafety, createWatch, type Watch} from './safety.ts';
import type {Action, Schedule} from './schedule.ts';
import {check, Violation} from './violation.ts';

const second = 1000;
/**
How long a healed swarm is left alone before it must be healthy. TCP may take two minutes until it tries again on a
connection that was silent for long; then come an election, and back-offs of agents and of connections.
*/
const QUIET_MS = 240 * second;
/** What a restarted engine and its manager take to be back, in an otherwise healthy swarm. */
const RESTART_MS = 60 * second;
const RESTARTS_MAX = 10;
/** A forced renewal that failed often is tried again within an hour. */
const SETTLE_MS = 3600 * second;

export type Found = {
	readonly property: string;
	readonly detail: string;
	readonly atMs: number;
	readonly stack?: string;
};

export type Outcome = {
	readonly found: Found | undefined;
	readonly virtualMs: number;
	readonly events: number;
	readonly terms: number;
	readonly entries: number;
	readonly writes: number;
	readonly acknowledged: number;
};

type Run = {readonly cluster: Cluster; readonly watch: Watch; readonly clients: Clients; events: number};

const checkAll = ({cluster, watch}: Run): void => {
	for (const host of Object.values(cluster.sim.hosts)) checkSafety(watch, host);
};

/** Lets time pass, and looks after each event where it took place. */
function passUntil(run: Run, at: number): void {
	const {cluster, watch} = run;
	run.events += advance(cluster, at, name => checkSafety(watch, hostOf(cluster, name)));
}

function perform(run: Run, action: Action): void {
	if (!isSurvivable(run.clients, action)) return;
	if (!act(run.clients, action)) void inflict(run.cluster, action as Parameters<typeof inflict>[1]);
	checkAll(run);
}

/** What an operator does: heals, and starts what is down. */
function repair(run: Run): void {
	perform(run, {type: 'heal-all'});
	for (const node of Object.keys(run.cluster.sim.hosts)) perform(run, {type: 'start', node});
}

/**
An engine whose node gave up while it started says so, and stays so until somebody restarts it; and each time it may
turn to a manager that is none any more. A manager that can ask nobody for its leader's address needs that, too.
*/
function restartFailed(run: Run): void {
	const {sim} = run.cluster;
	for (let round = 0; round < RESTARTS_MAX; round++) {
		const failed = Object.values(sim.hosts).filter(
			({engine, swarm}) => engine.membership?.state === 'error' || isMute(swarm?.manager),
		);
		if (failed.length === 0) return;
		for (const {name: node} of failed) {
			perform(run, {type: 'stop', node});
			perform(run, {type: 'start', node});
		}
		passUntil(run, sim.now + RESTART_MS);
	}
}

function checkHealth(run: Run): void {
	const {cluster, clients} = run;
	passUntil(run, cluster.sim.now + QUIET_MS);
	restartFailed(run);
	if (isDeadlocked(cluster)) return;
	const disease = findDisease(cluster);
	check(disease === undefined, 'A Healed Swarm Becomes Healthy', () => disease ?? '');
	for (const until = cluster.sim.now + SETTLE_MS; findUnsettled(cluster) !== undefined; ) {
		check(cluster.sim.now < until, 'Roles Settle', () => findUnsettled(cluster) ?? '');
		passUntil(run, cluster.sim.now + 30 * second);
	}
	const store = leaderOf(cluster)?.swarm?.manager?.store;
	if (store) checkAcknowledged(clients, store);
}

const nothing = {virtualMs: 0, events: 0, terms: 0, entries: 0, writes: 0, acknowledged: 0};

function describe(error: unknown, atMs: number): Found {
	const {message, stack} = error as Error;
	if (error instanceof Violation) return {property: error.property, detail: message, atMs};
	return {property: 'No Crash', detail: message, atMs, stack};
}

/**
Runs a schedule against a swarm, up to the first violation. Never throws: a crash is a violation, too. `opened` is
given the swarm for whoever wants to look at it afterwards.
*/
export function runSchedule(schedule: Schedule, opened: (cluster: Cluster) => void = () => {}): Outcome {
	const {seed, managers, workers, steps} = schedule;
	let cluster: Cluster;
	try {
		cluster = openCluster(seed, managers, workers);
	} catch (error) {
		return {...nothing, found: describe(error, 0)};
	}
	const run: Run = {cluster, watch: createWatch(), clients: createClients(cluster), events: 0};
	const began = cluster.sim.now;
	opened(cluster);
	let found: Found | undefined;
	try {
		checkAll(run);
		for (const {at, action} of steps) {
			passUntil(run, began + at);
			perform(run, action);
		}
		repair(run);
		checkHealth(run);
	} catch (error) {
		found = describe(error, cluster.sim.now - began);
	}
	return {
		found,
		virtualMs: cluster.sim.now - began,
		events: run.events,
		terms: run.watch.leaderOfTerm.size,
		entries: run.watch.committed.size,
		writes: run.clients.asked,
		acknowledged: run.clients.answered,
	};
}
