import type {EngineHost} from '../source/engine/engine.ts';
import type {RaftId} from '../source/raft/raft.ts';
import type {Manager} from '../source/swarm/state.ts';
import type {Changing, Clients} from './clients.ts';
import {hostOf} from './cluster.ts';
import type {Action} from './schedule.ts';

/**
Keeps a schedule from losing the quorum for good: such a swarm is dead, and rightly so, which shows nothing. Where
a change's outcome is open, the worst is taken for granted.
*/
const quorumSize = (members: number): number => Math.floor(members / 2) + 1;

/** The Raft ID that a machine has, or will have again once it is started. */
function raftIdOf({swarm, engine}: EngineHost): RaftId | undefined {
	const node = engine.disk?.node;
	return swarm?.manager?.raft?.id ?? (node && 'raft' in node ? node.raft?.id : undefined);
}

/** The manager that knows most. */
export function mostAdvanced({cluster}: Clients): Manager | undefined {
	const managers = Object.values(cluster.sim.hosts).flatMap(({swarm}) => (swarm?.manager?.raft ? [swarm.manager] : []));
	const applied = (manager: Manager) => manager.raft?.lastApplied ?? 0;
	return managers.reduce<Manager | undefined>(
		(best, one) => (best === undefined || applied(one) > applied(best) ? one : best),
		undefined,
	);
}

/** How long an unanswered or half-done change may still come to something. */
const OPEN_MS = 60_000;

function isOpen(clients: Clients, {raft, store}: Manager, {node, kind, settledAt}: Changing): boolean {
	const {cluster} = clients;
	if (kind === 'leave') return settledAt > cluster.sim.now;
	if (settledAt + OPEN_MS > cluster.sim.now) return true;
	const host = hostOf(cluster, node);
	const object = store.nodes[host.swarm?.nodeId ?? host.engine.disk?.nodeId ?? ''];
	if (!object) return host.engine.membership !== undefined;
	const isMember = raft?.voters.includes(raftIdOf(host) ?? '') ?? false;
	return object.spec.desiredRole !== object.role || isMember !== (object.role === 'manager');
}

/** Whether an action leaves a majority of members that are there, or come back. */
export function isSurvivable(clients: Clients, action: Action): boolean {
	const isLoss = action.type === 'leave' || action.type === 'demote';
	const isGain = action.type === 'promote' || (action.type === 'join' && action.role === 'manager');
	if (!isLoss && !isGain) return true;
	const manager = mostAdvanced(clients);
	if (!manager?.raft) return false;
	const open = clients.changing.filter(change => isOpen(clients, manager, change));
	clients.changing.splice(0, clients.changing.length, ...open);
	const {voters} = manager.raft;
	const hosts = Object.values(clients.cluster.sim.hosts);
	const ids = hosts.map(raftIdOf);
	const alive = voters.filter(id => ids.includes(id)).length;
	const losses = open.filter(({kind}) => kind === 'demote' || kind === 'leave').length;
	const gains = open.length - losses;
	if (isGain) return quorumSize(voters.length + gains + 1) <= alive - losses;
	const isMember = voters.includes(raftIdOf(hostOf(clients.cluster, action.node)) ?? '') || gains > 0;
	if (!isMember) return true;
	return alive - losses > 2 && quorumSize(voters.length + gains) <= alive - losses - 1;
}
