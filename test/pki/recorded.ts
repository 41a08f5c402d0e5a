/** The recorded certificates: `openssl x509 -text` of what a real swarm made, and how to build them again. */
import {readFileSync} from 'node:fs';
import {keyIdentifier, subjectPublicKeyInfo} from '../../source/pki/key.ts';
import {encodeName, type Name} from '../../source/pki/name.ts';
import {
	encodeCertificate,
	encodeTbsCertificate,
	nodeExtensions,
	rootExtensions,
} from '../../source/pki/tbs-certificate.ts';

const file = (path: string) => readFileSync(new URL(`../oracle/${path}`, import.meta.url), 'utf8');

export const recordedText = (name: 'root-ca' | 'manager' | 'worker') => file(`certificates/${name}.txt`);

/** The root certificate that the recorded API shows: the root of the same swarm. */
export const recordedRoot = JSON.parse(file('api/swarm.txt').replace(/^[^{]*/, '')) as {
	TLSInfo: Record<string, string>;
	JoinTokens: {Worker: string};
};

const hexAfter = (text: string, title: string) => {
	const [, dump = ''] = new RegExp(`${title}:?\\s*\\n((?:\\s+[0-9a-fA-F:]+\\n?)+)`).exec(text) ?? [];
	return Buffer.from(dump.replace(/[\s:]/g, ''), 'hex');
};

const nameAfter = (text: string, title: string): Name =>
	Object.fromEntries((new RegExp(`${title}: (.*)`).exec(text)?.[1] ?? '').split(', ').map(pair => pair.split(' = ')));

/** Our certificate with the recorded one's fields, and its signature in place of ours. */
export function rebuild(text: string): string {
	const publicPoint = hexAfter(text, 'pub');
	const timeAfter = (title: string) => Date.parse(new RegExp(`${title} ?: (.*)`).exec(text)?.[1] ?? '');
	const identifier = keyIdentifier(publicPoint);
	const issuerIdentifier = hexAfter(text, 'Authority Key Identifier');
	const dnsNames = [...text.matchAll(/DNS:([^,\s]+)/g)].map(match => match[1] as string);
	const tbs = encodeTbsCertificate({
		serialNumber: hexAfter(text, 'Serial Number'),
		issuer: encodeName(nameAfter(text, 'Issuer')),
		subject: encodeName(nameAfter(text, 'Subject')),
		notBefore: timeAfter('Not Before'),
		notAfter: timeAfter('Not After'),
		subjectPublicKeyInfo: subjectPublicKeyInfo(publicPoint),
		extensions:
			issuerIdentifier.length === 0
				? rootExtensions(identifier)
				: nodeExtensions(identifier, issuerIdentifier, dnsNames),
	});
	return encodeCertificate(tbs, hexAfter(text, 'Signature Value'));
}
