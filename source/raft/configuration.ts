import {invariant} from './invariant.ts';
import {lastIndex} from './log.ts';
import type {ConfigurationEntry, RaftId} from './message.ts';
import {createProgress} from './progress.ts';
import {advanceCommit, broadcastAppend, sendMissing} from './replication.ts';
import {becomeFollower, compareIds, type Raft} from './state.ts';

/**
Switches to the configuration that a committed entry brings. A member that applies its own removal stops.
A change that changes nothing is applied as well.

Source: etcd's single-step changes, which count from when they are applied, not from when they are appended
(thesis §4.1); one pending change at a time keeps the old and the new majorities overlapping.
*/
export function applyConfiguration(raft: Raft, entry: ConfigurationEntry): void {
	invariant(raft.unappliedConfigurations > 0, `configuration entry ${entry.index} is not waiting to be applied`);
	raft.unappliedConfigurations--;
	const {change, id} = entry.data;
	if (change === 'add') addVoter(raft, id);
	else if (change === 'remove') removeVoter(raft, id);
	if (raft.role === 'leader') adjustReplication(raft);
}

function addVoter(raft: Raft, id: RaftId): void {
	if (raft.voters.includes(id)) return;
	raft.voters = [...raft.voters, id].sort(compareIds);
	if (id === raft.id) raft.isRemoved = false;
	if (raft.role !== 'leader') return;
	const progress = createProgress(Math.max(lastIndex(raft.log), 1));
	// Heard or not, it gets until the check after next; else adding a member could depose the leader at once.
	progress.recentActive = true;
	raft.progress[id] = progress;
}

function removeVoter(raft: Raft, id: RaftId): void {
	if (!raft.voters.includes(id)) return;
	raft.voters = raft.voters.filter(voter => voter !== id);
	delete raft.progress[id];
	if (raft.transferTarget === id) raft.transferTarget = undefined;
	if (id !== raft.id) return;
	becomeFollower(raft, raft.currentTerm, undefined);
	raft.isRemoved = true;
}

/** A smaller majority may commit more; a new member has the whole log to catch up on. */
function adjustReplication(raft: Raft): void {
	if (advanceCommit(raft)) broadcastAppend(raft);
	else for (const id of raft.voters) if (id !== raft.id) sendMissing(raft, id);
}
