import {gcm} from '@noble/ciphers/aes.js';

/**
What nodes gossip, as it goes over the wire: a version, a nonce, and the message under AES-128-GCM with its tag.
(memberlist security.go: version 1 pads nothing; a packet carries no data that is only authenticated)
*/
const VERSION = 1;
export const gossipNonceBytes = 12;

/** @param key 16 bytes. @param nonce 12 random bytes, never used twice with one key. */
export function sealPacket(message: Uint8Array, key: Uint8Array, nonce: Uint8Array): Uint8Array {
	const box = gcm(key, nonce).encrypt(message);
	return Uint8Array.from([VERSION, ...nonce, ...box]);
}

/** Undefined: it was sealed with another key, or something was changed on its way. */
export function openPacket(packet: Uint8Array, key: Uint8Array): Uint8Array | undefined {
	const [version] = packet;
	const nonce = packet.subarray(1, 1 + gossipNonceBytes);
	if (version !== VERSION || nonce.length < gossipNonceBytes) return undefined;
	try {
		return gcm(key, nonce).decrypt(packet.subarray(1 + gossipNonceBytes));
	} catch {
		return undefined;
	}
}
