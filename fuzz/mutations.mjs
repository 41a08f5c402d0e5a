/** Rules to break on purpose. `find` must stand in `file` exactly once: else the mutation is out of date and says so. */
export const mutations = [
	{
		name: 'votes twice in a term (Raft §5.2)',
		file: 'source/raft/election.ts',
		find: 'const isFree = raft.votedFor === undefined && raft.leaderId === undefined;',
		replace: 'const isFree = raft.leaderId === undefined;',
	},
	{
		name: 'votes for who has an older log (Raft §5.4.1)',
		file: 'source/raft/election.ts',
		find: '(isFree || raft.votedFor === message.from) && isUpToDate(raft.log, message.lastLogIndex, message.lastLogTerm);',
		replace: '(isFree || raft.votedFor === message.from);',
	},
	{
		name: 'needs one less for a majority (Raft §5.3)',
		file: 'source/raft/quorum.ts',
		find: 'Math.floor(voters.length / 2) + 1',
		replace: 'Math.max(1, Math.floor(voters.length / 2))',
	},
	{
		name: 'skips the consistency check of AppendEntries (Raft §5.3)',
		file: 'source/raft/follower.ts',
		find: 'termAt(raft.log, prevLogIndex) === prevLogTerm',
		replace: 'prevLogIndex >= 0',
	},
	{
		name: 'keeps entries that conflict with the leader’s (Raft §5.3)',
		file: 'source/raft/log.ts',
		find: 'if (ownTerm === entry.term) continue;',
		replace: 'if (ownTerm !== undefined) continue;',
	},
	{
		name: 'forgets its vote in a restart (Raft, figure 2)',
		file: 'source/raft/state.ts',
		find: 'raft.votedFor = hardState.votedFor;',
		replace: '',
	},
	{
		name: 'forgets the end of its log in a restart (Raft, figure 2)',
		file: 'source/raft/state.ts',
		find: `commitIndex: raft.commitIndex},
		log: {...raft.log, entries: [...raft.log.entries]},`,
		replace: `commitIndex: Math.max(raft.log.offset, raft.commitIndex - 1)},
		log: {...raft.log, entries: raft.log.entries.slice(0, Math.max(0, raft.commitIndex - 1 - raft.log.offset))},`,
	},
	{
		name: 'acknowledges a write before it is committed',
		file: 'source/swarm/transactions.ts',
		find: 'leader.inFlight = {index: proposed, told: next.told, result: value};',
		replace:
			'leader.inFlight = {index: proposed, told: undefined, result: value}; answer(sim, host, next.told, success(value));',
	},
	{
		name: 'writes over a version that it has not read',
		file: 'source/swarm/control.ts',
		find: "if (node.meta.version !== version) return refuse('Unknown', 'update out of sequence');",
		replace: '',
	},
	{
		name: 'goes on acting as leader when it is deposed',
		file: 'source/swarm/raft-group.ts',
		find: "} else if (raft.role !== 'leader' && manager.leader) {",
		replace: "} else if (raft.role === 'candidate' && manager.leader) {",
	},
];
