import {createDecipheriv} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {associations, keysOf, openGossip, primaryKey, sealGossip} from '../../source/swarm/network-keys.ts';
import type {NetworkKey} from '../../source/swarm/objects.ts';
import {theCluster} from '../../source/swarm/store.ts';
import {
	advance,
	createSwarm,
	hostOf,
	hour,
	leaderOf,
	managerOf,
	minute,
	second,
	seedsTo,
	startMachine,
	stopMachine,
} from '../engine/machines.ts';

const nonce = Uint8Array.from({length: 12}, (_, index) => index);
const knownTo = (sim: Sim, name: string): readonly NetworkKey[] => hostOf(sim, name).swarm?.agent.keys ?? [];
const storedKeys = (sim: Sim): readonly NetworkKey[] =>
	theCluster(managerOf(sim, leaderOf(sim)).store)?.networkKeys ?? [];
/** Does what one sends reach the other? */
const talks = (from: readonly NetworkKey[], to: readonly NetworkKey[]): boolean => {
	const packet = sealGossip(from, 'alive node2', nonce);
	return packet !== undefined && openGossip(to, packet)?.text === 'alive node2';
};

describe.each(seedsTo(10))('in the swarm of seed %s', seed => {
	test('nodes that are one rotation apart understand each other, two apart do not', () => {
		const sim = createSwarm(seed, 1, 1);
		const generations = [storedKeys(sim)];
		for (let rotation = 1; rotation <= 3; rotation++) {
			advance(sim, 12 * hour + minute);
			generations.push(storedKeys(sim));
		}
		for (const [one, from] of generations.entries()) {
			for (const [other, to] of generations.entries())
				expect(talks(from, to), `${one} to ${other}`).toBe(Math.abs(one - other) <= 1);
		}
	});

	test('a node that was away keeps its keys, is understood for one rotation, and learns the new ones when it is back', () => {
		const sim = createSwarm(seed, 1, 2);
		const before = knownTo(sim, 'node2');
		expect(before).toEqual(storedKeys(sim));
		advance(sim, 12 * hour + minute);
		expect(knownTo(sim, 'node2')).toEqual(storedKeys(sim));
		expect(talks(before, knownTo(sim, 'node3'))).toBe(true);
		stopMachine(sim, 'node2');
		advance(sim, 24 * hour);
		expect(talks(before, knownTo(sim, 'node3'))).toBe(false);
		startMachine(sim, 'node2');
		advance(sim, 10 * second);
		expect(knownTo(sim, 'node2')).toEqual(storedKeys(sim));
	});

	test('there is an IPsec association in for each key and one out with the primary one, and both ends agree', () => {
		const sim = createSwarm(seed, 1, 1);
		const keys = storedKeys(sim);
		const [here, there] = ['172.31.4.11', '172.31.4.12'];
		const own = associations(keys, here, there);
		expect(own.map(({direction}) => direction)).toEqual(['out', 'in', 'in', 'in']);
		const [out] = own;
		expect(out?.lamportTime).toBe(primaryKey(keys, 'networking:ipsec')?.lamportTime);
		expect(keysOf(keys, 'networking:ipsec').map(({lamportTime}) => lamportTime)).toEqual(
			own.slice(1).map(({lamportTime}) => lamportTime),
		);
		// What goes out here comes in there, under the same index and key.
		const same = associations(keys, there, here).filter(({direction, spi}) => direction === 'in' && spi === out?.spi);
		expect(same).toEqual([{...out, direction: 'in'}]);
		expect(new Set(own.map(({spi}) => spi)).size).toBe(4);
	});
});

/** Fowler, Noll and Vo's own description, with whole numbers. */
function fnv1a(bytes: readonly number[]): number {
	let hash = 0x811c9dc5n;
	for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x01000193n) % 2n ** 32n;
	return Number(hash);
}

test('the index is FNV-1a over the source, the Lamport time and the destination, and salts the key', () => {
	const keys: NetworkKey[] = [41, 42, 43].map(lamportTime => ({
		subsystem: 'networking:ipsec',
		lamportTime,
		key: '000102030405060708090a0b0c0d0e0f',
	}));
	const [out] = associations(keys, '172.31.4.11', '172.31.4.12');
	const mapped = (last: number) => [...new Array<number>(10).fill(0), 0xff, 0xff, 172, 31, 4, last];
	expect(fnv1a([...'foobar'].map(letter => letter.charCodeAt(0)))).toBe(0xbf9cf968);
	const spi = fnv1a([...mapped(11), 0, 0, 0, 42, ...mapped(12)]);
	expect(out).toMatchObject({
		spi,
		lamportTime: 42,
		key: `000102030405060708090a0b0c0d0e0f${spi.toString(16).padStart(8, '0')}`,
	});
});

test('a packet is AES-128-GCM with the real key: other software opens it, and nobody changes it', () => {
	const keys = storedKeys(createSwarm('1', 1, 0));
	const packet = sealGossip(keys, 'suspect node3', nonce) as Uint8Array;
	const key = Buffer.from(primaryKey(keys, 'networking:gossip')?.key ?? '', 'hex');
	expect(key).toHaveLength(16);
	expect(packet[0]).toBe(1);
	const decipher = createDecipheriv('aes-128-gcm', key, packet.subarray(1, 13));
	decipher.setAuthTag(packet.subarray(-16));
	expect(decipher.update(packet.subarray(13, -16), undefined, 'utf8') + decipher.final('utf8')).toBe('suspect node3');
	for (let at = 0; at < packet.length; at++) {
		const changed = Uint8Array.from(packet);
		changed[at] = (changed[at] ?? 0) ^ 1;
		expect(openGossip(keys, changed)).toBeUndefined();
	}
	expect(sealGossip([], 'nothing', nonce)).toBeUndefined();
});
