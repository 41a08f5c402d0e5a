import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readCertificate} from '../../source/pki/certificate.ts';
import {drawRenewal, renewalWindow} from '../../source/pki/renewal.ts';
import {nodeOf} from './swarm.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test('a certificate of 90 days is renewed 45 to 72 days after it was issued', () => {
	const at = Date.parse('2026-11-23T03:33:00Z');
	const validity = readCertificate(nodeOf(1, 'manager', {at}).certificate);
	const {from, until} = renewalWindow(validity);
	expect((from - at) / day).toBeCloseTo(44.98, 2);
	expect((until - at) / day).toBeCloseTo(71.99, 2);
	expect((from - validity.notBefore) / minute).toBe(64_830);
	expect((until - validity.notBefore) / minute).toBe(103_728);
});

test('a certificate of an hour may be due at once', () => {
	const at = Date.parse('2026-11-23T03:33:00Z');
	const validity = readCertificate(nodeOf(1, 'manager', {at, expiry: hour}).certificate);
	expect(renewalWindow(validity)).toEqual({from: at, until: at + 36 * minute});
	expect(drawRenewal(validity, 0)).toBe(at);
	expect(drawRenewal(validity, 1 - Number.EPSILON)).toBe(at + 35 * minute);
});

const validities = fc.record({
	notBefore: fc.integer({min: 0, max: 4e9}).map(seconds => seconds * 1000),
	lasts: fc.integer({min: 2 * 3600, max: 7300 * 86_400}).map(seconds => seconds * 1000),
});
const fractions = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});

test('every draw is a whole minute after notBefore, inside of the window', () => {
	fc.assert(
		fc.property(validities, fractions, ({notBefore, lasts}, fraction) => {
			const validity = {notBefore, notAfter: notBefore + lasts};
			const {from, until} = renewalWindow(validity);
			const drawn = drawRenewal(validity, fraction);
			expect((drawn - notBefore) % minute).toBe(0);
			expect(drawn).toBeGreaterThanOrEqual(from);
			expect(drawn).toBeLessThan(until);
			expect(from - notBefore).toBeGreaterThan(lasts / 2 - minute);
			expect(from - notBefore).toBeLessThanOrEqual(lasts / 2);
			expect(until - notBefore).toBeGreaterThan(lasts * 0.8 - minute);
			expect(until - notBefore).toBeLessThanOrEqual(lasts * 0.8 + 1e-3);
		}),
	);
});

test('a later fraction is no earlier renewal', () => {
	fc.assert(
		fc.property(validities, fractions, fractions, ({notBefore, lasts}, one, another) => {
			const validity = {notBefore, notAfter: notBefore + lasts};
			const [lower, upper] = [Math.min(one, another), Math.max(one, another)];
			expect(drawRenewal(validity, lower)).toBeLessThanOrEqual(drawRenewal(validity, upper));
		}),
	);
});

test('a validity too short for a window has one renewal time', () => {
	const validity = {notBefore: 0, notAfter: minute};
	expect(renewalWindow(validity)).toEqual({from: 0, until: 0});
	expect(drawRenewal(validity, 0.999)).toBe(0);
});
