import {findConflictByTerm, lastIndex} from './log.ts';
import type {AppendEntriesResponse, HeartbeatResponse, RaftId} from './message.ts';
import {
	acknowledge,
	becomeProbe,
	becomeReplicate,
	canBumpCommit,
	freeInFlight,
	type Progress,
	retreat,
} from './progress.ts';
import {advanceCommit, broadcastAppend, sendAppend, sendMissing} from './replication.ts';
import type {Raft} from './state.ts';
import {tellTransferTarget} from './transfer.ts';

/** What a leader does with its followers' answers, and with reports that they got nothing. */

export function recordAppend(raft: Raft, message: AppendEntriesResponse): void {
	const progress = raft.progress[message.from] as Progress;
	progress.recentActive = true;
	if (message.success) recordSuccess(raft, progress, message);
	else recordRefusal(raft, progress, message);
}

function recordRefusal(raft: Raft, progress: Progress, message: AppendEntriesResponse): void {
	const {hintIndex, hintTerm} = message;
	const hint = hintTerm > 0 ? findConflictByTerm(raft.log, hintIndex, hintTerm).index : hintIndex;
	if (!retreat(progress, message.index, hint)) return;
	if (progress.state === 'replicate') becomeProbe(progress);
	sendAppend(raft, message.from);
}

function recordSuccess(raft: Raft, progress: Progress, {from, index}: AppendEntriesResponse): void {
	const isNews = acknowledge(progress, index);
	if (!isNews && !(progress.state === 'probe' && progress.matchIndex === index)) return;
	if (progress.state === 'replicate') freeInFlight(progress, index);
	else if (progress.state === 'probe') becomeReplicate(progress);
	else if (progress.matchIndex >= raft.log.offset) becomeReplicate(progress);
	if (advanceCommit(raft)) broadcastAppend(raft);
	else if (canBumpCommit(progress, raft.commitIndex)) sendAppend(raft, from);
	sendMissing(raft, from);
	if (from === raft.transferTarget) tellTransferTarget(raft, progress);
}

export function recordHeartbeat(raft: Raft, {from}: HeartbeatResponse): void {
	const progress = raft.progress[from] as Progress;
	progress.recentActive = true;
	progress.isPaused = false;
	if (progress.matchIndex < lastIndex(raft.log) || progress.state === 'probe') sendAppend(raft, from);
}

/** A message to `id` could not be sent: what was in flight may be lost. */
export function reportUnreachable(raft: Raft, id: RaftId): void {
	const progress = raft.progress[id];
	if (progress?.state === 'replicate') becomeProbe(progress);
}

/** Whether the snapshot for `id` got there. Either way the next step waits for an answer or a heartbeat's. */
export function reportSnapshot(raft: Raft, id: RaftId, hasArrived: boolean): void {
	const progress = raft.progress[id];
	if (progress?.state !== 'snapshot') return;
	if (!hasArrived) progress.pendingSnapshot = 0;
	becomeProbe(progress);
	progress.isPaused = true;
}
