import {
	type Asn1,
	decodeDer,
	decodePem,
	encodeDer,
	isBoolean,
	parts,
	readBits,
	readBytes,
	readOid,
	readText,
	readTime,
	tagged,
} from './asn1.ts';
import {decodeName, type Name} from './name.ts';
import {oids} from './oids.ts';
import {remember} from './remember.ts';

export type Role = 'manager' | 'worker';

/** What a certificate says. Bytes are in base64 or, where people compare them, lower-case hex. */
export type Certificate = {
	/** Hex, without leading zero bytes. */
	readonly serialNumber: string;
	readonly issuer: Name;
	readonly subject: Name;
	/** By the subject's OU; undefined for a CA. */
	readonly role: Role | undefined;
	/** Unit: milliseconds since 1970; whole seconds. */
	readonly notBefore: number;
	readonly notAfter: number;
	readonly isCa: boolean;
	/** May sign certificates: its keyUsage says so, or it has none. */
	readonly canSign: boolean;
	readonly dnsNames: readonly string[];
	/** SubjectPublicKeyInfo, DER in base64. */
	readonly publicKey: string;
	/** The two names, DER in base64. */
	readonly subjectDer: string;
	readonly issuerDer: string;
	/** Hex. */
	readonly subjectKeyIdentifier: string | undefined;
	readonly authorityKeyIdentifier: string | undefined;
};

export type Extension = {readonly oid: string; readonly critical: boolean; readonly value: Uint8Array};

/** A certificate taken apart (RFC 5280 §4.1). */
export type CertificateParts = {
	readonly serialNumber: Asn1;
	readonly issuer: Asn1;
	readonly validity: Asn1;
	readonly subject: Asn1;
	readonly publicKeyInfo: Asn1;
	readonly extensions: readonly Extension[];
	readonly signatureAlgorithm: string;
	readonly signature: Uint8Array;
};

export type DecodedCertificate = {readonly certificate: Certificate; readonly der: Uint8Array};

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const roles: Record<string, Role> = {'swarm-manager': 'manager', 'swarm-worker': 'worker'};
/** keyCertSign, the sixth bit of KeyUsage (RFC 5280 §4.2.1.3). */
const keyCertSignMask = 0b0000_0100;

function decodeExtension(value: Asn1): Extension {
	const [oid, ...rest] = parts(value);
	const critical = isBoolean(rest[0]);
	return {oid: readOid(oid), critical, value: readBytes(rest[critical ? 1 : 0])};
}

export const readDnsNames = (value: Asn1): string[] =>
	parts(value)
		.filter(name => tagged([name], 2))
		.map(name => readText(name));

/** What the extensions say, each undefined or empty where it is missing. */
function readExtensions(extensions: readonly Extension[]) {
	const contentOf = (oid: string) => {
		const extension = extensions.find(candidate => candidate.oid === oid);
		return extension && decodeDer(extension.value);
	};
	const constraints = contentOf(oids.basicConstraints);
	const usage = contentOf(oids.keyUsage);
	const subjectKeyIdentifier = contentOf(oids.subjectKeyIdentifier);
	const authority = contentOf(oids.authorityKeyIdentifier);
	const authorityKeyIdentifier = authority && tagged(parts(authority), 0);
	const altNames = contentOf(oids.subjectAltName);
	return {
		isCa: constraints !== undefined && isBoolean(parts(constraints)[0]),
		canSign: usage === undefined || ((readBits(usage)[0] ?? 0) & keyCertSignMask) !== 0,
		dnsNames: altNames ? readDnsNames(altNames) : [],
		subjectKeyIdentifier: subjectKeyIdentifier && hex(readBytes(subjectKeyIdentifier)),
		authorityKeyIdentifier: authorityKeyIdentifier && hex(readBytes(authorityKeyIdentifier)),
	};
}

export function takeApart(der: Uint8Array): CertificateParts {
	const [tbs, algorithm, signature] = parts(decodeDer(der));
	const [, serialNumber, , issuer, validity, subject, publicKeyInfo, ...optional] = parts(tbs);
	if (!serialNumber || !issuer || !validity || !subject || !publicKeyInfo) throw new Error('malformed certificate');
	const extensions = tagged(optional, 3);
	return {
		serialNumber,
		issuer,
		validity,
		subject,
		publicKeyInfo,
		extensions: extensions ? parts(parts(extensions)[0]).map(decodeExtension) : [],
		signatureAlgorithm: readOid(parts(algorithm)[0]),
		signature: readBits(signature),
	};
}

function decodeCertificate(der: Uint8Array): DecodedCertificate {
	const {serialNumber, issuer, validity, subject, publicKeyInfo, extensions} = takeApart(der);
	const [notBefore, notAfter] = parts(validity);
	const subjectName = decodeName(subject);
	const certificate: Certificate = {
		serialNumber: hex(readBytes(serialNumber)).replace(/^(?:00)+(?=..)/, ''),
		issuer: decodeName(issuer),
		subject: subjectName,
		role: roles[subjectName.OU ?? ''],
		notBefore: readTime(notBefore),
		notAfter: readTime(notAfter),
		publicKey: base64(encodeDer(publicKeyInfo)),
		subjectDer: base64(encodeDer(subject)),
		issuerDer: base64(encodeDer(issuer)),
		...readExtensions(extensions),
	};
	return {certificate, der};
}

/** Every certificate of a PEM text, in order. Throws where there is none or one is malformed. */
export const decodeCertificates: (pem: string) => readonly DecodedCertificate[] = remember(2048, pem =>
	decodePem('CERTIFICATE', pem).map(decodeCertificate),
);

/** The first certificate of a PEM text: of a node's bundle, the node's own. */
export const decodeFirst = (pem: string): DecodedCertificate => decodeCertificates(pem)[0] as DecodedCertificate;

/** What the first certificate of a PEM text says; remembered, as screens ask often. */
export const readCertificate = (pem: string): Certificate => decodeFirst(pem).certificate;

/** As the Engine API shows it (`TLSInfo`). */
export type CertIssuerInfo = {
	/** PEM. */
	readonly trustRoot: string;
	/** The issuer's name, DER in base64. */
	readonly certIssuerSubject: string;
	/** The issuer's SubjectPublicKeyInfo, DER in base64. */
	readonly certIssuerPublicKey: string;
};

/** The two differ while the root is being rotated: the old one is still trusted, the new one issues. */
export function certIssuerInfo(issuerPem: string, trustRoot = issuerPem): CertIssuerInfo {
	const issuer = readCertificate(issuerPem);
	return {trustRoot, certIssuerSubject: issuer.subjectDer, certIssuerPublicKey: issuer.publicKey};
}
