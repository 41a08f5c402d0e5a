import {randomFraction} from '../base/random.ts';
import {validateCertificate} from '../pki/check-certificate.ts';
import {type IssuedCertificate, type KeyName, nameKey} from '../pki/order.ts';
import {
	type Callback,
	callback,
	clockOf,
	type Handlers,
	type Outcome,
	on,
	resolve,
	type Simulation,
	schedule,
	signal,
} from '../simulation/simulation.ts';
import {type CertificateStatus, getCertificateStatus, issueNodeCertificate} from './ca-server.ts';
import {observe, pickRemote} from './remotes.ts';
import {call} from './rpc.ts';
import type {SwarmHost} from './state.ts';
import {describeFailure, type Failure, failure, type Result, success} from './status.ts';

/**
How a node gets a certificate, its first as every later one: it hands in a signing request and asks until it is
signed, of its own manager first where it has one, then of whichever it knows. (SwarmKit ca/certificates.go)
*/
type Sim = Simulation<SwarmHost>;

const CALL_TIMEOUT_MS = 5000;
const ATTEMPTS = 5;
const POLL_BASE_MS = 1000;
const POLL_MAX_MS = 30_000;

export type NewCertificate = {readonly certificate: IssuedCertificate; readonly key: KeyName};

type Order = {
	/** Empty: the node shows its certificate. */
	readonly token: string;
	/** Pause after an attempt that failed, the last one too. */
	readonly retryMs: number;
};
type Pending = Order & {
	readonly request: KeyName;
	readonly attempt: number;
	readonly to: string;
	/** How often the certificate was asked for and was not there. */
	readonly polls: number;
	readonly then: Callback<Result<NewCertificate>>;
};

const again = signal<Pending>('certificate.again');
const accepted = signal<Outcome<Pending, Result<{nodeId: string}>>>('certificate.accepted');
type Polling = {readonly pending: Pending; readonly nodeId: string};
const polled = signal<Outcome<Polling, Result<CertificateStatus>>>('certificate.polled');
const pollDue = signal<Polling>('certificate.poll-due');
const gaveUp = signal<{readonly pending: Pending; readonly error: Failure}>('certificate.gave-up');

/** A key that nobody has seen yet. */
export function makeRequest(sim: Sim, host: SwarmHost): KeyName {
	const node = host.swarm;
	const ordinal = node ? node.renewal.ordinal++ : 0;
	return nameKey(sim.seed, 'key.node', host.name, host.memberships, ordinal);
}

/** Gets a certificate for a new key, and looks at it before it says so. */
export function requestCertificate(
	sim: Sim,
	host: SwarmHost,
	order: Order,
	then: Callback<Result<NewCertificate>>,
): void {
	ask(sim, host, {...order, request: makeRequest(sim, host), attempt: 1, to: '', polls: 0, then});
}

function pickServer(sim: Sim, host: SwarmHost, mayBeLocal: boolean): string {
	const node = host.swarm;
	if (!node || (mayBeLocal && node.manager?.isServing)) return 'local';
	return pickRemote(sim, host, 'renewer.remote', node.renewal.ordinal++)?.address ?? 'local';
}

const optionsTo = ({to}: Pending) => ({to, scope: 'node', timeoutMs: CALL_TIMEOUT_MS});

function ask(sim: Sim, host: SwarmHost, last: Pending): void {
	const node = host.swarm;
	if (!node) return;
	const pending = {...last, to: pickServer(sim, host, last.attempt === 1)};
	const {request, token} = pending;
	const body = {request, token, availability: node.config.availability};
	call(sim, host, issueNodeCertificate, body, optionsTo(pending), callback(accepted, pending));
}

function askAgain(sim: Sim, host: SwarmHost, pending: Pending, error: Failure): void {
	observe(host, pending.to, 'bad');
	const when = {delay: pending.retryMs, scope: 'node'};
	if (pending.attempt < ATTEMPTS) schedule(sim, host, again, {...pending, attempt: pending.attempt + 1}, when);
	else schedule(sim, host, gaveUp, {pending, error}, when);
}

function poll(sim: Sim, host: SwarmHost, polling: Polling): void {
	const {pending, nodeId} = polling;
	call(sim, host, getCertificateStatus, {nodeId}, optionsTo(pending), callback(polled, polling));
}

function look(sim: Sim, host: SwarmHost, {context, result}: Outcome<Polling, Result<CertificateStatus>>): void {
	const {pending, nodeId} = context;
	const node = host.swarm;
	if (!node) return;
	// Of an earlier request: the answer to this one is still to come.
	if (result.ok && result.value.isIssued && result.value.request === pending.request) {
		const {certificate} = result.value;
		const invalid = validateCertificate(certificate, node.trustRoot, {now: clockOf(sim, host)});
		const value = {certificate, key: pending.request};
		const outcome = invalid === undefined ? success(value) : failure('Unknown', invalid);
		return resolve(sim, host, pending.then, outcome, {scope: 'node'});
	}
	const hasFailed = !result.ok && result.code !== 'DeadlineExceeded';
	if (hasFailed) observe(host, pending.to, 'bad');
	const to = hasFailed ? pickServer(sim, host, false) : pending.to;
	const polls = pending.polls + 1;
	const bound = Math.min(POLL_MAX_MS, POLL_BASE_MS + 1000 * 2 ** (polls - 1));
	const fraction = randomFraction(sim.seed, 'certificate.poll', pending.request, polls);
	const next = {pending: {...pending, to, polls}, nodeId};
	schedule(sim, host, pollDue, next, {delay: Math.floor(fraction * bound), scope: 'node'});
}

export const certificateRequestHandlers: Handlers<SwarmHost> = {
	...on(again, ask),
	...on(accepted, (sim: Sim, host: SwarmHost, {context: pending, result}) => {
		if (result.ok) poll(sim, host, {pending, nodeId: result.value.nodeId});
		else askAgain(sim, host, pending, result);
	}),
	...on(pollDue, poll),
	...on(polled, look),
	...on(gaveUp, (sim: Sim, host: SwarmHost, {pending, error}) =>
		resolve(sim, host, pending.then, failure(error.code, describeFailure(error)), {scope: 'node'}),
	),
};
