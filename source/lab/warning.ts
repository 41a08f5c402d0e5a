import type {Warning} from './contract.ts';
import {type Fault, isFault, readFault} from './faults.ts';
import {majorityOf} from './quorum.ts';
import type {ClusterView, LabSnapshot, NodeView} from './snapshot.ts';
import {targetOf} from './target.ts';

/** What a command would cost the swarm, said before it runs. */
export function warnOf(snapshot: LabSnapshot, nodeName: string, line: string): Warning | undefined {
	if (isFault(line)) return warnOfFault(snapshot, line);
	const {words, node: name} = targetOf(line, nodeName, snapshot.nodes);
	const node = snapshot.nodes.find(one => one.name === name);
	const cluster = snapshot.clusters[node?.cluster ?? -1];
	if (words[0] !== 'docker' || !node || !cluster) return undefined;
	const [, group, verb, ...rest] = words.map(word => (word === 'self' ? node.name : word));
	if (group === 'swarm' && verb === 'init') return warnOfForce(node, cluster, rest);
	if (group === 'swarm' && verb === 'leave') return warnOfLeaving(node, cluster, rest);
	if (group === 'swarm' && verb === 'ca') return warnOfRotating(snapshot, cluster, rest);
	if (group === 'node' && verb === 'demote') return warnOfDemoting(snapshot, cluster, rest);
	if (group === 'node' && (verb === 'rm' || verb === 'remove')) return warnOfRemoving(snapshot, rest);
	return undefined;
}

/** What a fault leaves of each swarm that it touches. */
function warnOfFault(snapshot: LabSnapshot, line: string): Warning | undefined {
	const fault = readQuietly(line, snapshot.nodes);
	if (!fault || !['stop', 'shutdown', 'power-off', 'cut', 'partition', 'block'].includes(fault.type)) return undefined;
	for (const cluster of snapshot.clusters) {
		const text = describeLoss(snapshot, cluster, fault);
		if (text !== undefined) return {text, needsConfirmation: false};
	}
	return undefined;
}

function describeLoss(snapshot: LabSnapshot, cluster: ClusterView, fault: Fault): string | undefined {
	const {leader, quorum, voting} = cluster;
	const ends = ['stop', 'shutdown', 'power-off'].includes(fault.type) && 'node' in fault ? fault.node : undefined;
	const managers = managersOf(snapshot.nodes, cluster).filter(name => name !== ends);
	const around = (name: string) => managers.filter(other => staysReached(snapshot, fault, name, other));
	const ofLeader = leader !== undefined && managers.includes(leader) ? around(leader).length : 0;
	const isFollowed = ofLeader >= majorityOf(quorum.managers);
	const left = isFollowed ? ofLeader : Math.max(0, ...managers.map(name => around(name).length));
	if (quorum.managers === 1 && fault.type === 'cut' && voting.includes(fault.node))
		return `${fault.node} is the only manager: nobody else would reach it`;
	if (left >= quorum.reachable && (isFollowed || leader === undefined)) return undefined;
	return describeQuorum(quorum.managers, left, leader !== undefined && !isFollowed);
}

/** Whether two machines reach each other once the fault has happened. */
function staysReached({nodes, faults}: LabSnapshot, fault: Fault, a: string, b: string): boolean {
	if (a === b) return true;
	const isPair = (ends: readonly string[]) => ends.includes(a) && ends.includes(b);
	if (faults.some(one => one.type === 'block' && isPair(one.nodes))) return false;
	if (fault.type === 'block' && isPair([fault.from, fault.to])) return false;
	const [from, to] = [a, b].map(name => nodes.find(node => node.name === name));
	if (!from || !to || from.isCut || to.isCut) return false;
	if (fault.type === 'cut' && (fault.node === a || fault.node === b)) return false;
	if (fault.type !== 'partition') return from.island === to.island;
	const islandOf = (name: string) => fault.groups.findIndex(group => group.includes(name));
	return islandOf(a) === islandOf(b);
}

function readQuietly(line: string, nodes: readonly NodeView[]): Fault | undefined {
	try {
		return readFault(
			line,
			nodes.map(node => node.name),
		);
	} catch {
		return undefined;
	}
}

/** Managers that can vote: they run, are not locked, and nobody took them out of Raft. */
const managersOf = (nodes: readonly NodeView[], {members}: ClusterView): string[] =>
	nodes
		.filter(node => node.isRunning && node.role === 'manager' && node.state !== 'locked' && members.includes(node.name))
		.filter(node => !node.isRemoved && !node.isLeftOut)
		.map(node => node.name);

const isForced = (words: readonly string[]): boolean => words.includes('--force') || words.includes('-f');

function describeQuorum(managers: number, reachable: number, isElection = false): string {
	const tolerates = reachable - majorityOf(managers);
	const left = `${reachable} of ${managers} managers would be left`;
	if (tolerates < 0) return `${left}: the swarm stops, nothing in it can be read or changed`;
	const later = isElection ? `${left} after an election` : left;
	if (tolerates === 0) return `${later}: losing one more stops the swarm`;
	return `${later}, tolerating the loss of ${tolerates}`;
}

/** A manager makes a swarm of its own out of what it knows. */
function warnOfForce(node: NodeView, {quorum}: ClusterView, words: readonly string[]): Warning | undefined {
	const isForcedNew = words.some(word => word === '--force-new-cluster' || word === '--force-new-cluster=true');
	if (!isForcedNew || node.role !== 'manager' || quorum.managers === 1) return undefined;
	const {managers, reachable, tolerates} = quorum;
	const text =
		tolerates < 0
			? `${node.name} goes on alone from what it knows; the other ${managers - 1} come back by themselves.`
			: `${reachable} of ${managers} managers are up: this throws the other ${managers - 1} out of Raft.`;
	return {text, needsConfirmation: true};
}

function warnOfLeaving(node: NodeView, {quorum}: ClusterView, words: readonly string[]): Warning | undefined {
	if (node.role !== 'manager' || !isForced(words)) return undefined;
	if (quorum.managers === 1)
		return {
			text: 'This is the only manager: the swarm, its certificates and tokens are gone for good.',
			needsConfirmation: true,
		};
	// Who leaves by force stays a voter: the group does not get smaller.
	const text = `Leaving by force keeps ${node.name} a voter: ${describeQuorum(quorum.managers, quorum.reachable - 1)}. Demote it first to avoid that.`;
	return {text, needsConfirmation: quorum.reachable - 1 < majorityOf(quorum.managers)};
}

function warnOfRotating({nodes}: LabSnapshot, {members}: ClusterView, words: readonly string[]): Warning | undefined {
	if (!words.includes('--rotate')) return undefined;
	const down = nodes.filter(node => node.status === 'down' && members.includes(node.name)).map(({name}) => name);
	if (down.length === 0) return undefined;
	const [whom, them] = down.length === 1 ? ['is', 'it'] : ['are', 'them'];
	const text = `${down.join(', ')} ${whom} Down: the rotation waits for ${them}, until back, or removed by docker node rm.`;
	return {text, needsConfirmation: false};
}

function warnOfDemoting({nodes}: LabSnapshot, {quorum}: ClusterView, names: readonly string[]): Warning | undefined {
	const demoted = nodes.filter(
		one => one.role === 'manager' && (names.includes(one.name) || names.includes(one.nodeId ?? '')),
	);
	if (demoted.length === 0 || quorum.managers - demoted.length < 1) return undefined;
	return {
		text: describeQuorum(quorum.managers - demoted.length, quorum.reachable - demoted.length),
		needsConfirmation: false,
	};
}

function warnOfRemoving({nodes}: LabSnapshot, words: readonly string[]): Warning | undefined {
	if (!isForced(words)) return undefined;
	const live = nodes.filter(
		one => one.status === 'ready' && (words.includes(one.name) || words.includes(one.nodeId ?? '')),
	);
	if (live.length === 0) return undefined;
	const names = live.map(one => one.name).join(', ');
	return {
		text: `${names} is alive: its certificate is refused from then on, and it has to leave and join again.`,
		needsConfirmation: true,
	};
}
