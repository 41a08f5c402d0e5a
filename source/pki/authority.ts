import {decodeDer, encodeDer, parts, readBits} from './asn1.ts';
import {type Role, readCertificate} from './certificate.ts';
import {type Key, keyIdentifier, sign, subjectPublicKeyInfo} from './key.ts';
import {encodeName} from './name.ts';
import {decodeSigningRequest, verifySigningRequest} from './signing-request.ts';
import {
	encodeCertificate,
	encodeTbsCertificate,
	nodeExtensions,
	rootExtensions,
	type TbsCertificate,
} from './tbs-certificate.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How many random bytes a serial number takes. */
export const serialNumberBytes = 20;
/** Unit: milliseconds. */
export const rootCertificateExpiry = 630_720_000_000;
export const defaultNodeCertificateExpiry = 2160 * hour;
const nodeCertificateExpiryMin = hour;
/** A certificate is valid from some time in the past, so that clocks may differ. */
const rootCertificateBackdate = 5 * minute;
const nodeCertificateBackdate = hour;

export type RootCa = {
	/** PEM. */
	readonly certificate: string;
	readonly key: Key;
};

/** As Go's `Round(time.Minute)`: half a minute is rounded up. */
const roundToMinute = (ms: number) => Math.floor((ms + minute / 2) / minute) * minute;

function positive(serial: Uint8Array): Uint8Array {
	if (serial.length !== serialNumberBytes) throw new RangeError(`a serial number takes ${serialNumberBytes} bytes`);
	const number = Uint8Array.from(serial);
	number[0] = (number[0] ?? 0) & 0x7f;
	return number;
}

function signCertificate(fields: TbsCertificate, key: Key): string {
	const tbs = encodeTbsCertificate(fields);
	return encodeCertificate(tbs, sign(key, encodeDer(tbs)));
}

/**
A new swarm's root: self-signed, CN=swarm-ca, valid for twenty years of 365 days.
@param serial 20 random bytes.
@param now milliseconds since 1970.
*/
export function createRootCa({key, serial, now}: {key: Key; serial: Uint8Array; now: number}): RootCa {
	const name = encodeName({CN: 'swarm-ca'});
	const notBefore = roundToMinute(now) - rootCertificateBackdate;
	const fields: TbsCertificate = {
		serialNumber: positive(serial),
		issuer: name,
		subject: name,
		notBefore,
		notAfter: notBefore + rootCertificateExpiry,
		subjectPublicKeyInfo: subjectPublicKeyInfo(key.publicPoint),
		extensions: rootExtensions(keyIdentifier(key.publicPoint)),
	};
	return {certificate: signCertificate(fields, key), key};
}

export type NodeCertificateOrder = {
	/** PEM; a certificate whose key `rootKey` is. */
	readonly rootCertificate: string;
	readonly rootKey: Key;
	/** The signing request, PEM. Only its public key counts. */
	readonly request: string;
	readonly role: Role;
	readonly nodeId: string;
	readonly clusterId: string;
	/** 20 random bytes. */
	readonly serial: Uint8Array;
	/** Unit: milliseconds. Less than an hour is taken for the default, 2160 hours. */
	readonly expiry?: number;
	/** Unit: milliseconds since 1970. */
	readonly now: number;
};

/** A node's certificate in PEM. Throws where the request is not signed by the key it asks for. */
export function issueCertificate(order: NodeCertificateOrder): string {
	const {rootCertificate, rootKey, request, role, nodeId, clusterId, serial, now} = order;
	const requested = decodeSigningRequest(request);
	if (!verifySigningRequest(requested)) throw new Error('the signing request is not signed by its own key');
	const {publicKeyInfo} = requested;
	const issuer = readCertificate(rootCertificate);
	const unit = `swarm-${role}`;
	const dnsNames = role === 'manager' ? [unit, nodeId, 'swarm-ca'] : [unit, nodeId];
	const {expiry = defaultNodeCertificateExpiry} = order;
	const rounded = roundToMinute(now);
	const fields: TbsCertificate = {
		serialNumber: positive(serial),
		issuer: decodeDer(Buffer.from(issuer.subjectDer, 'base64')),
		subject: encodeName({O: clusterId, OU: unit, CN: nodeId}),
		notBefore: rounded - nodeCertificateBackdate,
		notAfter: rounded + (expiry < nodeCertificateExpiryMin ? defaultNodeCertificateExpiry : expiry),
		subjectPublicKeyInfo: publicKeyInfo,
		extensions: nodeExtensions(
			keyIdentifier(readBits(parts(publicKeyInfo)[1])),
			Buffer.from(issuer.subjectKeyIdentifier ?? '', 'hex'),
			dnsNames,
		),
	};
	return signCertificate(fields, rootKey);
}
