import {X509Certificate} from 'node:crypto';
import {expect, test} from 'vitest';
import {certIssuerInfo, readCertificate} from '../../source/pki/certificate.ts';
import {describeCertificate} from '../../source/pki/describe-certificate.ts';
import {parseJoinToken, rootDigest} from '../../source/pki/join-token.ts';
import {verifyChain} from '../../source/pki/verify-chain.ts';
import {rebuild, recordedRoot, recordedText} from './recorded.ts';
import {idOf, nodeOf, rootOf} from './swarm.ts';

// A signature fits one sequence of bytes only. Where a real swarm's signature fits a certificate that
// was built here from the recorded fields, each tag, order, string type and flag is as Go writes it.

test('the recorded root certificate built again is the one the API shows, byte for byte', () => {
	expect(rebuild(recordedText('root-ca'))).toBe(recordedRoot.TLSInfo.TrustRoot);
});

test.each(['manager', 'worker'] as const)(
	'the real CA’s signature fits the recorded %s certificate built again',
	role => {
		const root = new X509Certificate(recordedRoot.TLSInfo.TrustRoot as string);
		const certificate = rebuild(recordedText(role));
		expect(new X509Certificate(certificate).verify(root.publicKey)).toBe(true);
		const at = {now: Date.UTC(2026, 11, 1), dnsName: `swarm-${role}`};
		expect(verifyChain(certificate, recordedRoot.TLSInfo.TrustRoot as string, at)).toBeUndefined();
	},
);

test.each(['root-ca', 'manager', 'worker'] as const)(
	'the recorded %s certificate is described as openssl did',
	name => {
		expect(describeCertificate(rebuild(recordedText(name)))).toBe(recordedText(name));
	},
);

test('the recorded API tells the issuer as we do', () => {
	const {TrustRoot = '', CertIssuerSubject, CertIssuerPublicKey} = recordedRoot.TLSInfo;
	expect(certIssuerInfo(TrustRoot)).toEqual({
		trustRoot: TrustRoot,
		certIssuerSubject: CertIssuerSubject,
		certIssuerPublicKey: CertIssuerPublicKey,
	});
});

test('the recorded join token carries the digest of the recorded root certificate', () => {
	expect(parseJoinToken(recordedRoot.JoinTokens.Worker)).toEqual({
		ok: true,
		version: 1,
		digest: rootDigest(recordedRoot.TLSInfo.TrustRoot as string),
		fips: false,
	});
});

/** Blanks out what differs from one swarm to the next: keys, IDs, serial numbers, signatures. */
const shape = (text: string) =>
	text
		.replace(/(?:[0-9a-fA-F]{2}:)+(?:[0-9a-fA-F]{2})?\n(?:\s*(?:[0-9a-fA-F]{2}:?)+\n)*/g, '<bytes>\n')
		.replace(/\b[0-9a-z]{25}\b/g, '<id>');

test.each(['manager', 'worker'] as const)(
	'a %s certificate of ours has the recorded one’s fields, in its order',
	role => {
		expect(shape(describeCertificate(nodeOf(1, role).certificate))).toBe(shape(recordedText(role)));
	},
);

test('a root certificate of ours has the recorded one’s fields, in its order', () => {
	const text = describeCertificate(rootOf(1).certificate);
	expect(shape(text)).toBe(shape(recordedText('root-ca')));
	expect(shape(text)).toContain('<bytes>');
});

test('a certificate says who it is for', () => {
	const recorded = readCertificate(rebuild(recordedText('manager')));
	expect(recorded).toMatchObject({
		serialNumber: '0df25ddd26e08a594dc2e6cef7cb9f58415064cd',
		issuer: {CN: 'swarm-ca'},
		subject: {O: '82adlrwb6me4fj6hbv9mi2m5o', OU: 'swarm-manager', CN: 'artn3x8jw5s22fnnp0217db7y'},
		role: 'manager',
		isCa: false,
		canSign: false,
		notBefore: Date.UTC(2026, 10, 23, 2, 33),
		notAfter: Date.UTC(2027, 1, 21, 3, 33),
		dnsNames: ['swarm-manager', 'artn3x8jw5s22fnnp0217db7y', 'swarm-ca'],
		issuerDer: recordedRoot.TLSInfo.CertIssuerSubject,
		authorityKeyIdentifier: '584af3644eb13c8032720b525052d3d0455ef9b4',
	});
	expect(structuredClone(recorded)).toEqual(recorded);
	const root = readCertificate(rootOf(1).certificate);
	expect(root).toMatchObject({isCa: true, canSign: true, role: undefined, dnsNames: [], subject: {CN: 'swarm-ca'}});
	expect(readCertificate(nodeOf(3, 'worker').certificate).subject).toEqual({
		O: idOf(3, 'cluster'),
		OU: 'swarm-worker',
		CN: idOf(3, 'worker'),
	});
});
