import type {ProcessIo} from '../../base/program.ts';
import {decodeDer} from '../../pki/asn1.ts';
import {type DecodedCertificate, decodeCertificates} from '../../pki/certificate.ts';
import {describeName} from '../../pki/describe-certificate.ts';
import {isSignedBy} from '../../pki/verify-chain.ts';
import {OpensslError, readFile, readOptions} from './options.ts';
import {decode} from './x509.ts';

/** `openssl verify`: whether a file's first certificate leads to one that is trusted. (openssl crypto/x509/x509_vfy.c) */
type Finding = {readonly error: number; readonly text: string; readonly depth: number};

/** May have issued it: by the name, and by the key where both name one. */
function isIssuer({certificate: child}: DecodedCertificate, {certificate: parent}: DecodedCertificate): boolean {
	if (parent.subjectDer !== child.issuerDer) return false;
	const {authorityKeyIdentifier: wanted} = child;
	return wanted === undefined || parent.subjectKeyIdentifier === undefined || wanted === parent.subjectKeyIdentifier;
}

const isSelfSigned = (one: DecodedCertificate): boolean => isIssuer(one, one);
const isSame = (one: DecodedCertificate, other: DecodedCertificate): boolean =>
	Buffer.compare(one.der, other.der) === 0;

/** From the certificate up: trusted issuers first, then those that came along. */
function buildChain(
	leaf: DecodedCertificate,
	trusted: readonly DecodedCertificate[],
	untrusted: readonly DecodedCertificate[],
): {readonly chain: readonly DecodedCertificate[]; readonly isTrusted: boolean} {
	const chain = [leaf];
	for (;;) {
		const last = chain.at(-1) as DecodedCertificate;
		if (trusted.some(one => isSame(one, last))) return {chain, isTrusted: true};
		if (isSelfSigned(last)) return {chain, isTrusted: false};
		const isNew = (one: DecodedCertificate) => isIssuer(last, one) && !chain.some(link => isSame(link, one));
		const next = trusted.find(isNew) ?? untrusted.find(isNew);
		if (!next) return {chain, isTrusted: false};
		chain.push(next);
	}
}

function examine(
	leaf: DecodedCertificate,
	trusted: readonly DecodedCertificate[],
	untrusted: readonly DecodedCertificate[],
	now: number,
): Finding | undefined {
	const {chain, isTrusted} = buildChain(leaf, trusted, untrusted);
	const depth = chain.length - 1;
	const last = chain[depth] as DecodedCertificate;
	if (!isTrusted && isSelfSigned(last)) {
		if (depth === 0) return {error: 18, text: 'self-signed certificate', depth};
		return {error: 19, text: 'self-signed certificate in certificate chain', depth};
	}
	if (!isTrusted) return {error: 20, text: 'unable to get local issuer certificate', depth};
	for (let at = depth; at >= 0; at--) {
		const [link, parent] = [chain[at] as DecodedCertificate, chain[Math.min(at + 1, depth)] as DecodedCertificate];
		if (!isSignedBy(link, parent)) return {error: 7, text: 'certificate signature failure', depth: at};
		const {notBefore, notAfter} = link.certificate;
		if (now < notBefore) return {error: 9, text: 'certificate is not yet valid', depth: at};
		if (now > notAfter) return {error: 10, text: 'certificate has expired', depth: at};
	}
	return undefined;
}

function readAll(io: ProcessIo, path: string | undefined): readonly DecodedCertificate[] {
	if (path === undefined) return [];
	const text = readFile(io, path, 'certificates');
	decode(text, path);
	return decodeCertificates(text);
}

export function verify(argv: readonly string[], io: ProcessIo): number {
	const options = readOptions('verify', argv, [], ['CAfile', 'untrusted']);
	if (options.operands.length === 0) throw new OpensslError('verify: name a file with a certificate');
	const trusted = readAll(io, options.get('CAfile'));
	const untrusted = readAll(io, options.get('untrusted'));
	let status = 0;
	for (const path of options.operands) {
		const leaf = decode(readFile(io, path, 'certificate'), path);
		const finding = examine(leaf, trusted, untrusted, io.now());
		if (!finding) {
			io.stdout(`${path}: OK\n`);
			continue;
		}
		const {chain} = buildChain(leaf, trusted, untrusted);
		const subject = chain[finding.depth]?.certificate.subjectDer ?? '';
		io.stderr(`${describeName(decodeDer(Buffer.from(subject, 'base64')))}\n`);
		io.stderr(`error ${finding.error} at ${finding.depth} depth lookup: ${finding.text}\n`);
		io.stderr(`error ${path}: verification failed\n`);
		status = 2;
	}
	return status;
}
