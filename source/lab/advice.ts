import type {Rotation} from './contract.ts';
import {shortId} from './hints.ts';
import type {ClusterView, LabSnapshot, NodeView} from './snapshot.ts';

const orphaned = 'The managers are gone. On each node: docker swarm leave, then start anew.';

/** As where it asked a manager that was not there either: the engine does not try again by itself. */
const noRaft = "can't initialize raft node";

/**
One line for whoever does not know what could come next: the story of a first swarm, step by step. Fits
into 76 columns.
*/
export function adviseOn(snapshot: LabSnapshot, nodeName: string, next: Rotation | undefined): string {
	const {clusters, nodes} = snapshot;
	const node = nodes.find(one => one.name === nodeName);
	const stranded = [node, ...nodes].find(one => one?.isRemoved || (one?.state === 'pending' && one.isLeftOut));
	if (stranded) return adviseStranded(stranded);
	const failed = [node, ...nodes].find(one => one?.state === 'error' && one.error?.includes(noRaft));
	if (failed) return `${failed.name} could not join Raft, and gave up. Try: stop ${failed.name}, start ${failed.name}`;
	const pending = nodes.find(one => one.state === 'pending');
	if (pending) return `${pending.name} is on its way into a swarm; the activity tells each step.`;
	const cluster = clusters[node?.cluster ?? 0] ?? clusters[0];
	if (!cluster) {
		return nodes.some(one => one.state === 'active')
			? orphaned
			: 'Nothing here is in a swarm yet. Type: docker swarm init';
	}
	const repair = adviseRepair(snapshot, cluster) ?? adviseOnSilence(snapshot, cluster);
	if (repair !== undefined) return repair;
	const outside = nodes.filter(one => one.isRunning && one.role === undefined);
	if (node?.role === undefined && node?.isCut) return `${node.name} is cut off: it cannot join. Try: heal ${node.name}`;
	if (node?.role === undefined) return inviteHere(cluster.leader ?? 'a manager', cluster.members.length);
	if (cluster.members.length === 1) return inviteFirst(outside);
	return goOn(snapshot, node, outside, next);
}

function adviseStranded({name, certificate, isRemoved, isCut}: NodeView): string {
	if (isRemoved) {
		const leave = `docker swarm leave${certificate?.role === 'manager' ? ' --force' : ''}`;
		return `${name} was removed. There: ${leave}, then join again.`;
	}
	if (isCut) return `${name} was taken out of Raft, and is cut off. Try: heal ${name}`;
	return `${name} was taken out of Raft; it comes back by itself, within a minute.`;
}

/** What brings back managers that are missing or locked. */
function adviseRepair({nodes, faults}: LabSnapshot, cluster: ClusterView): string | undefined {
	const {members, quorum, leader, voting, ghosts} = cluster;
	const managers = nodes.filter(one => one.role === 'manager' && members.includes(one.name));
	if (managers.length === 0) return orphaned;
	const locked = managers.find(one => one.state === 'locked');
	const {reachable, tolerates} = quorum;
	const missing = managers.filter(one => !voting.includes(one.name));
	const remedy = remedyFor(missing, faults);
	const returning = remedy === undefined && missing.find(one => one.state !== 'locked' && one.state !== 'error');
	const returns = returning
		? `${reachable} of ${quorum.managers} managers: ${returning.name} can be reached again and reconnects by itself.`
		: undefined;
	if (tolerates < 0) {
		if (locked && !locked.needsOldKey)
			return `${locked.name} is locked, and no quorum without it. There: docker swarm unlock`;
		const lost = `Quorum lost: ${reachable} of ${quorum.managers} managers cannot decide anything.`;
		return returns ?? `${lost} ${remedy ?? 'F1 has the last resort.'}`;
	}
	if (leader === undefined) return 'Nobody leads: an election takes 10 to 20 s, once the leader was missed.';
	if (locked?.needsOldKey) return `${locked.name} was away when the unlock key changed: unlock it with the old one.`;
	if (locked) return `${locked.name} is locked. docker swarm unlock-key on ${leader}, then unlock there.`;
	const ghost = ghosts.find(({votes}) => votes);
	if (ghost) return `A ghost of ${ghost.name} votes: docker node demote ${shortId(ghost)}, then node rm it.`;
	if (reachable === quorum.managers) return adviseAlone(managers);
	if (returns) return returns;
	const left = `${reachable} of ${quorum.managers} managers left: `;
	const means = tolerates === 0 ? 'losing one more stops the swarm.' : `${tolerates} more may fail.`;
	return [left + means, remedy].filter(Boolean).join(' ');
}

const hasBadLink = (name: string, faults: LabSnapshot['faults']): boolean =>
	faults.some(({type, nodes}) => type === 'block' && nodes.includes(name));

/** What brings a manager back that does not count now. */
function remedyFor(missing: readonly NodeView[], faults: LabSnapshot['faults']): string | undefined {
	const stopped = missing.find(one => !one.isRunning);
	if (stopped) return `Try: start ${stopped.name}`;
	const away = missing.find(one => one.isCut);
	if (away) return `Try: heal ${away.name}`;
	return missing.some(one => one.island !== undefined || hasBadLink(one.name, faults)) ? 'Try: heal' : undefined;
}

/** The only manager there is may be where nobody else reaches it. */
function adviseAlone([manager, ...others]: readonly NodeView[]): string | undefined {
	if (!manager?.isCut || others.length > 0) return undefined;
	return `${manager.name}, the only manager, is cut off. Try: heal ${manager.name}`;
}

/** Who has fallen silent, and when its swarm takes it for Down. */
function adviseOnSilence({nodes, clock}: LabSnapshot, {members}: ClusterView): string | undefined {
	const silent = nodes.find(one => one.downAt !== undefined && members.includes(one.name));
	if (silent?.downAt === undefined) return undefined;
	const what = !silent.isPowered ? 'is off' : !silent.isRunning ? 'is stopped' : 'is out of reach';
	const seconds = Math.max(1, Math.ceil((silent.downAt - clock.now) / 1000));
	return `${silent.name} ${what}; it counts as Down in about ${seconds} s.`;
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
	if (down && !down.isRunning) {
		const why = down.isPowered ? 'its engine is stopped' : 'the machine is off';
		return `${down.name} is Down, for ${why}. To bring it back: start ${down.name}`;
	}
	if (down?.isCut) return `${down.name} is Down, for it is cut off. Try: heal ${down.name}`;
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
