/**
Raft, as SwarmKit uses etcd's: a state machine without clock, disk, network or chance of its own. Ticks,
messages and proposals go in; `takeReady` tells what to persist, send and apply.

Sources: Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended Version)";
Ongaro's thesis for membership changes, leadership transfer and the quorum check; etcd's raft 3.6 where it
goes beyond them. As in SwarmKit, leaders check their quorum, there is no pre-vote, and proposals are not
forwarded.
*/
export {compact, createSnapshot} from './compaction.ts';
export {applyConfiguration} from './configuration.ts';
export {campaign, campaignIfAlone} from './election.ts';
export {isIdleFollower, isIdleLeader, skipTicks} from './idle.ts';
export {reportSnapshot, reportUnreachable} from './leader.ts';
export {entryAt, lastIndex} from './log.ts';
export type {ConfigurationChange, ConfigurationEntry, Entry, Message, RaftId, Snapshot} from './message.ts';
export {type ProposalResult, propose, proposeConfiguration, type Refusal} from './proposal.ts';
export {type Ready, takeReady} from './ready.ts';
export {receive} from './receive.ts';
export {
	bootstrapRaft,
	createRaft,
	type HardState,
	type PersistedState,
	persistedState,
	type Raft,
	type RaftOptions,
	type Role,
	restartRaft,
	type SoftState,
} from './state.ts';
export {tick} from './tick.ts';
export {type TransferResult, transferLeadership} from './transfer.ts';
