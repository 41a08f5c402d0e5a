import {randomInteger} from '../base/random.ts';
import {
	applyConfiguration,
	type ConfigurationChange,
	campaignIfAlone,
	compact,
	createSnapshot,
	type Entry,
	lastIndex,
	type Message,
	propose,
	proposeConfiguration,
	type RaftId,
	receive,
	reportSnapshot,
	reportUnreachable,
	takeReady,
	tick,
	transferLeadership,
} from '../raft/raft.ts';
import {followAddress, latencyMs} from '../simulation/network.ts';
import {
	type Callback,
	callback,
	closeScope,
	type Handlers,
	isOpen,
	note,
	type Outcome,
	on,
	openScope,
	resolve,
	type Simulation,
	schedule,
	signal,
} from '../simulation/simulation.ts';
import {isConnected, isStalled} from './connections.ts';
import {changesHeartbeats, wakeSessions} from './heartbeat.ts';
import {nameOf} from './naming.ts';
import {
	type Arrival,
	armTick,
	messageArrived,
	messageRank,
	raftTicked,
	suspendIfIdle,
	wakeGroup,
} from './raft-clock.ts';
import {traceRaft} from './raft-trace.ts';
import {call, method, respond, serve} from './rpc.ts';
import type {EntryData, Leader, Manager, Member, SwarmHost, SwarmNode} from './state.ts';
import {failure, lostLeadership, type Result, success} from './status.ts';
import {applyChange, type Change, theCluster} from './store.ts';

/** Drives a manager's Raft: delivers its messages, applies what is committed, tells who leads. */
type Sim = Simulation<SwarmHost>;

export {wakeGroup} from './raft-clock.ts';

/** This manager leads, and has applied everything: its leader's part may start. */
export const elected = signal<null>('raft.elected');
/** It does not lead any more; what it had as a leader comes along to be cleared up. */
export const deposed = signal<{readonly leader: Leader}>('raft.deposed');
/** One entry's changes are in the leader's store. */
export const committed = signal<{readonly changes: readonly Change[]; readonly index: number}>('raft.committed');
/** The group's membership has changed, as the leader sees it. */
export const configured = signal<null>('raft.configured');
/** This manager has left the group. */
export const removedFromGroup = signal<null>('raft.removed');

/** How long a send may take before it counts as failed. */
const SEND_TIMEOUT_MS = 2000;
const JOINER_POLL_MS = 5;
/** A snapshot of which nothing was heard by then is lost, and sent again. */
const SNAPSHOT_TIMEOUT_MS = 5000;
const snapshotOverdue = signal<{readonly to: RaftId}>('raft.snapshot-overdue');

const resolveAddress = method<{readonly raftId: RaftId}, string>('raft.resolve-address', false);
const addressResolved = signal<Outcome<{readonly message: Message}, Result<string>>>('raft.address-resolved');

/** "raft: member was removed from the cluster": the answer to a message of a member that is none any more. */
const toldRemoved = signal<{readonly raftId: RaftId}>('raft.told-removed');
type Delivery = {
	readonly to: RaftId;
	readonly sentAt: number;
	readonly hasArrived: boolean;
	readonly isSnapshot: boolean;
};
const delivered = signal<Delivery>('raft.delivered');

/** Proposes a transaction's changes; `accepted` learns the index before anything can be committed. */
export function proposeChanges(
	sim: Sim,
	host: SwarmHost,
	changes: readonly Change[],
	accepted: (index: number) => void,
): number | undefined {
	const raft = host.swarm?.manager?.raft;
	// Kept for long: a copy takes no more room than it needs.
	const data: EntryData = {changes: changes.slice()};
	const proposal = raft ? propose(raft, data) : undefined;
	if (!proposal?.ok) return undefined;
	accepted(proposal.index);
	drain(sim, host);
	return proposal.index;
}

/** Proposes a change of membership; `then` hears of it when the leader has applied it. */
export function changeConfiguration(
	sim: Sim,
	host: SwarmHost,
	change: ConfigurationChange,
	then: Callback<Result<null>>,
): void {
	const manager = host.swarm?.manager;
	const proposal = manager?.raft && proposeConfiguration(manager.raft, change);
	if (!manager?.leader || !proposal?.ok) {
		resolve(sim, host, then, lostLeadership, {scope: 'leader'});
		return;
	}
	manager.leader.configuring[proposal.index] = then;
	drain(sim, host);
}

/**
Hands the leadership to one of the reachable members. False: there is none. SwarmKit means the one that has been
reachable for the longest time, but compares with a time that it never sets: it takes any.
*/
export function handOver(sim: Sim, host: SwarmHost): boolean {
	const manager = host.swarm?.manager;
	const raft = manager?.raft;
	const reachable = raft?.voters.filter(id => id !== raft.id && manager?.active[id]) ?? [];
	const target = reachable[randomInteger(reachable.length, sim.seed, 'raft.hand-over', host.name, sim.now)];
	if (!manager || !raft || target === undefined) return false;
	wakeGroup(sim, host);
	const isStarted = transferLeadership(raft, target).ok;
	drain(sim, host);
	return isStarted;
}

/** Does everything that the last input brought about. To be called after each one. */
export function drain(sim: Sim, host: SwarmHost, input?: Message['type']): void {
	const manager = host.swarm?.manager;
	const raft = manager?.raft;
	if (!manager || !raft) return;
	for (let ready = takeReady(raft); ready; ready = takeReady(raft)) {
		if (ready.snapshot) restoreStore(manager, ready.snapshot.data as StoreSnapshot);
		for (const message of ready.messages) sendMessage(sim, host, manager, message);
		for (const entry of ready.committedEntries) apply(sim, host, manager, entry);
		if (ready.softState?.role === 'candidate') {
			const why = input === 'timeoutNow' ? 'is to take over the leadership' : 'heard of no leader';
			note(sim, host, 'raft', `${why}: it stands for election in term ${raft.currentTerm}`);
		}
	}
	snapshotIfDue(manager);
	campaignIfReady(sim, host, manager);
	followLeadership(sim, host, manager);
}

/** What a snapshot of Raft's log holds: the store, and who is and was a member. */
export type StoreSnapshot = Pick<Manager, 'store' | 'members' | 'removed'>;

/** Takes a snapshot when enough has been applied since the last one, and keeps some entries for slow followers. */
function snapshotIfDue({raft, store, members, removed}: Manager): void {
	const settings = theCluster(store)?.spec.raft;
	if (!raft || !settings || settings.snapshotInterval === 0) return;
	if (raft.lastApplied - (raft.snapshot?.lastIncludedIndex ?? 0) < settings.snapshotInterval) return;
	const {clusters, nodes, networks} = store;
	const data: StoreSnapshot = {
		store: {clusters: {...clusters}, nodes: {...nodes}, networks: {...networks}},
		members: {...members},
		removed: {...removed},
	};
	createSnapshot(raft, data);
	compact(raft, Math.max(raft.log.offset, raft.lastApplied - settings.logEntriesForSlowFollowers));
}

export function restoreStore(manager: Manager, snapshot: StoreSnapshot): void {
	for (const part of ['members', 'removed'] as const) replaceAll(manager[part], snapshot[part]);
	for (const table of ['clusters', 'nodes', 'networks'] as const)
		replaceAll(manager.store[table], snapshot.store[table]);
}

function replaceAll(target: object, source: object): void {
	for (const key of Object.keys(target)) delete (target as Record<string, unknown>)[key];
	Object.assign(target, source);
}

function campaignIfReady(sim: Sim, host: SwarmHost, {raft}: Manager): void {
	if (raft && raft.role === 'follower' && raft.voters.length === 1 && campaignIfAlone(raft)) drain(sim, host);
}

function followLeadership(sim: Sim, host: SwarmHost, manager: Manager): void {
	const {raft} = manager;
	if (!raft) return;
	const isLeading = raft.role === 'leader' && raft.lastApplied >= lastIndex(raft.log);
	if (isLeading && !manager.leader) {
		manager.leader = createLeader(sim.now);
		openScope(sim, host, 'leader');
		note(sim, host, 'raft', `leads in term ${raft.currentTerm}`);
		schedule(sim, host, elected, null, {scope: 'leader'});
	} else if (raft.role !== 'leader' && manager.leader) {
		const {leader} = manager;
		wakeSessions(sim);
		delete manager.leader;
		closeScope(host, 'leader');
		note(sim, host, 'raft', `does not lead any more`);
		// Its manager may be about to stop, as when it was removed: its agents are told all the same.
		schedule(sim, host, deposed, {leader}, {scope: 'node'});
	}
}

const createLeader = (since: number): Leader => ({
	since,
	waiting: [],
	configuring: {},
	sessions: {},
	registrations: [],
	certificateWaiters: [],
	joins: [],
	isChangingMembership: false,
	keysRotateAt: 0,
	vxlanId: 0,
	isStarted: false,
	unreconciled: {},
	unsigned: {},
});

function apply(sim: Sim, host: SwarmHost, manager: Manager, entry: Entry): void {
	if (entry.type === 'configuration') {
		applyConfiguration(manager.raft as NonNullable<Manager['raft']>, entry);
		applyMembership(sim, host, manager, entry.index, entry.data);
		return;
	}
	const data = entry.data as EntryData | undefined;
	for (const change of data?.changes ?? []) {
		// How often they came until now follows from the period until now.
		if (manager.leader && changesHeartbeats(change)) wakeSessions(sim);
		applyChange(manager.store, change);
		// Every manager encrypts its disk with the key that the store now names.
		if (change.table === 'clusters' && change.action !== 'remove' && host.swarm)
			host.swarm.unlockKey = change.object.unlockKey;
	}
	if (manager.isWatched && data) resolve(sim, host, host.swarm?.config.changed, data.changes, {scope: 'manager'});
	if (manager.leader && data)
		schedule(sim, host, committed, {changes: data.changes, index: entry.index}, {scope: 'leader'});
}

function applyMembership(
	sim: Sim,
	host: SwarmHost,
	manager: Manager,
	index: number,
	change: ConfigurationChange,
): void {
	const {raft, leader} = manager;
	if (!raft) return;
	const leaving = manager.members[change.id];
	if (change.change === 'remove') {
		delete manager.members[change.id];
		delete manager.active[change.id];
		delete manager.activeSince[change.id];
		manager.removed[change.id] = true;
	} else {
		manager.members[change.id] = {raftId: change.id, ...(change.context as Omit<Member, 'raftId'>)};
	}
	const then = leader?.configuring[index];
	if (leader && then) {
		delete leader.configuring[index];
		const size = Object.keys(manager.members).length;
		const nodeId = (leaving ?? manager.members[change.id])?.nodeId ?? '';
		const what =
			change.change === 'remove'
				? `${nameOf(sim, manager.store, nodeId)} left Raft`
				: `${nameOf(sim, manager.store, nodeId)} is a member of Raft`;
		note(sim, host, 'raft', `${what}: ${size} ${size === 1 ? 'member' : 'members'}`);
		resolve(sim, host, then, success(null), {scope: 'leader'});
		schedule(sim, host, configured, null, {scope: 'leader'});
	}
	if (raft.isRemoved) schedule(sim, host, removedFromGroup, null, {scope: 'manager'});
}

function sendMessage(sim: Sim, host: SwarmHost, manager: Manager, message: Message): void {
	const member = manager.members[message.to] ?? manager.introduced.find(({raftId}) => raftId === message.to);
	const address = member?.address;
	if (address !== undefined) sendTo(sim, host, manager, message, address);
	else if (!manager.removed[message.to]) askForAddress(sim, host, manager, message);
}

/**
A member whose log does not tell yet who writes to it asks another one for the address, or it could never answer a
leader that joined while it was away. (SwarmKit transport.go: sendUnknownMessage)
*/
function askForAddress(sim: Sim, host: SwarmHost, {raft, members, active}: Manager, message: Message): void {
	const others = Object.values(members).filter(({raftId}) => raftId !== raft?.id && active[raftId] !== false);
	const asked = others[randomInteger(others.length, sim.seed, 'raft.resolve-address', host.name, sim.now)];
	if (!asked) return;
	const options = {to: asked.address, scope: 'manager', timeoutMs: SEND_TIMEOUT_MS};
	call(sim, host, resolveAddress, {raftId: message.to}, options, callback(addressResolved, {message}));
}

/** A tick comes last in its millisecond, what it brings about does not. */
const rankNow = (sim: Sim, host: SwarmHost): string => (sim.rank === '' ? '' : messageRank(host));

function sendTo(sim: Sim, host: SwarmHost, manager: Manager, message: Message, address: string): void {
	const found = followAddress(sim, host, address);
	if (!found) return;
	const route =
		found.type === 'reached' && isStalled(sim, host, manager, message.to) ? ({type: 'silent'} as const) : found;
	if (route.type === 'silent') manager.stalledAt[message.to] ??= sim.now;
	else delete manager.stalledAt[message.to];
	const isSnapshot = message.type === 'installSnapshot';
	const target = route.type === 'reached' ? (sim.hosts[route.host] as SwarmHost) : undefined;
	if (route.type === 'refused') manager.brokenAt[message.to] ??= sim.now;
	const isSent = target !== undefined && isConnected(sim, host, manager, message.to, target);
	traceRaft(sim, host, message, address, isSent || route.type !== 'reached' ? route : {type: 'silent'});
	if (route.type === 'reached' && isSent) {
		delete manager.brokenAt[message.to];
		const arrival = {message, from: host.name, sentAt: sim.now};
		schedule(sim, target, messageArrived, arrival, {delay: route.latencyMs, from: host.name, rank: rankNow(sim, host)});
		if (isSnapshot)
			schedule(sim, host, snapshotOverdue, {to: message.to}, {delay: SNAPSHOT_TIMEOUT_MS, scope: 'manager'});
		return;
	}
	const delay =
		route.type === 'silent' ? SEND_TIMEOUT_MS : route.type === 'unreachable' ? route.afterMs : route.latencyMs;
	const lost = {to: message.to, sentAt: sim.now, hasArrived: false, isSnapshot};
	schedule(sim, host, delivered, lost, {delay, scope: 'manager', rank: rankNow(sim, host)});
}

/** Whether a message reached its member: what the leader calls reachable. */
function confirm(sim: Sim, host: SwarmHost, {from, message, sentAt}: Arrival, hasArrived: boolean): void {
	const sender = sim.hosts[from] as SwarmHost | undefined;
	const manager = sender?.swarm?.manager;
	const {to, type} = message;
	// A leader waits to hear what became of a snapshot; of other messages only a change is news.
	if (!sender || !manager || (hasArrived && manager.active[to] && type !== 'installSnapshot')) return;
	const delay = latencyMs(sim, host.name, from);
	schedule(
		sim,
		sender,
		delivered,
		{to, sentAt, hasArrived, isSnapshot: type === 'installSnapshot'},
		{delay, scope: 'manager', from: host.name},
	);
}

/** Whose certificate is another swarm's, or not accepted any more, learns only that. */
function isAccepted({store}: Manager, own: SwarmNode | undefined, sender: SwarmNode | undefined): boolean {
	if (!sender) return true;
	return sender.clusterId === own?.clusterId && theCluster(store)?.blacklist[sender.nodeId] === undefined;
}

/**
Whether a candidate is known and answers when it is called back, by this manager's own connection to it; else its
request for a vote is dropped. (SwarmKit raft.go: ProcessRaftMessage)
*/
function isHealthy(sim: Sim, host: SwarmHost, manager: Manager, id: RaftId, at: string): boolean {
	const candidate = sim.hosts[at] as SwarmHost | undefined;
	if (!candidate || !manager.members[id] || isStalled(sim, host, manager, id)) return false;
	return isConnected(sim, host, manager, id, candidate);
}

function arrive(sim: Sim, host: SwarmHost, arrival: Arrival): void {
	const {message, from, sentAt} = arrival;
	const manager = host.swarm?.manager;
	const {raft} = manager ?? {};
	if (manager && !raft && sim.now - sentAt < SEND_TIMEOUT_MS) {
		// A joiner listens before it knows its own raft ID: the message waits for the answer to its join.
		schedule(sim, host, messageArrived, arrival, {delay: JOINER_POLL_MS, scope: 'manager'});
		return;
	}
	if (!manager || !isAccepted(manager, host.swarm, (sim.hosts[from] as SwarmHost | undefined)?.swarm)) {
		confirm(sim, host, arrival, false);
		return;
	}
	if (manager.removed[message.from]) {
		const delay = latencyMs(sim, host.name, from);
		schedule(sim, sim.hosts[from] ?? host, toldRemoved, {raftId: message.from}, {delay, from: host.name});
		return;
	}
	const isTaken = raft !== undefined && isOpen(host, 'manager');
	confirm(sim, host, arrival, isTaken);
	// Addressed is a machine: the manager that is there now takes what was meant for a predecessor, and drops it.
	if (!isTaken || raft.id !== message.to) return;
	if (message.type === 'requestVote' && !isHealthy(sim, host, manager, message.from, from)) return;
	if (message.term > raft.currentTerm) wakeGroup(sim, host);
	const {role} = raft;
	receive(raft, message);
	if (raft.leaderId === message.from) manager.clock.heardAt = sim.now;
	if (raft.role !== role) wakeGroup(sim, host);
	drain(sim, host, message.type);
}

function learnDelivery(sim: Sim, host: SwarmHost, {to, sentAt, hasArrived, isSnapshot}: Delivery): void {
	const manager = host.swarm?.manager;
	if (!manager?.raft || !manager.members[to]) return;
	const wasActive = manager.active[to];
	// Given up only now, but a later one has arrived.
	if (!hasArrived && !isSnapshot && sentAt < (manager.activeSince[to] ?? 0)) return;
	const isChange = manager.leader !== undefined && wasActive !== hasArrived;
	if (isChange) wakeGroup(sim, host);
	manager.active[to] = hasArrived;
	if (hasArrived && !wasActive) manager.activeSince[to] = sentAt;
	// A member that is just being added has not been heard of yet: that is no news.
	if (isChange && wasActive !== undefined) {
		const name = nameOf(sim, manager.store, manager.members[to].nodeId);
		note(sim, host, 'raft', `${hasArrived ? 'reaches' : 'cannot reach'} ${name}`);
	}
	if (isSnapshot) reportSnapshot(manager.raft, to, hasArrived);
	if (!hasArrived) reportUnreachable(manager.raft, to);
	if (isSnapshot || !hasArrived) drain(sim, host);
}

function countTick(sim: Sim, host: SwarmHost): void {
	const manager = host.swarm?.manager;
	if (!manager?.raft) return;
	armAfterTick(sim, host, manager);
	tick(manager.raft);
	drain(sim, host);
}

function armAfterTick(sim: Sim, host: SwarmHost, manager: Manager): void {
	manager.clock.lastTickAt = sim.now;
	armTick(sim, host, manager);
}

export const raftHandlers: Handlers<SwarmHost> = {
	...on(raftTicked, (sim: Sim, host: SwarmHost) => {
		countTick(sim, host);
		suspendIfIdle(sim, host);
	}),
	...on(messageArrived, arrive),
	...serve(resolveAddress, (sim: Sim, host: SwarmHost, {raftId}, caller) => {
		const address = host.swarm?.manager?.members[raftId]?.address;
		respond(sim, host, caller, address === undefined ? failure('NotFound', 'member not found') : success(address));
	}),
	...on(addressResolved, (sim: Sim, host: SwarmHost, {context: {message}, result}) => {
		const manager = host.swarm?.manager;
		if (manager && result.ok) sendTo(sim, host, manager, message, result.value);
	}),
	...on(delivered, learnDelivery),
	...on(snapshotOverdue, (sim: Sim, host: SwarmHost, {to}) => {
		const raft = host.swarm?.manager?.raft;
		if (!raft) return;
		reportSnapshot(raft, to, false);
		drain(sim, host);
	}),
	...on(toldRemoved, (sim: Sim, host: SwarmHost, {raftId}) => {
		if (host.swarm?.manager?.raft?.id === raftId) schedule(sim, host, removedFromGroup, null, {scope: 'manager'});
	}),
};
