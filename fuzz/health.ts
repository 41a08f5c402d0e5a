import type {EngineHost} from '../source/engine/engine.ts';
import {isUpToDate, lastIndex, lastTerm} from '../source/raft/log.ts';
import {canRemove, findMember} from '../source/swarm/role-manager.ts';
import type {Manager} from '../source/swarm/state.ts';
import type {Cluster} from './cluster.ts';
import {differingTable} from './safety.ts';

/** What a swarm that is left alone must come to. Each returns what is not yet so. */

const machines = ({sim}: Cluster): EngineHost[] => Object.values(sim.hosts);

export const leaderOf = (cluster: Cluster): EngineHost | undefined =>
	machines(cluster).find(({swarm}) => swarm?.manager?.leader?.isStarted && swarm.manager.raft?.role === 'leader');

/**
Nobody leads, and by the rules nobody ever will: each member votes only for whose log is not older than its own, and, in
SwarmKit, only for whom it can call back, so for none that joined while it was away. Too few may be left for any.
*/
export function isDeadlocked(cluster: Cluster): boolean {
	const managers = machines(cluster).flatMap(({swarm}) => (swarm?.manager?.raft ? [swarm.manager] : []));
	const wouldVote = (voter: Manager, candidate: Manager): boolean => {
		if (!voter.raft || !candidate.raft) return false;
		const {id, log} = candidate.raft;
		return voter.members[id] !== undefined && isUpToDate(voter.raft.log, lastIndex(log), lastTerm(log));
	};
	return managers.every(candidate => {
		const votes = managers.filter(voter => voter === candidate || wouldVote(voter, candidate)).length;
		return candidate.raft?.role !== 'leader' && 2 * votes <= (candidate.raft?.voters.length ?? 0);
	});
}

/** One leader, all managers agree with it, all nodes are Ready, and only those that left are not. */
export function findDisease(cluster: Cluster): string | undefined {
	const leading = machines(cluster).filter(({swarm}) => swarm?.manager?.leader);
	const [leader] = leading;
	if (!leader || leading.length > 1) return `${leading.length} leaders`;
	const manager = leader.swarm?.manager as Manager;
	for (const host of machines(cluster)) {
		if (isLost(cluster, host, manager)) continue;
		const complaint = findManagerDisease(host, leader.name, manager) ?? findNodeDisease(host, manager);
		if (complaint !== undefined) return `${host.name} ${complaint}`;
	}
	const here = machines(cluster).map(({swarm}) => swarm?.nodeId);
	// Who was admitted and never came, as when the answer to its join was lost, stays unknown until the leader changes.
	const ghost = Object.values(manager.store.nodes).find(
		node => !here.includes(node.id) && node.description && node.status.state !== 'down',
	);
	return ghost && `a node that left is ${ghost.status.state}`;
}

/**
A leader that joined while this manager was away, and nobody in reach to ask where it is: the manager hears it, cannot
answer, and as long as it hears it does not campaign either. (SwarmKit transport.go: "failed to find longest active peer")
*/
export function isMute(manager: Manager | undefined): boolean {
	const {raft, members = {}, active = {}} = manager ?? {};
	if (!raft || raft.leaderId === undefined || members[raft.leaderId]) return false;
	return Object.keys(members).every(id => id === raft.id || active[id] === false);
}

function findManagerDisease({name, swarm}: EngineHost, leaderName: string, leading: Manager): string | undefined {
	const manager = swarm?.manager;
	if (!manager) return undefined;
	const [own, raft] = [manager.raft, leading.raft];
	if (!own || !raft) return 'has a manager without Raft';
	if (own.leaderId !== raft.id || own.currentTerm !== raft.currentTerm) return `does not follow ${leaderName}`;
	if (own.commitIndex !== raft.commitIndex || own.lastApplied !== raft.lastApplied)
		return `stands at entry ${own.lastApplied} of ${raft.commitIndex}`;
	const table = differingTable(manager.store, leading.store);
	if (table) return `has other ${table} than ${leaderName}`;
	if (!raft.voters.includes(own.id)) return 'is no member of Raft';
	return name === leaderName || leading.active[own.id] ? undefined : 'counts as unreachable';
}

/** It heard of no manager but the one it joined through, and that is none any more: it asks there for ever. */
function isLost(cluster: Cluster, {swarm}: EngineHost, {members}: Manager): boolean {
	const managers = machines(cluster).map(one => members[one.swarm?.manager?.raft?.id ?? '']?.address);
	return swarm !== undefined && !swarm.isReady && !swarm.remotes.some(({address}) => managers.includes(address));
}

function findNodeDisease({engine, swarm}: EngineHost, {store}: Manager): string | undefined {
	const {membership} = engine;
	// It joined while it could not, was told so, and waits to be left.
	if (!membership || (membership.state === 'error' && membership.nodeId === undefined)) return undefined;
	if (membership.state !== 'active' || !swarm) return `is ${membership.state}: ${membership.error}`;
	const state = store.nodes[swarm.nodeId]?.status.state;
	if (state !== 'ready') return `is ${state ?? 'unknown to the swarm'}`;
	return swarm.agent.session ? undefined : 'has no session';
}

/** Roles settle later: a node whose renewals failed backs off, by the rules up to an hour. */
export function findUnsettled(cluster: Cluster): string | undefined {
	const manager = leaderOf(cluster)?.swarm?.manager;
	if (!manager) return 'nobody leads';
	for (const {name, swarm} of machines(cluster)) {
		const node = manager.store.nodes[swarm?.nodeId ?? ''];
		if (!swarm || !node) continue;
		const {desiredRole} = node.spec;
		const member = findMember(manager, node.id);
		if (node.role !== desiredRole) {
			const isStuckByRule = desiredRole === 'worker' && member && !canRemove(manager, member);
			if (!isStuckByRule) return `${name} is a ${node.role}, and is to be a ${desiredRole}`;
		}
		if (swarm.credentials?.role !== node.role) return `${name} is a ${node.role} with another certificate`;
		if ((swarm.manager !== undefined) !== (node.role === 'manager')) return `${name}'s manager is not as its role`;
		// The other way round it may stay: demoted while it was away, stopped before it had its new certificate, it comes
		// back with the old one, joins Raft as anybody with it may, and no rule of SwarmKit's takes it out again.
		if (node.role === 'manager' && !member) return `${name} is a manager outside Raft`;
	}
	return undefined;
}
