import {
	callback,
	type Handlers,
	note,
	type Outcome,
	on,
	type Simulation,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import type {NodeObject, Role} from './objects.ts';
import {changeConfiguration, handOver, wakeGroup} from './raft-group.ts';
import type {Leader, Manager, Member, SwarmHost} from './state.ts';
import type {Result} from './status.ts';
import {type Change, read, update} from './store.ts';
import {type Write, write} from './transactions.ts';

/**
Makes observed roles follow desired ones: a promotion at once, a demotion in two passes, first out of
Raft, then the role. Runs on the leader. (SwarmKit manager/role_manager.go)
*/
type Sim = Simulation<SwarmHost>;

const RETRY_MS = 5000;
const HAND_OVER_TIMEOUT_MS = 25_000;

const setRole: Write<{nodeId: string; role: Role}, null> = {
	name: 'roles.set',
	run(draft, {nodeId, role}) {
		const node = read(draft, 'nodes', nodeId);
		if (node && node.role !== role) update(draft, 'nodes', {...node, role});
		return null;
	},
};
export const roleWrites = [setRole] as const;

const retry = signal<null>('roles.retry');
const removed = signal<Outcome<{nodeId: string}, Result<null>>>('roles.removed');

export const findMember = (manager: Manager, nodeId: string): Member | undefined =>
	Object.values(manager.members).find(member => member.nodeId === nodeId);

/** Would the group keep a majority of reachable members without this one? */
export function canRemove(manager: Manager, member: Member): boolean {
	const members = Object.values(manager.members);
	const reachable = members.filter(
		one => one !== member && (one.raftId === manager.raft?.id || manager.active[one.raftId]),
	);
	return reachable.length >= Math.floor((members.length - 1) / 2) + 1;
}

/** Whether the leader, itself to leave Raft, first hands over, or still waits for another to lead. */
function isHandingOver(sim: Sim, host: SwarmHost, leader: Leader): boolean {
	if (leader.handsOverUntil === undefined && handOver(sim, host)) {
		leader.handsOverUntil = sim.now + HAND_OVER_TIMEOUT_MS;
		note(sim, host, 'raft', `is to leave Raft: it hands the leadership over first`);
	}
	if (sim.now < (leader.handsOverUntil ?? 0)) return true;
	delete leader.handsOverUntil;
	return false;
}

/** Takes a member out of Raft, unless the group would lose its quorum; the leader itself hands over first. */
function evict(sim: Sim, host: SwarmHost, member: Member): void {
	const manager = host.swarm?.manager;
	const leader = manager?.leader;
	if (!manager?.raft || !leader || leader.isChangingMembership || !canRemove(manager, member)) return;
	if (member.raftId === manager.raft.id && isHandingOver(sim, host, leader)) return;
	leader.isChangingMembership = true;
	wakeGroup(sim, host);
	changeConfiguration(
		sim,
		host,
		{change: 'remove', id: member.raftId, context: null},
		callback(removed, {nodeId: member.nodeId}),
	);
}

function reconcile(sim: Sim, host: SwarmHost, node: NodeObject): void {
	const manager = host.swarm?.manager;
	const leader = manager?.leader;
	if (!manager || !leader) return;
	delete leader.unreconciled[node.id];
	if (node.spec.desiredRole === node.role) return;
	if (node.spec.desiredRole === 'manager') return write(sim, host, setRole, {nodeId: node.id, role: 'manager'});
	const member = findMember(manager, node.id);
	if (!member) return write(sim, host, setRole, {nodeId: node.id, role: 'worker'});
	// The role follows in a later pass: with the next event for this node, or the next retry.
	leader.unreconciled[node.id] = true;
	evict(sim, host, member);
}

function armRetry(sim: Sim, host: SwarmHost): void {
	const leader = host.swarm?.manager?.leader;
	if (leader && Object.keys(leader.unreconciled).length > 0)
		setTimer(sim, host, 'leader', 'roles', RETRY_MS, retry, null);
}

function reconcileAll(sim: Sim, host: SwarmHost, ids: readonly string[]): void {
	const manager = host.swarm?.manager;
	for (const id of ids) {
		const node = manager?.store.nodes[id];
		const member = manager && findMember(manager, id);
		if (node) reconcile(sim, host, node);
		else if (member && manager.leader) {
			manager.leader.unreconciled[id] = true;
			evict(sim, host, member);
		} else delete manager?.leader?.unreconciled[id];
	}
	armRetry(sim, host);
}

export function startRoleManager(sim: Sim, host: SwarmHost): void {
	const manager = host.swarm?.manager;
	if (!manager) return;
	const memberIds = Object.values(manager.members).map(member => member.nodeId);
	reconcileAll(sim, host, [...new Set([...Object.keys(manager.store.nodes), ...memberIds])]);
}

export function watchRoles(sim: Sim, host: SwarmHost, changes: readonly Change[]): void {
	const ids = changes
		.filter(change => change.table === 'nodes' && change.action !== 'create')
		.map(change => change.object.id);
	if (ids.length > 0) reconcileAll(sim, host, [...new Set(ids)]);
}

export const roleHandlers: Handlers<SwarmHost> = {
	...on(retry, (sim: Sim, host: SwarmHost) =>
		reconcileAll(sim, host, Object.keys(host.swarm?.manager?.leader?.unreconciled ?? {})),
	),
	...on(removed, (_sim: Sim, host: SwarmHost) => {
		const leader = host.swarm?.manager?.leader;
		if (leader) leader.isChangingMembership = false;
	}),
};
