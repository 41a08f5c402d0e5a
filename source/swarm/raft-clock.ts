import {isIdleFollower, isIdleLeader, type Message, type RaftId, skipTicks} from '../raft/raft.ts';
import {followAddress, isUndisturbed, latencyMs} from '../simulation/network.ts';
import {clearTimer, isOpen, isPast, type Simulation, schedule, setTimer, signal} from '../simulation/simulation.ts';
import type {Manager, SwarmHost} from './state.ts';

/**
Raft's ticks. While a group is idle (a leader stands, everybody has everything), ticks and the heartbeats
that follow from them change counters only: then they are not events. The group is woken before anything
happens that could make a tick matter.
*/
type Sim = Simulation<SwarmHost>;

export const TICK_MS = 1000;

export const raftTicked = signal<null>('raft.ticked');
export type Arrival = {readonly message: Message; readonly from: string; readonly sentAt: number};
export const messageArrived = signal<Arrival>('raft.message');

export function startClock(sim: Sim, host: SwarmHost, manager: Manager): void {
	manager.clock.lastTickAt = sim.now;
	manager.clock.isSuspended = false;
	armTick(sim, host, manager);
}

export function armTick(sim: Sim, host: SwarmHost, {clock}: Manager): void {
	const delay = clock.lastTickAt + TICK_MS - sim.now;
	setTimer(sim, host, 'manager', 'raft/tick', delay, raftTicked, null, tickRank(host));
}

/** Ticks come last in their millisecond: after all messages. */
const tickRank = ({name}: SwarmHost): string => `~tick/${name}`;
/** What ticks bring about. */
export const messageRank = ({name}: SwarmHost): string => `raft/${name}`;

type GroupMember = {readonly host: SwarmHost; readonly manager: Manager};

/** The running managers of a swarm that take part in Raft. */
function findGroup(sim: Sim, clusterId: string): GroupMember[] {
	return Object.values(sim.hosts).flatMap(host => {
		const manager = host.swarm?.manager;
		return manager?.raft && host.swarm?.clusterId === clusterId && isOpen(host, 'manager') ? [{host, manager}] : [];
	});
}

function findLeader(group: readonly GroupMember[]): GroupMember | undefined {
	return group.find(({manager}) => manager.leader && manager.raft?.role === 'leader');
}

/** Voters of which nothing comes. */
const silentMembers = (group: readonly GroupMember[], leader: GroupMember): RaftId[] =>
	(leader.manager.raft?.voters ?? []).filter(id => !group.some(({manager}) => manager.raft?.id === id));

/**
Whether the leader has learned what becomes of messages to a member that is gone: nothing new comes of the next one.
Another of the group may be at its address now, and take what is sent there.
*/
function isKnownGone(sim: Sim, group: readonly GroupMember[], {host, manager}: GroupMember, id: RaftId): boolean {
	const route = followAddress(sim, host, manager.members[id]?.address ?? '');
	const isActive = manager.active[id] === true;
	const isStalled = manager.stalledAt[id] !== undefined;
	if (route?.type === 'reached') return isActive && !isStalled && group.some(one => one.host.name === route.host);
	const isBroken = route?.type !== 'refused' || manager.brokenAt[id] !== undefined;
	return !isActive && isBroken && isStalled === (route?.type === 'silent');
}

/** Whether ticks would change nothing but counters in any member of the group. */
function isGroupIdle(sim: Sim, group: readonly GroupMember[]): boolean {
	const leader = findLeader(group);
	const raft = leader?.manager.raft;
	if (!leader || !raft || leader.manager.leader?.isChangingMembership) return false;
	const silent = silentMembers(group, leader);
	if (!isIdleLeader(raft, silent)) return false;
	const isMember = (one: GroupMember) => raft.voters.includes(one.manager.raft?.id ?? '');
	if (!group.every(isMember)) return false;
	// The next heartbeat would make it count as reachable again, or not any more.
	const {active} = leader.manager;
	if (!group.every(one => one === leader || active[one.manager.raft?.id ?? ''] === true)) return false;
	if (!silent.every(id => isKnownGone(sim, group, leader, id))) return false;
	// In an idle group followers send nothing to each other, so whether that would arrive does not matter.
	const isStalled = (from: GroupMember, to: GroupMember) =>
		from.manager.stalledAt[to.manager.raft?.id ?? ''] !== undefined;
	if (group.some(one => isStalled(leader, one) || isStalled(one, leader))) return false;
	if (!group.every(one => isUndisturbed(sim, leader.host, one.host))) return false;
	return group.every(
		one =>
			one === leader ||
			(one.manager.raft && isIdleFollower(one.manager.raft, raft.id, raft.currentTerm, raft.commitIndex)),
	);
}

/** Puts the group's clocks to sleep, if it is idle. */
export function suspendIfIdle(sim: Sim, host: SwarmHost): boolean {
	if (sim.everyTick) return false;
	const group = findGroup(sim, host.swarm?.clusterId ?? '');
	if (!isGroupIdle(sim, group)) return false;
	for (const one of group) {
		one.manager.clock.isSuspended = true;
		clearTimer(one.host, 'manager', 'raft/tick');
	}
	return true;
}

/** Brings every member of a sleeping group to where its ticks would have brought it, and lets them tick again. */
export function wakeGroup(sim: Sim, host: SwarmHost): void {
	const group = findGroup(sim, host.swarm?.clusterId ?? '').filter(({manager}) => manager.clock.isSuspended);
	const leader = findLeader(group);
	if (!leader) return;
	const silent = silentMembers(group, leader);
	const beats = ticksSince(sim, leader);
	const sentAt = leader.manager.clock.lastTickAt + beats * TICK_MS;
	const followers = group.filter(one => one !== leader);
	const unanswered = beats > 0 ? followers.filter(one => !isAnswered(sim, leader, one, sentAt)) : [];
	const unheard = unanswered.map(one => one.manager.raft?.id ?? '');
	for (const one of group) {
		if (one !== leader && beats > 0) hearOf(sim, leader, one, sentAt);
		catchUp(sim, one, {silent, unheard});
		one.manager.clock.isSuspended = false;
		armTick(sim, one.host, one.manager);
	}
}

function ticksSince(sim: Sim, {host, manager: {clock}}: GroupMember): number {
	const ticks = Math.floor((sim.now - clock.lastTickAt) / TICK_MS);
	return ticks > 0 && !isPast(sim, clock.lastTickAt + ticks * TICK_MS, tickRank(host)) ? ticks - 1 : ticks;
}

/** Whether a follower's answer to the heartbeat of that moment has come back. */
function isAnswered(sim: Sim, leader: GroupMember, follower: GroupMember, sentAt: number): boolean {
	const way = latencyMs(sim, leader.host.name, follower.host.name);
	return isPast(sim, sentAt + 2 * way, messageRank(follower.host));
}

/** When a follower heard its leader's last heartbeat. What of it is still on its way is sent after all. */
function hearOf(sim: Sim, leader: GroupMember, follower: GroupMember, sentAt: number): void {
	const {clock, raft} = follower.manager;
	const leaderRaft = leader.manager.raft;
	if (!raft || !leaderRaft) return;
	const way = latencyMs(sim, leader.host.name, follower.host.name);
	const isHeard = isPast(sim, sentAt + way, messageRank(leader.host));
	clock.heardAt = Math.max(clock.heardAt, isHeard ? sentAt + way : sentAt + way - TICK_MS);
	const {id: leaderId, currentTerm: term} = leaderRaft;
	// It was sent while everybody had everything: it tells this follower nothing that it does not know.
	if (!isHeard) {
		const {commitIndex: leaderCommit} = raft;
		resend(sim, leader, follower, sentAt, {type: 'heartbeat', from: leaderId, to: raft.id, term, leaderCommit});
	} else if (!isAnswered(sim, leader, follower, sentAt)) {
		const answer = {type: 'heartbeatResponse', from: raft.id, to: leaderId, term} as const;
		resend(sim, follower, leader, sentAt + way, answer);
	}
}

function resend(sim: Sim, from: GroupMember, to: GroupMember, sentAt: number, message: Message): void {
	const arrival = {message, from: from.host.name, sentAt};
	const delay = sentAt + latencyMs(sim, from.host.name, to.host.name) - sim.now;
	schedule(sim, to.host, messageArrived, arrival, {delay, from: from.host.name, rank: messageRank(from.host)});
}

/** A follower's own tick comes after a message of the same millisecond. */
function catchUp(sim: Sim, member: GroupMember, leaderKnows: Parameters<typeof skipTicks>[3]): void {
	const {raft, clock} = member.manager;
	if (!raft) return;
	const ticks = ticksSince(sim, member);
	const isHeard = clock.heardAt > clock.lastTickAt;
	const beforeHeard = isHeard ? Math.floor((clock.heardAt - clock.lastTickAt - 1) / TICK_MS) : 0;
	skipTicks(raft, ticks, (isHeard ? 0 : raft.electionElapsed) + ticks - beforeHeard, leaderKnows);
	clock.lastTickAt += ticks * TICK_MS;
}
