import {invariant} from './invariant.ts';
import {dropUpTo, termAt} from './log.ts';
import type {Snapshot} from './message.ts';
import type {Raft} from './state.ts';

/** Records that `data` stands for all that is applied so far. When to do so is the caller's policy. Source: Raft §7. */
export function createSnapshot(raft: Raft, data: unknown): Snapshot {
	const {lastApplied, voters} = raft;
	invariant(raft.unappliedConfigurations === 0, 'a snapshot amid entries that are being applied');
	const lastIncludedTerm = termAt(raft.log, lastApplied);
	invariant(lastIncludedTerm !== undefined, `entry ${lastApplied} is not in the log`);
	raft.snapshot = {lastIncludedIndex: lastApplied, lastIncludedTerm, voters, data};
	return raft.snapshot;
}

/** Drops the entries up to `index` that a snapshot stands for. Keeping some spares slow followers the snapshot. */
export function compact(raft: Raft, index: number): void {
	if (index <= raft.log.offset) return;
	invariant(index <= (raft.snapshot?.lastIncludedIndex ?? 0), `entry ${index} is in no snapshot`);
	dropUpTo(raft.log, index);
}
