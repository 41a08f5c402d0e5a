import {createPrivateKey, X509Certificate} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createRootCa} from '../../source/pki/authority.ts';
import {certIssuerInfo, readCertificate} from '../../source/pki/certificate.ts';
import {encodePrivateKey} from '../../source/pki/key.ts';
import {certificatePem} from '../../source/pki/pem.ts';
import {createSigningRequest, readSigningRequest, verifySigningRequest} from '../../source/pki/signing-request.ts';
import {keyNameOf, nodeOf, now, rootOf, seeds} from './swarm.ts';

const minute = 60_000;
const hour = 60 * minute;

test.each(seeds)('node:crypto accepts chain, key and names of seed %i', seed => {
	for (const role of ['manager', 'worker'] as const) {
		const {root, key, certificate} = nodeOf(seed, role);
		const issuer = new X509Certificate(root.certificate);
		const node = new X509Certificate(certificate);
		expect(issuer.ca).toBe(true);
		expect(issuer.verify(issuer.publicKey)).toBe(true);
		expect(node.ca).toBe(false);
		expect(node.checkIssued(issuer)).toBe(true);
		expect(node.verify(issuer.publicKey)).toBe(true);
		expect(node.checkPrivateKey(createPrivateKey(encodePrivateKey(key)))).toBe(true);
		expect(node.checkHost(`swarm-${role}`)).toBe(`swarm-${role}`);
		expect(node.checkHost('swarm-ca')).toBe(role === 'manager' ? 'swarm-ca' : undefined);
		expect(node.serialNumber.toLowerCase()).toBe(readCertificate(certificate).serialNumber);
		expect(Date.parse(node.validTo)).toBe(readCertificate(certificate).notAfter);
	}
});

test('the same seed gives the same bytes, another seed others', () => {
	expect(nodeOf(1, 'manager')).toEqual(nodeOf(1, 'manager'));
	expect(new Set(seeds.map(seed => nodeOf(seed, 'manager').certificate)).size).toBe(seeds.length);
	expect(nodeOf(1, 'worker').request.split('\n').slice(0, 3)).toEqual([
		'-----BEGIN CERTIFICATE REQUEST-----',
		expect.stringMatching(/^MIG[A-Za-z0-9+/]{61}$/),
		expect.stringMatching(/^[A-Za-z0-9+/]{64}$/),
	]);
});

test.each([
	['2026-11-23T03:32:29.999Z', '2026-11-23T03:32:00Z'],
	['2026-11-23T03:32:30.000Z', '2026-11-23T03:33:00Z'],
	['2026-11-23T03:33:00.000Z', '2026-11-23T03:33:00Z'],
])('at %s validity counts from %s', (at, rounded) => {
	const {root, certificate} = nodeOf(1, 'manager', {at: Date.parse(at)});
	const from = Date.parse(rounded);
	expect(readCertificate(certificate)).toMatchObject({notBefore: from - hour, notAfter: from + 2160 * hour});
	const {notBefore, notAfter} = readCertificate(root.certificate);
	expect(notBefore).toBe(from - 5 * minute);
	expect(notAfter - notBefore).toBe(630_720_000_000);
});

test.each([
	[48 * hour, 48 * hour],
	[hour, hour],
	[hour - 1000, 2160 * hour],
	[0, 2160 * hour],
	[undefined, 2160 * hour],
	[hour + 1500, hour + 1000],
])('an expiry of %s ms gives a certificate that ends %i ms from now', (expiry, lasts) => {
	const at = Date.parse('2026-11-23T03:33:00Z');
	expect(readCertificate(nodeOf(1, 'worker', {at, expiry}).certificate).notAfter - at).toBe(lasts);
});

test('dates from 2050 on are written as GeneralizedTime and read back', () => {
	const late = rootOf(1, Date.UTC(2035, 0, 1)).certificate;
	expect(readCertificate(late).notAfter).toBe(Date.UTC(2054, 11, 26, 23, 55));
	expect(Buffer.from(late.split('\n').slice(1, -2).join(''), 'base64').toString('latin1')).toContain('20541226235500Z');
	expect(new X509Certificate(late).validTo).toBe('Dec 26 23:55:00 2054 GMT');
	const last = rootOf(1, Date.UTC(2030, 0, 1)).certificate;
	expect(new X509Certificate(last).validTo).toBe('Dec 26 23:55:00 2049 GMT');
});

test('a serial number loses its top bit and its leading zeros, and nothing else', () => {
	const key = keyNameOf(1, 'root');
	fc.assert(
		fc.property(fc.uint8Array({minLength: 20, maxLength: 20}), fc.nat(3), (random, zeros) => {
			const serial = Uint8Array.from(random).fill(0, 0, zeros);
			const certificate = certificatePem(createRootCa({key, serial, now}).certificate);
			const number = BigInt(`0x${Buffer.from(serial).toString('hex')}`) & ((1n << 159n) - 1n);
			expect(BigInt(`0x${readCertificate(certificate).serialNumber}`)).toBe(number);
			expect(BigInt(`0x${new X509Certificate(certificate).serialNumber}`)).toBe(number);
		}),
		{numRuns: 30, examples: [[new Uint8Array(20).fill(0xff), 1]]},
	);
	expect(() => createRootCa({key, serial: new Uint8Array(8), now})).toThrow(RangeError);
});

test('a request is verified by the key that it holds, and read back', () => {
	const {root, request, key} = nodeOf(1, 'worker');
	expect(verifySigningRequest(request)).toBe(true);
	expect(readSigningRequest(request)).toEqual({subject: {}, publicKey: expect.stringMatching(/^MFkwEwYHKoZIzj0CAQ/)});
	const subject = {O: 'another cluster', OU: 'swarm-manager', CN: 'another node'};
	expect(readSigningRequest(createSigningRequest(key, subject)).subject).toEqual(subject);
	const theirs = Buffer.from(nodeOf(2, 'worker').key.publicPoint);
	const der = Buffer.from(request.split('\n').slice(1, -2).join(''), 'base64');
	theirs.copy(der, der.indexOf(Buffer.from(key.publicPoint)));
	const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
	expect(verifySigningRequest(forged)).toBe(false);
	expect(() => readSigningRequest(root.certificate)).toThrow('no CERTIFICATE REQUEST');
});

test('while the root is being rotated the trusted root and the issuer differ', () => {
	const old = rootOf(1).certificate;
	const next = rootOf(2).certificate;
	expect(certIssuerInfo(next, old)).toEqual({...certIssuerInfo(next), trustRoot: old});
	expect(certIssuerInfo(next).certIssuerSubject).toBe(certIssuerInfo(old).certIssuerSubject);
	expect(certIssuerInfo(next).certIssuerPublicKey).not.toBe(certIssuerInfo(old).certIssuerPublicKey);
});
