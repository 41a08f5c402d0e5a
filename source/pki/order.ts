import {type Key as DrawKey, randomBytes} from '../base/random.ts';
import {type Certificate, type Role, readCertificate} from './certificate.ts';
import {createKey, decodePrivateKey, type Key, keySeedBytes} from './key.ts';
import type {Name} from './name.ts';
import {remember} from './remember.ts';

/**
What stands in the state in place of keys and certificates. A key is drawn by name and a signature follows from what
it signs (RFC 6979), so the bytes are a function of the order, and are made when somebody looks: see `pem.ts`.
*/

/** A private key: the name of its draw, or the PEM of one that was given. Names are equal where keys are. */
export type KeyName = string;

/** Names the key that is drawn with these keys of `base/random.ts`. */
export const nameKey = (seed: DrawKey, stream: string, ...keys: readonly DrawKey[]): KeyName =>
	[seed, stream, ...keys].join('\u0000');

const drawKey = (name: KeyName): Key => {
	const [seed = '', stream = '', ...keys] = name.split('\u0000');
	return createKey(randomBytes(keySeedBytes, seed, stream, ...keys));
};

/** Throws where a given key is not P-256 in PKCS#8 PEM. */
export const keyOf: (name: KeyName) => Key = remember(256, name =>
	name.startsWith('-----BEGIN ') ? decodePrivateKey(name) : drawKey(name),
);

/** A certificate that can be made at any time. Without a role it is a CA's. */
export type CertificateOrder = {
	/** Hex, without leading zero bytes. */
	readonly serialNumber: string;
	readonly subject: Name;
	readonly role: Role | undefined;
	/** Unit: milliseconds since 1970; whole seconds. */
	readonly notBefore: number;
	readonly notAfter: number;
	/** Only its public half goes in. */
	readonly key: KeyName;
	/** Absent: signed with its own key. */
	readonly issuer?: Issuer;
};

/** A certificate: its order, or the PEM of one that was given. */
export type IssuedCertificate = CertificateOrder | string;

/** Who signs: a CA with its key, and what goes out behind each certificate that it signs. */
export type Issuer = {
	readonly certificate: IssuedCertificate;
	readonly key: KeyName;
	readonly intermediates?: readonly IssuedCertificate[];
};

/** The names that a node's certificate is valid for. */
export const dnsNamesOf = (role: Role, nodeId: string): string[] => [
	`swarm-${role}`,
	nodeId,
	...(role === 'manager' ? ['swarm-ca'] : []),
];

/** What can be told of a certificate without making it. */
export type CertificateFacts = Pick<Certificate, 'serialNumber' | 'subject' | 'role' | 'notBefore' | 'notAfter'>;

/** Throws where the text of a given certificate is none. */
export const factsOf = (certificate: IssuedCertificate): CertificateFacts =>
	typeof certificate === 'string' ? readCertificate(certificate) : certificate;
