import {
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

const decodeRequest = (pem: string) => {
	const [der] = decodePem('CERTIFICATE REQUEST', pem);
	const [requested, , signature] = parts(decodeDer(der as Uint8Array));
	const [, subject, publicKey] = parts(requested);
	return {requested, subject, publicKey, signature};
};

/** Throws where the text is no request. */
export function readSigningRequest(pem: string): SigningRequest {
	const {subject, publicKey} = decodeRequest(pem);
	if (publicKey === undefined) throw new Error('malformed signing request');
	return {subject: decodeName(subject), publicKey: Buffer.from(encodeDer(publicKey)).toString('base64')};
}

/** Whether whoever made this request holds the private key to its public key. */
export function verifySigningRequest(pem: string): boolean {
	const {requested, publicKey, signature} = decodeRequest(pem);
	if (requested === undefined || publicKey === undefined) throw new Error('malformed signing request');
	return verifySignature(encodeDer(publicKey), encodeDer(requested), readBits(signature));
}
