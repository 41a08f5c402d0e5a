import {invariant} from './invariant.ts';
import {entriesBetween} from './log.ts';
import type {Entry, Message, Snapshot} from './message.ts';
import {type HardState, type Raft, rememberReported, type SoftState} from './state.ts';

/**
What a member wants done, in the order in which to do it: persist, restore, send, apply. A part that did not
change is undefined.
*/
export type Ready = {
	/** To persist before anything is sent; the log, which the state holds, along with it. */
	readonly hardState: HardState | undefined;
	/** Replaces the state machine, before `committedEntries`. */
	readonly snapshot: Snapshot | undefined;
	readonly messages: readonly Message[];
	/** To apply in this order; a configuration entry by `applyConfiguration`, before the next input. */
	readonly committedEntries: readonly Entry[];
	/** Only for those who watch. */
	readonly softState: SoftState | undefined;
};

/**
Drains what the inputs since the last call brought about; undefined when that is nothing. To be called until
then after every input, for applying a configuration can bring about more.
*/
export function takeReady(raft: Raft): Ready | undefined {
	const hasHardState = isHardStateNew(raft);
	const hasSoftState = isSoftStateNew(raft);
	const isUnapplied = raft.lastApplied < raft.commitIndex;
	if (!hasHardState && !hasSoftState && !isUnapplied && raft.outbox.length === 0) return undefined;
	invariant(raft.unappliedConfigurations === 0, 'a configuration entry was handed out but never applied');
	const messages = raft.outbox;
	if (messages.length > 0) raft.outbox = [];
	const snapshot = raft.isSnapshotUnapplied ? raft.snapshot : undefined;
	if (snapshot) raft.lastApplied = snapshot.lastIncludedIndex;
	raft.isSnapshotUnapplied = false;
	const committedEntries = isUnapplied ? takeCommitted(raft) : [];
	const {currentTerm, votedFor, commitIndex, role, leaderId} = raft;
	rememberReported(raft);
	return {
		hardState: hasHardState ? {currentTerm, votedFor, commitIndex} : undefined,
		snapshot,
		messages,
		committedEntries,
		softState: hasSoftState ? {role, leaderId} : undefined,
	};
}

function takeCommitted(raft: Raft): Entry[] {
	const entries = entriesBetween(raft.log, raft.lastApplied + 1, raft.commitIndex);
	for (const entry of entries) if (entry.type === 'configuration') raft.unappliedConfigurations++;
	raft.lastApplied = raft.commitIndex;
	return entries;
}

function isHardStateNew({reported, currentTerm, votedFor, commitIndex}: Raft): boolean {
	return reported.currentTerm !== currentTerm || reported.votedFor !== votedFor || reported.commitIndex !== commitIndex;
}

function isSoftStateNew({reported, role, leaderId}: Raft): boolean {
	return reported.role !== role || reported.leaderId !== leaderId;
}
