import type {Warning} from './contract.ts';
import {type Fault, isFault, readFault} from './faults.ts';
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
	if (group === 'swarm' && verb === 'leave') return warnOfLeaving(node, cluster, rest);
	if (group === 'node' && verb === 'demote') return warnOfDemoting(snapshot, cluster, rest);
	if (group === 'node' && (verb === 'rm' || verb === 'remove')) return warnOfRemoving(snapshot, rest);
	return undefined;
}

/** What a fault leaves of each swarm that it touches. */
function warnOfFault({nodes, clusters}: LabSnapshot, line: string): Warning | undefined {
	const fault = readQuietly(line, nodes);
	if (!fault) return undefined;
	const lost = (name: string, cluster: ClusterView): boolean => {
		if ('node' in fault) return fault.type !== 'heal' && fault.type !== 'start' && fault.node === name;
		if (fault.type !== 'partition') return false;
		const islandOf = (one: string) => fault.groups.findIndex(group => group.includes(one));
		const managers = managersOf(nodes, cluster);
		const sizes = managers.map(one => managers.filter(other => islandOf(other) === islandOf(one)).length);
		return sizes[managers.indexOf(name)] !== Math.max(...sizes);
	};
	for (const cluster of clusters) {
		const hit = managersOf(nodes, cluster).filter(name => lost(name, cluster));
		if (hit.length === 0) continue;
		const {managers, reachable} = cluster.quorum;
		return {text: describeQuorum(managers, reachable - hit.length), needsConfirmation: false};
	}
	return undefined;
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

/** Managers that count now: those that run. */
const managersOf = (nodes: readonly NodeView[], {members}: ClusterView): string[] =>
	nodes.filter(node => node.isRunning && node.role === 'manager' && members.includes(node.name)).map(node => node.name);

const majority = (managers: number): number => Math.floor(managers / 2) + 1;
const isForced = (words: readonly string[]): boolean => words.includes('--force') || words.includes('-f');

function describeQuorum(managers: number, reachable: number): string {
	const tolerates = reachable - majority(managers);
	if (tolerates < 0)
		return `${reachable} of ${managers} managers would be left: the swarm stops, nothing in it can be read or changed`;
	if (tolerates === 0) return `${reachable} of ${managers} managers would be left: losing one more stops the swarm`;
	return `${reachable} of ${managers} managers would be left, tolerating the loss of ${tolerates}`;
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
	return {text, needsConfirmation: quorum.reachable - 1 < majority(quorum.managers)};
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
