import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {decodeDer, encodeDer, parts} from '../../source/pki/asn1.ts';
import {createRootCa} from '../../source/pki/authority.ts';
import {decodeFirst} from '../../source/pki/certificate.ts';
import {crossSign} from '../../source/pki/cross-sign.ts';
import {certificatePem, keyPem} from '../../source/pki/pem.ts';
import {createSelfSigned} from '../../source/pki/self-signed.ts';
import {keyNameOf, now, seeds, serialOf} from './swarm.ts';

const recorded = readFileSync(path.join(import.meta.dirname, '../oracle/certificates/cross-signed.txt'), 'utf8');
const rotations = recorded
	.split('\n\n')
	.slice(1)
	.map(text => ({
		title: text.slice(0, text.indexOf('\n')),
		certificates: text.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n?/g) ?? [],
	}));

/** What was signed, without the signature. */
const toBeSigned = (pem: string): string =>
	Buffer.from(encodeDer(parts(decodeDer(decodeFirst(pem).der))[0] as never)).toString('hex');

test.each(rotations)('$title: what is signed is what Docker signed, byte for byte', ({certificates}) => {
	const [old = '', next = '', cross = ''] = certificates;
	const signed = crossSign(next, {certificate: old, key: keyNameOf(1, 'root')}) as string;
	expect(toBeSigned(signed)).toBe(toBeSigned(cross));
	expect(new X509Certificate(cross).verify(new X509Certificate(old).publicKey)).toBe(true);
});

test.each(seeds)(
	'ordered or made at once, it is the same certificate, and the old root vouches for it, seed %i',
	seed => {
		const root = (name: string) =>
			createRootCa({key: keyNameOf(seed, name), serial: serialOf(seed, name), now: now + seed * 86_400_000});
		const [old, next] = [root('old'), root('next')];
		const ordered = certificatePem(crossSign(next.certificate, old));
		expect(crossSign(certificatePem(next.certificate), old)).toBe(ordered);
		expect(new X509Certificate(ordered).verify(new X509Certificate(certificatePem(old.certificate)).publicKey)).toBe(
			true,
		);
		// By a root of another name, which it then names by its key too.
		const key = keyNameOf(seed, 'mine');
		const dates = {notBefore: now, notAfter: now + 3650 * 86_400_000};
		const serial = serialOf(seed, 'mine');
		const own = createSelfSigned({key, serial, subject: [['CN', 'mine']], isCa: true, ...dates});
		const byOwn = certificatePem(crossSign(next.certificate, {certificate: own, key}));
		expect(crossSign(certificatePem(next.certificate), {certificate: own, key: keyPem(key)})).toBe(byOwn);
		const {authorityKeyIdentifier} = decodeFirst(byOwn).certificate;
		expect(authorityKeyIdentifier).toBe(decodeFirst(own).certificate.subjectKeyIdentifier);
	},
);

test('a certificate that may not sign is no root to go over to', () => {
	const dates = {notBefore: now, notAfter: now + 3650 * 86_400_000};
	const leaf = createSelfSigned({
		key: keyNameOf(1, 'leaf'),
		serial: serialOf(1, 'leaf'),
		subject: [['CN', 'leaf']],
		isCa: false,
		...dates,
	});
	const {certificate, key} = createRootCa({key: keyNameOf(1, 'root'), serial: serialOf(1, 'root'), now});
	expect(() => crossSign(leaf, {certificate, key})).toThrow('certificate not a CA');
});
