import {createPrivateKey, createPublicKey, verify} from 'node:crypto';
import {p256} from '@noble/curves/nist.js';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createKey, decodePrivateKey, encodePrivateKey, keySeedBytes, sign} from '../../source/pki/key.ts';
import {keyOf, seeds} from './swarm.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

test('a signature is that of RFC 6979, appendix A.2.5', () => {
	const key = {
		secret: hex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721'),
		publicPoint: new Uint8Array(),
	};
	const r = 'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716';
	const s = 'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8';
	const der = Buffer.from(sign(key, new TextEncoder().encode('sample')))
		.toString('hex')
		.toUpperCase();
	expect(der).toBe(`3046022100${r}022100${s}`);
});

test('keys and signatures are those of the curve with its blinding left on', () => {
	fc.assert(
		fc.property(
			fc.uint8Array({minLength: keySeedBytes, maxLength: keySeedBytes}),
			fc.uint8Array({maxLength: 600}),
			(seed, message) => {
				const key = createKey(seed);
				const {secretKey} = p256.keygen(seed);
				expect(key.secret).toEqual(secretKey);
				expect(key.publicPoint).toEqual(p256.getPublicKey(secretKey, false));
				expect(sign(key, message)).toEqual(p256.sign(message, secretKey, {lowS: false, format: 'der'}));
			},
		),
		{numRuns: 20},
	);
});

test.each(seeds)('node:crypto reads the stored key of seed %i and verifies what it signs', seed => {
	const key = keyOf(seed, 'node');
	const stored = createPrivateKey(encodePrivateKey(key));
	expect(stored.asymmetricKeyDetails).toEqual({namedCurve: 'prime256v1'});
	expect(stored.export({type: 'pkcs8', format: 'pem'})).toBe(encodePrivateKey(key));
	const message = Buffer.from(`seed ${seed}`);
	expect(verify('sha256', message, createPublicKey(stored), sign(key, message))).toBe(true);
	expect(verify('sha256', Buffer.from('another'), createPublicKey(stored), sign(key, message))).toBe(false);
});

test('a stored key is read back as it was, as plain data that may be cloned', () => {
	const key = keyOf(1, 'node');
	expect(decodePrivateKey(encodePrivateKey(key))).toEqual(key);
	expect(structuredClone(key)).toEqual(key);
	expect(key.secret.buffer.byteLength).toBe(32);
	expect(() => decodePrivateKey('no key')).toThrow();
	expect(() => createKey(new Uint8Array(32))).toThrow(RangeError);
});
