import {toHex} from '../base/hex.ts';
import {randomBytes} from '../base/random.ts';
import type {Interface} from '../simulation/network.ts';
import {type Handlers, openScope} from '../simulation/simulation.ts';
import {swarmHandlers} from '../swarm/swarm.ts';
import type {EngineHost, Sim} from './engine.ts';
import {eventHandlers} from './events.ts';
import {predefinedNetworks} from './local-networks.ts';
import {membershipHandlers} from './membership.ts';
import {powerHandlers} from './power.ts';
import {routeHandlers} from './routes.ts';

/** A machine with a Docker engine that is in no swarm. */
export const createMachine = (
	seed: string,
	name: string,
	interfaces: readonly Interface[],
	startedAt: number,
): EngineHost => ({
	name,
	interfaces: [...interfaces],
	isRunning: true,
	isPowered: true,
	clockAheadMs: 0,
	listeners: {},
	scopes: {},
	timers: {},
	memberships: 0,
	calls: {},
	serving: {},
	engine: {
		id: uuid(randomBytes(16, seed, 'id.engine', name)),
		startedAt,
		exchanges: {},
		networks: [],
		events: [],
		followers: {},
	},
});

const uuid = (bytes: Uint8Array): string => {
	const hex = toHex(bytes);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export function startEngine(sim: Sim, host: EngineHost): void {
	openScope(sim, host, 'engine');
	if (host.engine.networks.length === 0) host.engine.networks.push(...predefinedNetworks(sim, host));
}

/** All that can happen to a machine. */
export const machineHandlers = {
	...swarmHandlers,
	...membershipHandlers,
	...eventHandlers,
	...powerHandlers,
	...routeHandlers,
} as Handlers<EngineHost>;
