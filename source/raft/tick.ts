import {campaign} from './election.ts';
import {isQuorumActive} from './quorum.ts';
import {broadcastHeartbeat} from './replication.ts';
import {becomeFollower, isPromotable, type Raft} from './state.ts';

/** One step of time; its length is the caller's affair. */
export function tick(raft: Raft): void {
	if (raft.isRemoved) return;
	if (raft.role === 'leader') tickLeader(raft);
	else tickFollower(raft);
	raft.ticksWithNoLeader = raft.leaderId === undefined ? raft.ticksWithNoLeader + 1 : 0;
}

function tickFollower(raft: Raft): void {
	raft.electionElapsed++;
	if (raft.electionElapsed < raft.electionTimeout || !isPromotable(raft)) return;
	raft.electionElapsed = 0;
	campaign(raft);
}

function tickLeader(raft: Raft): void {
	raft.heartbeatElapsed++;
	raft.electionElapsed++;
	if (raft.electionElapsed >= raft.electionTick) {
		raft.electionElapsed = 0;
		raft.transferTarget = undefined;
		if (!checkQuorum(raft)) {
			becomeFollower(raft, raft.currentTerm, undefined);
			return;
		}
	}
	if (raft.heartbeatElapsed >= raft.heartbeatTick) {
		raft.heartbeatElapsed = 0;
		broadcastHeartbeat(raft);
	}
}

/** A leader that has not heard a majority since the last check no longer knows that it leads. Source: thesis §6.2. */
function checkQuorum(raft: Raft): boolean {
	const isActive = isQuorumActive(raft.voters, raft.progress);
	for (const id of raft.voters) {
		const progress = raft.progress[id];
		if (progress && id !== raft.id) progress.recentActive = false;
	}
	return isActive;
}
