import type {Rotation} from './contract.ts';
import type {ClusterView, LabSnapshot, NodeView} from './snapshot.ts';

const orphaned = 'The managers are gone. On each node: docker swarm leave, then start anew.';

/**
One line for whoever does not know what could come next: the story of a first swarm, step by step. Fits
into 76 columns.
*/
export function adviseOn(snapshot: LabSnapshot, nodeName: string, next: Rotation | undefined): string {
	const {clusters, nodes} = snapshot;
	const node = nodes.find(one => one.name === nodeName);
	const stranded = [node, ...nodes].find(one => one?.isRemoved || (one?.state === 'pending' && one.isLeftOut));
	if (stranded) return adviseStranded(stranded);
	const pending = nodes.find(one => one.state === 'pending');
	if (pending) return `${pending.name} is on its way into a swarm; the activity tells each step.`;
	const cluster = clusters[node?.cluster ?? 0] ?? clusters[0];
	if (!cluster) {
		return nodes.some(one => one.state === 'active')
			? orphaned
			: 'Nothing here is in a swarm yet. Type: docker swarm init';
	}
	const repair = adviseRepair(nodes, cluster);
	if (repair !== undefined) return repair;
	const outside = nodes.filter(one => one.isRunning && one.role === undefined);
	if (node?.role === undefined) return inviteHere(cluster.leader ?? 'a manager', cluster.members.length);
	if (cluster.members.length === 1) return inviteFirst(outside);
	return goOn(snapshot, node, outside, next);
}

function adviseStranded({name, certificate, isRemoved}: NodeView): string {
	const leave = `docker swarm leave${certificate?.role === 'manager' ? ' --force' : ''}`;
	if (isRemoved) return `${name} was removed. There: ${leave}, then join again.`;
	return `${name} is left out. There: ${leave}, then join again.`;
}

/** What brings back managers that are missing or locked, where that matters. */
function adviseRepair(nodes: readonly NodeView[], {members, quorum, leader}: ClusterView): string | undefined {
	const managers = nodes.filter(one => one.role === 'manager' && members.includes(one.name));
	if (managers.length === 0) return orphaned;
	const stopped = managers.find(one => !one.isRunning);
	const locked = managers.find(one => one.state === 'locked');
	const isDivided = managers.some(one => one.isCut || one.island !== undefined);
	if (quorum.tolerates < 0) {
		const lost = `Quorum lost: ${quorum.reachable} of ${quorum.managers} managers cannot decide anything.`;
		if (locked) return `${locked.name} is locked, and no quorum without it. There: docker swarm unlock`;
		if (stopped) return `${lost} Try: start ${stopped.name}`;
		if (isDivided) return `${lost} Try: heal`;
		return `${lost} F1 has the last resort.`;
	}
	if (leader === undefined) return 'Nobody leads: an election takes 10 to 20 s, once the leader was missed.';
	if (locked) return `${locked.name} is locked. docker swarm unlock-key on ${leader}, then unlock there.`;
	if (quorum.reachable === quorum.managers || quorum.tolerates > 0) return undefined;
	const left = `${quorum.reachable} of ${quorum.managers} managers left: losing one more stops the swarm.`;
	return stopped ? `${left} Try: start ${stopped.name}` : isDivided ? `${left} Try: heal` : left;
}

function inviteHere(manager: string, members: number): string {
	if (members === 1) return 'To join here: Alt-w copies the command, Ctrl-Y pastes it, Enter runs it.';
	return `To join here: docker swarm join-token worker on ${manager}, or Alt-w and Ctrl-Y.`;
}

function inviteFirst([other]: readonly NodeView[]): string {
	if (!other) return 'A swarm of one, and no other node to join it.';
	return `Next: Alt-w copies a join command, Alt-${other.name.slice(4)} goes to ${other.name}, Ctrl-Y pastes it.`;
}

function goOn(
	{nodes, clusters}: LabSnapshot,
	node: NodeView | undefined,
	outside: readonly NodeView[],
	next: Rotation | undefined,
): string {
	const cluster = clusters[node?.cluster ?? 0];
	if (!cluster) return '';
	const {managers, tolerates} = cluster.quorum;
	const down = nodes.find(one => one.status === 'down');
	if (node?.role === 'worker') {
		return `A worker knows nothing of the swarm: docker node ls here, then on ${cluster.leader ?? 'a manager'}.`;
	}
	if (down && !down.isRunning)
		return `${down.name} is Down, for its engine is stopped. To bring it back: start ${down.name}`;
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
	return next ? `All nodes are in. F8 jumps ahead, until ${next.what}.` : 'All nodes are in.';
}
