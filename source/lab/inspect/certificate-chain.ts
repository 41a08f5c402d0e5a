import {createHash} from 'node:crypto';
import type {EngineHost, Sim} from '../../engine/engine.ts';
import {encodePem} from '../../pki/asn1.ts';
import {type DecodedCertificate, decodeCertificates} from '../../pki/certificate.ts';
import {describeCertificate} from '../../pki/describe-certificate.ts';
import {rootDigest} from '../../pki/join-token.ts';
import type {IssuedCertificate} from '../../pki/order.ts';
import {certificatePem} from '../../pki/pem.ts';
import {verifyChain} from '../../pki/verify-chain.ts';
import {clockOf} from '../../simulation/simulation.ts';
import type {CertificateChain, CertificateLink} from '../inspection.ts';
import {certificateOf} from '../views.ts';

/** A point on P-256 is at the end of its SubjectPublicKeyInfo. Unit: bytes. */
const POINT_LENGTH = 65;

/** The lines after `X509v3 Key Usage` and `X509v3 Extended Key Usage`. */
const usagesIn = (text: string): readonly string[] =>
	[...text.matchAll(/Key Usage:[^\n]*\n\s+([^\n]+)/g)].flatMap(([, names = '']) => names.split(', '));

const links = new WeakMap<DecodedCertificate, CertificateLink>();

function describe(decoded: DecodedCertificate, type: CertificateLink['type']): CertificateLink {
	const {certificate, der} = decoded;
	const known = links.get(decoded);
	if (known) return known;
	const pem = encodePem('CERTIFICATE', der);
	const {subject, issuer, serialNumber, notBefore, notAfter, dnsNames} = certificate;
	const {subjectKeyIdentifier, authorityKeyIdentifier} = certificate;
	const text = describeCertificate(pem);
	const link: CertificateLink = {
		type,
		subject,
		issuer,
		serialNumber,
		notBefore,
		notAfter,
		dnsNames,
		usages: usagesIn(text),
		publicKey: Buffer.from(certificate.publicKey, 'base64').subarray(-POINT_LENGTH).toString('hex'),
		...(subjectKeyIdentifier === undefined ? {} : {subjectKeyIdentifier}),
		...(authorityKeyIdentifier === undefined ? {} : {authorityKeyIdentifier}),
		fingerprint: createHash('sha256').update(der).digest('hex'),
		digest: rootDigest(pem),
		pem,
		text,
	};
	links.set(decoded, link);
	return link;
}

/** What a node trusts; of a locked manager nobody can read it. */
function trustRootOf({swarm, engine}: EngineHost): IssuedCertificate | undefined {
	if (swarm) return swarm.trustRoot;
	const disk = engine.membership?.sealed ?? engine.membership?.kept ?? engine.disk?.node;
	return disk && 'trustRoot' in disk ? disk.trustRoot : undefined;
}

export function viewChain(sim: Sim, host: EngineHost): CertificateChain | undefined {
	const certificate = certificateOf(host);
	if (certificate === undefined) return undefined;
	const pem = certificatePem(certificate);
	const [own, ...intermediates] = decodeCertificates(pem);
	if (!own) return undefined;
	const trustRoot = trustRootOf(host);
	const trusted = trustRoot && certificatePem(trustRoot);
	const roots = trusted === undefined ? [] : decodeCertificates(trusted);
	const {authorityKeyIdentifier} = own.certificate;
	// Who trusts the new root already needs no intermediate any more, though it still comes along.
	const issuer = roots.find(({certificate: {subjectKeyIdentifier}}) => subjectKeyIdentifier === authorityKeyIdentifier);
	const root = issuer ?? roots[0];
	const refusal = trusted === undefined ? undefined : verifyChain(pem, trusted, {now: clockOf(sim, host)});
	return {
		node: host.name,
		links: [
			describe(own, 'node'),
			...(issuer ? [] : intermediates.map(each => describe(each, 'intermediate'))),
			...(root ? [describe(root, 'root')] : []),
		],
		...(refusal === undefined ? {} : {refusal}),
	};
}
