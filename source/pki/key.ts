import {createECDH, createHash, createHmac, createPublicKey, verify} from 'node:crypto';
import {mapHashToField} from '@noble/curves/abstract/modular.js';
import {ecdsa, weierstrass} from '@noble/curves/abstract/weierstrass.js';
import {p256 as stock} from '@noble/curves/nist.js';
import {sha256} from '@noble/hashes/sha2.js';
import {
	type Asn1,
	bitString,
	decodeDer,
	decodePem,
	encodeDer,
	encodePem,
	explicit,
	objectIdentifier,
	octetString,
	parts,
	readBits,
	readBytes,
	readOid,
	sequence,
	smallInteger,
	tagged,
} from './asn1.ts';
import {oids} from './oids.ts';

/** A P-256 key pair. */
export type Key = {
	/** The private scalar, 32 bytes. */
	readonly secret: Uint8Array;
	/** The public point, uncompressed (SEC 1): 0x04, x, y; 65 bytes. */
	readonly publicPoint: Uint8Array;
};

/** How many random bytes `createKey` takes: enough for a scalar without noticeable bias. */
export const keySeedBytes = 48;

/**
The curve without the random blinding that guards a real signer against eavesdroppers on its timing:
this one has no secrets, must draw no randomness, and is twice as fast without. The bytes are the same.
*/
function createCurve() {
	const constant = (length = 0) => new Uint8Array(length).fill(1);
	const refuse = () => {
		throw new Error('no randomness here');
	};
	const point = weierstrass(stock.Point.CURVE(), {randomBytes: refuse});
	const hmac = (key: Uint8Array, message: Uint8Array) => createHmac('sha256', key).update(message).digest();
	return ecdsa(point, sha256, {lowS: false, randomBytes: constant, hmac});
}

let curve: ReturnType<typeof createCurve> | undefined;
/** Made on first use: its tables take some 20 ms. */
const p256 = () => {
	curve ??= createCurve();
	return curve;
};

/** The key that these 48 random bytes mean. */
export function createKey(seed: Uint8Array): Key {
	if (seed.length !== keySeedBytes) throw new RangeError(`a key takes ${keySeedBytes} random bytes`);
	const secret = Uint8Array.from(mapHashToField(seed, stock.Point.Fn.ORDER));
	return {secret, publicPoint: publicPointOf(secret)};
}

/** The point that belongs to a scalar: node's own multiplication, ten times as fast, and as repeatable. */
function publicPointOf(secret: Uint8Array): Uint8Array {
	const ecdh = createECDH('prime256v1');
	ecdh.setPrivateKey(secret);
	return Uint8Array.from(ecdh.getPublicKey());
}

/** SubjectPublicKeyInfo (RFC 5480). */
export const subjectPublicKeyInfo = (publicPoint: Uint8Array): Asn1 =>
	sequence(sequence(objectIdentifier(oids.ecPublicKey), objectIdentifier(oids.p256)), bitString(publicPoint));

/** The key identifier of RFC 5280 §4.2.1.2 (1): SHA-1 of the public key's bits. */
export const keyIdentifier = (publicPoint: Uint8Array): Uint8Array =>
	Uint8Array.from(createHash('sha1').update(publicPoint).digest());

/** ECDSA with SHA-256, DER; nonces by RFC 6979, so the same bytes give the same signature. */
export const sign = (key: Key, bytes: Uint8Array): Uint8Array => p256().sign(bytes, key.secret, {format: 'der'});

/** @param publicKey SubjectPublicKeyInfo in DER. */
export const verifySignature = (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean =>
	verify('sha256', bytes, createPublicKey({key: Buffer.from(publicKey), format: 'der', type: 'spki'}), signature);

/** PKCS#8 PEM as in swarm-node.key: the curve is named once, outside of the inner ECPrivateKey. */
export function encodePrivateKey(key: Key): string {
	const inner = sequence(smallInteger(1), octetString(key.secret), explicit(1, bitString(key.publicPoint)));
	const algorithm = sequence(objectIdentifier(oids.ecPublicKey), objectIdentifier(oids.p256));
	return encodePem('PRIVATE KEY', encodeDer(sequence(smallInteger(0), algorithm, octetString(encodeDer(inner)))));
}

/** Reads a P-256 key in PEM, PKCS#8 or SEC 1. Throws where the text is anything else. */
export function decodePrivateKey(pem: string): Key {
	const isSec1 = pem.includes('-----BEGIN EC PRIVATE KEY-----');
	const [der] = decodePem(isSec1 ? 'EC PRIVATE KEY' : 'PRIVATE KEY', pem);
	return isSec1 ? decodeEcPrivateKey(der as Uint8Array) : decodePkcs8(der as Uint8Array);
}

function decodePkcs8(der: Uint8Array): Key {
	const [, algorithm, inner] = parts(decodeDer(der));
	const [keyType, curveName] = parts(algorithm);
	if (readOid(keyType) !== oids.ecPublicKey || readOid(curveName) !== oids.p256) throw new Error(notP256);
	return decodeEcPrivateKey(readBytes(inner));
}

const notP256 = 'not a P-256 key';

/** SEC 1, C.4; where it names no curve, whatever is around it did. */
function decodeEcPrivateKey(der: Uint8Array): Key {
	const [, secret, ...rest] = parts(decodeDer(der));
	const curveName = tagged(rest, 0);
	if (curveName && readOid(parts(curveName)[0]) !== oids.p256) throw new Error(notP256);
	const publicKey = tagged(rest, 1);
	const scalar = readBytes(secret);
	return {
		secret: scalar,
		publicPoint: publicKey ? readBits(parts(publicKey)[0]) : p256().getPublicKey(scalar, false),
	};
}
