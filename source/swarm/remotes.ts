import {randomFraction} from '../base/random.ts';
import type {Simulation} from '../simulation/simulation.ts';
import type {Remote, SwarmHost} from './state.ts';

/** Which manager a node turns to: a draw, weighted by the experience it has had with each. (SwarmKit remotes) */
type Sim = Simulation<SwarmHost>;

const observations = {good: 10, bad: -10} as const;
const WEIGHT_MAX = 256;
/** Weight of a remote that nobody has a good word for. */
const WEIGHT_FLOOR = 0.001;

/** `purpose` and `ordinal` tell one draw from another. Undefined: no manager is known but `except`. */
export function pickRemote(
	sim: Sim,
	host: SwarmHost,
	purpose: string,
	ordinal: number,
	except?: {readonly nodeId: string},
): Remote | undefined {
	const remotes = (host.swarm?.remotes ?? []).filter(remote => remote.nodeId !== except?.nodeId);
	const weights = remotes.map(remote => Math.max(remote.weight, 0) + WEIGHT_FLOOR);
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	let rest = randomFraction(sim.seed, purpose, host.name, host.swarm?.nodeId ?? '', ordinal) * total;
	for (const [index, weight] of weights.entries()) {
		rest -= weight;
		if (rest < 0) return remotes[index];
	}
	return remotes.at(-1);
}

const clip = (weight: number): number => Math.max(-WEIGHT_MAX, Math.min(WEIGHT_MAX, weight));

/**
Good and bad experiences with a manager move its weight half of the way. Two may have one address, a machine's that
left and came back as another node: what is at that address counts for both.
*/
export function observe(host: SwarmHost, address: string, experience: keyof typeof observations): void {
	for (const remote of host.swarm?.remotes ?? []) {
		if (remote.address === address)
			remote.weight = Math.ceil(clip(0.5 * observations[experience] + 0.5 * remote.weight)) || 0;
	}
}
