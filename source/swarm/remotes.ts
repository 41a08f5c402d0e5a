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
const reweigh = (weight: number, experience: keyof typeof observations): number =>
	Math.ceil(clip(0.5 * observations[experience] + 0.5 * weight)) || 0;

/** The managers that a node hears of become its remotes: to be told of one is a good experience with it. */
export function learnRemotes(host: SwarmHost, managers: readonly Pick<Remote, 'nodeId' | 'address'>[]): void {
	const node = host.swarm;
	if (!node) return;
	const {remotes} = node;
	const isNoNews = (remote: Remote, index: number) =>
		remote.nodeId === managers[index]?.nodeId &&
		remote.address === managers[index]?.address &&
		remote.weight === reweigh(remote.weight, 'good');
	if (remotes.length === managers.length && remotes.every(isNoNews)) return;
	node.remotes = managers.map(({nodeId, address}) => {
		const known = remotes.find(remote => remote.address === address);
		return {nodeId, address, weight: reweigh(known?.weight ?? 0, 'good')};
	});
}

/**
Good and bad experiences with a manager move its weight half of the way. Two may have one address, a machine's that
left and came back as another node: what is at that address counts for both.
*/
export function observe(host: SwarmHost, address: string, experience: keyof typeof observations): void {
	for (const remote of host.swarm?.remotes ?? []) {
		if (remote.address === address) remote.weight = reweigh(remote.weight, experience);
	}
}
