import {lastIndex} from './log.ts';
import type {RaftId} from './message.ts';
import type {Progress} from './progress.ts';
import {sendAppend} from './replication.ts';
import type {Raft} from './state.ts';

export type TransferResult =
	| {readonly ok: true}
	| {readonly ok: false; readonly reason: 'not the leader' | 'removed' | 'not a voter'};

/**
Hands leadership over: brings the target's log up to date, then tells it to stand at once. Given up after one
election timeout; proposals are refused meanwhile. Source: thesis §3.10.
*/
export function transferLeadership(raft: Raft, to: RaftId): TransferResult {
	if (raft.isRemoved) return {ok: false, reason: 'removed'};
	if (raft.role !== 'leader') return {ok: false, reason: 'not the leader'};
	const progress = raft.progress[to];
	if (!progress) return {ok: false, reason: 'not a voter'};
	if (raft.transferTarget === to) return {ok: true};
	raft.transferTarget = undefined;
	if (to === raft.id) return {ok: true};
	raft.electionElapsed = 0;
	raft.transferTarget = to;
	if (!tellTransferTarget(raft, progress)) sendAppend(raft, to);
	return {ok: true};
}

/** Tells the target that its time has come, if it has the whole log. */
export function tellTransferTarget(raft: Raft, progress: Progress): boolean {
	if (progress.matchIndex !== lastIndex(raft.log)) return false;
	raft.outbox.push({type: 'timeoutNow', from: raft.id, to: raft.transferTarget as RaftId, term: raft.currentTerm});
	return true;
}
