import {
	type Asn1,
	bitString,
	decodeDer,
	decodePem,
	encodeDer,
	encodePem,
	explicit,
	objectIdentifier,
	parts,
	readBits,
	sequence,
	smallInteger,
} from './asn1.ts';
import {type Key, sign, subjectPublicKeyInfo, verifySignature} from './key.ts';
import {decodeName, encodeName, type Name} from './name.ts';
import {oids} from './oids.ts';

export type SigningRequest = {
	readonly subject: Name;
	/** SubjectPublicKeyInfo, DER in base64. */
	readonly publicKey: string;
};

/**
A PKCS#10 request in PEM. A SwarmKit agent leaves the subject empty and asks for no extensions: the
CA takes only the public key from it and writes the rest itself.
*/
export function createSigningRequest(key: Key, subject: Name = {}): string {
	const requested = sequence(smallInteger(0), encodeName(subject), subjectPublicKeyInfo(key.publicPoint), explicit(0));
	const signature = sign(key, encodeDer(requested));
	const algorithm = sequence(objectIdentifier(oids.ecdsaWithSha256));
	return encodePem('CERTIFICATE REQUEST', encodeDer(sequence(requested, algorithm, bitString(signature))));
}

/** A request taken apart, as ASN.1. */
export type DecodedSigningRequest = {
	readonly requested: Asn1;
	readonly subject: Asn1;
	readonly publicKeyInfo: Asn1;
	readonly signature: Uint8Array;
};

/** Throws where the text is no request. */
export function decodeSigningRequest(pem: string): DecodedSigningRequest {
	const [der] = decodePem('CERTIFICATE REQUEST', pem);
	const [requested, , signature] = parts(decodeDer(der as Uint8Array));
	const [, subject, publicKeyInfo] = parts(requested);
	if (!requested || !subject || !publicKeyInfo) throw new Error('malformed signing request');
	return {requested, subject, publicKeyInfo, signature: readBits(signature)};
}

/** Throws where the text is no request. */
export function readSigningRequest(pem: string): SigningRequest {
	const {subject, publicKeyInfo} = decodeSigningRequest(pem);
	return {subject: decodeName(subject), publicKey: Buffer.from(encodeDer(publicKeyInfo)).toString('base64')};
}

/** Whether whoever made this request holds the private key to its public key. */
export function verifySigningRequest(request: string | DecodedSigningRequest): boolean {
	const {requested, publicKeyInfo, signature} = typeof request === 'string' ? decodeSigningRequest(request) : request;
	return verifySignature(encodeDer(publicKeyInfo), encodeDer(requested), signature);
}
