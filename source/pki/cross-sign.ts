import {type Asn1, decodeDer, encodeDer, parts, readBits, readBytes} from './asn1.ts';
import {type Certificate, decodeFirst, readCertificate, takeApart} from './certificate.ts';
import {keyIdentifier, sign} from './key.ts';
import {oids} from './oids.ts';
import {type IssuedCertificate, type Issuer, keyOf} from './order.ts';
import {certificatePem} from './pem.ts';
import {
	authorityExtension,
	encodeCertificate,
	encodeExtension,
	encodeTbsCertificate,
	identifierExtension,
} from './tbs-certificate.ts';

/** The extensions that Go copies from a certificate it signs anew, in the order in which it writes them. */
const copied = [
	oids.keyUsage,
	oids.extKeyUsage,
	oids.basicConstraints,
	oids.subjectKeyIdentifier,
	oids.authorityKeyIdentifier,
	oids.subjectAltName,
];
const alwaysCritical: readonly string[] = [oids.keyUsage, oids.basicConstraints];

/** The root's extensions as Go writes them again; it says whose key signs only where that one has another name. */
function extensionsOf(der: Uint8Array, parent: Certificate): Asn1[] {
	const {extensions, publicKeyInfo, subject} = takeApart(der);
	const find = (oid: string) => extensions.find(one => one.oid === oid);
	const isOfItsName = Buffer.from(encodeDer(subject)).toString('base64') === parent.subjectDer;
	return copied.flatMap(oid => {
		if (oid === oids.authorityKeyIdentifier && !isOfItsName && parent.subjectKeyIdentifier !== undefined)
			return [authorityExtension(Buffer.from(parent.subjectKeyIdentifier, 'hex'))];
		const own = find(oid);
		if (own) return [encodeExtension({...own, critical: own.critical || alwaysCritical.includes(oid)})];
		if (oid !== oids.subjectKeyIdentifier) return [];
		return [identifierExtension(keyIdentifier(readBits(parts(publicKeyInfo)[1])))];
	});
}

/**
A root's name, key, number and dates, signed by another root: who trusts only that one accepts through it what the
new one signs. (SwarmKit ca/certificates.go)
*/
export function crossSign(root: IssuedCertificate, issuer: Issuer): IssuedCertificate {
	if (typeof root !== 'string') return {...root, issuer};
	const {der, certificate} = decodeFirst(root);
	if (!certificate.isCa) throw new Error('certificate not a CA');
	const {serialNumber, subject, publicKeyInfo} = takeApart(der);
	const parent = readCertificate(certificatePem(issuer.certificate));
	const tbs = encodeTbsCertificate({
		serialNumber: readBytes(serialNumber),
		issuer: decodeDer(Buffer.from(parent.subjectDer, 'base64')),
		subject,
		notBefore: certificate.notBefore,
		notAfter: certificate.notAfter,
		subjectPublicKeyInfo: publicKeyInfo,
		extensions: extensionsOf(der, parent),
	});
	return encodeCertificate(tbs, sign(keyOf(issuer.key), encodeDer(tbs)));
}
