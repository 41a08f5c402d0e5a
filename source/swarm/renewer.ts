import {randomFraction} from '../base/random.ts';
import {issuerOf} from '../pki/check-certificate.ts';
import {factsOf, type IssuedCertificate, type KeyName} from '../pki/order.ts';
import {drawRenewal} from '../pki/renewal.ts';
import {
	callback,
	clockOf,
	type Handlers,
	note,
	type Outcome,
	on,
	type Simulation,
	schedule,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {type NewCertificate, requestCertificate} from './certificate-request.ts';
import type {NodeObject} from './objects.ts';
import type {Renewal, SwarmHost} from './state.ts';
import type {Result} from './status.ts';

/** Renews this node's certificate before it ends, or at once when its role or its root changes. (SwarmKit ca/renewer.go) */
type Sim = Simulation<SwarmHost>;

/** Lets the CA settle a change of role before the certificate is asked for. */
const FORCED_DELAY_MS = 500;
const BACKOFF_BASE_MS = 5000;
const BACKOFF_MAX_MS = 3_600_000;

const due = signal<null>('renewer.due');
const renewed = signal<Outcome<null, Result<NewCertificate>>>('renewer.renewed');
/** The node holds a certificate of another role than before. */
export const roleChanged = signal<null>('node.role-changed');
/** What this node reports of its certificate and its trust has changed. */
export const tlsChanged = signal<null>('node.tls-changed');

export const createRenewal = (ordinal: number): Renewal => ({
	ordinal,
	at: 0,
	phase: 'waiting',
	isWanted: false,
	isForced: false,
	isStuck: false,
	failures: 0,
});

/** Takes a certificate into use. */
export function install(host: SwarmHost, certificate: IssuedCertificate, key: KeyName): void {
	const node = host.swarm;
	if (!node) return;
	const {role, notBefore, notAfter, subject} = factsOf(certificate);
	if (!role) return;
	node.nodeId = subject.CN ?? '';
	node.clusterId = subject.O ?? '';
	node.credentials = {certificate, key, role, notBefore, notAfter};
}

function backoff(sim: Sim, host: SwarmHost, {failures, ordinal}: Renewal): number {
	if (failures === 0) return 0;
	const bound = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS + BACKOFF_BASE_MS * 2 ** (failures - 1));
	return Math.floor(randomFraction(sim.seed, 'renewer.backoff', host.swarm?.nodeId ?? '', ordinal) * bound);
}

/**
Waits for the next renewal: a minute drawn from the window, and drawn anew each time. What has ended already, or was
forced and failed, is tried again with back-off. What failed beyond its draw SwarmKit asks for again as fast as it is
refused; here it is stuck, and asks whenever something has happened that might help.
*/
export function awaitRenewal(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node?.credentials) return;
	const {renewal, credentials} = node;
	renewal.phase = 'waiting';
	if (renewal.isWanted) return pause(sim, host, renewal);
	renewal.ordinal++;
	const now = clockOf(sim, host);
	const fraction = randomFraction(sim.seed, 'renewer.draw', node.nodeId, renewal.ordinal);
	const isUrgent = credentials.notAfter < now || renewal.isForced;
	const drawn = Math.max(0, drawRenewal(credentials, fraction) - now);
	renewal.isStuck = !isUrgent && drawn === 0 && renewal.failures > 0;
	const delay = isUrgent || renewal.isStuck ? backoff(sim, host, renewal) : drawn;
	renewal.at = sim.now + delay;
	setTimer(sim, host, 'node', 'renewal', delay, due, null);
}

/** Something has changed in the swarm or around it: whoever is stuck asks now. */
export function wakeRenewals(sim: Sim): void {
	for (const host of Object.values(sim.hosts)) {
		const renewal = host.swarm?.renewal;
		if (!renewal?.isStuck || renewal.phase !== 'waiting') continue;
		renewal.at = sim.now;
		setTimer(sim, host, 'node', 'renewal', 0, due, null);
	}
}

function pause(sim: Sim, host: SwarmHost, renewal: Renewal): void {
	Object.assign(renewal, {phase: 'pausing', isWanted: false, isForced: true, at: sim.now + FORCED_DELAY_MS});
	setTimer(sim, host, 'node', 'renewal', FORCED_DELAY_MS, due, null);
}

/** Asks for a certificate (nearly) at once; one that is under way is followed by another. */
export function forceRenewal(sim: Sim, host: SwarmHost): void {
	const renewal = host.swarm?.renewal;
	if (!renewal) return;
	renewal.isWanted = true;
	if (renewal.phase === 'waiting') pause(sim, host, renewal);
}

/** The manager said what this node is to be, or that it is to have another certificate. */
export function learnNode(sim: Sim, host: SwarmHost, {spec, certificate}: NodeObject): void {
	const node = host.swarm;
	if (!node?.credentials) return;
	const {desiredRole} = spec;
	const isNews = (node.desiredRole ?? node.credentials.role) !== desiredRole;
	node.desiredRole = desiredRole;
	if (isNews) node.renewal.expectedRole = desiredRole;
	if (isNews || certificate.state === 'rotate') forceRenewal(sim, host);
}

function renew(sim: Sim, host: SwarmHost): void {
	const renewal = host.swarm?.renewal;
	if (!renewal || renewal.phase === 'running') return;
	renewal.phase = 'running';
	renewal.isStuck = false;
	if (renewal.failures === 0) note(sim, host, 'certificate', `asks for a new certificate, with a new key`);
	requestCertificate(sim, host, {token: '', retryMs: 0}, callback(renewed, null));
}

function finish(sim: Sim, host: SwarmHost, {result}: Outcome<null, Result<NewCertificate>>): void {
	const node = host.swarm;
	if (!node?.credentials) return;
	const {renewal, credentials: before} = node;
	if (!result.ok) {
		renewal.failures++;
		if (renewal.failures === 1)
			note(sim, host, 'certificate', `got no new certificate, and tries again: ${result.message}`);
		return awaitRenewal(sim, host);
	}
	install(host, result.value.certificate, result.value.key);
	const {role, certificate} = node.credentials;
	note(sim, host, 'certificate', `uses its new ${role} certificate`);
	if (role !== before.role) schedule(sim, host, roleChanged, null, {scope: 'node'});
	if (issuerOf(certificate) !== issuerOf(before.certificate)) schedule(sim, host, tlsChanged, null, {scope: 'node'});
	if (renewal.expectedRole !== undefined && role !== renewal.expectedRole) renewal.failures++;
	else Object.assign(renewal, {failures: 0, isForced: false});
	awaitRenewal(sim, host);
}

export const renewerHandlers: Handlers<SwarmHost> = {
	...on(due, (sim: Sim, host: SwarmHost) => renew(sim, host)),
	...on(renewed, finish),
};
