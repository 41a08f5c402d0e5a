import {randomFraction} from '../base/random.ts';
import type {RaftId} from '../raft/raft.ts';
import {canReach, hasRecovered} from '../simulation/network.ts';
import type {Simulation} from '../simulation/simulation.ts';
import type {Manager, SwarmHost} from './state.ts';
import {refusedHandshake} from './tls.ts';

/** The connections between managers that carry Raft: what gRPC and TCP make of an outage. */
type Sim = Simulation<SwarmHost>;

const RECONNECT_MAX_MS = 8000;

/** gRPC's waiting before it connects again: 1 s, then 1.6 times as long each time, 8 s at the most, give or take a fifth. */
function reconnectDelayMs(sim: Sim, host: SwarmHost, to: RaftId, attempt: number): number {
	const jitter = 0.8 + 0.4 * randomFraction(sim.seed, 'raft.reconnect', host.name, to, attempt);
	return Math.round(Math.min(1000 * 1.6 ** attempt, RECONNECT_MAX_MS) * jitter);
}

/**
Whether the connection to a member stands. One that broke is tried again at times of its own, which need not be
events: the first of them since that member listens again counts. Then both ends look at each other's certificate.
*/
export function isConnected(sim: Sim, host: SwarmHost, manager: Manager, to: RaftId, target: SwarmHost): boolean {
	const brokenAt = manager.brokenAt[to];
	const listensSince = target.swarm?.manager?.openedAt ?? sim.now;
	const isNew = manager.active[to] === undefined;
	if (brokenAt === undefined && !isNew) return true;
	let at = brokenAt ?? sim.now;
	for (let attempt = 0; brokenAt !== undefined && at < listensSince; attempt++)
		at += reconnectDelayMs(sim, host, to, attempt);
	return at <= sim.now && refusedHandshake(sim, host, target) === undefined;
}

/** Whether the connection to a member still waits for TCP to find out that the link is back. */
export function isStalled(sim: Sim, host: SwarmHost, {stalledAt}: Manager, to: RaftId): boolean {
	const since = stalledAt[to];
	if (since === undefined) return false;
	// Most are near the least; a few have met a slow answer.
	const spread = randomFraction(sim.seed, 'tcp.retransmission', host.name, to) ** 3;
	return !hasRecovered(sim, since, spread);
}

/** The other members' connections to this one's address break, and are tried again from now on. */
export function breakConnections(sim: Sim, host: SwarmHost): void {
	const id = host.swarm?.manager?.raft?.id;
	for (const other of Object.values(sim.hosts)) {
		const manager = other.swarm?.manager;
		const member = id === undefined ? undefined : manager?.members[id];
		if (!manager || !member || !canReach(sim, other, host)) continue;
		for (const {raftId, address} of Object.values(manager.members)) {
			if (address === member.address) manager.brokenAt[raftId] ??= sim.now;
		}
	}
}
