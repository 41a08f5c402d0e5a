import type {Message, Raft} from '../../source/raft/raft.ts';

/** A member's standing in one line. */
export function describeRole({id, role, leaderId, currentTerm, isRemoved}: Raft): string {
	const of = role === 'follower' && leaderId !== undefined ? ` of ${leaderId}` : '';
	return isRemoved ? `${id} is removed` : `${id} is ${role}${of}, term ${currentTerm}`;
}

/** A message in one line. */
export function describe(message: Message): string {
	const head = `${message.from} → ${message.to} ${message.type}, term ${message.term}`;
	switch (message.type) {
		case 'requestVote':
			return `${head}: log ends at ${message.lastLogIndex} of term ${message.lastLogTerm}${message.isTransfer ? ', transfer' : ''}`;
		case 'requestVoteResponse':
			return `${head}: ${message.voteGranted ? 'yes' : 'no'}`;
		case 'appendEntries': {
			const {prevLogIndex, prevLogTerm, entries, leaderCommit} = message;
			const list = entries.map(({index, term}) => `${index} of term ${term}`).join(', ') || 'nothing';
			return `${head}: ${list} after ${prevLogIndex} of term ${prevLogTerm}, commit ${leaderCommit}`;
		}
		case 'appendEntriesResponse':
			return message.success
				? `${head}: has ${message.index}`
				: `${head}: not after ${message.index}, at best ${message.hintIndex} of term ${message.hintTerm}`;
		case 'heartbeat':
			return `${head}: commit ${message.leaderCommit}`;
		case 'installSnapshot':
			return `${head}: up to ${message.snapshot.lastIncludedIndex}, voters ${message.snapshot.voters.join(' ')}`;
		default:
			return head;
	}
}
