import {type Log, termAt} from '../source/raft/log.ts';
import {type Entry, lastIndex, type Raft, type RaftId} from '../source/raft/raft.ts';
import type {Manager, SwarmHost} from '../source/swarm/state.ts';
import type {Store} from '../source/swarm/store.ts';
import {check} from './violation.ts';

/**
Watches a swarm's managers for what figure 3 of the Raft paper promises, and for what their leaders do with it. It
keeps the history that no member has: who led and voted when, what was committed, what the store held then.
*/
export type Watch = {
	readonly leaderOfTerm: Map<number, RaftId>;
	/** Whose leader's part ran, by term: proposals, sessions, answers. */
	readonly actorOfTerm: Map<number, string>;
	/** Each entry ever seen in a log, by index and term. */
	readonly entries: Map<string, {readonly entry: Entry; readonly previousTerm: number}>;
	/** What some member applied, by index, with the highest term in which it can have been committed. */
	readonly committed: Map<number, {readonly entry: Entry; readonly term: number}>;
	/** The store after an index, by the first member that stood there. */
	readonly stores: Map<number, Store>;
	/** By Raft ID: it survives its process. */
	readonly seen: Map<RaftId, Seen>;
};

type Seen = {
	readonly raft: Raft;
	readonly currentTerm: number;
	readonly votedFor: RaftId | undefined;
	readonly commitIndex: number;
	readonly lastApplied: number;
	readonly role: Raft['role'];
	readonly entries: readonly Entry[];
	readonly lastIndex: number;
	readonly lastTerm: number;
	readonly isActing: boolean;
};

export const createWatch = (): Watch => ({
	leaderOfTerm: new Map(),
	actorOfTerm: new Map(),
	entries: new Map(),
	committed: new Map(),
	stores: new Map(),
	seen: new Map(),
});

const look = (raft: Raft, manager: Manager): Seen => {
	const last = lastIndex(raft.log);
	return {
		raft,
		currentTerm: raft.currentTerm,
		votedFor: raft.votedFor,
		commitIndex: raft.commitIndex,
		lastApplied: raft.lastApplied,
		role: raft.role,
		entries: raft.log.entries,
		lastIndex: last,
		lastTerm: termAt(raft.log, last) ?? 0,
		isActing: manager.leader !== undefined,
	};
};

const isUnchanged = (before: Seen, raft: Raft, manager: Manager): boolean =>
	before.raft === raft &&
	before.currentTerm === raft.currentTerm &&
	before.votedFor === raft.votedFor &&
	before.commitIndex === raft.commitIndex &&
	before.lastApplied === raft.lastApplied &&
	before.role === raft.role &&
	before.entries === raft.log.entries &&
	before.lastIndex === lastIndex(raft.log) &&
	before.isActing === (manager.leader !== undefined);

/** To be called for a host after each event on it. Costs nothing while nothing of its Raft changes. */
export function checkSafety(watch: Watch, {name, swarm}: SwarmHost): void {
	const manager = swarm?.manager;
	const raft = manager?.raft;
	if (!manager || !raft) return;
	const before = watch.seen.get(raft.id);
	if (before && isUnchanged(before, raft, manager)) return;
	checkHardState(name, raft, before);
	checkLog(watch, name, raft, before);
	checkApplied(watch, name, raft, manager, before);
	checkLeader(watch, name, raft, before?.raft === raft ? before : undefined);
	checkActor(watch, name, raft, manager);
	watch.seen.set(raft.id, look(raft, manager));
}

/** Figure 2: what a member promised or knew it neither takes back nor forgets, whatever happens to its process. */
function checkHardState(name: string, raft: Raft, before: Seen | undefined): void {
	const {currentTerm, votedFor, commitIndex, lastApplied, log} = raft;
	check(
		lastApplied <= commitIndex && commitIndex <= lastIndex(log),
		'Figure 2',
		() => `${name} applied ${lastApplied} and committed ${commitIndex} of ${lastIndex(log)}`,
	);
	if (!before) return;
	check(currentTerm >= before.currentTerm, 'Figure 2', () => `${name}'s term went back to ${currentTerm}`);
	check(commitIndex >= before.commitIndex, 'Figure 2', () => `${name}'s commit index went back to ${commitIndex}`);
	check(
		currentTerm > before.currentTerm || before.votedFor === undefined || votedFor === before.votedFor,
		'One Vote',
		() => `${name} voted for ${before.votedFor} and for ${votedFor} in term ${currentTerm}`,
	);
}

/** Compacted entries count as had: they were applied, and so are checked as such. */
const hasPosition = (log: Log, index: number, term: number): boolean =>
	index < log.offset || termAt(log, index) === term;

function checkLeader(watch: Watch, name: string, raft: Raft, before: Seen | undefined): void {
	if (raft.role !== 'leader') return;
	const {id, currentTerm, log} = raft;
	const leader = watch.leaderOfTerm.get(currentTerm);
	check(
		leader === undefined || leader === id,
		'Election Safety',
		() => `${leader} and ${id} (${name}) lead term ${currentTerm}`,
	);
	if (leader === undefined) checkCompleteness(watch, name, raft);
	watch.leaderOfTerm.set(currentTerm, id);
	if (before?.role !== 'leader' || before.currentTerm !== currentTerm) return;
	check(
		hasPosition(log, before.lastIndex, before.lastTerm),
		'Leader Append-Only',
		() => `${name} lost entry ${before.lastIndex} as leader of term ${currentTerm}`,
	);
}

function checkCompleteness({committed}: Watch, name: string, {currentTerm, log}: Raft): void {
	for (const {entry, term} of committed.values()) {
		check(
			term >= currentTerm || hasPosition(log, entry.index, entry.term),
			'Leader Completeness',
			() => `${name} leads term ${currentTerm} without entry ${entry.index} of term ${entry.term}`,
		);
	}
}

/** An entry of some index and term is always the same, and follows the same: by induction, so are all before it. */
function checkLog({entries: known}: Watch, name: string, {log}: Raft, before: Seen | undefined): void {
	const checked = before?.entries === log.entries ? Math.max(0, before.lastIndex - log.offset) : 0;
	for (let position = checked; position < log.entries.length; position++) {
		const entry = log.entries[position] as Entry;
		check(
			entry.index === log.offset + 1 + position,
			'Log Matching',
			() => `${name} has entry ${entry.index} in a wrong place`,
		);
		const previousTerm = termAt(log, entry.index - 1) as number;
		const key = `${entry.index}@${entry.term}`;
		const other = known.get(key);
		if (!other) known.set(key, {entry, previousTerm});
		else {
			check(
				other.previousTerm === previousTerm && isEqual(other.entry, entry),
				'Log Matching',
				() => `${name} has another entry ${entry.index} of term ${entry.term}, or another before it`,
			);
		}
	}
}

function checkApplied(watch: Watch, name: string, raft: Raft, manager: Manager, before: Seen | undefined): void {
	const {lastApplied, log, currentTerm} = raft;
	const first = before?.raft === raft ? before.lastApplied : log.offset;
	for (let index = Math.max(first, log.offset) + 1; index <= lastApplied; index++) {
		const entry = log.entries[index - log.offset - 1] as Entry;
		const other = watch.committed.get(index);
		if (!other) watch.committed.set(index, {entry, term: currentTerm});
		else {
			check(
				isEqual(other.entry, entry),
				'State Machine Safety',
				() => `${name} applied entry ${index} of term ${entry.term}, another one that of term ${other.entry.term}`,
			);
		}
	}
	if (before?.raft === raft && before.lastApplied === lastApplied) return;
	const {clusters, nodes, networks} = manager.store;
	const store = watch.stores.get(lastApplied);
	if (!store) watch.stores.set(lastApplied, {clusters: {...clusters}, nodes: {...nodes}, networks: {...networks}});
	else {
		const other = differingTable(store, manager.store);
		check(other === undefined, 'State Machine Safety', () => `${name} has other ${other} after entry ${lastApplied}`);
	}
}

/** A leader's part runs only on Raft's leader, and in each term on one machine only. */
function checkActor(watch: Watch, name: string, {role, currentTerm}: Raft, {leader}: Manager): void {
	if (!leader) return;
	check(role === 'leader', 'One Acting Leader', () => `${name} acts as leader but is a ${role}`);
	const actor = watch.actorOfTerm.get(currentTerm) ?? name;
	check(actor === name, 'One Acting Leader', () => `${actor} and ${name} act as leaders of term ${currentTerm}`);
	watch.actorOfTerm.set(currentTerm, name);
}

/** The first table in which two stores differ. */
export function differingTable(a: Store, b: Store): keyof Store | undefined {
	return (['clusters', 'nodes', 'networks'] as const).find(table => {
		const [one, other] = [a[table], b[table]] as readonly Record<string, unknown>[];
		const ids = Object.keys(one ?? {});
		return ids.length !== Object.keys(other ?? {}).length || !ids.every(id => isSame(one?.[id], other?.[id]));
	});
}

/** Entries and objects are shared in memory; only those that went over a disk or a snapshot are copies. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

const isEqual = (a: Entry, b: Entry): boolean =>
	a === b || (a.index === b.index && a.term === b.term && a.type === b.type && isSame(a.data, b.data));
