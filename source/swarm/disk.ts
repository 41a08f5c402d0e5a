import {randomBytes} from '../base/random.ts';
import {checkCertificate, validateCertificate} from '../pki/check-certificate.ts';
import type {IssuedCertificate} from '../pki/order.ts';
import {seal, sealNonceBytes, unseal} from '../pki/seal.ts';
import {parseUnlockKey, unlockKeyBytes} from '../pki/unlock-key.ts';
import type {Entry} from '../raft/raft.ts';
import {clockOf, note, openScope, resolve, type Simulation} from '../simulation/simulation.ts';
import {startAgent} from './agent.ts';
import {logOf, resumeManager} from './manager.ts';
import {awaitRenewal, createRenewal} from './renewer.ts';
import type {Credentials, NodeConfig, RaftLog, Remote, SwarmHost} from './state.ts';
import {failure} from './status.ts';

/** What a node keeps across a stop: its identity, whom it knows and, in a manager, its Raft log. */
export type NodeDisk = {
	readonly nodeId: string;
	readonly clusterId: string;
	readonly credentials: Credentials;
	readonly trustRoot: IssuedCertificate;
	readonly remotes: readonly Remote[];
	readonly ownAddress: string;
	readonly raft?: RaftLog;
	readonly unlockKey: string;
};

/** A locked manager's disk: its certificate is there to read, its key and its Raft log are not. */
export type SealedDisk = {readonly nodeId: string; readonly certificate: IssuedCertificate; readonly sealed: string};

const keyBytes = (unlockKey: string): Uint8Array | undefined => {
	const parsed = parseUnlockKey(unlockKey);
	return parsed.ok && parsed.key.length === unlockKeyBytes ? parsed.key : undefined;
};

/** What is written to the disk: sealed where the swarm locks its managers. */
export function sealDisk(sim: Sim, disk: NodeDisk): NodeDisk | SealedDisk {
	const key = keyBytes(disk.unlockKey);
	if (!key) return disk;
	const nonce = randomBytes(sealNonceBytes, sim.seed, 'seal.nonce', disk.nodeId, sim.now);
	const {nodeId, credentials} = disk;
	return {nodeId, certificate: credentials.certificate, sealed: seal(JSON.stringify(disk), key, nonce)};
}

/** Undefined: that is not its key. */
export function unsealDisk(disk: SealedDisk, unlockKey: Uint8Array): NodeDisk | undefined {
	const text = unlockKey.length === unlockKeyBytes ? unseal(disk.sealed, unlockKey) : undefined;
	return text === undefined ? undefined : (JSON.parse(text) as NodeDisk);
}

type Sim = Simulation<SwarmHost>;

/** What a manager takes to read its log, before anything else of the node starts. */
const READ_LOG_MS = 300;

/** What is on the disk of a node now; undefined: it has no identity yet, and starts anew. */
export function saveNode(host: SwarmHost): NodeDisk | undefined {
	const node = host.swarm;
	if (!node?.credentials) return undefined;
	const {nodeId, clusterId, credentials, trustRoot, ownAddress} = node;
	const raft = logOf(node);
	return {
		nodeId,
		clusterId,
		credentials,
		trustRoot,
		ownAddress,
		remotes: node.remotes.map(remote => ({...remote, weight: 0})),
		unlockKey: node.unlockKey,
		...(raft ? {raft} : {}),
	};
}

const certificatePath = '/var/lib/docker/swarm/certificates/swarm-node.crt';

/** What stands against starting with what is on the disk, in SwarmKit's words. (SwarmKit node/node.go, ca/config.go) */
function checkDisk({trustRoot, credentials}: NodeDisk, now: number): string | undefined {
	const root = checkCertificate(trustRoot, trustRoot, {now});
	if (root !== undefined) return `error while validating Root CA Certificate: ${root}`;
	const own = validateCertificate(credentials.certificate, trustRoot, {now});
	return own === undefined ? undefined : `error while loading TLS certificate in ${certificatePath}: ${own}`;
}

/** Starts a node from what its disk holds. `config.ready` is told once how that went. */
export function resumeNode(sim: Sim, host: SwarmHost, config: NodeConfig, disk: NodeDisk): void {
	openScope(sim, host, 'node');
	host.memberships++;
	const {nodeId, clusterId, credentials, trustRoot, remotes, ownAddress, raft, unlockKey} = disk;
	host.swarm = {
		config: {...config, joinAddress: '', joinToken: ''},
		nodeId,
		clusterId,
		credentials,
		trustRoot,
		remotes: remotes.map(remote => ({...remote})),
		agent: {
			isConnecting: false,
			backoffMs: 0,
			// No draw is made twice: else the same manager would be picked after each start.
			attempts: host.memberships * 1000,
			hasRegistered: false,
			networks: [],
			ingressAddress: '',
			keys: [],
			formerSessionId: '',
		},
		isReady: false,
		ownAddress,
		renewal: createRenewal(host.memberships * 1000),
		unlockKey,
		...(raft ? {log: raft} : {}),
	};
	const invalid = checkDisk(disk, clockOf(sim, host));
	if (invalid !== undefined) {
		note(sim, host, 'certificate', `does not start with the certificate on its disk: ${invalid}`);
		return resolve(sim, host, config.ready, failure('Unknown', invalid), {scope: 'node'});
	}
	awaitRenewal(sim, host);
	if (credentials.role === 'manager') resumeManager(sim, host);
	openScope(sim, host, 'agent');
	startAgent(sim, host, raft ? READ_LOG_MS : 0);
}

/**
The log of a group of which this member is all that is left: what was never committed is dropped, and the
others are removed as if that had been agreed on.
*/
export function forceNewGroup({id, members, persisted}: RaftLog): RaftLog {
	const {hardState, log} = persisted;
	const entries = log.entries.filter(entry => entry.index <= hardState.commitIndex);
	const removals = members
		.filter(member => member !== id)
		.map(
			(member, position): Entry => ({
				type: 'configuration',
				index: hardState.commitIndex + 1 + position,
				term: hardState.currentTerm,
				data: {change: 'remove', id: member, context: null},
			}),
		);
	return {
		id,
		members: [id],
		persisted: {
			...persisted,
			hardState: {...hardState, commitIndex: hardState.commitIndex + removals.length},
			log: {...log, entries: [...entries, ...removals]},
		},
	};
}
