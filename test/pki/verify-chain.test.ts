import {expect, test} from 'vitest';
import {decodeDer, encodeDer} from '../../source/pki/asn1.ts';
import {readCertificate} from '../../source/pki/certificate.ts';
import {keyIdentifier, sign, subjectPublicKeyInfo} from '../../source/pki/key.ts';
import {encodeName} from '../../source/pki/name.ts';
import {
	encodeCertificate,
	encodeTbsCertificate,
	nodeExtensions,
	rootExtensions,
} from '../../source/pki/tbs-certificate.ts';
import {validateChain, verifyChain} from '../../source/pki/verify-chain.ts';
import {idOf, keyOf, nodeOf, now, rootOf} from './swarm.ts';

const second = 1000;
const {root, certificate, nodeId} = nodeOf(1, 'worker');
const {notBefore, notAfter} = readCertificate(certificate);
const other = rootOf(2);
const nameOf = (pem: string) => decodeDer(Buffer.from(readCertificate(pem).subjectDer, 'base64'));

test('a certificate of the root is accepted from the root’s first moment to its own last', () => {
	for (const at of [readCertificate(root.certificate).notBefore, now, notAfter]) {
		expect(verifyChain(certificate, root.certificate, {now: at})).toBeUndefined();
		expect(validateChain(certificate, root.certificate, {now: at})).toBeUndefined();
	}
});

test('before and after that its time is the error, as Go says it', () => {
	const invalid = 'x509: certificate has expired or is not yet valid: ';
	expect(verifyChain(certificate, root.certificate, {now: notBefore - 1})).toBe(
		`${invalid}current time 2026-11-23T02:32:59Z is before 2026-11-23T02:33:00Z`,
	);
	expect(verifyChain(certificate, root.certificate, {now: notAfter + second})).toBe(
		`${invalid}current time 2027-02-21T03:33:01Z is after 2027-02-21T03:33:00Z`,
	);
	expect(validateChain(certificate, root.certificate, {now: notBefore - 1})).toBe(
		`certificate (1 - ${nodeId}) not valid before Mon, 23 Nov 2026 02:33:00 UTC, ` +
			`and it is currently Mon, 23 Nov 2026 02:32:59 UTC: ${invalid}`,
	);
	expect(validateChain(certificate, root.certificate, {now: notAfter + second})).toBe(
		`certificate (1 - ${nodeId}) not valid after Sun, 21 Feb 2027 03:33:00 UTC, ` +
			`and it is currently Sun, 21 Feb 2027 03:33:01 UTC: ${invalid}`,
	);
});

test('a certificate of another swarm is from an unknown authority', () => {
	const unknown =
		'x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" ' +
		'while trying to verify candidate authority certificate "swarm-ca")';
	expect(verifyChain(certificate, other.certificate, {now})).toBe(unknown);
	expect(validateChain(certificate, other.certificate, {now})).toBe(unknown);
	expect(verifyChain(other.certificate, root.certificate, {now})).toBe(unknown);
});

test('a worker is no manager', () => {
	expect(verifyChain(certificate, root.certificate, {now, dnsName: 'swarm-worker'})).toBeUndefined();
	expect(verifyChain(certificate, root.certificate, {now, dnsName: 'swarm-manager'})).toBe(
		`x509: certificate is valid for swarm-worker, ${nodeId}, not swarm-manager`,
	);
	expect(verifyChain(root.certificate, root.certificate, {now, dnsName: 'swarm-ca'})).toBe(
		'x509: certificate is not valid for any names, but wanted to match swarm-ca',
	);
	const manager = nodeOf(1, 'manager');
	for (const dnsName of ['swarm-manager', 'swarm-ca', manager.nodeId])
		expect(verifyChain(manager.certificate, manager.root.certificate, {now, dnsName})).toBeUndefined();
});

test('a root is accepted by those who trust it, and one of several trusted roots is enough', () => {
	expect(verifyChain(root.certificate, root.certificate, {now})).toBeUndefined();
	expect(verifyChain(certificate, other.certificate + root.certificate, {now})).toBeUndefined();
});

/** The other root's name, key and validity, signed by the first root: the intermediate of a root rotation. */
function crossSigned(): string {
	const fields = readCertificate(other.certificate);
	const tbs = encodeTbsCertificate({
		serialNumber: Buffer.from(fields.serialNumber, 'hex'),
		issuer: nameOf(root.certificate),
		subject: nameOf(other.certificate),
		notBefore: fields.notBefore,
		notAfter: fields.notAfter,
		subjectPublicKeyInfo: decodeDer(Buffer.from(fields.publicKey, 'base64')),
		extensions: rootExtensions(keyIdentifier(other.key.publicPoint)),
	});
	return encodeCertificate(tbs, sign(root.key, encodeDer(tbs)));
}

test('a new root’s certificate leads to the old root through the cross-signed one', () => {
	const leaf = nodeOf(2, 'worker').certificate;
	const bundle = leaf + crossSigned();
	expect(verifyChain(leaf, root.certificate, {now})).toContain('unknown authority');
	expect(verifyChain(bundle, root.certificate, {now})).toBeUndefined();
	expect(validateChain(bundle, root.certificate, {now})).toBeUndefined();
	expect(verifyChain(bundle, other.certificate, {now})).toBeUndefined();
});

test('a bundle in which one does not sign the one before is no chain', () => {
	const bundle = certificate + other.certificate;
	expect(validateChain(bundle, root.certificate, {now})).toBe(
		`certificates do not form a chain: (1 - ${nodeId}) is not signed by (2 - swarm-ca): ` +
			'x509: ECDSA verification failure',
	);
	expect(verifyChain(bundle, root.certificate, {now})).toBeUndefined();
});

test('a node cannot sign certificates', () => {
	const key = keyOf(1, 'impostor');
	const tbs = encodeTbsCertificate({
		serialNumber: Uint8Array.of(1),
		issuer: nameOf(certificate),
		subject: encodeName({O: idOf(1, 'cluster'), OU: 'swarm-manager', CN: idOf(1, 'impostor')}),
		notBefore,
		notAfter,
		subjectPublicKeyInfo: subjectPublicKeyInfo(key.publicPoint),
		extensions: nodeExtensions(keyIdentifier(key.publicPoint), new Uint8Array(20), ['swarm-manager']),
	});
	const impostor = encodeCertificate(tbs, sign(nodeOf(1, 'worker').key, encodeDer(tbs)));
	expect(verifyChain(impostor + certificate, root.certificate, {now})).toBe(
		'x509: certificate signed by unknown authority (possibly because of "x509: invalid signature: ' +
			'parent certificate cannot sign this kind of certificate" while trying to verify candidate authority ' +
			`certificate "${nodeId}")`,
	);
});

test('a root that is not valid yet or no longer is the hint', () => {
	expect(verifyChain(certificate, root.certificate, {now: notBefore})).toBe(
		'x509: certificate signed by unknown authority (possibly because of "x509: certificate has expired or is not ' +
			'yet valid: current time 2026-11-23T02:33:00Z is before 2026-11-23T03:28:00Z" while trying to verify ' +
			'candidate authority certificate "swarm-ca")',
	);
	const late = readCertificate(root.certificate).notAfter - 24 * 3600 * second;
	const signedLate = nodeOf(1, 'worker', {at: late});
	const at = {now: late + 48 * 3600 * second};
	expect(verifyChain(signedLate.certificate, root.certificate, at)).toBe(
		'x509: certificate signed by unknown authority (possibly because of "x509: certificate has expired or is not ' +
			'yet valid: current time 2046-11-19T03:28:00Z is after 2046-11-18T03:28:00Z" while trying to verify ' +
			'candidate authority certificate "swarm-ca")',
	);
});
