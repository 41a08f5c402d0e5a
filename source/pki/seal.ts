import {xsalsa20poly1305} from '@noble/ciphers/salsa.js';

/** What a locked manager keeps on its disk: NaCl's secretbox, as SwarmKit encrypts with its unlock key. */
export const sealNonceBytes = 24;

/** @param key 32 bytes. @param nonce 24 random bytes, never used twice with one key. */
export function seal(text: string, key: Uint8Array, nonce: Uint8Array): string {
	const box = xsalsa20poly1305(key, nonce).encrypt(new TextEncoder().encode(text));
	return `${Buffer.from(nonce).toString('base64')}.${Buffer.from(box).toString('base64')}`;
}

/** Undefined where the key is not the one that it was sealed with. */
export function unseal(sealed: string, key: Uint8Array): string | undefined {
	const [nonce = '', box = ''] = sealed.split('.').map(part => Buffer.from(part, 'base64'));
	try {
		return new TextDecoder().decode(
			xsalsa20poly1305(key, Uint8Array.from(nonce as Buffer)).decrypt(Uint8Array.from(box as Buffer)),
		);
	} catch {
		return undefined;
	}
}
