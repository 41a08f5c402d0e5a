import {entriesBetween, isUpToDate, lastIndex, lastTerm} from './log.ts';
import type {RequestVote, RequestVoteResponse} from './message.ts';
import {becomeReplicate, createProgress} from './progress.ts';
import {tallyVotes} from './quorum.ts';
import {acknowledgeOwnLog, appendAtLeader, broadcastAppend} from './replication.ts';
import {becomeFollower, isPromotable, type Raft, resetTerm} from './state.ts';

/**
Stands for election, unless it leads, may not be elected, or knows of a committed configuration change that
it has not applied. True when it stood. Source: Raft §5.2; etcd's `hup`.
*/
export function campaign(raft: Raft, isTransfer = false): boolean {
	if (raft.role === 'leader' || !isPromotable(raft) || hasUnappliedConfiguration(raft)) return false;
	resetTerm(raft, raft.currentTerm + 1);
	raft.role = 'candidate';
	raft.votedFor = raft.id;
	for (const to of raft.voters) {
		if (to === raft.id) continue;
		raft.outbox.push({
			type: 'requestVote',
			from: raft.id,
			to,
			term: raft.currentTerm,
			lastLogIndex: lastIndex(raft.log),
			lastLogTerm: lastTerm(raft.log),
			isTransfer,
		});
	}
	recordVote(raft, raft.id, true);
	return true;
}

/** SwarmKit's rule for a member that starts: the only one of its group does not wait for a timeout. */
export function campaignIfAlone(raft: Raft): boolean {
	return raft.voters.length === 1 && raft.voters[0] === raft.id && campaign(raft);
}

function hasUnappliedConfiguration(raft: Raft): boolean {
	if (raft.unappliedConfigurations > 0) return true;
	if (raft.lastApplied === raft.commitIndex) return false;
	const unapplied = entriesBetween(raft.log, raft.lastApplied + 1, raft.commitIndex);
	return unapplied.some(entry => entry.type === 'configuration');
}

/**
A leader that was heard less than a minimum election timeout ago is protected: a candidate of a higher term
is neither answered nor followed. Source: thesis §4.2.3; etcd's `checkQuorum`.
*/
export function isInLease(raft: Raft): boolean {
	return raft.leaderId !== undefined && raft.electionElapsed < raft.electionTick;
}

/** Source: Raft §5.2, §5.4.1. */
export function answerRequestVote(raft: Raft, message: RequestVote): void {
	const isFree = raft.votedFor === undefined && raft.leaderId === undefined;
	const voteGranted =
		(isFree || raft.votedFor === message.from) && isUpToDate(raft.log, message.lastLogIndex, message.lastLogTerm);
	if (voteGranted) {
		raft.electionElapsed = 0;
		raft.votedFor = message.from;
	}
	const {id: from, currentTerm: term} = raft;
	raft.outbox.push({type: 'requestVoteResponse', from, to: message.from, term, voteGranted});
}

export function countVote(raft: Raft, message: RequestVoteResponse): void {
	if (raft.role === 'candidate') recordVote(raft, message.from, message.voteGranted);
}

function recordVote(raft: Raft, voter: string, voteGranted: boolean): void {
	raft.votes[voter] ??= voteGranted;
	const result = tallyVotes(raft.voters, raft.votes);
	if (result === 'won') becomeLeader(raft);
	else if (result === 'lost') becomeFollower(raft, raft.currentTerm, undefined);
}

/** Begins with an empty entry of its term, which commits all that earlier terms left. Source: Raft §8. */
function becomeLeader(raft: Raft): void {
	const last = lastIndex(raft.log);
	resetTerm(raft, raft.currentTerm);
	raft.role = 'leader';
	raft.leaderId = raft.id;
	for (const id of raft.voters) raft.progress[id] = createProgress(last + 1);
	const own = createProgress(last + 1);
	own.matchIndex = last;
	own.recentActive = true;
	becomeReplicate(own);
	raft.progress[raft.id] = own;
	// There may be a change among the entries it took over; waiting for all of them is safe and simple.
	raft.pendingConfigurationIndex = last;
	appendAtLeader(raft, 'normal', undefined);
	broadcastAppend(raft);
	acknowledgeOwnLog(raft);
}
