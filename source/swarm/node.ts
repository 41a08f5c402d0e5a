import {newId} from '../base/identity.ts';
import {randomBytes} from '../base/random.ts';
import {createRootCa, issueCertificate, serialNumberBytes} from '../pki/authority.ts';
import {parseJoinToken, rootDigest} from '../pki/join-token.ts';
import {type IssuedCertificate, type KeyName, nameKey} from '../pki/order.ts';
import {certificatePem} from '../pki/pem.ts';
import {
	callback,
	closeScope,
	type Handlers,
	note,
	type Outcome,
	on,
	openScope,
	resolve,
	type Simulation,
	schedule,
	signal,
} from '../simulation/simulation.ts';
import {startAgent} from './agent.ts';
import {type CertificateStatus, getCertificateStatus, getRootCertificate, issueNodeCertificate} from './ca-server.ts';
import {wakeSessions} from './heartbeat.ts';
import {bootstrapManager, joinManager, stopManager} from './manager.ts';
import {install, makeRequest} from './renewer.ts';
import {call} from './rpc.ts';
import type {NodeConfig, SwarmHost} from './state.ts';
import {describeFailure, type Failure, failure, type Result} from './status.ts';

/**
A node's way into a swarm: it founds one, or it fetches the root certificate, holds it against the token's
digest, makes a key, asks for a certificate, and only then has an identity. (SwarmKit node/node.go, ca/)
*/
type Sim = Simulation<SwarmHost>;

const ATTEMPTS = 5;
const RETRY_MS = 2000;
const CALL_TIMEOUT_MS = 5000;

type Attempt = {readonly attempt: number};
type Requested = Attempt & {readonly request: KeyName};
const fetchRoot = signal<Attempt>('node.fetch-root');
const rootFetched = signal<Outcome<Attempt, Result<{certificate: IssuedCertificate}>>>('node.root-fetched');
const requestCertificate = signal<Attempt>('node.request-certificate');
const accepted = signal<Outcome<Requested, Result<{nodeId: string}>>>('node.accepted');
const issued = signal<Outcome<Requested, Result<CertificateStatus>>>('node.issued');

/** Starts a node. `config.ready` is told once how that went. */
export function startNode(sim: Sim, host: SwarmHost, config: NodeConfig): void {
	openScope(sim, host, 'node');
	host.memberships++;
	host.swarm = {
		config,
		nodeId: '',
		clusterId: '',
		trustRoot: '',
		remotes: config.joinAddress === '' ? [] : [{nodeId: '', address: config.joinAddress, weight: 0}],
		agent: {
			isConnecting: false,
			backoffMs: 0,
			attempts: 0,
			hasRegistered: false,
			networks: [],
			ingressAddress: '',
			lamportTime: 0,
		},
		isReady: false,
		ownAddress: '',
		renewal: {ordinal: 0, at: 0, isRunning: false, failures: 0},
		unlockKey: '',
	};
	if (config.joinAddress === '') found(sim, host);
	else beginJoin(sim, host, config);
}

/** Ends a node at once, and silently: nobody else is told. */
export function stopNode(sim: Sim, host: SwarmHost): void {
	wakeSessions(sim);
	stopManager(sim, host);
	closeScope(host, 'agent');
	closeScope(host, 'node');
	delete host.swarm;
}

function found(sim: Sim, host: SwarmHost): void {
	const node = host.swarm;
	if (!node) return;
	const draw = (length: number, what: string) => randomBytes(length, sim.seed, what, host.name, host.memberships);
	const root = createRootCa({
		key: nameKey(sim.seed, 'key.root', host.name, host.memberships),
		serial: draw(serialNumberBytes, 'serial.root'),
		now: sim.now,
	});
	note(sim, host, 'ca', `created a root CA (CN=swarm-ca, P-256), valid for 20 years`);
	const nodeId = newId(draw(17, 'id.node'));
	const clusterId = newId(draw(17, 'id.cluster'));
	const key = makeRequest(sim, host);
	const serial = draw(serialNumberBytes, 'serial.node');
	const order = {issuer: root, key, role: 'manager', nodeId, clusterId, serial, now: sim.now} as const;
	node.trustRoot = root.certificate;
	node.founding = {...root, clusterId};
	install(sim, host, issueCertificate(order), key);
	note(sim, host, 'certificate', `issued itself a manager certificate: node ${nodeId}`);
	node.ownAddress = node.config.advertiseAddress.replace(/:[^:]*$/, '');
	bootstrapManager(sim, host);
	begin(sim, host);
}

function begin(sim: Sim, host: SwarmHost): void {
	openScope(sim, host, 'agent');
	startAgent(sim, host);
}

/** A node that will never be ready. */
function giveUp(sim: Sim, host: SwarmHost, {code, message}: Failure): void {
	resolve(sim, host, host.swarm?.config.ready, failure(code, message), {scope: 'node'});
}

function beginJoin(sim: Sim, host: SwarmHost, {joinToken}: NodeConfig): void {
	if (joinToken !== '') {
		const token = parseJoinToken(joinToken);
		if (!token.ok) return giveUp(sim, host, failure('Unknown', token.error));
		if (token.fips) return giveUp(sim, host, failure('Unknown', 'node is not FIPS-enabled but cluster requires FIPS'));
	}
	schedule(sim, host, fetchRoot, {attempt: 1}, {scope: 'node'});
}

function retry(sim: Sim, host: SwarmHost, what: typeof fetchRoot, {attempt}: Attempt, error: Failure): void {
	if (attempt < ATTEMPTS) schedule(sim, host, what, {attempt: attempt + 1}, {delay: RETRY_MS, scope: 'node'});
	else resolve(sim, host, host.swarm?.config.ready, error, {delay: RETRY_MS, scope: 'node'});
}

const asFailure = (result: Failure): Failure => failure(result.code, describeFailure(result));

function startFetching(sim: Sim, host: SwarmHost, {attempt}: Attempt): void {
	const to = host.swarm?.config.joinAddress ?? '';
	if (attempt === 1) note(sim, host, 'ca', `asks ${to} for the root certificate`);
	const options = {to, scope: 'node', timeoutMs: CALL_TIMEOUT_MS, isAnonymous: true};
	call(sim, host, getRootCertificate, null, options, callback(rootFetched, {attempt}));
}

function checkRoot(
	sim: Sim,
	host: SwarmHost,
	{context, result}: Outcome<Attempt, Result<{certificate: IssuedCertificate}>>,
): void {
	const node = host.swarm;
	if (!node) return;
	if (!result.ok) return retry(sim, host, fetchRoot, context, asFailure(result));
	const {certificate} = result.value;
	const token = node.config.joinToken === '' ? undefined : parseJoinToken(node.config.joinToken);
	if (token?.ok && token.digest !== rootDigest(certificatePem(certificate))) {
		if (context.attempt === 1) note(sim, host, 'ca', `got a root certificate that is not the one its token names`);
		const text = `remote CA does not match fingerprint. Expected: ${token.digest}`;
		return retry(sim, host, fetchRoot, context, failure('Unknown', text));
	}
	if (token) note(sim, host, 'ca', `checked the root certificate against the digest in its token: it is the one`);
	node.trustRoot = certificate;
	schedule(sim, host, requestCertificate, {attempt: 1}, {scope: 'node'});
}

function sendRequest(sim: Sim, host: SwarmHost, {attempt}: Attempt): void {
	const node = host.swarm;
	if (!node) return;
	const request = makeRequest(sim, host);
	note(sim, host, 'certificate', `made a key and sent its signing request, with the token's secret`);
	const body = {request, token: node.config.joinToken, availability: node.config.availability};
	const options = {to: node.config.joinAddress, scope: 'node', timeoutMs: CALL_TIMEOUT_MS, isAnonymous: true};
	call(sim, host, issueNodeCertificate, body, options, callback(accepted, {attempt, request}));
}

function awaitCertificate(
	sim: Sim,
	host: SwarmHost,
	{context, result}: Outcome<Requested, Result<{nodeId: string}>>,
): void {
	if (!result.ok) return retry(sim, host, requestCertificate, context, asFailure(result));
	const to = host.swarm?.config.joinAddress ?? '';
	const options = {to, scope: 'node', timeoutMs: CALL_TIMEOUT_MS, isAnonymous: true};
	call(sim, host, getCertificateStatus, {nodeId: result.value.nodeId}, options, callback(issued, context));
}

function takeCertificate(
	sim: Sim,
	host: SwarmHost,
	{context, result}: Outcome<Requested, Result<CertificateStatus>>,
): void {
	const node = host.swarm;
	if (!node) return;
	if (!result.ok) return retry(sim, host, requestCertificate, context, asFailure(result));
	install(sim, host, result.value.certificate, context.request);
	note(sim, host, 'certificate', `has its ${node.credentials?.role} certificate: node ${node.nodeId}`);
	if (node.credentials?.role === 'manager') joinManager(sim, host);
	begin(sim, host);
}

export const nodeHandlers: Handlers<SwarmHost> = {
	...on(fetchRoot, startFetching),
	...on(rootFetched, checkRoot),
	...on(requestCertificate, sendRequest),
	...on(accepted, awaitCertificate),
	...on(issued, takeCertificate),
};
