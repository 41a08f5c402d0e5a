import {compareNatural} from '../../docker/go/sort.ts';
import type {Sim} from '../../engine/engine.ts';
import {rootDigest} from '../../pki/join-token.ts';
import {factsOf, type IssuedCertificate} from '../../pki/order.ts';
import {certificatePem} from '../../pki/pem.ts';
import type {NodeObject} from '../../swarm/objects.ts';
import {hasIssuer, issuerInfo} from '../../swarm/root-ca.ts';
import {type Store, theCluster} from '../../swarm/store.ts';
import type {RootProgress, RootStage, RootTrust, RootView} from '../inspection.ts';

function viewRoot(root: IssuedCertificate): RootView {
	const {notBefore, notAfter} = factsOf(root);
	return {digest: rootDigest(certificatePem(root)), notBefore, notAfter};
}

/** @param target whose certificates the nodes are to have: the new root while one is on its way in. */
function stageOf(node: NodeObject, target: IssuedCertificate, trusted: IssuedCertificate): RootStage {
	if (hasIssuer(node, issuerInfo(target))) {
		const isTrusting = target === trusted && node.description?.tlsInfo.trustRoot === certificatePem(trusted);
		return isTrusting ? 'trusts' : 'renewed';
	}
	const {state} = node.certificate;
	if (state === 'rotate') return 'asked';
	return state === 'renew' || state === 'pending' ? 'signing' : 'old';
}

/** As a leader knows it from what the nodes report. */
export function viewRootTrust(sim: Sim, store: Store): RootTrust | undefined {
	const cluster = theCluster(store);
	if (!cluster) return undefined;
	const {certificate, rotation} = cluster.rootCa;
	const target = rotation?.certificate;
	const hosts = Object.values(sim.hosts);
	const nodes = Object.values(store.nodes).map(
		(node): RootProgress => ({
			node: hosts.find(host => host.swarm?.nodeId === node.id)?.name ?? node.description?.hostname ?? node.id,
			stage: stageOf(node, target ?? certificate, certificate),
			status: node.status.state,
		}),
	);
	return {
		root: viewRoot(certificate),
		...(target === undefined ? {} : {target: viewRoot(target)}),
		nodes: nodes.toSorted((a, b) => compareNatural(a.node, b.node)),
	};
}
