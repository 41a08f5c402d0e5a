import {createPublicKey, X509Certificate} from 'node:crypto';
import {type DecodedCertificate, decodeCertificates} from './certificate.ts';
import {remember} from './remember.ts';

export type VerifyOptions = {
	/** Unit: milliseconds since 1970. */
	readonly now: number;
	/** The name the client expects: `swarm-manager` of a manager, `swarm-ca` of a certificate issuer. */
	readonly dnsName?: string;
};

/** Go's RFC3339 and RFC1123 for a clock set to UTC. */
const rfc3339 = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const rfc1123 = (ms: number) => new Date(ms).toUTCString().replace('GMT', 'UTC');

const expired = 'x509: certificate has expired or is not yet valid: ';

function checkTime({certificate}: DecodedCertificate, now: number): string | undefined {
	const {notBefore, notAfter} = certificate;
	if (now < notBefore) return `${expired}current time ${rfc3339(now)} is before ${rfc3339(notBefore)}`;
	if (now > notAfter) return `${expired}current time ${rfc3339(now)} is after ${rfc3339(notAfter)}`;
	return undefined;
}

function checkDnsName({certificate}: DecodedCertificate, dnsName: string): string | undefined {
	const {dnsNames} = certificate;
	if (dnsNames.some(name => name.toLowerCase() === dnsName.toLowerCase())) return undefined;
	if (dnsNames.length === 0) return `x509: certificate is not valid for any names, but wanted to match ${dnsName}`;
	return `x509: certificate is valid for ${dnsNames.join(', ')}, not ${dnsName}`;
}

/** Of a few issuers, many certificates. */
const publicKeyOf = remember(64, base64 =>
	createPublicKey({key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki'}),
);

/** Signatures do not change: each pair is checked once. */
const verified = new WeakMap<DecodedCertificate, WeakMap<DecodedCertificate, boolean>>();

export function isSignedBy(child: DecodedCertificate, parent: DecodedCertificate): boolean {
	const known = verified.get(child) ?? new WeakMap<DecodedCertificate, boolean>();
	verified.set(child, known);
	let answer = known.get(parent);
	if (answer === undefined) {
		answer = new X509Certificate(child.der).verify(publicKeyOf(parent.certificate.publicKey));
		known.set(parent, answer);
	}
	return answer;
}

function checkSignature(child: DecodedCertificate, parent: DecodedCertificate): string | undefined {
	if (!parent.certificate.isCa || !parent.certificate.canSign)
		return 'x509: invalid signature: parent certificate cannot sign this kind of certificate';
	return isSignedBy(child, parent) ? undefined : 'x509: ECDSA verification failure';
}

type Pools = {
	readonly roots: readonly DecodedCertificate[];
	readonly intermediates: readonly DecodedCertificate[];
	readonly now: number;
};

/** Whoever bears the issuer's name, those first whose key identifier fits. */
function candidates(child: DecodedCertificate, pool: readonly DecodedCertificate[]): DecodedCertificate[] {
	const {issuerDer, authorityKeyIdentifier} = child.certificate;
	const closeness = ({certificate: {subjectKeyIdentifier}}: DecodedCertificate) => {
		if (authorityKeyIdentifier === undefined || subjectKeyIdentifier === undefined) return 1;
		return authorityKeyIdentifier === subjectKeyIdentifier ? 2 : 0;
	};
	return pool
		.filter(({certificate}) => certificate.subjectDer === issuerDer)
		.sort((left, right) => closeness(right) - closeness(left));
}

/** Of one name and key, whatever else they say: Go never puts two such into one chain. */
const isSameEntity = ({certificate: one}: DecodedCertificate, {certificate: other}: DecodedCertificate): boolean =>
	one.subjectDer === other.subjectDer &&
	one.publicKey === other.publicKey &&
	one.dnsNames.join() === other.dnsNames.join();

/** Whether some path leads from this certificate to a root; the first obstacle met is the hint. */
function checkPath(path: readonly DecodedCertificate[], {roots, intermediates, now}: Pools): string | undefined {
	const child = path.at(-1) as DecodedCertificate;
	let failure: string | undefined;
	let hint = '';
	for (const pool of [roots, intermediates]) {
		for (const parent of candidates(child, pool)) {
			if (path.some(link => isSameEntity(link, parent))) continue;
			const obstacle = checkSignature(child, parent) ?? checkTime(parent, now);
			if (obstacle === undefined) {
				failure = pool === roots ? undefined : checkPath([...path, parent], {roots, intermediates, now});
				if (failure === undefined) return undefined;
			} else if (hint === '') {
				const name = parent.certificate.subject.CN ?? `serial:${BigInt(`0x${parent.certificate.serialNumber}`)}`;
				hint = ` (possibly because of "${obstacle}" while trying to verify candidate authority certificate "${name}")`;
			}
		}
	}
	return failure ?? `x509: certificate signed by unknown authority${hint}`;
}

/**
What a TLS peer says of a certificate, in the words of Go's x509 package; undefined where it accepts it.
@param certificatePem the peer's certificate, then the intermediates it presents.
@param rootsPem whom the verifier trusts.
*/
export function verifyChain(certificatePem: string, rootsPem: string, options: VerifyOptions): string | undefined {
	const [leaf, ...intermediates] = decodeCertificates(certificatePem) as [DecodedCertificate];
	const roots = decodeCertificates(rootsPem);
	const invalid = checkTime(leaf, options.now);
	if (invalid !== undefined) return invalid;
	const wrongName = options.dnsName === undefined ? undefined : checkDnsName(leaf, options.dnsName);
	if (wrongName !== undefined) return wrongName;
	if (roots.some(root => Buffer.compare(root.der, leaf.der) === 0)) return undefined;
	return checkPath([leaf], {roots, intermediates, now: options.now});
}

/**
What SwarmKit says of a certificate it reads from disk or gets from a CA: each certificate of the
bundle must be valid now and signed by the one after it, and all must lead to a root.
*/
export function validateChain(certificatePem: string, rootsPem: string, {now}: VerifyOptions): string | undefined {
	const chain = decodeCertificates(certificatePem);
	for (const [index, link] of chain.entries()) {
		const {notBefore, notAfter, subject} = link.certificate;
		const which = `certificate (${index + 1} - ${subject.CN ?? ''}) not valid`;
		const and = `and it is currently ${rfc1123(now)}: ${expired}`;
		if (now < notBefore) return `${which} before ${rfc1123(notBefore)}, ${and}`;
		if (now > notAfter) return `${which} after ${rfc1123(notAfter)}, ${and}`;
		const child = chain[index - 1];
		const unsigned = child && checkSignature(child, link);
		if (unsigned !== undefined) {
			const pair = `(${index} - ${child?.certificate.subject.CN}) is not signed by (${index + 1} - ${subject.CN})`;
			return `certificates do not form a chain: ${pair}: ${unsigned}`;
		}
	}
	return verifyChain(certificatePem, rootsPem, {now});
}
