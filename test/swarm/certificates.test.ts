import {spawnSync} from 'node:child_process';
import {createHash, createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {certificatePem, isSameCertificate, keyPem} from '../../source/pki/pem.ts';
import type {Credentials, SwarmNode} from '../../source/swarm/state.ts';
import {theCluster} from '../../source/swarm/store.ts';
import {
	advance,
	createMachines,
	createSwarm,
	day,
	hostOf,
	hour,
	initSwarm,
	joinSwarm,
	leaderOf,
	leaveSwarm,
	managerOf,
	minute,
	mustAsk,
	nodeIdOf,
	readSwarm,
	runUntil,
	second,
	seedsTo,
	start,
	updateNode,
} from '../engine/machines.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
let folder = '';
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'certificates-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

/** What openssl says of a certificate against a root: `OK`, or why not. */
function verifyByOpenssl(root: string, certificate: string, at: number): string {
	const [rootFile, file] = [path.join(folder, 'root.pem'), path.join(folder, 'node.pem')] as const;
	writeFileSync(rootFile, root);
	writeFileSync(file, certificate);
	const when = ['-attime', `${Math.floor(at / 1000)}`, '-x509_strict', '-CAfile', rootFile];
	const {stdout, stderr} = spawnSync('openssl', ['verify', ...when, file], {encoding: 'utf8'});
	return `${stdout}${stderr}`.replace(`${file}: `, '').trim();
}

type Member = {readonly name: string; readonly node: SwarmNode; readonly credentials: Credentials};

const membersOf = (sim: Sim): Member[] =>
	Object.values(sim.hosts).flatMap(({name, swarm}) =>
		swarm?.credentials ? [{name, node: swarm, credentials: swarm.credentials}] : [],
	);

const clusterOf = (sim: Sim) => {
	const cluster = theCluster(managerOf(sim, leaderOf(sim)).store);
	if (!cluster) throw new Error('there is no cluster');
	return cluster;
};

/** All that must hold of a node's certificate, whenever it was issued. */
function expectValid(sim: Sim, {node, credentials}: Member): X509Certificate {
	const certificate = new X509Certificate(certificatePem(credentials.certificate));
	const root = new X509Certificate(certificatePem(node.trustRoot));
	const cluster = clusterOf(sim);
	const {role} = credentials;
	expect(node.trustRoot).toBe(cluster.rootCa.certificate);
	expect(root.verify(root.publicKey)).toBe(true);
	expect(certificate.checkIssued(root)).toBe(true);
	expect(certificate.verify(root.publicKey)).toBe(true);
	expect(certificate.ca).toBe(false);
	// The key is the node's own, and nobody else's.
	expect(certificate.checkPrivateKey(createPrivateKey(keyPem(credentials.key)))).toBe(true);
	expect(certificate.subject).toBe(`O=${cluster.id}\nOU=swarm-${role}\nCN=${node.nodeId}`);
	expect(certificate.issuer).toBe('CN=swarm-ca');
	const names = [`DNS:swarm-${role}`, `DNS:${node.nodeId}`, ...(role === 'manager' ? ['DNS:swarm-ca'] : [])];
	expect(certificate.subjectAltName).toBe(names.join(', '));
	expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
	// On whole minutes, from an hour before it was signed to ninety days after.
	const [notBefore, notAfter] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
	expect(notBefore % minute).toBe(0);
	expect(notAfter - notBefore).toBe(2161 * hour);
	expect([credentials.notBefore, credentials.notAfter]).toEqual([notBefore, notAfter]);
	expect(sim.now).toBeGreaterThanOrEqual(notBefore + hour - minute / 2);
	// It is renewed between 50 and 80 % of that, on the minute.
	const share = (node.renewal.at - notBefore) / (notAfter - notBefore);
	expect(share).toBeGreaterThanOrEqual(0.5 - minute / (2161 * hour));
	expect(share).toBeLessThan(0.8);
	expect(node.renewal.at % minute).toBe(0);
	if (hasOpenssl) {
		const [trusted, shown] = [node.trustRoot, credentials.certificate].map(certificatePem);
		expect(verifyByOpenssl(trusted ?? '', shown ?? '', sim.now)).toBe('OK');
	}
	return certificate;
}

describe.each(seedsTo(10))('in the swarm of seed %s', seed => {
	test('every certificate is what SwarmKit would issue: after init, joins, a promotion, and ninety days', () => {
		const sim = createSwarm(seed, 2, 1);
		const first = membersOf(sim).map(member => expectValid(sim, member));
		expect(membersOf(sim).map(({credentials}) => credentials.role)).toEqual(['manager', 'manager', 'worker']);
		expect(updateNode(sim, 'node1', 'node3', {Role: 'manager'})).toBe('200');
		advance(sim, 5 * second);
		expect(membersOf(sim).map(({credentials}) => credentials.role)).toEqual(['manager', 'manager', 'manager']);
		const second_ = membersOf(sim).map(member => expectValid(sim, member));
		advance(sim, 90 * day);
		const third = membersOf(sim).map(member => expectValid(sim, member));
		const serials = [...first, ...second_.slice(2), ...third].map(certificate => certificate.serialNumber);
		const keys = [...first, ...second_.slice(2), ...third].map(({publicKey}) =>
			publicKey.export({type: 'spki', format: 'pem'}),
		);
		// Each issue has a serial number and a key of its own.
		expect(new Set(serials).size).toBe(7);
		expect(new Set(keys).size).toBe(7);
		expect(serials.every(serial => serial.length <= 40)).toBe(true);
	});

	test('every renewal of a year falls into the window of the certificate that it replaces', () => {
		const sim = createSwarm(seed, 1, 2);
		const held = new Map(membersOf(sim).map(({name, credentials}) => [name, credentials]));
		let renewals = 0;
		const until = sim.now + 365 * day;
		while (sim.now < until) {
			const dueAt = Math.min(...membersOf(sim).map(({node}) => node.renewal.at));
			advance(sim, Math.min(dueAt, until) - sim.now + second);
			for (const {name, credentials} of membersOf(sim)) {
				const before = held.get(name);
				if (!before || isSameCertificate(before.certificate, credentials.certificate)) continue;
				const share = (sim.now - second - before.notBefore) / (before.notAfter - before.notBefore);
				expect(share).toBeGreaterThan(0.4999);
				expect(share).toBeLessThan(0.8001);
				expect(credentials.key).not.toBe(before.key);
				held.set(name, credentials);
				renewals++;
			}
		}
		// Ninety days each, renewed after 45 to 72.
		expect(renewals).toBeGreaterThanOrEqual(3 * 5);
		expect(renewals).toBeLessThanOrEqual(3 * 8);
	});

	test('the root is valid for twenty years from five minutes before, and both tokens carry the digest of its PEM', () => {
		const sim = createMachines(seed, 1);
		advance(sim, Number(seed) * 17 * second);
		const began = sim.now;
		initSwarm(sim);
		const {rootCa} = clusterOf(sim);
		const root = new X509Certificate(certificatePem(rootCa.certificate));
		const rounded = Math.round(began / minute) * minute;
		expect(Date.parse(root.validFrom)).toBe(rounded - 5 * minute);
		expect(Date.parse(root.validTo)).toBe(rounded - 5 * minute + 7300 * day);
		expect(root.subject).toBe('CN=swarm-ca');
		expect(root.ca).toBe(true);
		expect(root.checkPrivateKey(createPrivateKey(keyPem(rootCa.key)))).toBe(true);
		expect(createPublicKey(keyPem(rootCa.key)).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
		const digest = BigInt(`0x${createHash('sha256').update(certificatePem(rootCa.certificate)).digest('hex')}`);
		const field = digest.toString(36).padStart(50, '0');
		const {Worker, Manager} = readSwarm(sim, 'node1').JoinTokens;
		for (const token of [Worker, Manager]) {
			expect(token).toMatch(/^SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}$/);
			expect(token.split('-')[2]).toBe(field);
		}
		expect(Worker).not.toBe(Manager);
	});
});

test('a certificate of one swarm is none of another', () => {
	const sim = createMachines('1', 2);
	initSwarm(sim, 'node1');
	initSwarm(sim, 'node2');
	const [one, other] = membersOf(sim);
	if (!one || !other) throw new Error('two swarms are needed');
	const [trusted, shown] = [certificatePem(other.node.trustRoot), certificatePem(one.credentials.certificate)];
	expect(new X509Certificate(shown).verify(new X509Certificate(trusted).publicKey)).toBe(false);
	if (hasOpenssl) expect(verifyByOpenssl(trusted, shown, sim.now)).not.toBe('OK');
});

test('a node’s certificate says what it was issued for, however often its role changes', () => {
	const sim = createSwarm('4', 1, 1);
	const id = nodeIdOf(sim, 'node2');
	for (const role of ['manager', 'worker', 'manager', 'worker'] as const) {
		expect(updateNode(sim, 'node1', 'node2', {Role: role})).toBe('200');
		runUntil(sim, () => hostOf(sim, 'node2').swarm?.credentials?.role === role, minute);
		advance(sim, 20 * second);
		for (const member of membersOf(sim)) expectValid(sim, member);
		expect(nodeIdOf(sim, 'node2')).toBe(id);
	}
});

test('a new expiry does not reach the signer that runs: certificates go on being issued for ninety days', () => {
	const sim = createSwarm('1', 1, 0, 2);
	const {Version, Spec} = mustAsk<{Version: {Index: number}; Spec: {CAConfig: object}}>(sim, 'node1', 'GET', '/swarm');
	const body = {...Spec, CAConfig: {...Spec.CAConfig, NodeCertExpiry: 3_600_000_000_000}};
	mustAsk(sim, 'node1', 'POST', '/swarm/update', {query: {version: `${Version.Index}`}, body});
	joinSwarm(sim, 'node2', 'worker');
	for (const member of membersOf(sim)) expectValid(sim, member);
	expect(clusterOf(sim).spec.ca.nodeCertExpiry).toBe(3_600_000_000_000);
});

test('a manager that has not led before builds its signer when it first leads: then the new expiry counts', () => {
	const sim = createSwarm('1', 3, 1);
	const {Version, Spec} = mustAsk<{Version: {Index: number}; Spec: {CAConfig: object}}>(sim, 'node1', 'GET', '/swarm');
	const body = {...Spec, CAConfig: {...Spec.CAConfig, NodeCertExpiry: 3_600_000_000_000}};
	mustAsk(sim, 'node1', 'POST', '/swarm/update', {query: {version: `${Version.Index}`}, body});
	leaveSwarm(sim, 'node1');
	advance(sim, minute);
	joinSwarm(sim, 'node1', 'worker', leaderOf(sim));
	const {notBefore, notAfter} = hostOf(sim, 'node1').swarm?.credentials ?? {notBefore: 0, notAfter: 0};
	expect(notAfter - notBefore).toBe(2 * hour);
	expect(sim.now).toBeGreaterThan(start);
});

test('a renewal does not fail because managers have left: it asks others until one answers', () => {
	for (const seed of seedsTo(10)) {
		const sim = createSwarm(seed, 5, 1);
		leaveSwarm(sim, 'node1');
		leaveSwarm(sim, 'node2');
		advance(sim, minute);
		const {renewal, credentials} = hostOf(sim, 'node6').swarm ?? {};
		advance(sim, (renewal?.at ?? 0) - sim.now + 5 * second);
		expect(hostOf(sim, 'node6').swarm?.credentials?.certificate).not.toBe(credentials?.certificate);
		expect(hostOf(sim, 'node6').swarm?.credentials?.notBefore).toBeGreaterThan(sim.now - 2 * hour);
	}
});
