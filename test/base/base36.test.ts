import fc from 'fast-check';
import {expect, test} from 'vitest';
import {encodeBase36, parseBase36} from '../../source/base/base36.ts';

test('bytes become digits and lower-case letters, padded with zeros', () => {
	expect(encodeBase36(Uint8Array.of(35))).toBe('z');
	expect(encodeBase36(Uint8Array.of(1, 0), 5)).toBe('00074');
	expect(encodeBase36(Uint8Array.of())).toBe('0');
	expect(encodeBase36(new Uint8Array(32).fill(255))).toBe('6dp5qcb22im238nr3wvp0ic7q99w035jmy2iw7i6n43d37jtof');
});

test('every number survives the way there and back, in either case', () => {
	fc.assert(
		fc.property(fc.uint8Array({minLength: 1, maxLength: 40}), bytes => {
			const number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
			const digits = encodeBase36(bytes);
			expect(parseBase36(digits)).toBe(number);
			expect(parseBase36(digits.toUpperCase())).toBe(number);
			expect(parseBase36(digits.padStart(60, '0'))).toBe(number);
		}),
	);
});

test('anything but base 36 digits is refused', () => {
	for (const text of ['a!', '-1', '12345678901 ', '1_0']) expect(() => parseBase36(text)).toThrow(RangeError);
	expect(parseBase36('')).toBe(0n);
});
