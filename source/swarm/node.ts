import {newId} from '../base/identity.ts';
import {randomBytes} from '../base/random.ts';
import {createRootCa, issueCertificate, serialNumberBytes} from '../pki/authority.ts';
import {parseJoinToken, rootDigest} from '../pki/join-token.ts';
import {type IssuedCertificate, nameKey} from '../pki/order.ts';
import {certificatePem} from '../pki/pem.ts';
import {verifyChain} from '../pki/verify-chain.ts';
import {
	callback,
	clockOf,
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
import {getRootCertificate} from './ca-server.ts';
import {makeRequest, type NewCertificate, requestCertificate} from './certificate-request.ts';
import {wakeSessions} from './heartbeat.ts';
import {bootstrapManager, joinManager, stopManager} from './manager.ts';
import {awaitRenewal, createRenewal, install} from './renewer.ts';
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
const fetchRoot = signal<Attempt>('node.fetch-root');
const rootFetched = signal<Outcome<Attempt, Result<{certificate: IssuedCertificate}>>>('node.root-fetched');
const certified = signal<Outcome<null, Result<NewCertificate>>>('node.certified');

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
			keys: [],
			formerSessionId: '',
		},
		isReady: false,
		ownAddress: '',
		renewal: createRenewal(0),
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
		now: clockOf(sim, host),
	});
	note(sim, host, 'ca', `created a root CA (CN=swarm-ca, P-256), valid for 20 years`);
	const nodeId = newId(draw(17, 'id.node'));
	const clusterId = newId(draw(17, 'id.cluster'));
	const key = makeRequest(sim, host);
	const serial = draw(serialNumberBytes, 'serial.node');
	const order = {issuer: root, key, role: 'manager', nodeId, clusterId, serial, now: clockOf(sim, host)} as const;
	node.trustRoot = root.certificate;
	node.founding = {...root, clusterId};
	install(host, issueCertificate(order), key);
	awaitRenewal(sim, host);
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

function retry(sim: Sim, host: SwarmHost, {attempt}: Attempt, error: Failure): void {
	if (attempt < ATTEMPTS) schedule(sim, host, fetchRoot, {attempt: attempt + 1}, {delay: RETRY_MS, scope: 'node'});
	else resolve(sim, host, host.swarm?.config.ready, error, {delay: RETRY_MS, scope: 'node'});
}

const asFailure = (result: Failure): Failure => failure(result.code, describeFailure(result));

function startFetching(sim: Sim, host: SwarmHost, {attempt}: Attempt): void {
	const to = host.swarm?.config.joinAddress ?? '';
	if (attempt === 1) note(sim, host, 'ca', `asks ${to} for the root certificate`);
	const options = {to, scope: 'node', timeoutMs: CALL_TIMEOUT_MS, isUnverified: true};
	call(sim, host, getRootCertificate, null, options, callback(rootFetched, {attempt}));
}

function checkRoot(
	sim: Sim,
	host: SwarmHost,
	{context, result}: Outcome<Attempt, Result<{certificate: IssuedCertificate}>>,
): void {
	const node = host.swarm;
	if (!node) return;
	if (!result.ok) return retry(sim, host, context, asFailure(result));
	const {certificate} = result.value;
	const token = node.config.joinToken === '' ? undefined : parseJoinToken(node.config.joinToken);
	if (token?.ok && token.digest !== rootDigest(certificatePem(certificate))) {
		if (context.attempt === 1) note(sim, host, 'ca', `got a root certificate that is not the one its token names`);
		const text = `remote CA does not match fingerprint. Expected: ${token.digest}`;
		return retry(sim, host, context, failure('Unknown', text));
	}
	if (token) note(sim, host, 'ca', `checked the root certificate against the digest in its token: it is the one`);
	const pem = certificatePem(certificate);
	const invalid = verifyChain(pem, pem, {now: clockOf(sim, host)});
	if (invalid !== undefined) {
		const text = `error while validating Root CA Certificate: ${invalid}`;
		return retry(sim, host, context, failure('Unknown', text));
	}
	node.trustRoot = certificate;
	askForCertificate(sim, host);
}

function askForCertificate(sim: Sim, host: SwarmHost): void {
	const token = host.swarm?.config.joinToken ?? '';
	note(sim, host, 'certificate', `made a key and sent its signing request, with the token's secret`);
	requestCertificate(sim, host, {token, retryMs: RETRY_MS}, callback(certified, null));
}

function takeCertificate(sim: Sim, host: SwarmHost, {result}: Outcome<null, Result<NewCertificate>>): void {
	const node = host.swarm;
	if (!node) return;
	if (!result.ok) return resolve(sim, host, node.config.ready, result, {scope: 'node'});
	install(host, result.value.certificate, result.value.key);
	awaitRenewal(sim, host);
	note(sim, host, 'certificate', `has its ${node.credentials?.role} certificate: node ${node.nodeId}`);
	if (node.credentials?.role === 'manager') joinManager(sim, host);
	begin(sim, host);
}

export const nodeHandlers: Handlers<SwarmHost> = {
	...on(fetchRoot, startFetching),
	...on(rootFetched, checkRoot),
	...on(certified, takeCertificate),
};
