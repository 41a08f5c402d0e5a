import type {Simulation} from '../simulation/simulation.ts';
import type {SwarmHost} from './state.ts';

/** What the journal calls a node: its machine's name, where one still has that identity. */
export const nameOf = (sim: Simulation<SwarmHost>, nodeId: string): string =>
	Object.values(sim.hosts).find(host => host.swarm?.nodeId === nodeId)?.name ?? `${nodeId.slice(0, 9)}…`;
