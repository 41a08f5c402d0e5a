import {spawnSync} from 'node:child_process';
import {X509Certificate} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {randomInteger} from '../../source/base/random.ts';
import type {Sim} from '../../source/engine/engine.ts';
import {startEngineAgain, stopEngine} from '../../source/engine/power.ts';
import {showSpec} from '../../source/engine/spec.ts';
import {checkCertificate} from '../../source/pki/check-certificate.ts';
import {rootDigest} from '../../source/pki/join-token.ts';
import {nameKey} from '../../source/pki/order.ts';
import {certificatePem, isSameCertificate, keyPem} from '../../source/pki/pem.ts';
import {createSelfSigned} from '../../source/pki/self-signed.ts';
import {applyNetworkFault} from '../../source/simulation/faults.ts';
import type {Role} from '../../source/swarm/objects.ts';
import type {Credentials, SwarmNode} from '../../source/swarm/state.ts';
import {theCluster} from '../../source/swarm/store.ts';
import {wakeAll} from '../../source/swarm/wake.ts';
import {
	advance,
	ask,
	createSwarm,
	day,
	hostOf,
	joinSwarm,
	leaderOf,
	leaders,
	managerOf,
	minute,
	mustAsk,
	readSwarm,
	refusal,
	removeNode,
	runUntil,
	second,
	seedsTo,
	send,
	start,
	startMachine,
	stepOnce,
	stopMachine,
} from '../engine/machines.ts';

type SwarmJson = {
	readonly Version: {Index: number};
	readonly Spec: {readonly CAConfig: {readonly ForceRotate?: number}};
	readonly RootRotationInProgress: boolean;
	readonly TLSInfo: {readonly TrustRoot: string};
	readonly JoinTokens: {readonly Worker: string; readonly Manager: string};
};

const readWhole = (sim: Sim, node = leaderOf(sim)) => mustAsk<SwarmJson>(sim, node, 'GET', '/swarm');

/** Sends the spec back with another CA configuration. */
function configureCa(sim: Sim, change: object, node = leaderOf(sim)): string {
	const {Version, Spec} = readWhole(sim, node);
	const body = {...Spec, CAConfig: {...Spec.CAConfig, ...change}};
	return refusal(sim, node, 'POST', '/swarm/update', {query: {version: `${Version.Index}`}, body});
}

const rotate = (sim: Sim): string =>
	configureCa(sim, {ForceRotate: (readWhole(sim).Spec.CAConfig.ForceRotate ?? 0) + 1});

/** A root of the user's own, from a seed. */
function ownRoot(seed: string, name = 'own', days = 3650) {
	const key = nameKey(seed, 'key.own', name);
	const dates = {notBefore: start - day, notAfter: start + days * day};
	const subject = [['CN', name]] as const;
	const certificate = createSelfSigned({key, serial: new Uint8Array(20).fill(7), subject, isCa: true, ...dates});
	return {SigningCACert: certificate, SigningCAKey: keyPem(key)};
}

const clusterOf = (sim: Sim) => {
	const cluster = theCluster(managerOf(sim, leaderOf(sim)).store);
	if (!cluster) throw new Error('there is no cluster');
	return cluster;
};
const isRotating = (sim: Sim): boolean => clusterOf(sim).rootCa.rotation !== undefined;
const finishRotation = (sim: Sim, limit = minute): number => {
	const took = runUntil(sim, () => !isRotating(sim), limit);
	advance(sim, 2 * second);
	return took;
};

type Member = {readonly name: string; readonly node: SwarmNode; readonly credentials: Credentials};
const membersOf = (sim: Sim): Member[] =>
	Object.values(sim.hosts).flatMap(({name, swarm}) =>
		swarm?.credentials ? [{name, node: swarm, credentials: swarm.credentials}] : [],
	);
const blocksOf = (pem: string): string[] => pem.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n/g) ?? [];

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
let folder = '';
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'rotation-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

const file = (name: string, text: string): string => {
	const place = path.join(folder, name);
	writeFileSync(place, text);
	return place;
};

function openssl(at: number, ...argv: string[]): string {
	const {stdout, stderr} = spawnSync('openssl', ['verify', '-attime', `${Math.floor(at / 1000)}`, ...argv], {
		encoding: 'utf8',
	});
	return `${stdout}${stderr}`.replaceAll(folder, '').trim();
}

/**
What openssl says of a chain. A certificate that the old root signed for a new one of its own name is self-signed to
openssl, for it says nothing of the key that it was signed with: so with Docker's (recorded). There the two steps are
looked at one by one, the last of them without openssl's path building.
*/
function verifyByOpenssl(certificate: string, trustRoot: string, at: number): string {
	const [leaf = '', intermediate] = blocksOf(certificate);
	const trusted = file('root.pem', trustRoot);
	if (intermediate === undefined) return openssl(at, '-CAfile', trusted, file('leaf.pem', leaf));
	const [cross, root] = [new X509Certificate(intermediate), new X509Certificate(trustRoot)];
	if (root.publicKey.equals(cross.publicKey)) return openssl(at, '-CAfile', trusted, file('leaf.pem', leaf));
	if (cross.subject !== root.subject)
		return openssl(at, '-CAfile', trusted, '-untrusted', file('cross.pem', intermediate), file('leaf.pem', leaf));
	if (!cross.verify(root.publicKey)) return 'the old root did not sign the new one';
	return openssl(at, '-partial_chain', '-CAfile', file('cross.pem', intermediate), file('leaf.pem', leaf));
}

/** Looks at every certificate each time that one of them, or what a node trusts, has changed. */
function watchCertificates(sim: Sim, until: () => boolean, limit: number): number {
	const seen = new Set<string>();
	let looks = 0;
	const end = sim.now + limit;
	while (!until() && stepOnce(sim, end)) {
		for (const {name, node, credentials} of membersOf(sim)) {
			const [certificate, root] = [certificatePem(credentials.certificate), certificatePem(node.trustRoot)];
			const key = `${name}|${certificate}|${root}`;
			if (seen.has(key)) continue;
			seen.add(key);
			looks++;
			expect(verifyByOpenssl(certificate, root, sim.now), `${name} at ${sim.now - sim.startedAt}`).toBe(
				'/leaf.pem: OK',
			);
		}
		// Nobody is cut off: every two nodes accept each other at any moment.
		for (const one of membersOf(sim)) {
			for (const other of membersOf(sim)) {
				const objection = checkCertificate(one.credentials.certificate, other.node.trustRoot, {now: sim.now});
				expect(objection, `${other.name} of ${one.name}`).toBeUndefined();
			}
		}
	}
	return looks;
}

describe('with openssl', () => {
	beforeEach(({skip}) => skip(!hasOpenssl, 'openssl is not installed'));

	test.each(seedsTo(5))('each certificate verifies at each step against what its node trusts then, seed %s', seed => {
		const sim = createSwarm(seed, 3, 2);
		expect(rotate(sim)).toBe('200');
		// Each node holds two certificates and two roots on the way, at least three pairs of them.
		expect(watchCertificates(sim, () => false, 10 * second)).toBeGreaterThanOrEqual(5 * 3);
		expect(isRotating(sim)).toBe(false);
	});

	test('so it does from Docker’s root to the user’s, from one of these to another, and back', () => {
		const sim = createSwarm('1', 2, 1);
		for (const change of [ownRoot('1', 'mine'), ownRoot('1', 'next'), undefined]) {
			expect(change ? configureCa(sim, change) : rotate(sim)).toBe('200');
			expect(watchCertificates(sim, () => false, 10 * second)).toBeGreaterThanOrEqual(3 * 3);
			expect(isRotating(sim)).toBe(false);
		}
	});
});

describe.each(seedsTo(10))('in the swarm of seed %s', seed => {
	test('a rotation ends with one root for all, new certificates everywhere, and two new tokens of its digest', () => {
		const sim = createSwarm(seed, 3, 3);
		const before = clusterOf(sim).rootCa;
		const held = new Map(membersOf(sim).map(({name, credentials}) => [name, credentials.key]));
		expect(rotate(sim)).toBe('200');
		expect(finishRotation(sim)).toBeLessThan(10 * second);
		const after = clusterOf(sim).rootCa;
		expect(isSameCertificate(before.certificate, after.certificate)).toBe(false);
		const digest = rootDigest(certificatePem(after.certificate));
		for (const role of ['worker', 'manager'] as const) {
			expect(BigInt(`0x${digest}`).toString(36).padStart(50, '0')).toBe(after.tokens[role].split('-')[2]);
			expect(after.tokens[role].split('-')[3]).not.toBe(before.tokens[role].split('-')[3]);
			expect(after.tokenHistory[role].rotations).toBe(1);
		}
		for (const {name, node, credentials} of membersOf(sim)) {
			expect(isSameCertificate(node.trustRoot, after.certificate)).toBe(true);
			expect(credentials.key).not.toBe(held.get(name));
			expect(
				new X509Certificate(certificatePem(credentials.certificate)).verify(
					new X509Certificate(certificatePem(after.certificate)).publicKey,
				),
			).toBe(true);
		}
	});

	test('it goes on under a new leader, and is told to nobody twice', () => {
		const sim = createSwarm(seed, 3, 2);
		const old = leaderOf(sim);
		stopMachine(sim, 'node5');
		expect(rotate(sim)).toBe('200');
		advance(sim, 5 * second);
		expect(isRotating(sim)).toBe(true);
		const keys = membersOf(sim).map(({credentials}) => credentials.key);
		stopMachine(sim, old);
		runUntil(sim, () => leaders(sim).length === 1 && leaderOf(sim) !== old, 3 * minute);
		advance(sim, minute);
		startMachine(sim, old);
		startMachine(sim, 'node5');
		finishRotation(sim, 3 * minute);
		advance(sim, minute);
		// Those that had theirs keep it.
		const kept = membersOf(sim).filter(({credentials}) => keys.includes(credentials.key));
		expect(kept.map(({name}) => name)).toEqual(['node1', 'node2', 'node3', 'node4']);
		expect(membersOf(sim).every(({node}) => isSameCertificate(node.trustRoot, clusterOf(sim).rootCa.certificate))).toBe(
			true,
		);
	});
});

test('a hundred nodes are told by thirties, three seconds apart', () => {
	const sim = createSwarm('1', 1, 99);
	const told: number[] = [];
	const began = sim.now;
	expect(rotate(sim)).toBe('200');
	let known = 0;
	runUntil(
		sim,
		() => {
			const {length} = sim.journal;
			for (; known < length; known++) {
				const {at, text} = sim.journal[known] ?? {at: 0, text: ''};
				const [, count] = /^tells (\d+|one) nodes? to get/.exec(text) ?? [];
				if (count !== undefined && at >= began) told.push(at - began, Number(count));
			}
			return !isRotating(sim);
		},
		minute,
	);
	const counts = told.filter((_, index) => index % 2 === 1);
	const times = told.filter((_, index) => index % 2 === 0);
	expect(counts).toEqual([30, 30, 30, 10]);
	for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBe(3 * second);
});

test('a node that is down holds it up for as long as it is listed; the tokens keep the old digest meanwhile', () => {
	const sim = createSwarm('2', 1, 3);
	const old = clusterOf(sim).rootCa;
	stopMachine(sim, 'node3');
	advance(sim, 20 * second);
	expect(rotate(sim)).toBe('200');
	advance(sim, 10 * minute);
	expect(isRotating(sim)).toBe(true);
	const {Version, Spec} = readWhole(sim);
	const query = {version: `${Version.Index}`, rotateWorkerToken: 'true'};
	mustAsk(sim, 'node1', 'POST', '/swarm/update', {query, body: Spec});
	const {worker} = clusterOf(sim).rootCa.tokens;
	expect(worker).not.toBe(old.tokens.worker);
	expect(worker.split('-')[2]).toBe(old.tokens.worker.split('-')[2]);
	expect(removeNode(sim, 'node1', 'node3')).toBe('200');
	expect(finishRotation(sim)).toBeLessThan(4 * second);
	expect(clusterOf(sim).rootCa.tokens.worker.split('-')[2]).not.toBe(worker.split('-')[2]);
});

test('the root that is trusted, given again, ends a rotation; what was signed by the other one is still accepted', () => {
	const sim = createSwarm('3', 1, 2);
	expect(configureCa(sim, ownRoot('3', 'mine'))).toBe('200');
	finishRotation(sim);
	stopMachine(sim, 'node3');
	const {tokens} = clusterOf(sim).rootCa;
	expect(configureCa(sim, ownRoot('3', 'next'))).toBe('200');
	advance(sim, 8 * second);
	expect(configureCa(sim, ownRoot('3', 'mine'))).toBe('200');
	expect(isRotating(sim)).toBe(false);
	expect(clusterOf(sim).rootCa.tokens).toEqual(tokens);
	startMachine(sim, 'node3');
	advance(sim, minute);
	expect(mustAsk<{Status: {State: string}}[]>(sim, 'node1', 'GET', '/nodes').map(({Status}) => Status.State)).toEqual([
		'ready',
		'ready',
		'ready',
	]);
});

test('what the API shows while the root is rotated: the old root to trust, and the new one’s key to wait for', () => {
	const sim = createSwarm('4', 1, 1);
	const trusted = readWhole(sim).TLSInfo;
	stopMachine(sim, 'node2');
	expect(rotate(sim)).toBe('200');
	advance(sim, 2 * second);
	const {TLSInfo, RootRotationInProgress} = readWhole(sim) as SwarmJson & {TLSInfo: Record<string, string>};
	expect(RootRotationInProgress).toBe(true);
	expect(TLSInfo.TrustRoot).toBe(trusted.TrustRoot);
	const target = clusterOf(sim).rootCa.rotation;
	const key = new X509Certificate(certificatePem(target?.certificate ?? '')).publicKey;
	expect(TLSInfo.CertIssuerPublicKey).toBe(key.export({type: 'spki', format: 'der'}).toString('base64'));
});

const refused: readonly (readonly [string, object, string])[] = [
	[
		'a key alone',
		{SigningCAKey: ownRoot('1').SigningCAKey},
		'if a signing CA key is provided, the signing CA cert must also be provided',
	],
	[
		'no certificate',
		{...ownRoot('1'), SigningCACert: 'nonsense'},
		'invalid root certificates: {"code":1003,"message":"Failed to parse certificate"}',
	],
	[
		'a key that is none',
		{...ownRoot('1'), SigningCAKey: 'nonsense'},
		'malformed private key: {"code":2003,"message":"Failed to parse private key"}',
	],
	['another key', {...ownRoot('1'), SigningCAKey: ownRoot('1', 'other').SigningCAKey}, 'certificate key mismatch'],
	[
		'two roots',
		{...ownRoot('1'), SigningCACert: ownRoot('1').SigningCACert + ownRoot('1', 'other').SigningCACert},
		'the desired CA certificate cannot contain multiple certificates',
	],
	['one that ends within a year', ownRoot('1', 'short', 364), 'CA certificate expires too soon'],
	[
		'one that has ended',
		ownRoot('1', 'over', -0.5),
		'error while validating Root CA Certificate: x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-12-31T12:00:00Z',
	],
	[
		'one without key and without a CA that answers',
		{SigningCACert: ownRoot('1').SigningCACert},
		'there must be at least one valid, reachable external CA corresponding to the desired CA certificate',
	],
	['less than an hour', {NodeCertExpiry: 3_599_000_000_000}, 'minimum certificate expiry time is: 1h0m0s'],
];

test.each(refused)('%s is refused, and nothing else of the request is done', (_what, change, why) => {
	const sim = createSwarm('1', 1, 0);
	const before = clusterOf(sim);
	const text = configureCa(sim, {ForceRotate: 1, ...change});
	expect(text.replace(/current time \S+/, 'current time 2026-01-01T00:00:00Z')).toBe(
		`400 rpc error: code = InvalidArgument desc = ${why}`,
	);
	expect(clusterOf(sim)).toBe(before);
});

test('a token from before a rotation that has ended names another root', () => {
	const sim = createSwarm('5', 1, 0, 2);
	const {JoinTokens} = readSwarm(sim, 'node1');
	expect(rotate(sim)).toBe('200');
	finishRotation(sim);
	const body = {ListenAddr: '0.0.0.0:2377', RemoteAddrs: ['172.31.4.11:2377'], JoinToken: JoinTokens.Worker};
	const {status, body: text} = ask(sim, 'node2', 'POST', '/swarm/join', {body});
	expect([status, text]).toEqual([500, expect.stringContaining('remote CA does not match fingerprint. Expected: ')]);
	joinSwarm(sim, 'node2', 'worker' satisfies Role);
	expect(hostOf(sim, 'node2').engine.membership?.state).toBe('active');
});

/** What may happen to a swarm while its root is rotated, drawn from a seed. */
function disturb(sim: Sim, step: number): void {
	const draw = (bound: number, what: string) => randomInteger(bound, sim.seed, `rotation.${what}`, step);
	const name = `node${1 + draw(6, 'node')}`;
	const host = hostOf(sim, name);
	switch (draw(6, 'what')) {
		case 0:
		case 1:
			if (host.isRunning) stopEngine(sim, host, draw(2, 'how') === 0, 0);
			else startEngineAgain(sim, host, 0);
			break;
		case 2:
			wakeAll(sim);
			applyNetworkFault(sim, {type: draw(2, 'cut') === 0 ? 'cut' : 'heal', node: name});
			break;
		case 3: {
			const [leader] = leaders(sim);
			if (leader !== undefined && maySwitch(sim, leader))
				send(sim, leader, 'POST', '/swarm/update', rotation(sim, leader));
			break;
		}
		default:
	}
}

/** Another root while this one is still aimed at, or when everybody trusts it: see below what comes of it otherwise. */
function maySwitch(sim: Sim, leader: string): boolean {
	const cluster = theCluster(managerOf(sim, leader).store);
	if (!cluster || !managerOf(sim, leader).leader?.isStarted) return false;
	const {rotation: aimed, certificate} = cluster.rootCa;
	const nodes = Object.values(managerOf(sim, leader).store.nodes);
	const trusted = certificatePem(certificate);
	return aimed !== undefined || nodes.every(node => node.description?.tlsInfo.trustRoot === trusted);
}

/** An update that asks for another root, from what the leader's store holds. */
function rotation(sim: Sim, leader: string) {
	const cluster = theCluster(managerOf(sim, leader).store);
	const spec = cluster && showSpec(cluster.spec);
	const ForceRotate = (cluster?.spec.ca.forceRotate ?? 0) + 1;
	const body = {...spec, CAConfig: {...spec?.CAConfig, ForceRotate}};
	return {query: {version: `${cluster?.meta.version}`}, body};
}

test.each(seedsTo(25))(
	'whatever happens on the way, rotations end once everybody is back, and nobody is locked out, seed %s',
	seed => {
		const sim = createSwarm(seed, 3, 3);
		const names = Object.keys(sim.hosts);
		expect(rotate(sim)).toBe('200');
		for (let step = 0; step < 60; step++) {
			disturb(sim, step);
			advance(sim, randomInteger(6 * second, sim.seed, 'rotation.pause', step));
		}
		wakeAll(sim);
		applyNetworkFault(sim, {type: 'heal-all'});
		for (const name of names) if (!hostOf(sim, name).isRunning) startEngineAgain(sim, hostOf(sim, name), 0);
		advance(sim, 10 * minute);
		const {rootCa} = clusterOf(sim);
		expect(rootCa.rotation).toBeUndefined();
		for (const {name, node, credentials} of membersOf(sim)) {
			expect(isSameCertificate(node.trustRoot, rootCa.certificate), name).toBe(true);
			expect(checkCertificate(credentials.certificate, rootCa.certificate, {now: sim.now})).toBeUndefined();
		}
		const states = mustAsk<{Status: {State: string}}[]>(sim, leaderOf(sim), 'GET', '/nodes');
		expect(states.map(({Status}) => Status.State)).toEqual(names.map(() => 'ready'));
	},
);

test('who misses the end of one rotation and the beginning of the next trusts a root that vouches for nobody', () => {
	const sim = createSwarm('1', 1, 2);
	expect(rotate(sim)).toBe('200');
	// It has the new certificate and has said so, and is gone before the rotation ends.
	const {key} = hostOf(sim, 'node3').swarm?.credentials ?? {};
	runUntil(sim, () => hostOf(sim, 'node3').swarm?.credentials?.key !== key, 3 * second);
	advance(sim, second / 2);
	stopMachine(sim, 'node3');
	finishRotation(sim);
	// By itself that does no harm: managers show the cross-signed certificate until they renew their own.
	startMachine(sim, 'node3');
	advance(sim, 10 * second);
	expect(isSameCertificate(hostOf(sim, 'node3').swarm?.trustRoot ?? '', clusterOf(sim).rootCa.certificate)).toBe(true);

	expect(rotate(sim)).toBe('200');
	const before = hostOf(sim, 'node3').swarm?.credentials?.key;
	runUntil(sim, () => hostOf(sim, 'node3').swarm?.credentials?.key !== before, 3 * second);
	advance(sim, second / 2);
	stopMachine(sim, 'node3');
	finishRotation(sim);
	expect(rotate(sim)).toBe('200');
	advance(sim, 5 * second);
	startMachine(sim, 'node3');
	advance(sim, 5 * minute);
	expect(isRotating(sim)).toBe(true);
	const objection = checkCertificate(
		hostOf(sim, 'node1').swarm?.credentials?.certificate ?? '',
		hostOf(sim, 'node3').swarm?.trustRoot ?? '',
		{now: sim.now},
	);
	expect(objection).toContain('x509: certificate signed by unknown authority');
	expect(removeNode(sim, 'node1', 'node3')).toBe('200');
	finishRotation(sim);
});
