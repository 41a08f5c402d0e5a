import {
	type Asn1,
	bitString,
	boolean,
	encodeDer,
	encodePem,
	explicit,
	implicit,
	integer,
	objectIdentifier,
	octetString,
	sequence,
	smallInteger,
	time,
} from './asn1.ts';
import type {Extension} from './certificate.ts';
import {oids} from './oids.ts';

/** What is signed in a certificate (RFC 5280 §4.1.2). */
export type TbsCertificate = {
	/** Big-endian; its top bit must be clear. */
	readonly serialNumber: Uint8Array;
	/** ASN.1 Names. */
	readonly issuer: Asn1;
	readonly subject: Asn1;
	/** Unit: milliseconds since 1970; what is less than a second is cut off. */
	readonly notBefore: number;
	readonly notAfter: number;
	readonly subjectPublicKeyInfo: Asn1;
	readonly extensions: readonly Asn1[];
};

/** Without parameters, as RFC 5758 wants: forge's own would say NULL. */
const signatureAlgorithm = () => sequence(objectIdentifier(oids.ecdsaWithSha256));

export const encodeTbsCertificate = (tbs: TbsCertificate): Asn1 =>
	sequence(
		explicit(0, smallInteger(2)), // Version 3.
		integer(tbs.serialNumber),
		signatureAlgorithm(),
		tbs.issuer,
		sequence(time(tbs.notBefore), time(tbs.notAfter)),
		tbs.subject,
		tbs.subjectPublicKeyInfo,
		explicit(3, sequence(...tbs.extensions)),
	);

/** PEM. */
export const encodeCertificate = (tbs: Asn1, signature: Uint8Array): string =>
	encodePem('CERTIFICATE', encodeDer(sequence(tbs, signatureAlgorithm(), bitString(signature))));

export const encodeExtension = ({oid, critical, value}: Extension): Asn1 =>
	sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));

const extension = (oid: string, value: Asn1): Asn1 => encodeExtension({oid, critical: false, value: encodeDer(value)});
const criticalExtension = (oid: string, value: Asn1): Asn1 =>
	encodeExtension({oid, critical: true, value: encodeDer(value)});

/** Whether the certificate is a CA's. */
export const constraintsExtension = (isCa: boolean): Asn1 =>
	criticalExtension(oids.basicConstraints, sequence(...(isCa ? [boolean(true)] : [])));

/** Which key the certificate is for. */
export const identifierExtension = (keyIdentifier: Uint8Array): Asn1 =>
	extension(oids.subjectKeyIdentifier, octetString(keyIdentifier));

/** Whose key the certificate was signed with. */
export const authorityExtension = (issuerKeyIdentifier: Uint8Array): Asn1 =>
	extension(oids.authorityKeyIdentifier, sequence(implicit(0, issuerKeyIdentifier)));

/** KeyUsage bits are numbered from the left (RFC 5280 §4.2.1.3), and zeros at the end are left out. */
export const rootExtensions = (keyIdentifier: Uint8Array): Asn1[] => [
	criticalExtension(oids.keyUsage, bitString(Uint8Array.of(0b0000_0110), 1)), // keyCertSign, cRLSign
	constraintsExtension(true),
	identifierExtension(keyIdentifier),
];

export const nodeExtensions = (
	keyIdentifier: Uint8Array,
	issuerKeyIdentifier: Uint8Array,
	dnsNames: readonly string[],
): Asn1[] => [
	criticalExtension(oids.keyUsage, bitString(Uint8Array.of(0b1010_0000), 5)), // digitalSignature, keyEncipherment
	extension(oids.extKeyUsage, sequence(objectIdentifier(oids.serverAuth), objectIdentifier(oids.clientAuth))),
	constraintsExtension(false),
	identifierExtension(keyIdentifier),
	authorityExtension(issuerKeyIdentifier),
	extension(oids.subjectAltName, sequence(...dnsNames.map(name => implicit(2, new TextEncoder().encode(name))))),
];
