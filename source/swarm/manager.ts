import {toHex} from '../base/hex.ts';
import {randomBytes} from '../base/random.ts';
import {bootstrapRaft, createRaft, persistedState, restartRaft} from '../raft/raft.ts';
import {splitHostPort} from '../simulation/network.ts';
import {
	callback,
	closeScope,
	type Handlers,
	note,
	type Outcome,
	on,
	openScope,
	resolve,
	type Simulation,
	schedule,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {becomeReady, reconnect} from './agent.ts';
import {breakConnections} from './connections.ts';
import {breakSessions} from './dispatcher.ts';
import {wakeSessions} from './heartbeat.ts';
import {type JoinAnswer, joinRaft} from './membership.ts';
import {startClock} from './raft-clock.ts';
import {drain, removedFromGroup, restoreStore, type StoreSnapshot, wakeGroup} from './raft-group.ts';
import {pickRemote} from './remotes.ts';
import {forceRenewal, roleChanged, wakeRenewals} from './renewer.ts';
import {call, dropCallers} from './rpc.ts';
import type {Manager, RaftLog, SwarmHost, SwarmNode} from './state.ts';
import {describeFailure, type Result} from './status.ts';
import {createStore} from './store.ts';

/** A node's manager: starts when its certificate says manager, stops when Raft or the certificate says otherwise. */
type Sim = Simulation<SwarmHost>;

const JOIN_TIMEOUT_MS = 25_000;
/** How often a starting node looks whether its control socket answers. */
const READY_POLL_MS = 500;
/** How long a manager that Raft has removed waits for its worker certificate; once asked for, as long again. */
const DEMOTION_GUARD_MS = 16_000;

const joined = signal<Outcome<{address: string}, Result<JoinAnswer>>>('manager.joined');
const readyPolled = signal<null>('manager.ready-polled');
const guardOver = signal<{readonly hasAsked: boolean}>('manager.guard-over');

function open(sim: Sim, host: SwarmHost): Manager {
	const node = host.swarm as NonNullable<SwarmHost['swarm']>;
	// A sleeping group would not notice that somebody listens again.
	wakeGroup(sim, host);
	const manager: Manager = {
		store: createStore(),
		members: {},
		introduced: [],
		active: {},
		activeSince: {},
		stalledAt: {},
		brokenAt: {},
		openedAt: sim.now,
		removed: {},
		clock: {lastTickAt: sim.now, heardAt: 0, isSuspended: false},
		isServing: false,
		isReady: false,
		isWatched: false,
	};
	node.manager = manager;
	openScope(sim, host, 'manager');
	const {host: address = '0.0.0.0', port = '2377'} = splitHostPort(node.config.listenAddress) ?? {};
	host.listeners[port] = address;
	return manager;
}

/** What others are to call this manager: `0.0.0.0` where it does not know its own address. */
function advertisedAddress(host: SwarmHost): string {
	const {advertiseAddress = '', listenAddress = ''} = host.swarm?.config ?? {};
	return advertiseAddress || listenAddress;
}

const raftOptions = (sim: Sim, id: string) => ({id, seed: sim.seed, electionTick: 10, heartbeatTick: 1});

/** The first manager of a new swarm. */
export function bootstrapManager(sim: Sim, host: SwarmHost): void {
	const manager = open(sim, host);
	const nodeId = host.swarm?.nodeId ?? '';
	const id = toHex(randomBytes(8, sim.seed, 'id.raft', nodeId, 0));
	manager.raft = bootstrapRaft(raftOptions(sim, id), {nodeId, address: advertisedAddress(host)});
	serve(sim, host, manager);
}

/** What of Raft is on a node's disk. */
export function logOf({manager, log}: SwarmNode): RaftLog | undefined {
	if (!manager?.raft) return log;
	return {id: manager.raft.id, members: Object.keys(manager.members), persisted: persistedState(manager.raft)};
}

/** A manager back from its disk; without a log it asks to become a member, as one that joins. */
export function resumeManager(sim: Sim, host: SwarmHost): void {
	const log = host.swarm?.log;
	if (!log) return joinManager(sim, host);
	const manager = open(sim, host);
	manager.raft = restartRaft(raftOptions(sim, log.id), log.persisted);
	const {snapshot} = log.persisted;
	if (snapshot) restoreStore(manager, snapshot.data as StoreSnapshot);
	serve(sim, host, manager);
}

/** A manager more: asks to become a member of Raft. */
export function joinManager(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node) return;
	open(sim, host);
	const pick = () => pickRemote(sim, host, 'manager.remote', node.agent.attempts++, node);
	const to = node.config.joinAddress || (pick()?.address ?? '');
	note(sim, host, 'raft', `asks ${to} to become a member of Raft`);
	const request = {address: advertisedAddress(host)};
	call(
		sim,
		host,
		joinRaft,
		request,
		{to, scope: 'manager', timeoutMs: JOIN_TIMEOUT_MS},
		callback(joined, {address: to}),
	);
}

function enter(sim: Sim, host: SwarmHost, {result}: Outcome<{address: string}, Result<JoinAnswer>>): void {
	const node = host.swarm;
	const manager = node?.manager;
	if (!node || !manager) return;
	if (!result.ok) {
		const message = `manager stopped: can't initialize raft node: ${describeFailure(result)}`;
		stopManager(sim, host);
		resolve(sim, host, node.isReady ? node.config.stopped : node.config.ready, {...result, message});
		return;
	}
	manager.raft = createRaft(raftOptions(sim, result.value.raftId));
	manager.introduced = result.value.members;
	serve(sim, host, manager);
}

function serve(sim: Sim, host: SwarmHost, manager: Manager): void {
	manager.isServing = true;
	wakeGroup(sim, host);
	wakeRenewals(sim);
	startClock(sim, host, manager);
	drain(sim, host);
	schedule(sim, host, readyPolled, null, {delay: READY_POLL_MS, scope: 'manager'});
}

/** Ends this manager, and with it everything that others had with it. */
export function stopManager(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node?.manager) return;
	wakeGroup(sim, host);
	wakeSessions(sim);
	breakSessions(sim, host, 'node must disconnect');
	breakConnections(sim, host);
	closeScope(host, 'leader');
	closeScope(host, 'manager');
	dropCallers(sim, host);
	const {port = '2377'} = splitHostPort(node.config.listenAddress) ?? {};
	delete host.listeners[port];
	delete node.manager;
	node.unlockKey = '';
}

function armGuard(sim: Sim, host: SwarmHost, hasAsked: boolean): void {
	setTimer(sim, host, 'node', 'demotion-guard', DEMOTION_GUARD_MS, guardOver, {hasAsked});
}

function followRole(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (node?.credentials?.role === 'manager' && !node.manager) resumeManager(sim, host);
	else if (node?.credentials?.role === 'worker') {
		if (node.manager) {
			const log = logOf(node);
			stopManager(sim, host);
			if (log) node.log = log;
			reconnect(sim, host);
		}
		// A manager that was removed before it was ready becomes ready as the worker that it is now.
		becomeReady(sim, host);
	}
}

export const managerHandlers: Handlers<SwarmHost> = {
	...on(joined, enter),
	...on(readyPolled, (sim: Sim, host: SwarmHost) => {
		const manager = host.swarm?.manager;
		if (!manager) return;
		manager.isReady = true;
		manager.isWatched = true;
		becomeReady(sim, host);
	}),
	...on(roleChanged, followRole),
	...on(removedFromGroup, (sim: Sim, host: SwarmHost) => {
		note(sim, host, 'raft', `was removed from Raft: its manager stops`);
		stopManager(sim, host);
		delete host.swarm?.log;
		reconnect(sim, host);
		armGuard(sim, host, false);
	}),
	...on(guardOver, (sim: Sim, host: SwarmHost, {hasAsked}) => {
		const node = host.swarm;
		if (!node || node.manager || node.credentials?.role !== 'manager') return;
		// It got none even so: then it was promoted again in the meantime.
		if (hasAsked) return joinManager(sim, host);
		forceRenewal(sim, host);
		armGuard(sim, host, true);
	}),
};
