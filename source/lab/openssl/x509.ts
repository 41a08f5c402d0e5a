import {createHash} from 'node:crypto';
import type {ProcessIo} from '../../base/program.ts';
import {decodeDer, encodePem} from '../../pki/asn1.ts';
import {type DecodedCertificate, decodeFirst, takeApart} from '../../pki/certificate.ts';
import {describeCertificate, describeName, describeTime} from '../../pki/describe-certificate.ts';
import {readAll} from '../../shell/tools/input.ts';
import {OpensslError, readFile, readOptions} from './options.ts';

/** `openssl x509`: what the first certificate of a file says. */
const flags = [
	'noout',
	'text',
	'subject',
	'issuer',
	'dates',
	'startdate',
	'enddate',
	'serial',
	'fingerprint',
	'sha256',
	'sha1',
];
const valued = ['in', 'checkend'];

type Answer = (certificate: DecodedCertificate, hash: 'sha256' | 'sha1') => string;

const nameOf = (der: string): string => describeName(decodeDer(Buffer.from(der, 'base64')));
const start: Answer = ({certificate}) => `notBefore=${describeTime(certificate.notBefore)}\n`;
const end: Answer = ({certificate}) => `notAfter=${describeTime(certificate.notAfter)}\n`;

function fingerprint({der}: DecodedCertificate, hash: 'sha256' | 'sha1'): string {
	const digits = createHash(hash).update(der).digest('hex').toUpperCase();
	return `${hash === 'sha1' ? 'SHA1' : hash} Fingerprint=${(digits.match(/../g) ?? []).join(':')}\n`;
}

const answers: Readonly<Record<string, Answer>> = {
	text: ({der}) => describeCertificate(encodePem('CERTIFICATE', der)),
	subject: ({certificate}) => `subject=${nameOf(certificate.subjectDer)}\n`,
	issuer: ({certificate}) => `issuer=${nameOf(certificate.issuerDer)}\n`,
	dates: (certificate, hash) => start(certificate, hash) + end(certificate, hash),
	startdate: start,
	enddate: end,
	serial: ({certificate: {serialNumber}}) =>
		`serial=${serialNumber.padStart(serialNumber.length + (serialNumber.length % 2), '0').toUpperCase()}\n`,
	fingerprint,
};

export function decode(text: string, path: string): DecodedCertificate {
	try {
		const certificate = decodeFirst(text);
		takeApart(certificate.der);
		return certificate;
	} catch {
		throw new OpensslError(`Could not read certificate from ${path}`);
	}
}

export async function x509(argv: readonly string[], io: ProcessIo): Promise<number> {
	const options = readOptions('x509', argv, flags, valued);
	const path = options.get('in');
	const text = path === undefined ? await readAll(io.stdin) : readFile(io, path, 'certificate');
	const certificate = decode(text, path ?? '<stdin>');
	const hash = options.get('sha256') === undefined ? 'sha1' : 'sha256';
	for (const {name} of options.given) io.stdout(answers[name]?.(certificate, hash) ?? '');
	const seconds = options.get('checkend');
	if (seconds !== undefined) {
		const isOver = certificate.certificate.notAfter < io.now() + Number(seconds) * 1000;
		io.stdout(`Certificate will ${isOver ? '' : 'not '}expire\n`);
		return isOver ? 1 : 0;
	}
	if (options.get('noout') === undefined) io.stdout(encodePem('CERTIFICATE', certificate.der));
	return 0;
}
