import {type Asn1, decodeDer, encodeDer} from './asn1.ts';
import {type Certificate, readCertificate} from './certificate.ts';
import {encodePrivateKey, keyIdentifier, sign, subjectPublicKeyInfo} from './key.ts';
import {encodeName, type Name} from './name.ts';
import {type CertificateOrder, dnsNamesOf, type IssuedCertificate, type Issuer, type KeyName, keyOf} from './order.ts';
import {remember} from './remember.ts';
import {createSigningRequest} from './signing-request.ts';
import {
	authorityExtension,
	encodeCertificate,
	encodeTbsCertificate,
	nodeExtensions,
	rootExtensions,
} from './tbs-certificate.ts';

/** Makes what was ordered, in PEM. What was made is remembered outside of the state. */

/** A private key in PKCS#8. */
export const keyPem: (name: KeyName) => string = remember(256, name => encodePrivateKey(keyOf(name)));

/** The signing request that a node sends for this key. */
export const requestPem: (name: KeyName) => string = remember(256, name => createSigningRequest(keyOf(name)));

function extensions({role, subject, key}: CertificateOrder, parent: Certificate | undefined): Asn1[] {
	const identifier = keyIdentifier(keyOf(key).publicPoint);
	const parentIdentifier = Buffer.from(parent?.subjectKeyIdentifier ?? '', 'hex');
	if (role !== undefined) return nodeExtensions(identifier, parentIdentifier, dnsNamesOf(role, subject.CN ?? ''));
	// Go names the issuer's key only where the issuer has another name: not in one swarm-ca that signs for another.
	const isOfItsName = !parent || parent.subjectDer === nameDer(subject);
	return [...rootExtensions(identifier), ...(isOfItsName ? [] : [authorityExtension(parentIdentifier)])];
}

const nameDer = (name: Name): string => Buffer.from(encodeDer(encodeName(name))).toString('base64');

function make(order: CertificateOrder): string {
	const {serialNumber, subject, notBefore, notAfter, key, issuer} = order;
	const parent = issuer && readCertificate(certificatePem(issuer.certificate));
	const tbs = encodeTbsCertificate({
		serialNumber: Buffer.from(serialNumber.padStart(40, '0'), 'hex'),
		issuer: parent ? decodeDer(Buffer.from(parent.subjectDer, 'base64')) : encodeName(subject),
		subject: encodeName(subject),
		notBefore,
		notAfter,
		subjectPublicKeyInfo: subjectPublicKeyInfo(keyOf(key).publicPoint),
		extensions: extensions(order, parent),
	});
	return encodeCertificate(tbs, sign(keyOf(issuer?.key ?? key), encodeDer(tbs)));
}

const made = new WeakMap<CertificateOrder, string>();

/** The certificate, and behind it the intermediates that its issuer sends along. */
export function certificatePem(certificate: IssuedCertificate): string {
	if (typeof certificate === 'string') return certificate;
	const known = made.get(certificate);
	if (known !== undefined) return known;
	const intermediates = certificate.issuer?.intermediates ?? [];
	const pem = [make(certificate), ...intermediates.map(certificatePem)].join('');
	made.set(certificate, pem);
	return pem;
}

const isSameIssuer = (one: Issuer | undefined, other: Issuer | undefined): boolean =>
	one && other ? one.key === other.key && isSameCertificate(one.certificate, other.certificate) : one === other;

/** Whether two certificates are of the same bytes; made for that only where one of them was given. */
export function isSameCertificate(one: IssuedCertificate, other: IssuedCertificate): boolean {
	if (one === other) return true;
	if (typeof one === 'string' || typeof other === 'string') return certificatePem(one) === certificatePem(other);
	return (
		one.serialNumber === other.serialNumber &&
		one.key === other.key &&
		one.notBefore === other.notBefore &&
		one.notAfter === other.notAfter &&
		one.role === other.role &&
		isSameIssuer(one.issuer, other.issuer)
	);
}
