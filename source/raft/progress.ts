/**
What a leader knows of one follower, and how it feeds it.

- `probe`: where the logs agree is not known; one message at a time, until an answer or a heartbeat's.
- `replicate`: optimistic; `nextIndex` moves with every message sent.
- `snapshot`: the needed entries are compacted away; nothing is sent until the snapshot's fate is known.

Invariant: `matchIndex < nextIndex`. Source: Raft figure 2; etcd's tracker for what goes beyond it.
*/
export type Progress = {
	state: 'probe' | 'replicate' | 'snapshot';
	matchIndex: number;
	nextIndex: number;
	/** Highest commit index sent; lets a leader tell a new one at once, and only once. */
	sentCommit: number;
	/** Index of the snapshot on its way; 0 when there is none. */
	pendingSnapshot: number;
	/** Whether it answered since the leader last checked its quorum. */
	recentActive: boolean;
	/** No further append until an answer. */
	isPaused: boolean;
	/** Last index of each unacknowledged message that carried entries, ascending. */
	inFlight: number[];
};

/** Messages with entries that may be unacknowledged at once. SwarmKit's setting. */
export const IN_FLIGHT_MAX = 256;

export const createProgress = (nextIndex: number): Progress => ({
	state: 'probe',
	matchIndex: 0,
	nextIndex,
	sentCommit: 0,
	pendingSnapshot: 0,
	recentActive: false,
	isPaused: false,
	inFlight: [],
});

function enter(progress: Progress, state: Progress['state']): void {
	progress.state = state;
	progress.isPaused = false;
	progress.pendingSnapshot = 0;
	if (progress.inFlight.length > 0) progress.inFlight = [];
}

export function becomeProbe(progress: Progress): void {
	const sentSnapshot = progress.state === 'snapshot' ? progress.pendingSnapshot : 0;
	enter(progress, 'probe');
	progress.nextIndex = Math.max(progress.matchIndex, sentSnapshot) + 1;
	progress.sentCommit = Math.min(progress.sentCommit, progress.nextIndex - 1);
}

export function becomeReplicate(progress: Progress): void {
	enter(progress, 'replicate');
	progress.nextIndex = progress.matchIndex + 1;
}

export function becomeSnapshot(progress: Progress, lastIncludedIndex: number): void {
	enter(progress, 'snapshot');
	progress.pendingSnapshot = lastIncludedIndex;
	progress.nextIndex = lastIncludedIndex + 1;
	progress.sentCommit = lastIncludedIndex;
}

export const isFull = (progress: Progress): boolean => progress.inFlight.length >= IN_FLIGHT_MAX;

/** Whether an append may not be sent now, with or without entries. */
export const isThrottled = (progress: Progress): boolean => progress.state === 'snapshot' || progress.isPaused;

export function sentEntries(progress: Progress, count: number): void {
	if (progress.state === 'replicate') {
		if (count > 0) {
			progress.nextIndex += count;
			progress.inFlight.push(progress.nextIndex - 1);
		}
		progress.isPaused = isFull(progress);
	} else if (count > 0) {
		progress.isPaused = true;
	}
}

/** Whether a commit index sent now could move the follower's. */
export function canBumpCommit(progress: Progress, commitIndex: number): boolean {
	return commitIndex > progress.sentCommit && progress.sentCommit < progress.nextIndex - 1;
}

/** The follower has everything up to `index`. False when that is no news. */
export function acknowledge(progress: Progress, index: number): boolean {
	if (index <= progress.matchIndex) return false;
	progress.matchIndex = index;
	progress.nextIndex = Math.max(progress.nextIndex, index + 1);
	progress.isPaused = false;
	return true;
}

export function freeInFlight(progress: Progress, upTo: number): void {
	let freed = 0;
	while (freed < progress.inFlight.length && (progress.inFlight[freed] as number) <= upTo) freed++;
	if (freed > 0) progress.inFlight.splice(0, freed);
}

/**
The follower refused the append after `rejectedIndex`; the logs can agree at `hintIndex` at best.
False when the refusal is older than what is known by now.
*/
export function retreat(progress: Progress, rejectedIndex: number, hintIndex: number): boolean {
	if (progress.state === 'replicate') {
		if (rejectedIndex <= progress.matchIndex) return false;
		progress.nextIndex = progress.matchIndex + 1;
	} else {
		if (progress.nextIndex - 1 !== rejectedIndex) return false;
		progress.nextIndex = Math.max(Math.min(rejectedIndex, hintIndex + 1), progress.matchIndex + 1);
		progress.isPaused = false;
	}
	progress.sentCommit = Math.min(progress.sentCommit, progress.nextIndex - 1);
	return true;
}
