import {lastIndex} from './log.ts';
import type {RaftId} from './message.ts';
import {quorumSize} from './quorum.ts';
import type {Raft} from './state.ts';

/**
Leaping over idle time. In an idle group, ticks and the heartbeats that follow from them move counters only;
`skipTicks` moves them by the same amount at once. It holds as long as each heartbeat and its answer arrive
before the next tick of anyone in the group.
*/

/**
Whether ticks of this leader change nothing but counters: all that it knows is committed, applied and known to
every follower. `silent`: voters that the caller knows to be down or cut off, of which nothing comes.
*/
export function isIdleLeader(raft: Raft, silent: readonly RaftId[] = []): boolean {
	if (raft.role !== 'leader' || raft.transferTarget !== undefined || !isSettled(raft)) return false;
	let live = 0;
	for (const id of raft.voters) {
		const isSilent = silent.includes(id);
		if (!isSilent) live++;
		if (id !== raft.id && !isIdleFor(raft, id, isSilent)) return false;
	}
	return live >= quorumSize(raft.voters);
}

function isIdleFor(raft: Raft, id: RaftId, isSilent: boolean): boolean {
	const progress = raft.progress[id];
	if (!progress || progress.sentCommit !== Math.min(progress.matchIndex, raft.commitIndex)) return false;
	// One report of an unreachable follower ends `replicate`; the next ones change nothing.
	if (isSilent) return progress.state !== 'replicate';
	return (
		progress.state === 'replicate' &&
		progress.matchIndex === raft.commitIndex &&
		progress.nextIndex === raft.commitIndex + 1 &&
		progress.inFlight.length === 0 &&
		progress.recentActive &&
		!progress.isPaused
	);
}

/** Whether this follower has all of its leader's log, and heartbeats of that leader change nothing but counters. */
export function isIdleFollower(raft: Raft, leaderId: RaftId, term: number, leaderLastIndex: number): boolean {
	return (
		raft.role === 'follower' &&
		raft.leaderId === leaderId &&
		raft.currentTerm === term &&
		lastIndex(raft.log) === leaderLastIndex &&
		isSettled(raft)
	);
}

function isSettled(raft: Raft): boolean {
	return (
		!raft.isRemoved &&
		raft.commitIndex === lastIndex(raft.log) &&
		raft.lastApplied === raft.commitIndex &&
		raft.unappliedConfigurations === 0 &&
		raft.outbox.length === 0
	);
}

/**
Sets an idle member to where `ticks` ticks, with all their heartbeats and answers, would have left it.

`ticksSinceHeard`: a follower's own ticks since the last heartbeat reached it; a leader does not use it.
*/
export function skipTicks(raft: Raft, ticks: number, ticksSinceHeard: number, known: LeaderKnows = {}): void {
	if (raft.role === 'leader') skipLeaderTicks(raft, ticks, known);
	else raft.electionElapsed = ticksSinceHeard;
	if (ticks > 0) raft.ticksWithNoLeader = 0;
}

type LeaderKnows = {
	/** As for `isIdleLeader`. */
	readonly silent?: readonly RaftId[];
	/** Whose answer to the last heartbeat is still on its way. */
	readonly unheard?: readonly RaftId[];
};

function skipLeaderTicks(raft: Raft, ticks: number, {silent = [], unheard = []}: LeaderKnows): void {
	const sinceCheck = raft.electionElapsed + ticks;
	const sinceHeartbeat = raft.heartbeatElapsed + ticks;
	raft.electionElapsed = sinceCheck % raft.electionTick;
	raft.heartbeatElapsed = sinceHeartbeat % raft.heartbeatTick;
	const wasChecked = sinceCheck >= raft.electionTick;
	const wasHeartbeat = sinceHeartbeat >= raft.heartbeatTick;
	// A tick that does both checks first, so a heartbeat as old as the check came after it.
	const isHeardSinceCheck = wasHeartbeat && (!wasChecked || raft.heartbeatElapsed <= raft.electionElapsed);
	const isJustChecked = wasChecked && raft.heartbeatElapsed === raft.electionElapsed;
	for (const id of raft.voters) {
		const progress = raft.progress[id];
		if (!progress || id === raft.id) continue;
		const isHeard = isHeardSinceCheck && !silent.includes(id) && !(isJustChecked && unheard.includes(id));
		progress.recentActive = isHeard || (progress.recentActive && !wasChecked);
	}
}
