import ipaddr from 'ipaddr.js';
import {toHex} from '../base/hex.ts';
import {openPacket, sealPacket} from '../pki/gossip-packet.ts';
import type {NetworkKey} from './objects.ts';

/**
What a node does with the keys that its session brought: gossip is encrypted with the primary key and opened with
any; an encrypted network has an IPsec association for each key and direction. Nothing of it is kept: it follows from
the keys. (moby daemon/libnetwork/agent.go, drivers/overlay/encryption.go)
*/
type Keys = readonly NetworkKey[];

const bytesOf = ({key}: NetworkKey): Uint8Array => Uint8Array.from(Buffer.from(key, 'hex'));

/** A subsystem's keys, oldest first. */
export const keysOf = (keys: Keys, subsystem: NetworkKey['subsystem']): NetworkKey[] =>
	keys.filter(key => key.subsystem === subsystem).toSorted((a, b) => a.lamportTime - b.lamportTime);

/** The key that encrypts now: the second by Lamport time, so that every node has had it for twelve hours. */
export const primaryKey = (keys: Keys, subsystem: NetworkKey['subsystem']): NetworkKey | undefined =>
	keysOf(keys, subsystem)[1];

/** A packet of gossip as this node sends it; undefined where it has no keys yet. @param nonce 12 random bytes. */
export function sealGossip(keys: Keys, text: string, nonce: Uint8Array): Uint8Array | undefined {
	const primary = primaryKey(keys, 'networking:gossip');
	return primary && sealPacket(new TextEncoder().encode(text), bytesOf(primary), nonce);
}

/** What a node makes of a packet, and the Lamport time of the key that opened it; undefined: none of its keys does. */
export function openGossip(
	keys: Keys,
	packet: Uint8Array,
): {readonly text: string; readonly lamportTime: number} | undefined {
	for (const key of keysOf(keys, 'networking:gossip')) {
		const message = openPacket(packet, bytesOf(key));
		if (message) return {text: new TextDecoder().decode(message), lamportTime: key.lamportTime};
	}
	return undefined;
}

/** A security association as Linux has it (`ip xfrm state`): ESP in transport mode, for VXLAN between two nodes. */
export type Association = {
	readonly source: string;
	readonly destination: string;
	readonly spi: number;
	/** Out: with the primary key alone. In: one for each key. */
	readonly direction: 'out' | 'in';
	readonly lamportTime: number;
	readonly algorithm: 'rfc4106(gcm(aes))';
	/** The key and, as its salt, the SPI; hex. */
	readonly key: string;
	/** Length of the integrity check value. Unit: bits. */
	readonly icvBits: 64;
};

const FNV_OFFSET = 2_166_136_261;
const FNV_PRIME = 16_777_619;

/** FNV-1a, 32 bits. */
const fnv32a = (bytes: Iterable<number>): number => {
	let hash = FNV_OFFSET;
	for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
	return hash;
};

const bigEndian = (value: number): Uint8Array =>
	Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);

/** Sixteen bytes, IPv4 as IPv6 maps it. */
function addressBytes(text: string): number[] {
	const address = ipaddr.parse(text);
	return (address.kind() === 'ipv4' ? (address as ipaddr.IPv4).toIPv4MappedAddress() : address).toByteArray();
}

/** Names an association: both ends, and the key between them. */
const securityParameterIndex = (source: string, lamportTime: number, destination: string): number =>
	fnv32a([...addressBytes(source), ...bigEndian(lamportTime), ...addressBytes(destination)]);

/** What a node sets up for encrypted networks that it shares with another one. Addresses are those of the data path. */
export function associations(keys: Keys, own: string, remote: string): Association[] {
	const primary = primaryKey(keys, 'networking:ipsec');
	const associate = (key: NetworkKey, direction: Association['direction']): Association => {
		const [source, destination] = direction === 'out' ? [own, remote] : [remote, own];
		const spi = securityParameterIndex(source, key.lamportTime, destination);
		return {
			source,
			destination,
			spi,
			direction,
			lamportTime: key.lamportTime,
			algorithm: 'rfc4106(gcm(aes))',
			key: key.key + toHex(bigEndian(spi)),
			icvBits: 64,
		};
	};
	return [
		...(primary ? [associate(primary, 'out')] : []),
		...keysOf(keys, 'networking:ipsec').map(key => associate(key, 'in')),
	];
}
