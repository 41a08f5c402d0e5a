import type {EngineHost, Sim} from '../engine/engine.ts';
import {canReach} from '../simulation/network.ts';
import type {ClusterView, Ghost} from './snapshot.ts';

export type Votes = Pick<ClusterView, 'quorum' | 'voting' | 'ghosts'> & {
	/** The manager that leads and is followed by a majority. */
	readonly leader?: EngineHost;
};

export const majorityOf = (managers: number): number => Math.floor(managers / 2) + 1;

/**
Who of a swarm's voters is really there and can agree on something: Raft's own list also has voters whose node is
gone, and a leader believes in itself and in the others for a while after it was cut off. Undefined: no manager runs.
`leading`: the manager that believes it leads.
*/
export function countVotes(
	sim: Sim,
	clusterId: string,
	leading: EngineHost | undefined,
	holders: ReadonlySet<string>,
): Votes | undefined {
	const running = Object.values(sim.hosts).filter(
		host => host.swarm?.clusterId === clusterId && host.swarm.manager?.raft !== undefined,
	);
	const commitIndex = (host: EngineHost) => host.swarm?.manager?.raft?.commitIndex ?? 0;
	const knower = leading ?? running.toSorted((a, b) => commitIndex(b) - commitIndex(a))[0];
	const manager = knower?.swarm?.manager;
	if (!manager) return undefined;
	const raftId = (host: EngineHost) => host.swarm?.manager?.raft?.id ?? '';
	const voters = running.filter(host => manager.members[raftId(host)] !== undefined);
	const managers = Object.keys(manager.members).length;
	const around = (host: EngineHost) => voters.filter(other => canReach(sim, host, other));
	const isFollowed = leading !== undefined && around(leading).length >= majorityOf(managers);
	// What a link carries again, its connections find out only some time later.
	const isConnected = (host: EngineHost) => host === leading || manager.active[raftId(host)] !== false;
	const voting = isFollowed
		? around(leading).filter(isConnected)
		: (voters.map(around).toSorted((a, b) => b.length - a.length)[0] ?? []);
	return {
		...(isFollowed ? {leader: leading} : {}),
		quorum: quorumOf(managers, voting.length),
		voting: voting.map(({name}) => name),
		ghosts: ghostsOf(manager, holders),
	};
}

export const quorumOf = (managers: number, reachable: number): ClusterView['quorum'] => ({
	managers,
	reachable,
	tolerates: reachable - majorityOf(managers),
});

/** Nodes in the store whose identity no machine has any more: it left, or was given another one. */
function ghostsOf(
	{store, members}: NonNullable<NonNullable<EngineHost['swarm']>['manager']>,
	holders: ReadonlySet<string>,
): Ghost[] {
	const voters = new Set(Object.values(members).map(({nodeId}) => nodeId));
	// A node without a description is on its way in, and its machine has no certificate yet.
	return Object.values(store.nodes).flatMap(({id, description}) =>
		description === undefined || holders.has(id)
			? []
			: [{nodeId: id, name: description.hostname, votes: voters.has(id)}],
	);
}
