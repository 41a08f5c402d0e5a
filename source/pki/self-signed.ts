import {encodeDer, objectIdentifier, sequence, set, text, utf8} from './asn1.ts';
import {keyIdentifier, sign, subjectPublicKeyInfo} from './key.ts';
import {oids} from './oids.ts';
import {type KeyName, keyOf} from './order.ts';
import {
	authorityExtension,
	constraintsExtension,
	encodeCertificate,
	encodeTbsCertificate,
	identifierExtension,
} from './tbs-certificate.ts';

/** The parts of a name that people type, as `/O=acme/CN=root`. */
export const nameAttributes: Readonly<Record<string, string>> = {
	C: oids.country,
	ST: oids.state,
	L: oids.locality,
	O: oids.organization,
	OU: oids.organizationalUnit,
	CN: oids.commonName,
};

export type SelfSigned = {
	readonly key: KeyName;
	/** 20 random bytes. */
	readonly serial: Uint8Array;
	/** In the order in which they are written: an attribute of `nameAttributes` and its value. */
	readonly subject: readonly (readonly [attribute: string, value: string])[];
	/** Unit: milliseconds since 1970. */
	readonly notBefore: number;
	readonly notAfter: number;
	readonly isCa: boolean;
};

/** A certificate as `openssl req -x509` (3.0) makes it, in PEM. */
export function createSelfSigned({key, serial, subject, notBefore, notAfter, isCa}: SelfSigned): string {
	const relative = subject.map(([attribute, value]) => {
		const oid = objectIdentifier(nameAttributes[attribute] ?? '');
		return set(sequence(oid, attribute === 'C' ? text(value) : utf8(value)));
	});
	const name = sequence(...relative);
	const {publicPoint} = keyOf(key);
	const identifier = keyIdentifier(publicPoint);
	const serialNumber = Uint8Array.from(serial);
	serialNumber[0] = (serialNumber[0] ?? 0) & 0x7f;
	const tbs = encodeTbsCertificate({
		serialNumber,
		issuer: name,
		subject: name,
		notBefore,
		notAfter,
		subjectPublicKeyInfo: subjectPublicKeyInfo(publicPoint),
		extensions: [identifierExtension(identifier), authorityExtension(identifier), constraintsExtension(isCa)],
	});
	return encodeCertificate(tbs, sign(keyOf(key), encodeDer(tbs)));
}
