import type {RaftId} from './message.ts';
import type {Progress} from './progress.ts';

/** Smallest majority. */
export const quorumSize = (voters: readonly RaftId[]): number => Math.floor(voters.length / 2) + 1;

/** Answers of non-voters do not count. */
export function tallyVotes(voters: readonly RaftId[], votes: Readonly<Record<RaftId, boolean>>) {
	let granted = 0;
	let refused = 0;
	for (const id of voters) {
		if (votes[id] === true) granted++;
		else if (votes[id] === false) refused++;
	}
	const quorum = quorumSize(voters);
	if (granted >= quorum) return 'won';
	return refused > voters.length - quorum ? 'lost' : 'pending';
}

/** Highest index that a majority of the voters has; 0 without voters. Source: Raft §5.3. */
export function replicatedIndex(voters: readonly RaftId[], progress: Readonly<Record<RaftId, Progress>>): number {
	const quorum = quorumSize(voters);
	let highest = 0;
	for (const id of voters) {
		const index = progress[id]?.matchIndex ?? 0;
		if (index <= highest) continue;
		let having = 0;
		for (const other of voters) if ((progress[other]?.matchIndex ?? 0) >= index) having++;
		if (having >= quorum) highest = index;
	}
	return highest;
}

/** Whether a majority of the voters, the leader included, was heard since the last check. */
export function isQuorumActive(voters: readonly RaftId[], progress: Readonly<Record<RaftId, Progress>>): boolean {
	let active = 0;
	for (const id of voters) if (progress[id]?.recentActive) active++;
	return active >= quorumSize(voters);
}
