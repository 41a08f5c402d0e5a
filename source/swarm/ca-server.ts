import {newId} from '../base/identity.ts';
import {randomBytes} from '../base/random.ts';
import {issueCertificate, serialNumberBytes} from '../pki/authority.ts';
import type {IssuedCertificate, KeyName} from '../pki/order.ts';
import {
	callback,
	clockOf,
	type Handlers,
	note,
	type Outcome,
	on,
	type Simulation,
	setTimer,
	signal,
} from '../simulation/simulation.ts';
import {externalUrls} from './external-ca.ts';
import type {Availability, ClusterObject, NodeObject, Role} from './objects.ts';
import {isSameRoot, signerOf, targetOf} from './root-ca.ts';
import {method, respond, serve} from './rpc.ts';
import type {Caller, Leader, Manager, SwarmHost} from './state.ts';
import {failure, type Result, refuse, success} from './status.ts';
import {type Change, create, read, theCluster, update} from './store.ts';
import {type Write, write} from './transactions.ts';

/**
The certificate authority: runs on the leader. A joining node shows a token, a member its certificate;
both hand in a signing request and ask until the certificate is there. (SwarmKit ca/server.go)
*/
type Sim = Simulation<SwarmHost>;

export const getRootCertificate = method<null, {readonly certificate: IssuedCertificate}>(
	'ca.root-certificate',
	true,
	true,
);
export type IssueRequest = {
	readonly request: KeyName;
	readonly token: string;
	readonly availability: Availability;
};
export const issueNodeCertificate = method<IssueRequest, {readonly nodeId: string}>('ca.issue', true, true);
export type CertificateStatus = {
	readonly isIssued: boolean;
	readonly request: KeyName;
	readonly certificate: IssuedCertificate;
};
export const getCertificateStatus = method<{readonly nodeId: string}, CertificateStatus>('ca.status', true, true);

type Admission = {
	readonly nodeId: string;
	readonly request: KeyName;
	readonly role: Role;
	readonly availability: Availability;
};

export const admitNode: Write<Admission, {nodeId: string}> = {
	name: 'ca.admit-node',
	run(draft, {nodeId, request, role, availability}) {
		create(draft, 'nodes', {
			id: nodeId,
			spec: {labels: {}, desiredRole: role, membership: 'accepted', availability},
			role,
			certificate: {role, state: 'pending', nodeId, request},
			status: {state: 'unknown', message: '', addr: ''},
			ingressAddress: '',
		});
		return {nodeId};
	},
};

export const requestRenewal: Write<{nodeId: string; request: KeyName}, {nodeId: string}> = {
	name: 'ca.request-renewal',
	run(draft, {nodeId, request}) {
		const node = read(draft, 'nodes', nodeId);
		if (!node) return refuse('NotFound', `node ${nodeId} not found when attempting to renew certificate`);
		update(draft, 'nodes', {...node, certificate: {role: node.role, state: 'renew', nodeId, request}});
		return {nodeId};
	},
};

export const storeCertificate: Write<{nodeId: string; request: KeyName; certificate: IssuedCertificate}, null> = {
	name: 'ca.store-certificate',
	run(draft, {nodeId, request, certificate}) {
		const node = read(draft, 'nodes', nodeId);
		if (node?.certificate.request === request) {
			update(draft, 'nodes', {...node, certificate: {...node.certificate, state: 'issued', certificate}});
		}
		return null;
	},
};

const admitted = signal<Outcome<{caller: Caller}, Result<{nodeId: string}>>>('ca.admitted');

const removedFromSwarm = (nodeId: string) =>
	failure('PermissionDenied', `Permission denied: node ${nodeId} was removed from swarm`);

/**
Who may not speak any more, or speaks for another swarm. Undefined: nothing to object. Of a call that was handed on,
only the follower's certificate is looked up among those of removed nodes: whom it speaks for may have been removed.
*/
export function checkIdentity(host: SwarmHost, {identity, via}: Caller): ReturnType<typeof failure> | undefined {
	const cluster = host.swarm?.manager && theCluster(host.swarm.manager.store);
	if (!identity || !cluster) return undefined;
	if (via === undefined && cluster.blacklist[identity.nodeId] !== undefined) return removedFromSwarm(identity.nodeId);
	if (identity.clusterId !== cluster.id) {
		return failure('PermissionDenied', `Permission denied: remote certificate not part of organization: ${cluster.id}`);
	}
	return undefined;
}

function issue(sim: Sim, host: SwarmHost, {request, token, availability}: IssueRequest, caller: Caller): void {
	const cluster = host.swarm?.manager && theCluster(host.swarm.manager.store);
	if (!cluster) return respond(sim, host, caller, failure('Aborted', 'CA signer is still starting'));
	const then = callback(admitted, {caller});
	if (caller.identity) {
		const objection = checkIdentity(host, caller);
		if (objection) return respond(sim, host, caller, objection);
		return write(sim, host, requestRenewal, {nodeId: caller.identity.nodeId, request}, then);
	}
	const {tokens} = cluster.rootCa;
	const role = token === tokens.manager ? 'manager' : token === tokens.worker ? 'worker' : undefined;
	if (!role) {
		note(sim, host, 'token', `refused ${caller.origin}: the secret of its join token is not the current one`);
		return respond(
			sim,
			host,
			caller,
			failure('InvalidArgument', 'A valid join token is necessary to join this cluster'),
		);
	}
	const nodeId = newId(randomBytes(17, sim.seed, 'id.node', request));
	note(sim, host, 'token', `accepted ${caller.origin}'s ${role} token; its node ID is ${nodeId}`);
	write(sim, host, admitNode, {nodeId, request, role, availability}, then);
}

/** How often what an external CA did not sign is looked at again. */
const RETRY_MS = 10_000;
const retryDue = signal<null>('ca.retry-due');

const isDecided = (node: NodeObject): boolean => ['issued', 'failed', 'rotate'].includes(node.certificate.state);

function answerStatus(sim: Sim, host: SwarmHost, {certificate: held}: NodeObject, caller: Caller): void {
	const {state, request = '', certificate = ''} = held;
	const isIssued = state === 'issued' || state === 'rotate';
	respond(sim, host, caller, success({isIssued, request, certificate}));
}

function status(sim: Sim, host: SwarmHost, {nodeId}: {nodeId: string}, caller: Caller): void {
	const manager = host.swarm?.manager;
	const node = manager?.store.nodes[nodeId];
	if (!node) respond(sim, host, caller, failure('NotFound', `node ${nodeId} not found`));
	else if (isDecided(node)) answerStatus(sim, host, node, caller);
	else manager?.leader?.certificateWaiters.push({nodeId, caller});
}

/** Signs what waits for a signature, unless that is an external CA's business; said only of the first one. */
function sign(sim: Sim, host: SwarmHost, node: NodeObject, isAgain = false): void {
	const manager = host.swarm?.manager;
	const {request, role} = node.certificate;
	if (!manager?.signer || !manager.leader || request === undefined) return;
	const {rootCa, expiryMs} = manager.signer;
	if (externalUrls(manager.signer.externalCas, targetOf(rootCa), rootCa.certificate).length > 0)
		return leaveToExternalCa(sim, host, manager.leader, node);
	delete manager.leader.unsigned[node.id];
	const certificate = issueCertificate({
		issuer: signerOf(rootCa),
		key: request,
		role,
		nodeId: node.id,
		clusterId: host.swarm?.clusterId ?? '',
		serial: randomBytes(serialNumberBytes, sim.seed, 'certificate.serial', node.id, manager.raft?.commitIndex ?? 0),
		expiry: expiryMs,
		now: clockOf(sim, host),
	});
	if (!isAgain) {
		const asker = node.description?.hostname ?? 'the new node';
		const until = new Date(certificate.notAfter).toISOString().slice(0, 10);
		note(sim, host, 'certificate', `signed a ${role} certificate for ${asker}, valid until ${until}`);
	}
	write(sim, host, storeCertificate, {nodeId: node.id, request, certificate});
}

/** None answers: the request stays where it is, and is looked at again and again. */
function leaveToExternalCa(sim: Sim, host: SwarmHost, leader: Leader, node: NodeObject): void {
	const isNews = !leader.unsigned[node.id];
	leader.unsigned[node.id] = true;
	if (isNews) note(sim, host, 'certificate', 'leaves a certificate to the external CA, which does not answer');
	const untilTick = RETRY_MS - ((sim.now - leader.since) % RETRY_MS);
	setTimer(sim, host, 'leader', 'ca-retry', untilTick, retryDue, null);
}

function retry(sim: Sim, host: SwarmHost): void {
	const manager = host.swarm?.manager;
	for (const id of Object.keys(manager?.leader?.unsigned ?? {})) {
		const node = manager?.store.nodes[id];
		if (node && needsSignature(node)) sign(sim, host, node);
		else delete manager?.leader?.unsigned[id];
	}
}

const needsSignature = ({certificate, spec}: NodeObject): boolean =>
	certificate.state === 'renew' || (certificate.state === 'pending' && spec.membership === 'accepted');

/**
Builds the signer where the root CA is another than the one it was built for. A change of the expiry alone does not
reach it: that counts from the next root on, or in a manager that has not led before.
*/
function updateSigner(manager: Manager, {rootCa, spec}: ClusterObject): void {
	const {externalCas, nodeCertExpiry} = spec.ca;
	const isKept = manager.signer && isSameRoot(manager.signer.rootCa, rootCa);
	const expiryMs = isKept && manager.signer ? manager.signer.expiryMs : nodeCertExpiry / 1_000_000;
	manager.signer = {rootCa, expiryMs, externalCas};
}

/** A new leader builds its signer and signs what its predecessor left. */
export function startCa(sim: Sim, host: SwarmHost): void {
	const manager = host.swarm?.manager;
	const cluster = manager && theCluster(manager.store);
	if (!cluster) return;
	updateSigner(manager, cluster);
	for (const node of Object.values(manager.store.nodes)) if (needsSignature(node)) sign(sim, host, node);
}

export function watchCertificates(sim: Sim, host: SwarmHost, changes: readonly Change[]): void {
	const leader = host.swarm?.manager?.leader;
	if (!leader) return;
	for (const change of changes) {
		if (change.table === 'clusters' && change.action === 'update' && host.swarm?.manager)
			updateSigner(host.swarm.manager, change.object);
		if (change.table !== 'nodes' || change.action === 'remove') continue;
		const node = change.object;
		// Each event that still shows the request unsigned is answered with a signature, whatever else it is about:
		// a joiner's address, written in between, costs a second one.
		const isAgain = change.action === 'update' && change.previous?.certificate === node.certificate;
		if (needsSignature(node)) sign(sim, host, node, isAgain);
		if (!isDecided(node)) continue;
		const waiting = leader.certificateWaiters.filter(waiter => waiter.nodeId === node.id);
		if (waiting.length === 0) continue;
		for (const {caller} of waiting) answerStatus(sim, host, node, caller);
		leader.certificateWaiters.splice(
			0,
			leader.certificateWaiters.length,
			...leader.certificateWaiters.filter(waiter => waiter.nodeId !== node.id),
		);
	}
}

export const caHandlers: Handlers<SwarmHost> = {
	...serve(getRootCertificate, (sim, host, _request, caller) => {
		const cluster = host.swarm?.manager && theCluster(host.swarm.manager.store);
		if (cluster) respond(sim, host, caller, success({certificate: cluster.rootCa.certificate}));
		else respond(sim, host, caller, failure('Aborted', 'CA signer is still starting'));
	}),
	...serve(issueNodeCertificate, issue),
	...serve(getCertificateStatus, status),
	...on(retryDue, (sim: Sim, host: SwarmHost) => retry(sim, host)),
	...on(admitted, (sim: Sim, host: SwarmHost, {context, result}) => respond(sim, host, context.caller, result)),
};
