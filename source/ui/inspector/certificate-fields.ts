import type {CertificateLink, DistinguishedName} from '../../lab/inspection.ts';

/** A field of a certificate, and what it means to somebody who has never read one. */
export type Field = {readonly name: string; readonly value: string; readonly meaning: string};

export function writeName({CN, OU, O}: DistinguishedName): string {
	const parts = [
		['CN', CN],
		['OU', OU],
		['O', O],
	];
	return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(', ');
}

/** `04:3f:a1…`: the beginning is enough to tell two apart. */
export function shortHex(hex: string, bytes: number): string {
	const pairs = hex.match(/../g) ?? [];
	return pairs.slice(0, bytes).join(':') + (pairs.length > bytes ? '…' : '');
}

const KEY_BYTES = 16;

function subjectFields({subject: {CN = '', OU = '', O = ''}}: CertificateLink): readonly Field[] {
	return [
		{
			name: 'CN',
			value: CN,
			meaning: "The node's ID, as docker node ls shows it. No certificate names the machine or its address.",
		},
		{
			name: 'OU',
			value: OU,
			meaning: 'Its role. Managers let in who shows swarm-manager, so another role is another certificate.',
		},
		{name: 'O', value: O, meaning: "The swarm's ID: managers refuse a certificate of another swarm."},
	];
}

function issuerField({type, issuer}: CertificateLink): Field {
	const meaning = {
		node: 'Who signed it: the CA, which runs on the leader.',
		intermediate:
			"The old root signed it, with the new root's name and key inside: who trusts the old root accepts the new key.",
		root: 'It signed itself: nobody vouches for a root. A joining node checks it by the digest in its token.',
	}[type];
	return {name: 'issuer', value: writeName(issuer), meaning};
}

function keyFields({subjectKeyIdentifier, authorityKeyIdentifier, publicKey, type}: CertificateLink): readonly Field[] {
	const own = 'The private half never leaves the node. Each renewal makes a new pair.';
	const root = "Its private half is in the swarm's replicated store, and nowhere else.";
	return [
		{name: 'public key', value: `P-256, ${shortHex(publicKey, KEY_BYTES)}`, meaning: type === 'node' ? own : root},
		...(subjectKeyIdentifier === undefined
			? []
			: [{name: 'key ID', value: subjectKeyIdentifier, meaning: 'SHA-1 of that key: a short name for it.'}]),
		...(authorityKeyIdentifier === undefined
			? []
			: [
					{
						name: "issuer's key",
						value: authorityKeyIdentifier,
						meaning: 'The key ID of whoever signed. Old and new root have the same name: this tells them apart.',
					},
				]),
	];
}

const usageMeanings: Readonly<Record<CertificateLink['type'], string>> = {
	node: 'Both ends of every connection show theirs and check the other (mutual TLS).',
	intermediate: 'It may sign certificates, as a CA does.',
	root: 'It may sign certificates, as a CA does.',
};

function usageFields({type, dnsNames, usages}: CertificateLink): readonly Field[] {
	return [
		...(dnsNames.length === 0
			? []
			: [
					{
						name: 'DNS names',
						value: dnsNames.join(', '),
						meaning:
							'What a peer looks for instead of an address: swarm-manager of a manager, swarm-ca of one that issues.',
					},
				]),
		...(usages.length === 0
			? []
			: [
					{
						name: 'use',
						value: usages.join(', '),
						meaning: usageMeanings[type],
					},
				]),
	];
}

/** All there is to say, the most telling first. */
export function fieldsOf(link: CertificateLink): readonly Field[] {
	const {type, subject, serialNumber, fingerprint, digest} = link;
	const name = {
		name: 'subject',
		value: writeName(subject),
		meaning: 'Its name. Every root of every swarm is called so.',
	};
	return [
		...(type === 'node' ? subjectFields(link) : [name]),
		issuerField(link),
		...keyFields(link),
		...usageFields(link),
		{name: 'serial', value: shortHex(serialNumber, 20), meaning: 'Random, 159 bits: no other certificate has it.'},
		{name: 'sha256', value: shortHex(fingerprint, 32), meaning: 'Fingerprint of the whole certificate.'},
		...(type === 'root'
			? [{name: 'of the PEM', value: digest, meaning: 'In base 36 this is the digest half of the join tokens.'}]
			: []),
	];
}
