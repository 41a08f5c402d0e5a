import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {issueCertificate} from '../../source/pki/authority.ts';
import {readCertificate} from '../../source/pki/certificate.ts';
import {describeCertificate} from '../../source/pki/describe-certificate.ts';
import {decodePrivateKey, encodePrivateKey} from '../../source/pki/key.ts';
import {createSigningRequest} from '../../source/pki/signing-request.ts';
import {verifyChain} from '../../source/pki/verify-chain.ts';
import {idOf, keyOf, nodeOf, now, rootOf, seeds, serialOf} from './swarm.ts';

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

test('a key that openssl made is read, and its request signed, whatever it asks for', () => {
	const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/O=evil/CN=root'];
	const names = ['-addext', 'subjectAltName=DNS:evil.example'];
	const keyFile = join(folder, 'own.key');
	const request = openssl('req', '-new', ...options, ...names, '-keyout', keyFile).replace(
		/^[\s\S]*?(?=-----BEGIN)/,
		'',
	);
	const root = rootOf(1);
	const order = {nodeId: idOf(1, 'own'), clusterId: idOf(1, 'cluster'), serial: serialOf(1, 'own'), now};
	const signers = {rootCertificate: root.certificate, rootKey: root.key};
	const certificate = issueCertificate({...order, ...signers, request, role: 'worker'});
	const key = decodePrivateKey(openssl('pkey', '-in', keyFile));
	expect(readCertificate(certificate)).toMatchObject({
		subject: {O: order.clusterId, OU: 'swarm-worker', CN: order.nodeId},
		dnsNames: ['swarm-worker', order.nodeId],
	});
	// Made from the same key, our own request gets the same certificate.
	expect(issueCertificate({...order, ...signers, request: createSigningRequest(key), role: 'worker'})).toBe(
		certificate,
	);
	expect(verifyChain(certificate, root.certificate, {now})).toBeUndefined();
});

test('a key of another curve is refused', () => {
	const pem = openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384');
	expect(() => decodePrivateKey(pem)).toThrow('not a P-256 key');
	expect(keyOf(1, 'root')).toEqual(decodePrivateKey(encodePrivateKey(keyOf(1, 'root'))));
});
