import {invariant} from './invariant.ts';
import type {Entry} from './message.ts';

/**
The replicated log, without what a compaction dropped.

Shape: `entries[i]` has index `offset + 1 + i`. Invariant: `entries` only grows in place; whatever drops
entries makes a new array, so that an older copy of the state may share it by length.
*/
export type Log = {
	/** Position before the first kept entry; 0 and 0 when nothing was dropped. */
	offset: number;
	offsetTerm: number;
	entries: Entry[];
};

export const emptyLog = (): Log => ({offset: 0, offsetTerm: 0, entries: []});

export const lastIndex = (log: Log): number => log.offset + log.entries.length;

export function lastTerm(log: Log): number {
	return log.entries.length > 0 ? (log.entries[log.entries.length - 1] as Entry).term : log.offsetTerm;
}

/** Undefined outside the log, before it or after. */
export function termAt(log: Log, index: number): number | undefined {
	return index === log.offset ? log.offsetTerm : log.entries[index - log.offset - 1]?.term;
}

export const entryAt = (log: Log, index: number): Entry | undefined => log.entries[index - log.offset - 1];

/** Both ends included. */
export function entriesBetween(log: Log, first: number, last: number): Entry[] {
	return log.entries.slice(Math.max(0, first - log.offset - 1), Math.max(0, last - log.offset));
}

/** Whether a log that ends so is at least as up-to-date as this one. Source: Raft §5.4.1. */
export function isUpToDate(log: Log, index: number, term: number): boolean {
	const ownTerm = lastTerm(log);
	return term > ownTerm || (term === ownTerm && index >= lastIndex(log));
}

/** Replaces from `index` on. */
function truncate(log: Log, index: number): void {
	log.entries = log.entries.slice(0, index - log.offset - 1);
}

/**
What a follower does with new entries once `prevLogIndex` matched: keeps what agrees, drops a conflicting
tail, appends the rest. Errors: throws when a committed entry would go. Source: Raft §5.3, figure 2.
*/
export function reconcile(log: Log, entries: readonly Entry[], commitIndex: number): void {
	for (let position = 0; position < entries.length; position++) {
		const entry = entries[position] as Entry;
		const ownTerm = termAt(log, entry.index);
		if (ownTerm === entry.term) continue;
		if (ownTerm !== undefined) {
			invariant(entry.index > commitIndex, `entry ${entry.index} conflicts with a committed one`);
			truncate(log, entry.index);
		}
		for (let rest = position; rest < entries.length; rest++) log.entries.push(entries[rest] as Entry);
		return;
	}
}

/**
Largest position up to `index` whose term is at most `term`: where two logs can agree at best. Term 0 when
that position is no longer in the log. Source: etcd's refinement of the last paragraphs of Raft §5.3.
*/
export function findConflictByTerm(log: Log, index: number, term: number): {index: number; term: number} {
	for (let candidate = index; candidate > 0; candidate--) {
		const ownTerm = termAt(log, candidate);
		if (ownTerm === undefined) return {index: candidate, term: 0};
		if (ownTerm <= term) return {index: candidate, term: ownTerm};
	}
	return {index: 0, term: 0};
}

/** Drops all entries up to `index`. */
export function dropUpTo(log: Log, index: number): void {
	const term = termAt(log, index);
	invariant(term !== undefined, `compaction to ${index}, which is not in the log`);
	log.entries = log.entries.slice(index - log.offset);
	log.offset = index;
	log.offsetTerm = term;
}
