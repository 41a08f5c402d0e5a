import {ApiError, emptyResponse, errorResponse, jsonResponse, statusOfCode} from '../api/response.ts';
import {parseUnlockKey} from '../pki/unlock-key.ts';
import {isIp, joinHostPort, lookUp, splitHostPort} from '../simulation/network.ts';
import {
	callback,
	clearTimer,
	closeScope,
	type Handlers,
	note,
	type Outcome,
	on,
	openScope,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {type ControlView, getView, updateCluster} from '../swarm/control.ts';
import {forceNewGroup, resumeNode, saveNode, unsealDisk} from '../swarm/disk.ts';
import {startNode, stopNode} from '../swarm/node.ts';
import {call} from '../swarm/rpc.ts';
import type {NodeConfig} from '../swarm/state.ts';
import {describeFailure, type Failure, type Result} from '../swarm/status.ts';
import {wakeAll} from '../swarm/wake.ts';
import {
	checkAddressPools,
	checkDataPathPort,
	completeAddress,
	resolveAdvertiseAddress,
	resolveDataPathAddress,
	resolveListenAddress,
	resolveLocalAddress,
	sourceAddress,
} from './address.ts';
import {describeEngine} from './description.ts';
import type {EngineHost, Exchange, Membership, Sim, SpecJson} from './engine.ts';
import {attached, storeChanged} from './events.ts';
import {addGatewayNetwork} from './local-networks.ts';
import {answerStart, reply} from './reply.ts';
import {checkSpecName, mergeSpec, readAvailability, readSigningCa} from './spec.ts';

/** Into a swarm and out of it: init, join and leave. (moby daemon/cluster/swarm.go) */
const CONNECT_TIMEOUT_MS = 20_000;
const PUSH_TIMEOUT_MS = 5000;
/** What stopping containers and networks takes; between 0.3 and 6 s on real engines. */
const LEAVE_MS = 300;
/** A node that ended is started again after this time, then twice as long each time. */
const RESTART_MS = 200;
const RESTART_MAX_MS = 30_000;

type Told = Outcome<null, Result<null>>;
const ready = signal<Told>('engine.ready');
const stopped = signal<Outcome<null, Failure>>('engine.stopped');
const restart = signal<null>('engine.restart');
const timeout = signal<null>('engine.join-timeout');
const specRead = signal<Outcome<null, Result<ControlView>>>('engine.spec-read');
const specPushed = signal<Told>('engine.spec-pushed');
const left = signal<Exchange>('engine.left');

const alreadyMember =
	'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
/** What a worker says to what only a manager can do. */
export const notInSwarm =
	'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
export const onWorker =
	"This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";
const joinTimeout =
	'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.';

export type InitRequest = {
	ListenAddr?: string;
	AdvertiseAddr?: string;
	DataPathAddr?: string;
	DataPathPort?: number;
	ForceNewCluster?: boolean;
	Spec?: SpecJson;
	AutoLockManagers?: boolean;
	Availability?: string;
	DefaultAddrPool?: string[] | null;
	SubnetSize?: number;
};

export type JoinRequest = {
	ListenAddr?: string;
	AdvertiseAddr?: string;
	DataPathAddr?: string;
	RemoteAddrs?: string[] | null;
	JoinToken?: string;
	Availability?: string;
};

/** Said of what a later version will simulate. */
export const notSimulated = (what: string): never => {
	throw new ApiError(501, `swarmlab does not simulate ${what} yet`);
};

function enlist(sim: Sim, host: EngineHost, membership: Omit<Membership, 'state' | 'error'>): void {
	host.engine.membership = {...membership, state: 'pending', error: ''};
	openScope(sim, host, 'membership');
	startNode(sim, host, membership.config);
}

/** Who is told when a node is ready, or stops, of what its manager's store learns, and of its networks. */
export const readyOf = () => ({
	ready: callback(ready, null),
	stopped: callback(stopped, null),
	changed: callback(storeChanged, null),
	attached: callback(attached, null),
});

export function init(sim: Sim, host: EngineHost, exchange: Exchange, body: InitRequest): void {
	if (host.engine.membership && !body.ForceNewCluster) throw new ApiError(503, alreadyMember);
	if (host.engine.membership && !host.swarm?.manager) throw new ApiError(503, onWorker);
	checkSpecName(body.Spec);
	const availability = readAvailability(body.Availability ?? '');
	const listen = resolveListenAddress(host, completeAddress('ListenAddr', body.ListenAddr ?? ''));
	const advertise = resolveAdvertiseAddress(host, body.AdvertiseAddr ?? '', listen.port);
	const dataPathAddress = resolveDataPathAddress(host, body.DataPathAddr ?? '');
	const {pools, size} = checkAddressPools(body.DefaultAddrPool ?? [], body.SubnetSize ?? 0);
	const dataPathPort = checkDataPathPort(body.DataPathPort ?? 0);
	const localAddress = resolveLocalAddress(host, listen.host, advertise.host);
	checkBinding(host, listen);
	const config: NodeConfig = {
		listenAddress: joinHostPort(listen.host, listen.port),
		advertiseAddress: joinHostPort(advertise.host, advertise.port),
		dataPathAddress,
		dataPathPort,
		joinAddress: '',
		joinToken: '',
		availability,
		defaultAddressPool: pools,
		subnetSize: size,
		autoLock: body.AutoLockManagers ?? false,
		description: describeEngine(host.name),
		...readyOf(),
	};
	const wanted = body.Spec ?? {};
	if (host.engine.membership) forceNewCluster(sim, host, host.engine.membership, {exchange, wanted, config});
	else enlist(sim, host, {config, localAddress, waiting: exchange, wanted, isFounder: true});
}

type Forced = {readonly exchange: Exchange; readonly wanted: SpecJson; readonly config: NodeConfig};

/** A manager starts a group of its own, from its log alone. */
function forceNewCluster(sim: Sim, host: EngineHost, membership: Membership, {exchange, wanted, config}: Forced): void {
	const disk = saveNode(host);
	if (!disk?.raft) throw new ApiError(503, onWorker);
	note(sim, host, 'raft', 'starts a new cluster by force: every other manager is taken out of Raft');
	wakeAll(sim);
	stopNode(sim, host);
	closeScope(host, 'membership');
	openScope(sim, host, 'membership');
	host.engine.membership = {...membership, config, state: 'pending', waiting: exchange, wanted, isFounder: true};
	resumeNode(sim, host, config, {...disk, raft: forceNewGroup(disk.raft)});
}

/** A manager cannot listen on an address that its machine does not have. */
function checkBinding(host: EngineHost, {host: address, port}: {host: string; port: string}): void {
	if (['0.0.0.0', '::', '127.0.0.1', '::1'].includes(address)) return;
	if (host.interfaces.some(nic => nic.address === address)) return;
	const cause = `listen tcp ${joinHostPort(address, port)}: bind: cannot assign requested address`;
	throw new ApiError(500, `manager stopped: failed to listen on remote API address: ${cause}`);
}

export function join(sim: Sim, host: EngineHost, exchange: Exchange, body: JoinRequest): void {
	if (host.engine.membership) throw new ApiError(503, alreadyMember);
	const listenAddress = completeAddress('ListenAddr', body.ListenAddr ?? '');
	const remotes = (body.RemoteAddrs ?? []).map(address => completeAddress('remoteAddr', address));
	const [remote] = remotes;
	if (remote === undefined) throw new ApiError(400, 'at least 1 RemoteAddr is required to join');
	const listen = resolveListenAddress(host, listenAddress);
	const availability = readAvailability(body.Availability ?? '');
	const dataPathAddress = resolveDataPathAddress(host, body.DataPathAddr ?? '');
	const config: NodeConfig = {
		listenAddress: joinHostPort(listen.host, listen.port),
		advertiseAddress: advertisedByJoiner(host, body.AdvertiseAddr ?? '', listen.port),
		dataPathAddress,
		dataPathPort: 0,
		joinAddress: remote,
		joinToken: body.JoinToken ?? '',
		availability,
		defaultAddressPool: [],
		subnetSize: 0,
		autoLock: false,
		description: describeEngine(host.name),
		...readyOf(),
	};
	const localAddress = findLocalAddress(sim, host, listen.host, remote);
	enlist(sim, host, {config, localAddress, waiting: exchange, isFounder: false});
	setTimer(sim, host, 'membership', 'join', CONNECT_TIMEOUT_MS, timeout, null);
}

/** A joiner's bad advertise address is dropped without a word. */
function advertisedByJoiner(host: EngineHost, specified: string, port: string): string {
	if (specified === '') return '';
	try {
		const advertise = resolveAdvertiseAddress(host, specified, port);
		return joinHostPort(advertise.host, advertise.port);
	} catch {
		return '';
	}
}

function findLocalAddress(sim: Sim, host: EngineHost, listen: string, remote: string): string {
	if (listen !== '0.0.0.0' && listen !== '::') return listen;
	const parts = splitHostPort(remote);
	const fail = (cause: string): never => {
		throw new ApiError(500, `could not find local IP address: ${cause}`);
	};
	if (!parts) return fail(`dial udp: address ${remote}: too many colons in address`);
	if (!/^\d+$/.test(parts.port)) return fail(`dial udp: lookup udp/${parts.port}: unknown port`);
	const address = lookUp(sim, parts.host);
	if (address === undefined || !isIp(address)) return fail(`dial udp: lookup ${parts.host}: no such host`);
	return sourceAddress(host, joinHostPort(address, parts.port));
}

/** The request that waits, answered at most once. */
function answerWaiting(sim: Sim, host: EngineHost, membership: Membership, error?: ApiError): void {
	const {waiting} = membership;
	if (!waiting) return;
	delete membership.waiting;
	if (error) reply(sim, host, waiting, errorResponse(error));
	else if (membership.isFounder) reply(sim, host, waiting, jsonResponse(200, membership.nodeId ?? ''));
	else reply(sim, host, waiting, emptyResponse(200));
}

function disband(sim: Sim, host: EngineHost): void {
	stopNode(sim, host);
	delete host.scopes.membership;
	delete host.engine.membership;
}

/** A node ended by itself. One that had once been ready is started again, after a longer while each time. */
function endNode(sim: Sim, host: EngineHost, membership: Membership, error: string, wasReady: boolean): void {
	membership.state = 'error';
	membership.error = error;
	membership.kept = saveNode(host);
	stopNode(sim, host);
	note(sim, host, 'node', `its node ended: ${error}`);
	if (!wasReady && membership.restartMs === undefined) return;
	membership.restartMs = Math.min(RESTART_MAX_MS, 2 * (membership.restartMs ?? RESTART_MS / 2));
	setTimer(sim, host, 'membership', 'restart', membership.restartMs, restart, null);
}

function becomeReady(sim: Sim, host: EngineHost, {result}: Told): void {
	const {membership} = host.engine;
	if (!membership) return;
	clearTimer(host, 'membership', 'start');
	answerStart(sim, host);
	if (!result.ok) {
		const error = new ApiError(statusOfCode(result.code), result.message);
		if (membership.waiting) {
			disband(sim, host);
			return answerWaiting(sim, host, membership, error);
		}
		// The user was told that it goes on in the background: it does not any more, and waits to be left.
		return endNode(sim, host, membership, result.message, false);
	}
	// Docker forgets the error of a node that it has started again, but not that it had to.
	membership.state = membership.restartMs === undefined ? 'active' : 'error';
	membership.error = '';
	membership.nodeId = host.swarm?.nodeId;
	addGatewayNetwork(sim, host);
	if (!membership.isFounder || !membership.waiting) return answerWaiting(sim, host, membership);
	const options = {to: 'local', scope: 'membership', timeoutMs: PUSH_TIMEOUT_MS};
	call(sim, host, getView, null, options, callback(specRead, null));
}

const settingFailed = (cause: string): ApiError => new ApiError(500, `error updating cluster settings: ${cause}`);

/** The user's settings reach the new cluster only now, as an update like any other. */
function pushSpec(sim: Sim, host: EngineHost, {result}: Outcome<null, Result<ControlView>>): void {
	const {membership} = host.engine;
	if (!membership) return;
	if (!result.ok) return answerWaiting(sim, host, membership, settingFailed(describeFailure(result)));
	const {cluster} = result.value;
	const spec = mergeSpec(cluster.spec, membership.wanted ?? {});
	const order = {
		version: cluster.meta.version,
		spec,
		signingCa: readSigningCa(membership.wanted ?? {}),
		rotateWorkerToken: false,
		rotateManagerToken: false,
		rotateUnlockKey: false,
	};
	call(
		sim,
		host,
		updateCluster,
		order,
		{to: 'local', scope: 'membership', timeoutMs: PUSH_TIMEOUT_MS},
		callback(specPushed, null),
	);
}

/** Starts a locked manager with the key that its disk was sealed with; answers when it is ready, however long that takes. */
export function unlock(sim: Sim, host: EngineHost, exchange: Exchange, text: string): void {
	const {membership} = host.engine;
	if (membership?.state !== 'locked' || !membership.sealed) {
		if (host.swarm?.manager?.isServing) throw new ApiError(409, 'swarm is not locked');
		throw new ApiError(503, membership ? onWorker : notInSwarm);
	}
	const parsed = parseUnlockKey(text);
	if (!parsed.ok) throw new ApiError(400, parsed.error);
	const disk = unsealDisk(membership.sealed, parsed.key);
	if (!disk) throw new ApiError(401, 'swarm could not be unlocked: invalid key provided');
	note(sim, host, 'key', 'was unlocked: it reads its key and its Raft log');
	const {sealed: _, ...rest} = membership;
	host.engine.membership = {...rest, state: 'pending', waiting: exchange};
	resumeNode(sim, host, membership.config, disk);
}

export function leave(sim: Sim, host: EngineHost, exchange: Exchange, refusal: string | undefined): void {
	if (refusal !== undefined) throw new ApiError(503, refusal);
	const {waiting} = host.engine.membership ?? {};
	note(sim, host, 'node', `left its swarm, without a word to anybody`);
	disband(sim, host);
	if (waiting) reply(sim, host, waiting, errorResponse(new ApiError(500, 'context canceled')));
	setTimer(sim, host, 'engine', `leave/${exchange.id}`, LEAVE_MS, left, exchange);
}

export const membershipHandlers: Handlers<EngineHost> = {
	...on(ready, becomeReady),
	...on(stopped, (sim: Sim, host: EngineHost, {result}) => {
		const {membership} = host.engine;
		if (membership) endNode(sim, host, membership, result.message, true);
	}),
	...on(restart, (sim: Sim, host: EngineHost) => {
		const {config, kept} = host.engine.membership ?? {};
		if (config && kept) resumeNode(sim, host, config, kept);
	}),
	...on(timeout, (sim: Sim, host: EngineHost) => {
		const {membership} = host.engine;
		if (membership) answerWaiting(sim, host, membership, new ApiError(503, joinTimeout));
	}),
	...on(specRead, pushSpec),
	...on(specPushed, (sim: Sim, host: EngineHost, {result}) => {
		const {membership} = host.engine;
		if (membership)
			answerWaiting(sim, host, membership, result.ok ? undefined : settingFailed(describeFailure(result)));
	}),
	...on(left, (sim: Sim, host: EngineHost, exchange) => reply(sim, host, exchange, emptyResponse(200))),
};
