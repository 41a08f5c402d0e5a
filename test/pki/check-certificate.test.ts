import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createRootCa, issueCertificate} from '../../source/pki/authority.ts';
import {checkCertificate, validateCertificate} from '../../source/pki/check-certificate.ts';
import {crossSign} from '../../source/pki/cross-sign.ts';
import type {IssuedCertificate, Issuer} from '../../source/pki/order.ts';
import {certificatePem} from '../../source/pki/pem.ts';
import {validateChain, verifyChain} from '../../source/pki/verify-chain.ts';
import {idOf, keyNameOf, now, serialOf} from './swarm.ts';

const hour = 3_600_000;
const rootOf = (name: string, at = now) => createRootCa({key: keyNameOf(1, name), serial: serialOf(1, name), now: at});
const [old, next, other] = [rootOf('old'), rootOf('next'), rootOf('other')];
const crossed: Issuer = (() => {
	const crossSigned = crossSign(next.certificate, old);
	return {certificate: crossSigned, key: next.key, intermediates: [crossSigned]};
})();
/** A root that is valid only from a day on, and what it is to the old one. */
const late = rootOf('late', now + 24 * hour);
const lateCrossed: Issuer = (() => {
	const crossSigned = crossSign(late.certificate, old);
	return {certificate: crossSigned, key: late.key, intermediates: [crossSigned]};
})();

const certificates = fc.record({
	issuer: fc.constantFrom(old, next, crossed, lateCrossed, other),
	role: fc.constantFrom('manager', 'worker'),
	at: fc.integer({min: now - 3 * hour, max: now + 3 * hour}),
});
const questions = fc.record({
	root: fc.constantFrom(old, next, late, other),
	now: fc.oneof(
		fc.integer({min: now - 5 * hour, max: now + 30 * hour}),
		fc.integer({min: now + 2100 * hour, max: now + 2300 * hour}),
		fc.constant(now + 21 * 8760 * hour),
	),
	dnsName: fc.constantFrom(undefined, 'swarm-manager', 'swarm-ca', 'swarm-worker'),
});

test('what is told of an order is what is read from its bytes, whoever signed, trusts and looks, and whenever', () => {
	fc.assert(
		fc.property(certificates, questions, ({issuer, role, at}, {root, ...options}) => {
			const names = {nodeId: idOf(1, role), clusterId: idOf(1, 'cluster')};
			const key = keyNameOf(1, role);
			const order = issueCertificate({issuer, key, role, serial: serialOf(1, role), now: at, ...names});
			const pem = certificatePem(order);
			const trusted = certificatePem(root.certificate);
			const told = checkCertificate(order, root.certificate, options);
			expect(told).toBe(verifyChain(pem, trusted, options));
			expect(told).toBe(checkCertificate(pem, trusted, options));
			const validated = validateCertificate(order, root.certificate, options);
			// A name is not asked for where a certificate is read from a disk.
			const {now: when} = options;
			expect(validateCertificate(order, root.certificate, {now: when})).toBe(validateChain(pem, trusted, {now: when}));
			if (options.dnsName === undefined) expect(validated).toBe(validateChain(pem, trusted, options));
		}),
		{numRuns: 300},
	);
});

test('whoever trusts either root accepts what the new one signs, and only who trusts the old one what that signs', () => {
	const sign = (issuer: Issuer): IssuedCertificate => {
		const names = {nodeId: idOf(1, 'worker'), clusterId: idOf(1, 'cluster')};
		return issueCertificate({
			issuer,
			key: keyNameOf(1, 'worker'),
			role: 'worker',
			serial: serialOf(1, 'w'),
			now,
			...names,
		});
	};
	const check = (issuer: Issuer, {certificate}: Issuer) => checkCertificate(sign(issuer), certificate, {now});
	expect(check(crossed, old)).toBeUndefined();
	expect(check(crossed, next)).toBeUndefined();
	expect(check(old, old)).toBeUndefined();
	expect(check(old, next)).toContain('unknown authority');
	expect(check(next, old)).toContain('unknown authority');
	expect(check(crossed, other)).toContain('unknown authority');
});
