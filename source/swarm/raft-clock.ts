import {isIdleFollower, isIdleLeader, type Message, type RaftId, skipTicks} from '../raft/raft.ts';
import {followAddress, isUndisturbed, latencyMs} from '../simulation/network.ts';
import {clearTimer, isOpen, type Simulation, schedule, setTimer, signal} from '../simulation/simulation.ts';
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
	setTimer(sim, host, 'manager', 'raft/tick', clock.lastTickAt + TICK_MS - sim.now, raftTicked, null);
}

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

/** Whether another of the group is now at the address of a member that is gone, and takes what is sent there. */
function isSucceeded(sim: Sim, group: readonly GroupMember[], {host, manager}: GroupMember, id: RaftId): boolean {
	const route = followAddress(sim, host, manager.members[id]?.address ?? '');
	return route?.type === 'reached' && group.some(one => one.host.name === route.host);
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
	if (!silent.every(id => active[id] === isSucceeded(sim, group, leader, id))) return false;
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
	const leaderTicks = ticksSince(leader.manager, sim.now);
	const lastHeartbeatAt = leader.manager.clock.lastTickAt + leaderTicks * TICK_MS;
	for (const one of group) {
		if (one !== leader) hearOf(sim, leader, one, leaderTicks > 0 ? lastHeartbeatAt : undefined);
		catchUp(one.manager, sim.now, silent);
		one.manager.clock.isSuspended = false;
		armTick(sim, one.host, one.manager);
	}
}

const ticksSince = ({clock}: Manager, now: number): number => Math.floor((now - clock.lastTickAt) / TICK_MS);

/** When a follower heard its leader's last heartbeat; one that is still on its way is sent after all. */
function hearOf(sim: Sim, leader: GroupMember, follower: GroupMember, sentAt: number | undefined): void {
	const {clock, raft} = follower.manager;
	const leaderRaft = leader.manager.raft;
	if (sentAt === undefined || !raft || !leaderRaft) return;
	const delay = latencyMs(sim, leader.host.name, follower.host.name);
	const isArrived = sentAt + delay <= sim.now;
	clock.heardAt = Math.max(clock.heardAt, isArrived ? sentAt + delay : sentAt + delay - TICK_MS);
	if (isArrived) return;
	// It was sent while everybody had everything: it tells this follower nothing that it does not know.
	const message: Message = {
		type: 'heartbeat',
		from: leaderRaft.id,
		to: raft.id,
		term: leaderRaft.currentTerm,
		leaderCommit: raft.commitIndex,
	};
	const arrival = {message, from: leader.host.name, sentAt};
	schedule(sim, follower.host, messageArrived, arrival, {delay: sentAt + delay - sim.now, from: leader.host.name});
}

function catchUp(manager: Manager, now: number, silent: readonly RaftId[]): void {
	const {raft, clock} = manager;
	if (!raft) return;
	const ticks = ticksSince(manager, now);
	const beforeHeard = clock.heardAt >= clock.lastTickAt ? Math.floor((clock.heardAt - clock.lastTickAt) / TICK_MS) : 0;
	const earlier = clock.heardAt >= clock.lastTickAt ? 0 : raft.electionElapsed;
	skipTicks(raft, ticks, earlier + ticks - beforeHeard, silent);
	clock.lastTickAt += ticks * TICK_MS;
}
