import {crossSign} from '../pki/cross-sign.ts';
import {type GivenRoot, readGivenRoot} from '../pki/given-root.ts';
import type {IssuedCertificate, Issuer} from '../pki/order.ts';
import {isSameCertificate} from '../pki/pem.ts';
import {externalUrls} from './external-ca.ts';
import type {ClusterSpec, RootCa} from './objects.ts';
import {refuse} from './status.ts';

/**
What an update of the cluster makes of its root CA. (SwarmKit manager/controlapi/ca_rotation.go)

Without external CAs in the lab the current root's key is always in the store, so SwarmKit's ways around a missing
one are not here.
*/

/** A root CA that the user wants, in PEM as given; empty: none. */
export type SigningCa = {readonly certificate: string; readonly key: string};

type Order = {
	readonly rootCa: RootCa;
	readonly spec: ClusterSpec['ca'];
	readonly signingCa: SigningCa;
	/** The leader's clock. */
	readonly now: number;
	readonly createRoot: () => Issuer;
};

/** `unreachable`: these external CAs would have to answer, one of them at least. */
export type Decision = {readonly rootCa: RootCa} | {readonly unreachable: readonly string[]};

const YEAR_MS = 8760 * 3_600_000;

export const noExternalCa =
	'there must be at least one valid, reachable external CA corresponding to the desired CA certificate';

/** Refuses what is no root CA, in SwarmKit's words. */
function readDesired({signingCa, now}: Order): GivenRoot {
	const reading = readGivenRoot(signingCa.certificate, signingCa.key, now);
	if (!reading.ok) return refuse('InvalidArgument', reading.error);
	const {root, certificates} = reading;
	const [first] = certificates;
	const isOne = certificates.every(({der}) => first && Buffer.compare(der, first.der) === 0);
	if (!isOne) return refuse('InvalidArgument', 'the desired CA certificate cannot contain multiple certificates');
	if (certificates.length > 1) return refuse('InvalidArgument', 'could not parse the desired CA certificate');
	if ((first?.certificate.notAfter ?? 0) < now + YEAR_MS) refuse('InvalidArgument', 'CA certificate expires too soon');
	return root;
}

/** Begins to go over to a root, or begins again: the root that is trusted signs for it. */
function begin({rootCa, spec}: Order, target: Issuer): Decision {
	const {rotation: _, ...current} = rootCa;
	const crossSigned = crossSignFor(target.certificate, current);
	return {rootCa: {...current, lastForcedRotation: spec.forceRotate, rotation: {...target, crossSigned}}};
}

function crossSignFor(target: IssuedCertificate, {certificate, key}: Issuer): IssuedCertificate {
	try {
		return crossSign(target, {certificate, key});
	} catch {
		return refuse('Internal', 'unable to generate a cross-signed certificate for root rotation');
	}
}

export function decideRootCa(order: Order): Decision {
	const {rootCa, spec, signingCa} = order;
	if (signingCa.key !== '' && signingCa.certificate === '') {
		const text = 'if a signing CA key is provided, the signing CA cert must also be provided';
		return refuse('InvalidArgument', text);
	}
	if (signingCa.certificate === '') {
		return spec.forceRotate === rootCa.lastForcedRotation ? {rootCa} : begin(order, order.createRoot());
	}
	const desired = readDesired(order);
	if (desired.key === '') {
		return {unreachable: externalUrls(spec.externalCas, desired.certificate, rootCa.certificate)};
	}
	const {rotation, ...current} = rootCa;
	const settled = {...current, lastForcedRotation: spec.forceRotate};
	if (isSameCertificate(rootCa.certificate, desired.certificate)) return {rootCa: {...settled, key: desired.key}};
	if (rotation && isSameCertificate(rotation.certificate, desired.certificate))
		return {rootCa: {...settled, rotation: {...rotation, key: desired.key}}};
	return begin(order, desired);
}
