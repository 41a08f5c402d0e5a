import {type Log, lastTerm, termAt} from '../../source/raft/log.ts';
import {type Entry, lastIndex, type Message, type Raft, type RaftId} from '../../source/raft/raft.ts';
import type {Network} from './network.ts';

/**
Watches a group for the five properties of figure 3 of the Raft paper, and for what they rest on. It keeps the
history that no member has: who led and voted when, and what was ever applied.
*/
export type Watch = {
	readonly network: Network;
	readonly leaderOfTerm: Map<number, RaftId>;
	readonly voteOfTerm: Map<string, RaftId>;
	/** Each entry ever seen in a log, by index and term. */
	readonly entries: Map<string, {readonly entry: Entry; readonly previousTerm: number}>;
	/** What some member applied, by index, with the highest term in which it can have been committed. */
	readonly committed: {readonly entry: Entry; readonly term: number}[];
	readonly seen: Record<RaftId, Seen>;
};

type Seen = {
	readonly currentTerm: number;
	readonly commitIndex: number;
	readonly isLeader: boolean;
	readonly entries: readonly Entry[];
	readonly lastIndex: number;
	readonly lastTerm: number;
	readonly applied: readonly Entry[];
	readonly appliedCount: number;
};

export function createWatch(network: Network): Watch {
	const watch: Watch = {
		network,
		leaderOfTerm: new Map(),
		voteOfTerm: new Map(),
		entries: new Map(),
		committed: [],
		seen: {},
	};
	network.onSend = message => checkVote(watch, message);
	return watch;
}

function check(holds: boolean, property: string, detail: string): void {
	if (!holds) throw new Error(`${property}: ${detail}`);
}

/** To be called after every step. */
export function checkSafety(watch: Watch): void {
	const {network, seen} = watch;
	for (const [id, raft] of Object.entries(network.members)) {
		const before = seen[id];
		checkProgress(raft, before);
		checkLeader(watch, raft, before);
		checkLog(watch, raft, before);
		checkApplied(watch, raft, before);
		seen[id] = {
			currentTerm: raft.currentTerm,
			commitIndex: raft.commitIndex,
			isLeader: raft.role === 'leader',
			entries: raft.log.entries,
			lastIndex: lastIndex(raft.log),
			lastTerm: lastTerm(raft.log),
			applied: network.applied[id] as Entry[],
			appliedCount: (network.applied[id] as Entry[]).length,
		};
	}
}

/** After a crash nothing that was only in memory counts any more. */
export function forgetRole(watch: Watch, id: RaftId): void {
	const before = watch.seen[id];
	if (before) watch.seen[id] = {...before, isLeader: false};
}

/** Each server votes at most once a term (§5.2): what Election Safety rests on. */
function checkVote({voteOfTerm}: Watch, message: Message): void {
	const isOwn = message.type === 'requestVote';
	if (!isOwn && !(message.type === 'requestVoteResponse' && message.voteGranted)) return;
	const key = `${message.from} in term ${message.term}`;
	const candidate = isOwn ? message.from : message.to;
	const earlier = voteOfTerm.get(key) ?? candidate;
	check(earlier === candidate, 'One Vote', `${key} voted for ${earlier} and for ${candidate}`);
	voteOfTerm.set(key, candidate);
}

function checkProgress({id, currentTerm, commitIndex, lastApplied, log}: Raft, before: Seen | undefined): void {
	check(lastApplied <= commitIndex && commitIndex <= lastIndex(log), 'Figure 2', `${id} applied or committed too much`);
	check(currentTerm >= (before?.currentTerm ?? 0), 'Figure 2', `${id}'s term went back to ${currentTerm}`);
	check(commitIndex >= (before?.commitIndex ?? 0), 'Figure 2', `${id}'s commit index went back to ${commitIndex}`);
}

function checkLeader(watch: Watch, raft: Raft, before: Seen | undefined): void {
	if (raft.role !== 'leader') return;
	const {id, currentTerm, log} = raft;
	const leader = watch.leaderOfTerm.get(currentTerm) ?? id;
	check(leader === id, 'Election Safety', `${leader} and ${id} both lead term ${currentTerm}`);
	if (!watch.leaderOfTerm.has(currentTerm)) checkCompleteness(watch, raft);
	watch.leaderOfTerm.set(currentTerm, id);
	if (!before?.isLeader || before.currentTerm !== currentTerm) return;
	check(
		hasPosition(log, before.lastIndex, before.lastTerm),
		'Leader Append-Only',
		`${id} lost entry ${before.lastIndex}`,
	);
}

/** Compacted entries count as had: they were applied, and so are checked as such. */
function hasPosition(log: Log, index: number, term: number): boolean {
	return index < log.offset || termAt(log, index) === term;
}

function checkCompleteness({committed}: Watch, {id, currentTerm, log}: Raft): void {
	for (const {entry, term} of committed) {
		const isHad = term >= currentTerm || hasPosition(log, entry.index, entry.term);
		check(
			isHad,
			'Leader Completeness',
			`${id} leads term ${currentTerm} without entry ${entry.index} of term ${entry.term}`,
		);
	}
}

/** An entry of some index and term is always the same, and follows the same: by induction, so are all before it. */
function checkLog({entries: known}: Watch, {id, log}: Raft, before: Seen | undefined): void {
	const checked = before?.entries === log.entries ? before.lastIndex - log.offset : 0;
	for (let position = checked; position < log.entries.length; position++) {
		const entry = log.entries[position] as Entry;
		check(entry.index === log.offset + 1 + position, 'Log', `${id} has entry ${entry.index} in a wrong place`);
		const previousTerm = termAt(log, entry.index - 1) as number;
		const key = `${entry.index}@${entry.term}`;
		const other = known.get(key);
		if (!other) known.set(key, {entry, previousTerm});
		else {
			const isSame = other.previousTerm === previousTerm && isEqual(other.entry, entry);
			check(isSame, 'Log Matching', `${id} has another entry ${key}, or another before it`);
		}
	}
}

function checkApplied({network, committed}: Watch, {id, currentTerm}: Raft, before: Seen | undefined): void {
	const applied = network.applied[id] as Entry[];
	const checked = before?.applied === applied ? before.appliedCount : 0;
	for (let position = checked; position < applied.length; position++) {
		const entry = applied[position] as Entry;
		check(entry.index === position + 1, 'State Machine Safety', `${id} applied ${entry.index} after ${position}`);
		const other = committed[position]?.entry;
		if (!other) committed[position] = {entry, term: currentTerm};
		else check(isEqual(other, entry), 'State Machine Safety', `${id} applied another entry ${entry.index}`);
	}
}

/** Entries that went over a disk are copies; the test's data are numbers and configuration changes. */
function isEqual(a: Entry, b: Entry): boolean {
	if (a === b) return true;
	const isSameData = a.data === b.data || JSON.stringify(a.data) === JSON.stringify(b.data);
	return a.index === b.index && a.term === b.term && a.type === b.type && isSameData;
}
