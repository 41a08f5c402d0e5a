import type {Simulation} from '../simulation/simulation.ts';
import type {SwarmHost} from './state.ts';
import type {Store} from './store.ts';

/** What the journal calls a node: its machine's name, and its ID where another node has the name by now. */
export function nameOf(sim: Simulation<SwarmHost>, {nodes}: Store, nodeId: string): string {
	const machine = Object.values(sim.hosts).find(host => host.swarm?.nodeId === nodeId);
	if (machine) return machine.name;
	const hostname = nodes[nodeId]?.description?.hostname;
	const isShared = Object.values(nodes).some(one => one.id !== nodeId && one.description?.hostname === hostname);
	if (hostname === undefined) return nodeId.slice(0, 12);
	return isShared ? `${hostname} (${nodeId.slice(0, 12)})` : hostname;
}
