import {answerRequestVote, campaign, countVote, isInLease} from './election.ts';
import {acknowledgeAppend, answerAppendEntries, answerSnapshot, hearLeader} from './follower.ts';
import {invariant} from './invariant.ts';
import {recordAppend, recordHeartbeat} from './leader.ts';
import type {Message} from './message.ts';
import {becomeFollower, commitTo, type Raft} from './state.ts';

/** Takes in one message from another member. Answers wait in the next `Ready`. */
export function receive(raft: Raft, message: Message): void {
	invariant(message.to === raft.id, `message for ${message.to} delivered to ${raft.id}`);
	if (raft.isRemoved || isAnswerOfStranger(raft, message) || !settleTerm(raft, message)) return;
	switch (message.type) {
		case 'requestVote':
			answerRequestVote(raft, message);
			break;
		case 'requestVoteResponse':
			countVote(raft, message);
			break;
		case 'appendEntries':
			hearLeader(raft, message);
			answerAppendEntries(raft, message);
			break;
		case 'heartbeat':
			hearLeader(raft, message);
			commitTo(raft, message.leaderCommit);
			raft.outbox.push({type: 'heartbeatResponse', from: raft.id, to: message.from, term: raft.currentTerm});
			break;
		case 'installSnapshot':
			hearLeader(raft, message);
			answerSnapshot(raft, message);
			break;
		case 'appendEntriesResponse':
			if (raft.role === 'leader') recordAppend(raft, message);
			break;
		case 'heartbeatResponse':
			if (raft.role === 'leader') recordHeartbeat(raft, message);
			break;
		case 'timeoutNow':
			if (raft.role === 'follower') campaign(raft, true);
			break;
	}
}

/** Members that were removed, or are not known yet, may ask but their answers do not count, not even their term. */
function isAnswerOfStranger(raft: Raft, message: Message): boolean {
	switch (message.type) {
		case 'requestVoteResponse':
		case 'appendEntriesResponse':
		case 'heartbeatResponse':
			return !raft.voters.includes(message.from);
		default:
			return false;
	}
}

/** The rule for all servers (Raft §5.1), with the lease. False: the message has nothing more to say. */
function settleTerm(raft: Raft, message: Message): boolean {
	if (message.term > raft.currentTerm) {
		if (message.type === 'requestVote' && !message.isTransfer && isInLease(raft)) return false;
		becomeFollower(raft, message.term, isFromLeader(message) ? message.from : undefined);
	} else if (message.term < raft.currentTerm) {
		// A leader of a past term learns the current one by this, even though votes inside the lease would not
		// tell it: the only way for a member that campaigned alone to come back is a new election.
		if (message.type === 'appendEntries' || message.type === 'heartbeat') acknowledgeAppend(raft, message.from, 0);
		return false;
	}
	return true;
}

function isFromLeader({type}: Message): boolean {
	return type === 'appendEntries' || type === 'heartbeat' || type === 'installSnapshot';
}
