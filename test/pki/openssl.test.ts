import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {issueCertificate} from '../../source/pki/authority.ts';
import {readCertificate} from '../../source/pki/certificate.ts';
import {describeCertificate} from '../../source/pki/describe-certificate.ts';
import {decodePrivateKey, encodePrivateKey} from '../../source/pki/key.ts';
import type {CertificateOrder} from '../../source/pki/order.ts';
import {certificatePem} from '../../source/pki/pem.ts';
import {validateChain} from '../../source/pki/verify-chain.ts';
import {idOf, issuerOf, keyNameOf, keyOf, nodeOf, now, seeds, serialOf} from './swarm.ts';

const isInstalled = spawnSync('openssl', ['version']).status === 0;
let folder = '';

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'pki-'));
});
afterAll(() => rmSync(folder, {recursive: true}));
beforeEach(({skip}) => skip(!isInstalled, 'openssl is not installed'));

function file(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

function openssl(...argv: string[]): string {
	const {stdout, stderr, status} = spawnSync('openssl', argv, {encoding: 'utf8'});
	return status === 0 ? stdout + stderr : `openssl ${argv.join(' ')} failed\n${stdout}${stderr}`;
}

test.each(seeds)('openssl verifies the chains of seed %i strictly, for both ends of a connection', seed => {
	for (const role of ['manager', 'worker'] as const) {
		const {root, certificate} = nodeOf(seed, role);
		const chain = ['-x509_strict', '-CAfile', file('root.pem', root.certificate), file('node.pem', certificate)];
		const at = ['-attime', String(now / 1000)];
		expect(openssl('verify', ...at, '-purpose', 'sslclient', ...chain)).toContain('node.pem: OK');
		const server = ['-purpose', 'sslserver', '-verify_hostname', `swarm-${role}`];
		expect(openssl('verify', ...at, ...server, ...chain)).toContain('node.pem: OK');
	}
});

test.each(seeds)('openssl accepts the request and the key of seed %i', seed => {
	const {request, key} = nodeOf(seed, 'manager');
	const text = openssl('req', '-verify', '-noout', '-subject', '-in', file('request.pem', request));
	expect(text).toMatch(/self-signature verify OK/);
	expect(text).toMatch(/^subject=\s*$/m);
	const keyFile = file('key.pem', encodePrivateKey(key));
	expect(openssl('pkey', '-check', '-noout', '-in', keyFile)).toBe('Key is valid\n');
	expect(openssl('pkey', '-in', keyFile)).toBe(encodePrivateKey(key));
});

/** Openssl 3.2 leaves out the blanks in names. */
const withoutBlanksInNames = (text: string) =>
	text.replace(/(?:Issuer|Subject): .*/g, line => line.replaceAll(' = ', '='));

test.each(seeds)('certificates of seed %i are described in the words of openssl', seed => {
	const {root, certificate} = nodeOf(seed, 'manager');
	for (const pem of [root.certificate, certificate]) {
		const text = openssl('x509', '-text', '-noout', '-in', file('certificate.pem', pem));
		expect(withoutBlanksInNames(describeCertificate(pem))).toBe(withoutBlanksInNames(text));
	}
});

test('a root and a key that openssl made issue certificates, its subject and key identifier in them', () => {
	const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/C=CH/O=own/CN=root'];
	const keyFile = join(folder, 'own.key');
	const certificate = openssl('req', '-x509', '-days', '36500', ...options, '-keyout', keyFile).replace(
		/^[\s\S]*?(?=-----BEGIN)/,
		'',
	);
	const issuer = {certificate, key: openssl('pkey', '-in', keyFile)};
	const names = {nodeId: idOf(1, 'own'), clusterId: idOf(1, 'cluster')};
	const key = keyNameOf(1, 'own');
	const later = Date.now() + 7_200_000;
	const order = {...names, issuer, key, role: 'worker', serial: serialOf(1, 'own'), now: later} as const;
	const pem = certificatePem(issueCertificate(order));
	const at = ['-attime', String(Math.round(later / 1000))];
	const chain = ['-CAfile', file('own-root.pem', certificate), file('own.pem', pem)];
	expect(openssl('verify', ...at, ...chain)).toContain('OK');
	expect(readCertificate(pem)).toMatchObject({
		subject: {O: names.clusterId, OU: 'swarm-worker', CN: names.nodeId},
		dnsNames: ['swarm-worker', names.nodeId],
		issuerDer: readCertificate(certificate).subjectDer,
		authorityKeyIdentifier: readCertificate(certificate).subjectKeyIdentifier,
	});
});

test('a bundle with a cross-signed intermediate is verified by the old root and by the new one', () => {
	const [old, next] = [issuerOf(1), issuerOf(2)];
	const crossSigned = {...(next.certificate as CertificateOrder), issuer: old};
	const issuer = {...next, intermediates: [crossSigned]};
	const order = {
		role: 'manager',
		nodeId: idOf(1, 'n'),
		clusterId: idOf(1, 'c'),
		serial: serialOf(1, 'n'),
		now,
	} as const;
	const pem = certificatePem(issueCertificate({...order, issuer, key: keyNameOf(1, 'n')}));
	for (const root of [old, next]) expect(validateChain(pem, certificatePem(root.certificate), {now})).toBeUndefined();
	const leaf = file('leaf.pem', pem);
	const trusted = ['-CAfile', file('next.pem', certificatePem(next.certificate)), '-untrusted', leaf];
	expect(openssl('verify', '-attime', String(now / 1000), ...trusted, leaf)).toContain('OK');
});

test('a key of another curve is refused', () => {
	const pem = openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384');
	expect(() => decodePrivateKey(pem)).toThrow('not a P-256 key');
	expect(keyOf(1, 'root')).toEqual(decodePrivateKey(encodePrivateKey(keyOf(1, 'root'))));
});
