import {invariant} from './invariant.ts';
import {findConflictByTerm, lastIndex, reconcile, termAt} from './log.ts';
import type {AppendEntries, Heartbeat, InstallSnapshot, RaftId, Snapshot} from './message.ts';
import {becomeFollower, commitTo, type Raft} from './state.ts';

/** What a member does with messages from its leader. */

export function hearLeader(raft: Raft, message: AppendEntries | Heartbeat | InstallSnapshot): void {
	invariant(raft.role !== 'leader', `two leaders in term ${raft.currentTerm}: ${raft.id} and ${message.from}`);
	if (raft.role === 'candidate') becomeFollower(raft, message.term, message.from);
	raft.electionElapsed = 0;
	raft.leaderId = message.from;
}

/** Success up to `index`. */
export function acknowledgeAppend(raft: Raft, to: RaftId, index: number): void {
	const {id: from, currentTerm: term} = raft;
	raft.outbox.push({
		type: 'appendEntriesResponse',
		from,
		to,
		term,
		success: true,
		index,
		hintIndex: 0,
		hintTerm: 0,
	});
}

/** Source: Raft figure 2, "AppendEntries RPC"; §5.3 for the hint. */
export function answerAppendEntries(raft: Raft, message: AppendEntries): void {
	const {prevLogIndex, prevLogTerm, entries, leaderCommit} = message;
	if (prevLogIndex < raft.commitIndex) {
		acknowledgeAppend(raft, message.from, raft.commitIndex);
	} else if (termAt(raft.log, prevLogIndex) === prevLogTerm) {
		reconcile(raft.log, entries, raft.commitIndex);
		const lastNewIndex = prevLogIndex + entries.length;
		commitTo(raft, Math.min(leaderCommit, lastNewIndex));
		acknowledgeAppend(raft, message.from, lastNewIndex);
	} else {
		refuseAppend(raft, message);
	}
}

/** Tells where the two logs can agree at best, which spares the leader from going back entry by entry. */
function refuseAppend(raft: Raft, {from: to, prevLogIndex, prevLogTerm}: AppendEntries): void {
	const hint = findConflictByTerm(raft.log, Math.min(prevLogIndex, lastIndex(raft.log)), prevLogTerm);
	raft.outbox.push({
		type: 'appendEntriesResponse',
		from: raft.id,
		to,
		term: raft.currentTerm,
		success: false,
		index: prevLogIndex,
		hintIndex: hint.index,
		hintTerm: hint.term,
	});
}

/** Source: Raft §7, figure 13. */
export function answerSnapshot(raft: Raft, {from, snapshot}: InstallSnapshot): void {
	if (snapshot.lastIncludedIndex > raft.commitIndex && snapshot.voters.includes(raft.id)) install(raft, snapshot);
	acknowledgeAppend(raft, from, raft.commitIndex);
}

function install(raft: Raft, snapshot: Snapshot): void {
	const {lastIncludedIndex, lastIncludedTerm, voters} = snapshot;
	raft.commitIndex = lastIncludedIndex;
	// With the same entry in its log it has all that the snapshot stands for, and perhaps more.
	if (termAt(raft.log, lastIncludedIndex) === lastIncludedTerm) return;
	raft.log = {offset: lastIncludedIndex, offsetTerm: lastIncludedTerm, entries: []};
	raft.snapshot = snapshot;
	raft.voters = voters;
	raft.isSnapshotUnapplied = true;
}
