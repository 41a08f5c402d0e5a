import {readCertificate} from '../pki/certificate.ts';
import {checkCertificate, issuerOf, validateCertificate} from '../pki/check-certificate.ts';
import type {IssuedCertificate, Issuer} from '../pki/order.ts';
import {certificatePem, isSameCertificate} from '../pki/pem.ts';
import type {NodeObject, RootCa, TlsInfo} from './objects.ts';

/** The root CA as the store has it: who signs, and who is meant to have signed. */

/** The root whose signature every node's certificate is to carry: while the root is rotated, the new one. */
export const targetOf = ({certificate, rotation}: RootCa): IssuedCertificate => rotation?.certificate ?? certificate;

/** Who signs now. While the root is rotated the new one does, and its cross-signed certificate goes out with each. */
export function signerOf({certificate, key, rotation}: RootCa): Issuer {
	if (!rotation) return {certificate, key};
	return {certificate: rotation.crossSigned, key: rotation.key, intermediates: [rotation.crossSigned]};
}

export type IssuerInfo = Pick<TlsInfo, 'certIssuerSubject' | 'certIssuerPublicKey'>;

/** Two roots may be of one name: only the key tells them apart. */
export function issuerInfo(issuer: IssuedCertificate): IssuerInfo {
	const {subjectDer, publicKey} = readCertificate(certificatePem(issuer));
	return {certIssuerSubject: subjectDer, certIssuerPublicKey: publicKey};
}

export const tlsInfo = (trustRoot: IssuedCertificate, issuer: IssuedCertificate): TlsInfo => ({
	trustRoot: certificatePem(trustRoot),
	...issuerInfo(issuer),
});

/** What a node reports of itself. */
export const tlsInfoOf = (trustRoot: IssuedCertificate, certificate: IssuedCertificate): TlsInfo =>
	tlsInfo(trustRoot, issuerOf(certificate));

export const isSameIssuer = (one: IssuerInfo, other: IssuerInfo): boolean =>
	one.certIssuerSubject === other.certIssuerSubject && one.certIssuerPublicKey === other.certIssuerPublicKey;

export const isSameTlsInfo = (one: TlsInfo, other: TlsInfo): boolean =>
	one.trustRoot === other.trustRoot && isSameIssuer(one, other);

/** Whether a node has told that it holds a certificate of this issuer. */
export const hasIssuer = ({description}: NodeObject, issuer: IssuerInfo): boolean =>
	description !== undefined && isSameIssuer(description.tlsInfo, issuer);

/** Join tokens apart. */
export function isSameRoot(one: RootCa, other: RootCa): boolean {
	const [a, b] = [one.rotation, other.rotation];
	if (one.key !== other.key || a?.key !== b?.key) return false;
	if (one.lastForcedRotation !== other.lastForcedRotation || !isSameCertificate(one.certificate, other.certificate))
		return false;
	return a && b ? isSameCertificate(a.certificate, b.certificate) : a === b;
}

/**
Whether SwarmKit can make a CA of what is in the store: the root has to be valid now, and to vouch for the
cross-signed certificate, which it cannot where both are of one name and key.
*/
export function isUsable({certificate, rotation}: RootCa, now: number): boolean {
	if (checkCertificate(certificate, certificate, {now}) !== undefined) return false;
	return !rotation || validateCertificate(rotation.crossSigned, certificate, {now}) === undefined;
}
