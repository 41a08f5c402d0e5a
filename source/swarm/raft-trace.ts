import {type Entry, entryAt, type Message, type Raft} from '../raft/raft.ts';
import {ownerOf, type Route} from '../simulation/network.ts';
import type {Simulation} from '../simulation/simulation.ts';
import {trace} from '../simulation/trace.ts';
import {nameOf} from './naming.ts';
import type {Manager, SwarmHost} from './state.ts';

/** Which of Raft's messages are worth showing: elections, and how a member comes and goes. Heartbeats and logs are not. */
type Sim = Simulation<SwarmHost>;

/** What an entry of the log says, as far as it is shown. */
export type TracedEntry = {
	readonly index: number;
	readonly term: number;
	/** `first`: the empty entry with which a leader begins its term. */
	readonly type: 'first' | 'add' | 'remove' | 'update' | 'changes';
	/** The machine that comes, goes or moves. */
	readonly node?: string;
};

export type TracedRaft =
	| {readonly type: 'requestVote'; readonly term: number; readonly lastIndex: number; readonly lastTerm: number}
	| {readonly type: 'requestVoteResponse'; readonly term: number; readonly isGranted: boolean}
	| {readonly type: 'timeoutNow'; readonly term: number}
	| {readonly type: 'appendEntries'; readonly term: number; readonly first: number; readonly last: TracedEntry}
	| {readonly type: 'appendEntriesResponse'; readonly term: number; readonly last: TracedEntry}
	| {readonly type: 'installSnapshot'; readonly term: number; readonly index: number};

/** The swarm's ID goes with the term: each counts its own. */
const election = (host: SwarmHost, term: number): string => `election ${term} ${host.swarm?.clusterId ?? ''}`;

const isFirst = (entry: Entry): boolean => entry.type === 'normal' && entry.data === undefined;

function describeEntry(sim: Sim, {members, store}: Manager, entry: Entry): TracedEntry {
	const {index, term} = entry;
	if (entry.type === 'normal') return {index, term, type: isFirst(entry) ? 'first' : 'changes'};
	const {change, id, context} = entry.data;
	const nodeId = (context as {nodeId: string} | null)?.nodeId ?? members[id]?.nodeId;
	return {index, term, type: change, ...(nodeId === undefined ? {} : {node: nameOf(sim, store, nodeId)})};
}

/** An election's last step, or the membership that an entry changes. */
function subjectOf(host: SwarmHost, entry: TracedEntry): Pick<Told, 'about'> {
	const about = entry.type === 'first' ? election(host, entry.term) : entry.node;
	return about === undefined ? {} : {about};
}

/** What it is part of; undefined: the log of whoever gets it. */
type Told = {readonly about?: string; readonly content: TracedRaft};

function tellAppend(sim: Sim, host: SwarmHost, message: Extract<Message, {type: 'appendEntries'}>): Told | undefined {
	const {type, term, entries, prevLogIndex} = message;
	const [first, entry] = [entries[0], entries.at(-1)];
	const manager = host.swarm?.manager;
	if (!manager || !first || !entry) return undefined;
	const isWhole = prevLogIndex === 0;
	if (!isWhole && entry.type === 'normal' && !(entries.length === 1 && isFirst(entry))) return undefined;
	const last = describeEntry(sim, manager, entry);
	return {...(isWhole ? {} : subjectOf(host, last)), content: {type, term, first: first.index, last}};
}

function tell(sim: Sim, host: SwarmHost, raft: Raft, message: Message): Told | undefined {
	const {type, term} = message;
	switch (type) {
		case 'requestVote': {
			const {lastLogIndex: lastIndex, lastLogTerm: lastTerm} = message;
			return {about: election(host, term), content: {type, term, lastIndex, lastTerm}};
		}
		case 'requestVoteResponse':
			return {about: election(host, term), content: {type, term, isGranted: message.voteGranted}};
		case 'timeoutNow':
			return {about: election(host, term + 1), content: {type, term}};
		case 'installSnapshot':
			return {content: {type, term, index: message.snapshot.lastIncludedIndex}};
		case 'appendEntries':
			return message.entries.length === 0 ? undefined : tellAppend(sim, host, message);
		case 'appendEntriesResponse': {
			const entry = message.success ? entryAt(raft.log, message.index) : undefined;
			const manager = host.swarm?.manager;
			if (!manager || !entry || !(entry.type === 'configuration' || isFirst(entry))) return undefined;
			const last = describeEntry(sim, manager, entry);
			return {...subjectOf(host, last), content: {type, term, last}};
		}
		default:
			return undefined;
	}
}

export function traceRaft(sim: Sim, host: SwarmHost, message: Message, address: string, route: Route): void {
	const {type} = message;
	const raft = host.swarm?.manager?.raft;
	if (type === 'heartbeat' || type === 'heartbeatResponse' || !raft) return;
	const told = tell(sim, host, raft, message);
	if (!told) return;
	const to = route.type === 'reached' ? route.host : ownerOf(sim, address);
	const fate = route.type === 'reached' ? 'arrives' : route.type;
	const delay = route.type === 'reached' ? route.latencyMs : 0;
	const {about = to, content} = told;
	trace(sim, {
		at: sim.now,
		arrivesAt: sim.now + delay,
		from: host.name,
		to,
		fate,
		about,
		kind: 'raft',
		what: type,
		content,
	});
}
