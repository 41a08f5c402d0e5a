import type {LabSnapshot, NodeView} from './snapshot.ts';

/**
One line for whoever does not know what could come next: the story of a first swarm, step by step. Fits
into 76 columns.
*/
export function adviseOn(snapshot: LabSnapshot, nodeName: string): string {
	const {clusters, nodes} = snapshot;
	const node = nodes.find(one => one.name === nodeName);
	const pending = nodes.find(one => one.state === 'pending');
	if (pending) return `${pending.name} is on its way into a swarm; the activity tells each step.`;
	const cluster = clusters[node?.cluster ?? 0] ?? clusters[0];
	if (!cluster) {
		const isOrphaned = nodes.some(one => one.state === 'active');
		if (isOrphaned) return 'The managers are gone. On each node: docker swarm leave, then start anew.';
		return 'Nothing here is in a swarm yet. Type: docker swarm init';
	}
	if (cluster.quorum.tolerates < 0) return 'This swarm has lost its quorum: nothing in it can be read or changed.';
	const outside = nodes.filter(one => one.state === 'inactive');
	if (node?.state === 'inactive') return inviteHere(cluster.leader ?? 'a manager', cluster.members.length);
	if (cluster.members.length === 1) return inviteFirst(outside);
	return goOn(snapshot, node, outside);
}

function inviteHere(manager: string, members: number): string {
	if (members === 1) return 'To join here: Alt-w copies the join command, Ctrl-Y pastes it, Enter runs it.';
	return `To join here: docker swarm join-token worker on ${manager}, or Alt-w and Ctrl-Y.`;
}

function inviteFirst([other]: readonly NodeView[]): string {
	if (!other) return 'A swarm of one, and no other node to join it.';
	return `Next: Alt-w copies a join command, Alt-${other.name.slice(4)} goes to ${other.name}, Ctrl-Y pastes it.`;
}

function goOn({nodes, clusters}: LabSnapshot, node: NodeView | undefined, outside: readonly NodeView[]): string {
	const cluster = clusters[node?.cluster ?? 0];
	if (!cluster) return '';
	const {managers, tolerates} = cluster.quorum;
	const down = nodes.find(one => one.status === 'down');
	if (node?.role === 'worker') {
		return `A worker knows nothing of the swarm: docker node ls here, then on ${cluster.leader ?? 'a manager'}.`;
	}
	if (down) return `${down.name} is Down: docker node rm ${down.name} takes it off the list.`;
	if (managers === 2) return 'Two managers tolerate no loss, as one does: docker node promote a third.';
	if (managers === 1 && outside.length > 0) {
		return 'One manager alone is fragile: docker swarm join-token manager adds more.';
	}
	if (managers === 1) return 'One manager alone is fragile: docker node promote NODE makes more.';
	if (outside.length > 0) {
		const names = outside.length > 3 ? `${outside.length} nodes` : outside.map(one => one.name).join(', ');
		return `${names} could still join. The swarm can lose ${tolerates} of its ${managers} managers.`;
	}
	return 'All nodes are in. F8 jumps to the next rotation: watch the certificates.';
}
