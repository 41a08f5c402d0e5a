import {createPrivateKey} from 'node:crypto';
import {decodePem, encodeDer, encodePem} from './asn1.ts';
import {type DecodedCertificate, decodeCertificates, takeApart} from './certificate.ts';
import {decodePrivateKey, encodePrivateKey, type Key, subjectPublicKeyInfo} from './key.ts';
import {oids} from './oids.ts';
import {verifyChain} from './verify-chain.ts';

/** A root CA that somebody gives: what SwarmKit says of its certificate and key. (SwarmKit ca/certificates.go) */
export type GivenRoot = {
	/** PEM as Go writes it; what was between the blocks is gone. */
	readonly certificate: string;
	/** PKCS#8 PEM; empty: none was given. */
	readonly key: string;
};
export type Reading =
	| {readonly ok: true; readonly root: GivenRoot; readonly certificates: readonly DecodedCertificate[]}
	| {readonly ok: false; readonly error: string};

const failure = (error: string): Reading => ({ok: false, error});

/** cfssl's own words. */
const badCertificate = 'invalid root certificates: {"code":1003,"message":"Failed to parse certificate"}';
const badKey = 'malformed private key: {"code":2003,"message":"Failed to parse private key"}';
const foreignKey = 'swarmlab signs with keys on the curve P-256 only';

/** Every block as a certificate; undefined where one is none. */
function readCertificates(pem: string): readonly DecodedCertificate[] | undefined {
	try {
		const all = decodeCertificates(pem);
		return all.length === (pem.match(/^-----BEGIN /gm) ?? []).length ? all : undefined;
	} catch {
		return undefined;
	}
}

/** What is wrong with the text instead of a key: not every key that Docker takes can be used here. */
function readKey(pem: string): Key | string {
	try {
		return decodePrivateKey(pem);
	} catch {
		try {
			createPrivateKey(pem);
			return foreignKey;
		} catch {
			return badKey;
		}
	}
}

const publicKeyOf = (key: Key): string =>
	Buffer.from(encodeDer(subjectPublicKeyInfo(key.publicPoint))).toString('base64');

/** As Go prints the others. */
const isSupported = ({der}: DecodedCertificate): boolean => takeApart(der).signatureAlgorithm === oids.ecdsaWithSha256;

/** Puts line ends and what else is not of a certificate aside, so that equal certificates are equal texts. */
export const normalizeCertificates = (pem: string): string =>
	decodePem('CERTIFICATE', pem)
		.map(der => encodePem('CERTIFICATE', der))
		.join('');

/**
Checks a root certificate, or several, and the key of the first.
@param now the reader's clock, milliseconds since 1970.
*/
export function readGivenRoot(certificatePem: string, privateKeyPem: string, now: number): Reading {
	const certificates = readCertificates(certificatePem);
	const [first] = certificates ?? [];
	if (!certificates || !first) return failure(badCertificate);
	for (const one of certificates) {
		if (!isSupported(one)) return failure(foreignKey);
		const own = encodePem('CERTIFICATE', one.der);
		const invalid = verifyChain(own, own, {now});
		if (invalid !== undefined) return failure(`error while validating Root CA Certificate: ${invalid}`);
	}
	const certificate = certificates.map(({der}) => encodePem('CERTIFICATE', der)).join('');
	if (privateKeyPem === '') return {ok: true, root: {certificate, key: ''}, certificates};
	const key = readKey(privateKeyPem);
	if (typeof key === 'string') return failure(key);
	if (first.certificate.publicKey !== publicKeyOf(key)) return failure('certificate key mismatch');
	return {ok: true, root: {certificate, key: encodePrivateKey(key)}, certificates};
}
