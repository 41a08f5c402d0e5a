import {type Asn1, decodeDer, parts, readBits, readBytes, readOid, readText, tagged} from './asn1.ts';
import {
	type Certificate,
	type CertificateParts,
	decodeFirst,
	type Extension,
	readDnsNames,
	takeApart,
} from './certificate.ts';
import {oids} from './oids.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** openssl's names of what a key may be used for, by the bit's number from the left. */
const keyUsages = [
	'Digital Signature',
	'Non Repudiation',
	'Key Encipherment',
	'Data Encipherment',
	'Key Agreement',
	'Certificate Sign',
	'CRL Sign',
	'Encipher Only',
];

const labels: Record<string, string> = {
	[oids.commonName]: 'CN',
	[oids.country]: 'C',
	[oids.locality]: 'L',
	[oids.state]: 'ST',
	[oids.organization]: 'O',
	[oids.organizationalUnit]: 'OU',
	[oids.serverAuth]: 'TLS Web Server Authentication',
	[oids.clientAuth]: 'TLS Web Client Authentication',
};
const label = (value: Asn1 | undefined) => labels[readOid(value)] ?? readOid(value);

const pairs = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0'));

/** Bytes as `0a:1b:…`, `width` to a line. */
function dump(bytes: Uint8Array, width: number): string[] {
	const digits = pairs(bytes);
	const lines: string[] = [];
	for (let start = 0; start < digits.length; start += width) {
		const isLast = start + width >= digits.length;
		lines.push(digits.slice(start, start + width).join(':') + (isLast ? '' : ':'));
	}
	return lines;
}

const indent = (width: number, lines: readonly string[]) => lines.map(line => ' '.repeat(width) + line);

/** `O = acme, CN = root`, as openssl 3.0 writes it. */
export function describeName(name: Asn1): string {
	const attributes = parts(name).flatMap(relative => parts(relative));
	return attributes.map(pair => `${label(parts(pair)[0])} = ${readText(parts(pair)[1])}`).join(', ');
}

/** `Nov 23 03:28:00 2026 GMT` */
export function describeTime(ms: number): string {
	const date = new Date(ms);
	const day = String(date.getUTCDate()).padStart(2);
	const time = date.toISOString().slice(11, 19);
	return `${months[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()} GMT`;
}

/** Openssl writes a number in decimal where a machine word can hold it. */
function describeSerialNumber(hex: string): string[] {
	if (hex.length > 16) return ['Serial Number:', ...indent(4, dump(Buffer.from(hex, 'hex'), 20))];
	const number = BigInt(`0x${hex}`);
	return [`Serial Number: ${number} (0x${number.toString(16)})`];
}

function describePublicKey(publicKeyInfo: Asn1): string[] {
	const [algorithm, bits] = parts(publicKeyInfo);
	const [type, curve] = parts(algorithm);
	if (readOid(type) !== oids.ecPublicKey || readOid(curve) !== oids.p256)
		throw new Error('only P-256 keys can be described');
	return [
		'Public Key Algorithm: id-ecPublicKey',
		'    Public-Key: (256 bit)',
		'    pub:',
		...indent(8, dump(readBits(bits), 15)),
		'    ASN1 OID: prime256v1',
		'    NIST CURVE: P-256',
	];
}

const colonHex = (bytes: Uint8Array) => pairs(bytes).join(':').toUpperCase();

function describeKeyUsage(value: Asn1): string {
	const bits = readBits(value)[0] ?? 0;
	return keyUsages.filter((_, bit) => (bits & (0x80 >> bit)) !== 0).join(', ');
}

/** Title and text of each extension that SwarmKit's certificates have. */
const extensionTexts: Record<string, readonly [string, (value: Asn1) => string]> = {
	[oids.keyUsage]: ['X509v3 Key Usage', describeKeyUsage],
	[oids.extKeyUsage]: ['X509v3 Extended Key Usage', value => parts(value).map(label).join(', ')],
	[oids.basicConstraints]: ['X509v3 Basic Constraints', value => (parts(value).length > 0 ? 'CA:TRUE' : 'CA:FALSE')],
	[oids.subjectKeyIdentifier]: ['X509v3 Subject Key Identifier', value => colonHex(readBytes(value))],
	[oids.authorityKeyIdentifier]: [
		'X509v3 Authority Key Identifier',
		value => colonHex(readBytes(tagged(parts(value), 0))),
	],
	[oids.subjectAltName]: [
		'X509v3 Subject Alternative Name',
		value =>
			readDnsNames(value)
				.map(name => `DNS:${name}`)
				.join(', '),
	],
};

function describeExtension({oid, critical, value}: Extension): string[] {
	const known = extensionTexts[oid];
	if (known === undefined) throw new Error(`extension ${oid} cannot be described`);
	const [title, describe] = known;
	return [`${title}: ${critical ? 'critical' : ''}`, `    ${describe(decodeDer(value))}`];
}

function describeData(
	{serialNumber, notBefore, notAfter}: Certificate,
	{issuer, subject, publicKeyInfo, extensions}: CertificateParts,
): string[] {
	return [
		'Version: 3 (0x2)',
		...describeSerialNumber(serialNumber),
		'Signature Algorithm: ecdsa-with-SHA256',
		`Issuer: ${describeName(issuer)}`,
		'Validity',
		`    Not Before: ${describeTime(notBefore)}`,
		`    Not After : ${describeTime(notAfter)}`,
		`Subject: ${describeName(subject)}`,
		'Subject Public Key Info:',
		...indent(4, describePublicKey(publicKeyInfo)),
		'X509v3 extensions:',
		...indent(4, extensions.flatMap(describeExtension)),
	];
}

/**
The text that `openssl x509 -text -noout` (3.0) prints of a certificate. Throws where it has keys,
signatures or extensions that SwarmKit does not put into its own.
*/
export function describeCertificate(pem: string): string {
	const {certificate, der} = decodeFirst(pem);
	const taken = takeApart(der);
	if (taken.signatureAlgorithm !== oids.ecdsaWithSha256) throw new Error('only ECDSA can be described');
	const lines = [
		'Certificate:',
		'    Data:',
		...indent(8, describeData(certificate, taken)),
		'    Signature Algorithm: ecdsa-with-SHA256',
		'    Signature Value:',
		...indent(8, dump(taken.signature, 18)),
	];
	return `${lines.join('\n')}\n`;
}
