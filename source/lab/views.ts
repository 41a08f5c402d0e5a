import {compareNatural} from '../docker/go/sort.ts';
import {prettyPrint} from '../docker/go/units.ts';
import type {EngineHost, Sim} from '../engine/engine.ts';
import {localState} from '../engine/info.ts';
import {refusalOf} from '../engine/routes.ts';
import {rootDigest} from '../pki/join-token.ts';
import {factsOf, type IssuedCertificate} from '../pki/order.ts';
import {certificatePem} from '../pki/pem.ts';
import {renewalWindow} from '../pki/renewal.ts';
import {parseUnlockKey} from '../pki/unlock-key.ts';
import {canReach} from '../simulation/network.ts';
import {type ListedNode, readView} from '../swarm/control.ts';
import {unsealDisk} from '../swarm/disk.ts';
import {primaryKey} from '../swarm/network-keys.ts';
import type {ClusterObject, NetworkKey, Role} from '../swarm/objects.ts';
import {lostQuorum} from '../swarm/status.ts';
import {type Store, theCluster} from '../swarm/store.ts';
import type {Rotation} from './contract.ts';
import {viewRootTrust} from './inspect/root-trust.ts';
import {countVotes, quorumOf} from './quorum.ts';
import type {
	CertificateView,
	ClusterView,
	LinkFault,
	ListRow,
	ListView,
	NetworkKeyView,
	NodeView,
	RootRotationView,
	TokenView,
} from './snapshot.ts';
import {writeSpan} from './span.ts';
import {powerTimer} from './world.ts';

/** What the screen is shown, read off the machines. Reads only; nothing here happens in virtual time. */
const leads = (host: EngineHost): boolean => host.swarm?.manager?.leader !== undefined;

/** The leader of a swarm, as the machines have it; the newest term counts where two believe they lead. */
export function findLeader(sim: Sim, clusterId: string): EngineHost | undefined {
	const term = (host: EngineHost) => host.swarm?.manager?.raft?.currentTerm ?? 0;
	return Object.values(sim.hosts)
		.filter(host => host.swarm?.clusterId === clusterId && leads(host))
		.toSorted((a, b) => term(b) - term(a))[0];
}

/** A machine's certificate; of a stopped or locked engine the one on its disk. */
export function certificateOf({swarm, engine}: EngineHost): IssuedCertificate | undefined {
	if (swarm) return swarm.credentials?.certificate;
	const disk = engine.membership?.sealed ?? engine.membership?.kept ?? engine.disk?.node;
	return disk && ('sealed' in disk ? disk.certificate : disk.credentials.certificate);
}

/** Who a machine is in which swarm: its certificate says both. */
function identityOf(host: EngineHost): {readonly nodeId: string; readonly clusterId: string} | undefined {
	const certificate = certificateOf(host);
	if (certificate === undefined) return undefined;
	const {CN: nodeId = '', O: clusterId = ''} = factsOf(certificate).subject;
	return {nodeId, clusterId};
}

/** The IDs of the swarms that machines belong to. */
export const clusterIds = (sim: Sim): string[] => [
	...new Set(Object.values(sim.hosts).flatMap(host => identityOf(host)?.clusterId ?? [])),
];

/** When a machine's certificate ends, of a stopped or locked engine too. */
export function certificateEnd(host: EngineHost): number | undefined {
	const certificate = certificateOf(host);
	return certificate === undefined ? undefined : factsOf(certificate).notAfter;
}

function viewCertificate(host: EngineHost): CertificateView | undefined {
	const certificate = certificateOf(host);
	if (certificate === undefined) return undefined;
	const {serialNumber, role = 'worker', notBefore, notAfter} = factsOf(certificate);
	const {from, until} = renewalWindow({notBefore, notAfter});
	const renewAt = host.swarm?.renewal.at ?? from;
	return {role, serialNumber, notBefore, notAfter, renewFrom: from, renewUntil: until, renewAt};
}

/** The groups of a partition, and last everybody who is in none. */
function islandOf({links}: Sim, name: string): number {
	const index = links.groups.findIndex(group => group.includes(name));
	return index < 0 ? links.groups.length : index;
}

/** What is wrong with single links. */
export function viewLinkFaults({links}: Sim): LinkFault[] {
	const fault = (type: LinkFault['type'], [a = '', b = '']: readonly string[], what: string): LinkFault => ({
		type,
		nodes: [a, b],
		text: `${a} ${type === 'block' ? '→' : '–'} ${b} ${what}`,
	});
	return [
		...Object.keys(links.blocked).map(way => fault('block', way.split('>'), 'blocked')),
		...Object.entries(links.latencyMs).map(([pair, ms]) => fault('latency', pair.split('|'), `+${writeSpan(ms, ' ')}`)),
		...Object.entries(links.loss).map(([pair, share]) =>
			fault('loss', pair.split('|'), `loses ${Math.round(share * 1000) / 10}%`),
		),
	];
}

export function viewNode(sim: Sim, host: EngineHost, clusters: readonly string[]): NodeView {
	const node = host.swarm;
	const {membership} = host.engine;
	const {nodeId = '', clusterId = ''} = identityOf(host) ?? {};
	const leader = clusterId ? findLeader(sim, clusterId) : undefined;
	const object = leader?.swarm?.manager?.store.nodes[nodeId];
	const isRemoved = leader?.swarm?.manager?.leader?.isStarted === true && object === undefined;
	const certificate = viewCertificate(host);
	const cluster = clusters.indexOf(clusterId);
	return {
		name: host.name,
		addresses: host.interfaces.map(nic => ({interface: nic.name, address: nic.address})),
		isRunning: host.isRunning,
		isPowered: host.isPowered,
		...(host.isPowered ? {} : optional('powerReturnsAt', timeOf(sim, host, powerTimer.join('/')))),
		isCut: sim.links.cut[host.name] === true,
		...(sim.links.groups.length > 0 ? {island: islandOf(sim, host.name)} : {}),
		state: localState(host) as NodeView['state'],
		...(membership?.error ? {error: membership.error} : {}),
		...(nodeId ? {nodeId} : {}),
		...(certificate ? {role: node ? (node.manager ? 'manager' : 'worker') : certificate.role} : {}),
		isLeader: leads(host),
		...(cluster >= 0 ? {cluster} : {}),
		...(isRemoved ? {isRemoved} : {}),
		...(leader && isLeftOut(leader, host) ? {isLeftOut: true} : {}),
		...(isSilent(sim, host, leader) ? optional('downAt', timeOf(sim, leader, `leader/dispatcher/${nodeId}`)) : {}),
		...(needsOldKey(host, leader) ? {needsOldKey: true} : {}),
		...(object ? {availability: object.spec.availability, status: object.status.state} : {}),
		...(certificate ? {certificate} : {}),
		...(leader && node ? {keysBehind: keysBehind(leader, host)} : {}),
	};
}

/** Each rotation makes two keys, one for gossip and one for IPsec. */
function keysBehind(leader: EngineHost, {swarm}: EngineHost): number {
	const manager = leader.swarm?.manager;
	const newest = (manager && theCluster(manager.store)?.lamportClock) ?? 0;
	const known = Math.max(0, ...(swarm?.agent.keys.map(key => key.lamportTime) ?? []));
	return known === 0 ? 0 : Math.max(0, Math.ceil((newest - known) / 2));
}

function viewKeys({networkKeys}: ClusterObject, subsystem: NetworkKey['subsystem']): NetworkKeyView[] {
	const primary = primaryKey(networkKeys, subsystem)?.lamportTime;
	return networkKeys
		.filter(key => key.subsystem === subsystem)
		.map(({lamportTime}) => ({lamportTime, isPrimary: lamportTime === primary}))
		.toSorted((a, b) => a.lamportTime - b.lamportTime);
}

function viewRootRotation(sim: Sim, store: Store): RootRotationView | undefined {
	const trust = viewRootTrust(sim, store);
	if (!trust?.target) return undefined;
	const left = trust.nodes.filter(({stage}) => stage !== 'renewed' && stage !== 'trusts');
	return {
		digest: trust.target.digest,
		nodes: trust.nodes.length,
		renewed: trust.nodes.length - left.length,
		missing: left.filter(({status}) => status !== 'ready').map(({node}) => node),
	};
}

const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
	(value === undefined ? {} : {[key]: value}) as {readonly [Name in Key]?: Value};

/** When a machine's timer goes off. */
const timeOf = ({queue}: Sim, {timers}: EngineHost, timer: string): number | undefined =>
	timers[timer] === undefined ? undefined : queue.find(({sequence}) => sequence === timers[timer])?.at;

/** Its leader hears nothing of it, nor does the manager that its heartbeats go through. */
function isSilent(sim: Sim, host: EngineHost, leader: EngineHost | undefined): leader is EngineHost {
	if (leader === undefined || leader === host) return false;
	const {via = ''} = leader.swarm?.manager?.leader?.sessions[host.swarm?.nodeId ?? ''] ?? {};
	const through = sim.hosts[via] ?? leader;
	return !host.isRunning || !canReach(sim, host, through) || !canReach(sim, through, leader);
}

/** What a sealed disk is opened with is worked out once. */
const openedWith = new WeakMap<object, {readonly key: string; readonly isOpened: boolean}>();

function needsOldKey({engine}: EngineHost, leader: EngineHost | undefined): boolean {
	const sealed = engine.membership?.sealed;
	const cluster = leader?.swarm?.manager && theCluster(leader.swarm.manager.store);
	if (!sealed || !cluster) return false;
	const {unlockKey: key} = cluster;
	const known = openedWith.get(sealed);
	if (known?.key === key) return !known.isOpened;
	const parsed = parseUnlockKey(key);
	const isOpened = parsed.ok && unsealDisk(sealed, parsed.key) !== undefined;
	openedWith.set(sealed, {key, isOpened});
	return !isOpened;
}

/** Its demotion is another case: of that it only has to hear. Nor is it one that asks to become a member. */
function isLeftOut(leader: EngineHost, {swarm: node}: EngineHost): boolean {
	const {members, store} = leader.swarm?.manager ?? {};
	const raftId = node?.manager?.raft?.id;
	const isOutside = node?.manager === undefined || (raftId !== undefined && members?.[raftId] === undefined);
	const wanted = store?.nodes[node?.nodeId ?? '']?.spec.desiredRole;
	return node?.credentials?.role === 'manager' && wanted === 'manager' && isOutside;
}

const viewToken = (cluster: ClusterObject, role: Role): TokenView => ({
	token: cluster.rootCa.tokens[role],
	...cluster.rootCa.tokenHistory[role],
});

/** The node IDs that machines have. */
const holders = (sim: Sim): ReadonlySet<string> =>
	new Set(Object.values(sim.hosts).flatMap(host => identityOf(host)?.nodeId ?? []));

/** A swarm that nobody leads: what was known last, and how many managers are left. */
export function viewLeaderless(sim: Sim, {leader: _leader, ...known}: ClusterView): ClusterView {
	const votes = countVotes(sim, known.id, undefined, holders(sim));
	const {quorum = quorumOf(known.quorum.managers, 0), voting = [], ghosts = known.ghosts} = votes ?? {};
	return {...known, members: membersOf(sim, known.id), quorum, voting, ghosts};
}

/** A swarm as its leader has it; undefined while nobody leads, or before it is written. */
export function viewCluster(sim: Sim, clusterId: string, letter: string): ClusterView | undefined {
	const leader = findLeader(sim, clusterId);
	const manager = leader?.swarm?.manager;
	const cluster = manager && theCluster(manager.store);
	const votes = countVotes(sim, clusterId, leader, holders(sim));
	if (!leader || !manager?.raft || !manager.leader || !cluster || !votes) return undefined;
	const {certificate} = cluster.rootCa;
	const {notBefore, notAfter} = factsOf(certificate);
	const pem = certificatePem(certificate);
	const rotation = viewRootRotation(sim, manager.store);
	return {
		id: clusterId,
		letter,
		createdAt: cluster.meta.createdAt,
		members: membersOf(sim, clusterId),
		...(votes.leader ? {leader: votes.leader.name} : {}),
		term: manager.raft.currentTerm,
		commitIndex: manager.raft.commitIndex,
		quorum: votes.quorum,
		voting: votes.voting,
		ghosts: votes.ghosts,
		rootCa: {notBefore, notAfter, digest: rootDigest(pem), pem},
		tokens: {worker: viewToken(cluster, 'worker'), manager: viewToken(cluster, 'manager')},
		gossip: {
			nextRotationAt: manager.leader.keysRotateAt || undefined,
			rotations: cluster.keyRotations,
			primaryLamportTime: primaryKey(cluster.networkKeys, 'networking:gossip')?.lamportTime ?? 0,
			keys: viewKeys(cluster, 'networking:gossip'),
			ipsecKeys: viewKeys(cluster, 'networking:ipsec'),
		},
		isLocked: cluster.unlockKey !== '',
		...(rotation ? {rootRotation: rotation} : {}),
		joinAddress: manager.members[manager.raft.id]?.address ?? '',
	};
}

export const membersOf = (sim: Sim, clusterId: string): string[] =>
	Object.values(sim.hosts)
		.filter(host => identityOf(host)?.clusterId === clusterId)
		.map(host => host.name);

const managerStatus = ({managerStatus: status}: ListedNode): string =>
	status ? (status.isLeader ? 'Leader' : prettyPrint(status.reachability)) : '';

function viewRow(node: ListedNode, selfId: string | undefined): ListRow {
	return {
		id: node.id,
		isSelf: node.id === selfId,
		hostname: node.description?.hostname ?? '',
		status: prettyPrint(node.status.state),
		availability: prettyPrint(node.spec.availability),
		managerStatus: managerStatus(node),
		engineVersion: node.description?.engine.engineVersion ?? '',
	};
}

/** The leader that a manager believes in, if it can be asked. */
function leaderSeenBy(sim: Sim, host: EngineHost): EngineHost | undefined {
	const leaderId = host.swarm?.manager?.raft?.leaderId;
	return Object.values(sim.hosts).find(
		one =>
			leaderId !== undefined && one.swarm?.manager?.raft?.id === leaderId && leads(one) && canReach(sim, host, one),
	);
}

export const noDaemon =
	'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';

/** `docker node ls` on this machine, without the time it would take. */
export function viewList(sim: Sim, host: EngineHost, previous: ListView | undefined): ListView {
	const rows = previous?.type === 'table' || previous?.type === 'stale' ? previous.rows : [];
	const stale = (message: string): ListView =>
		previous?.type === 'stale' && previous.message === message
			? previous
			: {type: 'stale', rows, since: sim.now, message};
	const unanswered = (message: string): ListView => (rows.length > 0 ? stale(message) : {type: 'refusal', message});
	if (!host.isRunning) return unanswered(noDaemon);
	const refusal = refusalOf(host);
	if (refusal !== undefined) return {type: 'refusal', message: refusal};
	const leader = leaderSeenBy(sim, host);
	const view = leader && readView(leader);
	if (!view) return unanswered(lostQuorum);
	const listed = view.nodes.map(node => viewRow(node, host.swarm?.nodeId));
	return {type: 'table', rows: listed.toSorted((a, b) => compareNatural(a.hostname, b.hostname))};
}

/** The next rotation of anything, and what it will be. */
export function nextRotation(sim: Sim): Rotation | undefined {
	const due = Object.values(sim.hosts).flatMap(host => {
		const {swarm: node} = host;
		const leader = node?.manager?.leader;
		return [
			...(node?.credentials && node.isReady
				? [{at: node.renewal.at, what: `${host.name} renews its certificate`}]
				: []),
			...(leader?.isStarted ? [{at: leader.keysRotateAt, what: `${host.name} rotates the gossip keys`}] : []),
		];
	});
	return due.filter(one => one.at > sim.now).toSorted((a, b) => a.at - b.at)[0];
}
