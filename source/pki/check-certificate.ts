import {type CertificateOrder, dnsNamesOf, type IssuedCertificate} from './order.ts';
import {certificatePem} from './pem.ts';
import {type VerifyOptions, validateChain, verifyChain} from './verify-chain.ts';

const isValid = ({notBefore, notAfter}: CertificateOrder, now: number): boolean => notBefore <= now && now <= notAfter;

/** A root, and nothing of it has to be made to see that it signed this. */
const isIssuedBy = ({issuer}: CertificateOrder, root: CertificateOrder): boolean =>
	issuer !== undefined &&
	issuer.key === root.key &&
	typeof issuer.certificate !== 'string' &&
	isOfName(issuer.certificate, root);

const isOfName = (one: CertificateOrder, other: CertificateOrder): boolean => one.subject.CN === other.subject.CN;

/** Whether an order alone tells that its certificate is accepted: then no signature has to be made. */
function isPlainlyAccepted(leaf: CertificateOrder, root: CertificateOrder, {now, dnsName}: VerifyOptions): boolean {
	if (!isValid(leaf, now) || !isValid(root, now) || leaf.role === undefined) return false;
	if (dnsName !== undefined && !dnsNamesOf(leaf.role, leaf.subject.CN ?? '').includes(dnsName)) return false;
	if (isIssuedBy(leaf, root)) return true;
	return (leaf.issuer?.intermediates ?? []).some(
		one => typeof one !== 'string' && one.key === leaf.issuer?.key && isValid(one, now) && isIssuedBy(one, root),
	);
}

/**
What a TLS peer says of a certificate and the intermediates behind it, in the words of Go's x509 package; undefined
where it accepts it. As `verifyChain`, which decides wherever the orders alone do not show that all is well.
*/
export function checkCertificate(
	certificate: IssuedCertificate,
	trustRoot: IssuedCertificate,
	options: VerifyOptions,
): string | undefined {
	// A certificate is accepted by those who trust it itself.
	const areOrders = typeof certificate !== 'string' && typeof trustRoot !== 'string';
	if (areOrders && isPlainlyAccepted(certificate, trustRoot, options)) return undefined;
	return verifyChain(certificatePem(certificate), certificatePem(trustRoot), options);
}

/**
What SwarmKit says of a certificate that it reads from its disk or gets from a CA, which it looks at more closely:
each certificate of the bundle has to be valid. As `validateChain`.
*/
export function validateCertificate(
	certificate: IssuedCertificate,
	trustRoot: IssuedCertificate,
	options: VerifyOptions,
): string | undefined {
	if (typeof certificate !== 'string' && typeof trustRoot !== 'string') {
		const intermediates = certificate.issuer?.intermediates ?? [];
		const areValid = intermediates.every(one => typeof one !== 'string' && isValid(one, options.now));
		if (areValid && isPlainlyAccepted(certificate, trustRoot, options)) return undefined;
	}
	return validateChain(certificatePem(certificate), certificatePem(trustRoot), options);
}

/** Who issued a certificate, as far as TLS has to do with it: the one whose key signed it. */
export const issuerOf = (certificate: IssuedCertificate): IssuedCertificate =>
	typeof certificate === 'string' ? certificate : (certificate.issuer?.certificate ?? certificate);
