import fc from 'fast-check';
import {expect, test} from 'vitest';
import {issueCertificate} from '../../source/pki/authority.ts';
import {encodePrivateKey} from '../../source/pki/key.ts';
import {factsOf, keyOf, nameKey} from '../../source/pki/order.ts';
import {certificatePem, isSameCertificate, keyPem} from '../../source/pki/pem.ts';
import {idOf, issuerOf, keyOf as keyByName, keyNameOf, nodeOf, now} from './swarm.ts';

const orders = fc.record({
	role: fc.constantFrom('manager', 'worker'),
	serial: fc.uint8Array({minLength: 20, maxLength: 20}),
	expiry: fc.integer({min: 0, max: 10_000_000_000}),
	at: fc.integer({min: now, max: now + 1e12}),
});

test('what an order says is what is read from its certificate', () => {
	fc.assert(
		fc.property(orders, ({role, serial, expiry, at}) => {
			const issuer = issuerOf(1, at);
			const names = {nodeId: idOf(1, role), clusterId: idOf(1, 'cluster')};
			const key = keyNameOf(1, role);
			const order = issueCertificate({issuer, key, role, serial, expiry, now: at, ...names});
			for (const one of [order, issuer.certificate]) {
				const {serialNumber, subject, role: written, notBefore, notAfter} = factsOf(certificatePem(one));
				expect(factsOf(one)).toMatchObject({serialNumber, subject, role: written, notBefore, notAfter});
			}
		}),
		{numRuns: 30},
	);
});

test('a copy of an order is the same certificate, byte for byte; another serial, date, role, key or issuer is not', () => {
	const {order, certificate} = nodeOf(1, 'worker');
	for (const copy of [structuredClone(order), JSON.parse(JSON.stringify(order)) as typeof order]) {
		expect(isSameCertificate(order, copy)).toBe(true);
		expect(certificatePem(copy)).toBe(certificate);
	}
	expect(isSameCertificate(order, certificate)).toBe(true);
	const others = [
		{...order, serialNumber: '01'},
		{...order, notBefore: order.notBefore + 1000},
		{...order, notAfter: order.notAfter + 1000},
		{...order, role: 'manager' as const},
		{...order, key: keyNameOf(1, 'another')},
		{...order, issuer: issuerOf(2)},
	];
	for (const other of others) {
		expect(isSameCertificate(order, other)).toBe(false);
		expect(certificatePem(other)).not.toBe(certificate);
	}
});

test('a drawn key is the one that its name draws, a given key the one in the text', () => {
	const name = nameKey(1, 'key', 'root');
	expect(keyOf(name)).toEqual(keyByName(1, 'root'));
	const pem = keyPem(name);
	expect(pem).toBe(encodePrivateKey(keyOf(name)));
	expect(keyOf(pem)).toEqual(keyOf(name));
	expect(keyPem(pem)).toBe(pem);
	expect(() => keyOf('-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n')).toThrow();
});
