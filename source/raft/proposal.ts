import type {ConfigurationChange, Entry} from './message.ts';
import {acknowledgeOwnLog, appendAtLeader, broadcastAppend} from './replication.ts';
import type {Raft} from './state.ts';

export type Refusal =
	/** Proposals are not forwarded: the caller finds the leader itself. */
	| 'not the leader'
	| 'removed'
	| 'leadership is being transferred'
	| 'a configuration change is pending'
	| 'the last voter cannot be removed';

export type ProposalResult =
	| {readonly ok: true; readonly index: number; readonly term: number}
	| {readonly ok: false; readonly reason: Refusal};

/** Appends at the leader. It is committed when an entry of this very index and term is handed out. */
export function propose(raft: Raft, data: unknown): ProposalResult {
	const reason = refusal(raft);
	return reason ? {ok: false, reason} : replicate(raft, appendAtLeader(raft, 'normal', data));
}

/** One change at a time: the next one is refused until the last one is applied here. Source: thesis §4.1. */
export function proposeConfiguration(raft: Raft, change: ConfigurationChange): ProposalResult {
	const reason = refusal(raft) ?? configurationRefusal(raft, change);
	if (reason) return {ok: false, reason};
	const entry = appendAtLeader(raft, 'configuration', change);
	raft.pendingConfigurationIndex = entry.index;
	return replicate(raft, entry);
}

function refusal(raft: Raft): Refusal | undefined {
	if (raft.isRemoved) return 'removed';
	if (raft.role !== 'leader') return 'not the leader';
	return raft.transferTarget === undefined ? undefined : 'leadership is being transferred';
}

function configurationRefusal(raft: Raft, {change, id}: ConfigurationChange): Refusal | undefined {
	const isPending = raft.pendingConfigurationIndex > raft.lastApplied || raft.unappliedConfigurations > 0;
	if (isPending) return 'a configuration change is pending';
	const isLast = change === 'remove' && raft.voters.length === 1 && raft.voters[0] === id;
	return isLast ? 'the last voter cannot be removed' : undefined;
}

function replicate(raft: Raft, {index, term}: Entry): ProposalResult {
	broadcastAppend(raft);
	acknowledgeOwnLog(raft);
	return {ok: true, index, term};
}
