import {randomFraction} from '../base/random.ts';
import {factsOf, type IssuedCertificate, type KeyName, nameKey} from '../pki/order.ts';
import {drawRenewal} from '../pki/renewal.ts';
import {
	callback,
	type Handlers,
	note,
	type Outcome,
	on,
	type Simulation,
	schedule,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {type CertificateStatus, getCertificateStatus, issueNodeCertificate} from './ca-server.ts';
import type {NodeObject} from './objects.ts';
import {observe, pickRemote} from './remotes.ts';
import {call} from './rpc.ts';
import type {SwarmHost} from './state.ts';
import type {Result} from './status.ts';

/** Renews this node's certificate before it ends, or at once when its role changes. (SwarmKit ca/renewer.go) */
type Sim = Simulation<SwarmHost>;

const CALL_TIMEOUT_MS = 5000;
/** How often one renewal asks, each time another manager. */
const ATTEMPTS = 5;
/** Lets the CA settle a change of role before the certificate is asked for. */
const FORCED_DELAY_MS = 500;
const BACKOFF_BASE_MS = 5000;
const BACKOFF_MAX_MS = 3_600_000;

type Pending = {readonly request: KeyName; readonly attempt: number; readonly to: string};
const due = signal<{readonly isForced: boolean}>('renewer.due');
const accepted = signal<Outcome<Pending, Result<{nodeId: string}>>>('renewer.accepted');
const issued = signal<Outcome<Pending, Result<CertificateStatus>>>('renewer.issued');
/** The node holds a certificate of another role than before. */
export const roleChanged = signal<null>('node.role-changed');

/** A request to sign a key that nobody has seen yet. */
export function makeRequest(sim: Sim, host: SwarmHost): KeyName {
	const node = host.swarm;
	const ordinal = node ? node.renewal.ordinal++ : 0;
	return nameKey(sim.seed, 'key.node', host.name, host.memberships, ordinal);
}

/** Takes a certificate into use and draws when to renew it. */
export function install(sim: Sim, host: SwarmHost, certificate: IssuedCertificate, key: KeyName): void {
	const node = host.swarm;
	if (!node) return;
	const {role, notBefore, notAfter, subject} = factsOf(certificate);
	if (!role) return;
	node.nodeId = subject.CN ?? '';
	node.clusterId = subject.O ?? '';
	node.credentials = {certificate, key, role, notBefore, notAfter};
	armRenewal(sim, host);
}

export function armRenewal(sim: Sim, host: SwarmHost, pause = 0): void {
	const node = host.swarm;
	if (!node?.credentials) return;
	const fraction = randomFraction(sim.seed, 'renewer.draw', node.nodeId, node.renewal.ordinal++);
	node.renewal.at = Math.max(sim.now + pause, drawRenewal(node.credentials, fraction));
	setTimer(sim, host, 'node', 'renewal', node.renewal.at - sim.now, due, {isForced: false});
}

/** The manager said what this node is to be: if its certificate says otherwise, it needs another. */
export function learnDesiredRole(sim: Sim, host: SwarmHost, object: NodeObject): void {
	const node = host.swarm;
	if (!node?.credentials) return;
	const {desiredRole} = object.spec;
	const isNews = node.desiredRole !== undefined && node.desiredRole !== desiredRole;
	const isWrong = node.desiredRole === undefined && node.credentials.role !== desiredRole;
	node.desiredRole = desiredRole;
	if (isNews || isWrong) forceRenewal(sim, host, desiredRole);
	else if (object.certificate.state === 'rotate') forceRenewal(sim, host, node.renewal.expectedRole);
}

export function forceRenewal(sim: Sim, host: SwarmHost, expectedRole: NodeObject['role'] | undefined): void {
	const node = host.swarm;
	if (!node) return;
	node.renewal.expectedRole = expectedRole;
	node.renewal.failures = 0;
	setTimer(sim, host, 'node', 'forced-renewal', FORCED_DELAY_MS, due, {isForced: true});
}

function renew(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node || node.renewal.isRunning) return;
	node.renewal.isRunning = true;
	if (node.renewal.failures === 0) note(sim, host, 'certificate', `asks for a new certificate, with a new key`);
	ask(sim, host, {request: makeRequest(sim, host), attempt: 1});
}

/** Asks this node's own manager, where it has one, first; then whichever it knows. */
function ask(sim: Sim, host: SwarmHost, {request, attempt}: Omit<Pending, 'to'>): void {
	const node = host.swarm;
	if (!node) return;
	const isLocal = attempt === 1 && node.manager?.isServing === true;
	const remote = isLocal ? undefined : pickRemote(sim, host, 'renewer.remote', node.renewal.ordinal++);
	const to = remote?.address ?? 'local';
	const body = {request, token: '', availability: node.config.availability};
	const options = {to, scope: 'node', timeoutMs: CALL_TIMEOUT_MS};
	call(sim, host, issueNodeCertificate, body, options, callback(accepted, {request, attempt, to}));
}

function askAgain(sim: Sim, host: SwarmHost, pending: Pending): void {
	observe(host, pending.to, 'bad');
	if (pending.attempt < ATTEMPTS) ask(sim, host, {...pending, attempt: pending.attempt + 1});
	else fail(sim, host);
}

function poll(sim: Sim, host: SwarmHost, {context, result}: Outcome<Pending, Result<{nodeId: string}>>): void {
	if (!result.ok) return askAgain(sim, host, context);
	const options = {to: context.to, scope: 'node', timeoutMs: CALL_TIMEOUT_MS};
	call(sim, host, getCertificateStatus, {nodeId: result.value.nodeId}, options, callback(issued, context));
}

function finish(sim: Sim, host: SwarmHost, {context, result}: Outcome<Pending, Result<CertificateStatus>>): void {
	const node = host.swarm;
	if (!node?.credentials) return;
	if (!result.ok || result.value.request !== context.request) return askAgain(sim, host, context);
	const before = node.credentials.role;
	node.renewal.isRunning = false;
	install(sim, host, result.value.certificate, context.request);
	const {role} = node.credentials;
	const {expectedRole} = node.renewal;
	note(sim, host, 'certificate', `uses its new ${role} certificate`);
	if (role !== before) schedule(sim, host, roleChanged, null, {scope: 'node'});
	if (expectedRole !== undefined && role !== expectedRole) return fail(sim, host);
	node.renewal.failures = 0;
	delete node.renewal.expectedRole;
}

/**
Tries again: a forced renewal with back-off, any other when the next draw says so. Where that lies in the past,
SwarmKit asks again as fast as it is refused; here the back-off counts too.
*/
function fail(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node) return;
	node.renewal.isRunning = false;
	node.renewal.failures++;
	const bound = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS + BACKOFF_BASE_MS * 2 ** (node.renewal.failures - 1));
	const delay = Math.floor(randomFraction(sim.seed, 'renewer.backoff', node.nodeId, node.renewal.ordinal++) * bound);
	if (node.renewal.expectedRole === undefined) armRenewal(sim, host, delay);
	else setTimer(sim, host, 'node', 'forced-renewal', delay, due, {isForced: true});
}

export const renewerHandlers: Handlers<SwarmHost> = {
	...on(due, (sim: Sim, host: SwarmHost) => renew(sim, host)),
	...on(accepted, poll),
	...on(issued, finish),
};
