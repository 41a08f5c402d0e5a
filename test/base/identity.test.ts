import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseBase36} from '../../source/base/base36.ts';
import {idEntropyBytes, newId} from '../../source/base/identity.ts';

const bytes = fc.uint8Array({minLength: idEntropyBytes, maxLength: idEntropyBytes});

test('the least and the greatest ID, as Python computes them', () => {
	expect(newId(new Uint8Array(17))).toBe('hvy0lj3x0b883f8e30fyp2172');
	expect(newId(new Uint8Array(17).fill(255))).toBe('zrw1727u0mgg6ugs60vxe42e4');
});

test('an ID has 25 characters and keeps all but the first and last digit of the number', () => {
	fc.assert(
		fc.property(bytes, random => {
			const id = newId(random);
			expect(id).toMatch(/^[0-9a-z]{25}$/);
			const number = BigInt(`0x${Buffer.from(random).toString('hex')}`) | (1n << 135n);
			expect((number / 36n) % 36n ** 25n).toBe(parseBase36(id));
		}),
	);
});

test('an ID takes 17 bytes, which it leaves as they are', () => {
	const random = new Uint8Array(17);
	newId(random);
	expect(random[0]).toBe(0);
	expect(() => newId(new Uint8Array(16))).toThrow(RangeError);
});
