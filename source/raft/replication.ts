import {entriesBetween, lastIndex, termAt} from './log.ts';
import type {ConfigurationChange, Entry, RaftId} from './message.ts';
import {acknowledge, becomeSnapshot, isFull, isThrottled, type Progress, sentEntries} from './progress.ts';
import {replicatedIndex} from './quorum.ts';
import type {Raft} from './state.ts';

/** The leader's side of the log: what it appends, sends and commits. */

/** Appends at the leader, which holds its own log at once; the followers are told by `broadcastAppend`. */
export function appendAtLeader(raft: Raft, type: 'normal', data: unknown): Entry;
export function appendAtLeader(raft: Raft, type: 'configuration', data: ConfigurationChange): Entry;
export function appendAtLeader(raft: Raft, type: Entry['type'], data: unknown): Entry {
	const entry = {type, index: lastIndex(raft.log) + 1, term: raft.currentTerm, data} as Entry;
	raft.log.entries.push(entry);
	return entry;
}

/** The leader's own disk has the whole log: counts it, and tells the followers what that commits. */
export function acknowledgeOwnLog(raft: Raft): void {
	acknowledge(raft.progress[raft.id] as Progress, lastIndex(raft.log));
	if (advanceCommit(raft)) broadcastAppend(raft);
}

/**
Moves the commit index to what a majority has, if that is an entry of this term: one of an earlier term is
committed only along with it. True when it moved. Source: Raft §5.4.2, figure 8.
*/
export function advanceCommit(raft: Raft): boolean {
	const index = replicatedIndex(raft.voters, raft.progress);
	if (index <= raft.commitIndex || termAt(raft.log, index) !== raft.currentTerm) return false;
	raft.commitIndex = index;
	return true;
}

export function broadcastAppend(raft: Raft): void {
	for (const id of raft.voters) if (id !== raft.id) sendAppend(raft, id);
}

/** Sends what `to` lacks, or an empty append with the commit index where it lacks nothing. */
export function sendAppend(raft: Raft, to: RaftId): void {
	sendAppendUnless(raft, to, false);
}

/** Sends all that flow control lets through; nothing where `to` lacks nothing. */
export function sendMissing(raft: Raft, to: RaftId): void {
	while (sendAppendUnless(raft, to, true));
}

function sendAppendUnless(raft: Raft, to: RaftId, isEmptyUseless: boolean): boolean {
	const progress = raft.progress[to] as Progress;
	if (isThrottled(progress)) return false;
	const prevLogIndex = progress.nextIndex - 1;
	const prevLogTerm = termAt(raft.log, prevLogIndex);
	if (prevLogTerm === undefined) return sendSnapshot(raft, to, progress);
	const last = Math.min(lastIndex(raft.log), prevLogIndex + raft.maxEntriesPerMessage);
	const isBlocked = progress.state === 'replicate' && isFull(progress);
	const entries = isBlocked || last === prevLogIndex ? [] : entriesBetween(raft.log, prevLogIndex + 1, last);
	if (entries.length === 0 && isEmptyUseless) return false;
	raft.outbox.push({
		type: 'appendEntries',
		from: raft.id,
		to,
		term: raft.currentTerm,
		prevLogIndex,
		prevLogTerm,
		entries,
		leaderCommit: raft.commitIndex,
	});
	sentEntries(progress, entries.length);
	progress.sentCommit = raft.commitIndex;
	return true;
}

/**
For a follower whose next entry is compacted away. It is sent with today's voters instead of the snapshot's,
as SwarmKit does: otherwise a member added after the snapshot was taken would not find itself in it.
*/
function sendSnapshot(raft: Raft, to: RaftId, progress: Progress): boolean {
	if (!progress.recentActive || !raft.snapshot) return false;
	const snapshot = {...raft.snapshot, voters: raft.voters};
	becomeSnapshot(progress, snapshot.lastIncludedIndex);
	raft.outbox.push({type: 'installSnapshot', from: raft.id, to, term: raft.currentTerm, snapshot});
	return true;
}

export function broadcastHeartbeat(raft: Raft): void {
	for (const id of raft.voters) {
		if (id === raft.id) continue;
		const progress = raft.progress[id] as Progress;
		const leaderCommit = Math.min(progress.matchIndex, raft.commitIndex);
		raft.outbox.push({type: 'heartbeat', from: raft.id, to: id, term: raft.currentTerm, leaderCommit});
		progress.sentCommit = leaderCommit;
	}
}
