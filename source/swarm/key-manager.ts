import {toHex} from '../base/hex.ts';
import {randomBytes, randomInteger} from '../base/random.ts';
import {type Handlers, note, on, type Simulation, setTimer, signal} from '../simulation/simulation.ts';
import {keysOf} from './network-keys.ts';
import type {NetworkKey} from './objects.ts';
import type {SwarmHost} from './state.ts';
import {theCluster, update} from './store.ts';
import {type Write, write} from './transactions.ts';

/**
Keys of the data plane: for gossip and for encrypted networks, three each, a new one every twelve hours.
The clock of the twelve hours starts when a leader takes over. (SwarmKit manager/keymanager)
*/
type Sim = Simulation<SwarmHost>;

export const KEY_ROTATION_MS = 12 * 3_600_000;
const KEYS_PER_SUBSYSTEM = 3;
const subsystems = ['networking:gossip', 'networking:ipsec'] as const;

const makeKey = (sim: Sim, clusterId: string, subsystem: NetworkKey['subsystem'], lamportTime: number): NetworkKey => ({
	subsystem,
	lamportTime,
	key: toHex(randomBytes(16, sim.seed, 'key.network', clusterId, lamportTime)),
});

const createKeys: Write<null, null> = {
	name: 'keys.create',
	run(draft, _, {sim}) {
		const cluster = theCluster(draft.store);
		if (!cluster || cluster.networkKeys.length > 0) return null;
		let clock = randomInteger(65_536, sim.seed, 'key.lamport', cluster.id);
		const networkKeys = subsystems.flatMap(subsystem =>
			Array.from({length: KEYS_PER_SUBSYSTEM}, () => makeKey(sim, cluster.id, subsystem, ++clock)),
		);
		update(draft, 'clusters', {...cluster, networkKeys, lamportClock: clock});
		return null;
	},
};

/** Drops the oldest key of each subsystem and adds a new one; the second of three is the one that encrypts. */
const rotateKeys: Write<null, null> = {
	name: 'keys.rotate',
	run(draft, _, {sim}) {
		const cluster = theCluster(draft.store);
		if (!cluster) return null;
		let clock = cluster.lamportClock;
		const networkKeys = subsystems.flatMap(subsystem => {
			const kept = keysOf(cluster.networkKeys, subsystem).slice(1);
			return [...kept, makeKey(sim, cluster.id, subsystem, ++clock)];
		});
		const keyRotations = cluster.keyRotations + 1;
		update(draft, 'clusters', {...cluster, networkKeys: networkKeys.slice(), lamportClock: clock, keyRotations});
		return null;
	},
};

export const keyWrites = [createKeys, rotateKeys] as const;

const rotationDue = signal<null>('keys.rotation-due');

function armRotation(sim: Sim, host: SwarmHost): void {
	const leader = host.swarm?.manager?.leader;
	if (!leader) return;
	leader.keysRotateAt = sim.now + KEY_ROTATION_MS;
	setTimer(sim, host, 'leader', 'keys', KEY_ROTATION_MS, rotationDue, null);
}

export function startKeyManager(sim: Sim, host: SwarmHost): void {
	write(sim, host, createKeys, null);
	armRotation(sim, host);
}

export const keyHandlers: Handlers<SwarmHost> = on(rotationDue, (sim: Sim, host: SwarmHost) => {
	note(sim, host, 'key', `rotated the gossip and IPsec keys: three of each, the second encrypts; next in 12 h`);
	write(sim, host, rotateKeys, null);
	armRotation(sim, host);
});
