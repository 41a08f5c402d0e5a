import type {LabSnapshot, NodeView} from './snapshot.ts';

/** One line for whoever does not know what could come next: the story of a first swarm, step by step. */
export function adviseOn(snapshot: LabSnapshot, nodeName: string): string {
	const {clusters, nodes} = snapshot;
	const node = nodes.find(one => one.name === nodeName);
	const pending = nodes.find(one => one.state === 'pending');
	if (pending) return `${pending.name} is on its way into a swarm; the feed tells each step.`;
	const [cluster] = clusters;
	if (!cluster) {
		const active = nodes.some(one => one.state === 'active');
		return active
			? 'These nodes have lost their managers: docker swarm leave, then start anew.'
			: 'Nothing here is in a swarm yet. Type: docker swarm init';
	}
	if (cluster.quorum.tolerates < 0) return 'This swarm has lost its quorum: nothing in it can be read or changed.';
	const outside = nodes.filter(one => one.state === 'inactive');
	if (cluster.members.length === 1) return inviteFirst(node, cluster.members[0] ?? '', outside);
	return goOn(snapshot, node, outside);
}

function inviteFirst(node: NodeView | undefined, manager: string, outside: readonly NodeView[]): string {
	const [other] = outside;
	if (node?.state === 'inactive')
		return `On ${manager} run docker swarm join-token worker, then paste its command here.`;
	return other
		? `A swarm of one. Copy the docker swarm join command above, go to ${other.name} (Alt-${other.name.slice(4)}, or ssh ${other.name}) and paste it.`
		: 'A swarm of one, and no other node to join it.';
}

function goOn({nodes, clusters}: LabSnapshot, node: NodeView | undefined, outside: readonly NodeView[]): string {
	const cluster = clusters[node?.cluster ?? 0] ?? clusters[0];
	if (!cluster) return '';
	const {managers, tolerates} = cluster.quorum;
	if (node?.role === 'worker')
		return `A worker sees nothing of the swarm. Try docker node ls here, then on ${cluster.leader ?? 'a manager'}.`;
	const down = nodes.find(one => one.status === 'down');
	if (down) return `${down.name} is Down: docker node rm ${down.name} takes it off the list.`;
	if (managers === 1 && outside.length > 0)
		return 'One manager is a single point of failure. On a new node: docker swarm join with the token of docker swarm join-token manager.';
	if (managers === 2)
		return 'Two managers tolerate no failure: less than one does. Promote a third: docker node promote NODE';
	if (managers === 1) return 'One manager is a single point of failure: docker node promote NODE makes more.';
	if (outside.length > 0)
		return `${outside.map(one => one.name).join(', ')} could still join. This swarm tolerates the loss of ${tolerates} ${tolerates === 1 ? 'manager' : 'managers'}.`;
	return `All nodes are in. Watch what rotates: F8 jumps to the next rotation, or try docker swarm join-token --rotate worker.`;
}
