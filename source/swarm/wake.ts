import type {Simulation} from '../simulation/simulation.ts';
import {wakeSessions} from './heartbeat.ts';
import {wakeGroup} from './raft-clock.ts';
import {wakeRenewals} from './renewer.ts';
import type {SwarmHost} from './state.ts';

/** Everybody who may soon miss something is woken: to be called before a fault. */
export function wakeAll(sim: Simulation<SwarmHost>): void {
	for (const host of Object.values(sim.hosts)) if (host.swarm?.manager) wakeGroup(sim, host);
	wakeSessions(sim);
	wakeRenewals(sim);
}
