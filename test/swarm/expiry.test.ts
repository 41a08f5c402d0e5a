import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {applyNetworkFault, type NetworkFault} from '../../source/simulation/faults.ts';
import {wakeAll} from '../../source/swarm/wake.ts';
import {
	advance,
	ask,
	createSwarm,
	day,
	hostOf,
	hour,
	joinSwarm,
	leaderOf,
	leaveSwarm,
	minute,
	mustAsk,
	nodeIdOf,
	readNode,
	refusal,
	runUntil,
	second,
	seedsTo,
	startMachine,
	stopMachine,
} from '../engine/machines.ts';

const hour_ns = 3_600_000_000_000;

/** A swarm whose certificates last that many hours: they get them with a new root. */
function createShortLived(seed: string, managers: number, workers: number, hours: number, spare = 0): Sim {
	const sim = createSwarm(seed, managers, workers, spare);
	type Swarm = {Version: {Index: number}; Spec: {CAConfig: object}};
	const {Version, Spec} = mustAsk<Swarm>(sim, 'node1', 'GET', '/swarm');
	const CAConfig = {...Spec.CAConfig, NodeCertExpiry: hours * hour_ns, ForceRotate: 1};
	mustAsk(sim, 'node1', 'POST', '/swarm/update', {query: {version: `${Version.Index}`}, body: {...Spec, CAConfig}});
	advance(sim, 10 * second);
	return sim;
}

function inflict(sim: Sim, fault: NetworkFault): void {
	wakeAll(sim);
	applyNetworkFault(sim, fault);
}

const credentialsOf = (sim: Sim, name: string) => hostOf(sim, name).swarm?.credentials;
const endOf = (sim: Sim, name: string): number => credentialsOf(sim, name)?.notAfter ?? 0;
type Info = {readonly Swarm: {readonly LocalNodeState: string; readonly Error: string; readonly NodeID: string}};
const infoOf = (sim: Sim, name: string) => mustAsk<Info>(sim, name, 'GET', '/info').Swarm;
const statusOf = (sim: Sim, name: string): string => readNode(sim, leaderOf(sim), name).Status.State;
const utc = (ms: number): string => new Date(ms).toUTCString().replace('GMT', 'UTC');

describe.each(seedsTo(5))('in the swarm of seed %s', seed => {
	test('a worker that was cut off until its certificate had ended says that it is active, and is not let in again', () => {
		const sim = createShortLived(seed, 1, 2, 2);
		inflict(sim, {type: 'cut', node: 'node2'});
		advance(sim, endOf(sim, 'node2') - sim.now + minute);
		const {key} = credentialsOf(sim, 'node2') ?? {};
		inflict(sim, {type: 'heal', node: 'node2'});
		advance(sim, 3 * hour);
		expect(infoOf(sim, 'node2')).toMatchObject({LocalNodeState: 'active', Error: ''});
		expect(credentialsOf(sim, 'node2')?.key).toBe(key);
		expect(statusOf(sim, 'node2')).toBe('down');
		expect(statusOf(sim, 'node3')).toBe('ready');
		// Leaving needs no force, and with a token it comes back as another node.
		leaveSwarm(sim, 'node2', false);
		advance(sim, second);
		joinSwarm(sim, 'node2', 'worker');
		expect(infoOf(sim, 'node2').LocalNodeState).toBe('active');
	});

	test('a node that was off beyond the end of its certificate says why it does not start, and may leave', () => {
		const sim = createSwarm(seed, 1, 1);
		const id = nodeIdOf(sim, 'node2');
		const end = endOf(sim, 'node2');
		stopMachine(sim, 'node2');
		advance(sim, 91 * day);
		startMachine(sim, 'node2');
		const {LocalNodeState, Error: error, NodeID} = infoOf(sim, 'node2');
		// It has not got as far as to know who it is.
		expect([LocalNodeState, NodeID]).toEqual(['error', '']);
		const [, now] = /currently (.*): x509/.exec(error) ?? [];
		expect(error).toBe(
			'error while loading TLS certificate in /var/lib/docker/swarm/certificates/swarm-node.crt: ' +
				`certificate (1 - ${id}) not valid after ${utc(end)}, and it is currently ${now}: ` +
				'x509: certificate has expired or is not yet valid: ',
		);
		expect(Math.abs(Date.parse(now ?? '') - sim.now)).toBeLessThan(minute);
		advance(sim, day);
		expect(infoOf(sim, 'node2').LocalNodeState).toBe('error');
		expect(refusal(sim, 'node2', 'POST', '/swarm/leave')).toBe('200');
		joinSwarm(sim, 'node2', 'worker');
		expect(infoOf(sim, 'node2').LocalNodeState).toBe('active');
	});

	test('a renewal that nobody answered is made up for as soon as somebody does, before the certificate ends', () => {
		const sim = createShortLived(seed, 1, 1, 48);
		const end = endOf(sim, 'node2');
		const {key} = credentialsOf(sim, 'node2') ?? {};
		inflict(sim, {type: 'cut', node: 'node2'});
		advance(sim, end - 2 * hour - sim.now);
		expect(credentialsOf(sim, 'node2')?.key).toBe(key);
		inflict(sim, {type: 'heal', node: 'node2'});
		const took = runUntil(sim, () => credentialsOf(sim, 'node2')?.key !== key, minute);
		expect(took).toBeLessThan(30 * second);
		expect(endOf(sim, 'node2')).toBeGreaterThan(end);
	});
});

test('a renewal that goes on failing is tried again at longer and longer intervals, an hour at the most', () => {
	const sim = createShortLived('1', 1, 1, 5 * 24);
	stopMachine(sim, 'node1');
	const end = endOf(sim, 'node2');
	// From here on every draw of a minute lies in the past.
	advance(sim, end - day + hour - sim.now);
	const before = hostOf(sim, 'node2').swarm?.renewal.failures ?? 0;
	advance(sim, 20 * hour);
	const failures = (hostOf(sim, 'node2').swarm?.renewal.failures ?? 0) - before;
	expect(failures).toBeGreaterThan(20);
	expect(failures).toBeLessThan(100);
});

test('a leader renews its own certificate through its socket, whatever its clock says of it', () => {
	const sim = createShortLived('1', 1, 1, 1);
	const host = hostOf(sim, 'node1');
	host.clockAheadMs = 3 * hour;
	const renewal = host.swarm?.renewal;
	advance(sim, (renewal?.at ?? sim.now) - sim.now + second);
	expect(endOf(sim, 'node1')).toBeGreaterThan(sim.now + 3 * hour);
	// What it signs by that clock, nobody else can use yet.
	const {key} = credentialsOf(sim, 'node2') ?? {};
	advance(sim, 30 * minute);
	expect(credentialsOf(sim, 'node2')?.key).toBe(key);
});

test('whoever looks decides by its own clock: a joiner whose clock is off refuses, or is refused', () => {
	const sim = createSwarm('2', 1, 0, 3);
	const token = mustAsk<{JoinTokens: {Worker: string}}>(sim, 'node1', 'GET', '/swarm').JoinTokens.Worker;
	const join = (name: string): string => {
		const body = {ListenAddr: '0.0.0.0:2377', RemoteAddrs: ['172.31.4.11:2377'], JoinToken: token};
		return (JSON.parse(ask(sim, name, 'POST', '/swarm/join', {body}).body) as {message: string}).message;
	};
	const expired = 'x509: certificate has expired or is not yet valid: ';
	hostOf(sim, 'node2').clockAheadMs = 91 * day;
	expect(join('node2')).toMatch(
		`rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: ${expired}current time`,
	);
	hostOf(sim, 'node3').clockAheadMs = -30 * minute;
	expect(join('node3')).toMatch(`error while validating Root CA Certificate: ${expired}current time`);
	hostOf(sim, 'node1').clockAheadMs = 2 * hour;
	expect(join('node4')).toMatch(
		/^certificate \(1 - [a-z\d]{25}\) not valid before .* UTC, and it is currently .* UTC: x509/,
	);
});
