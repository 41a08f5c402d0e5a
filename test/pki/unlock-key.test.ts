import fc from 'fast-check';
import {expect, test} from 'vitest';
import {encodeUnlockKey, parseUnlockKey, unlockKeyBytes} from '../../source/pki/unlock-key.ts';

test('a key survives the way there and back', () => {
	fc.assert(
		fc.property(fc.uint8Array({minLength: unlockKeyBytes, maxLength: unlockKeyBytes}), key => {
			const text = encodeUnlockKey(key);
			expect(text).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
			expect(parseUnlockKey(text)).toEqual({ok: true, key});
		}),
	);
});

test('a recorded key is read and written the same', () => {
	const recorded = 'SWMKEY-1-XRqNeCsEx6dPYMlSeWt6a5BYHeeqU/9jiqGB4pxcJV0';
	const parsed = parseUnlockKey(recorded);
	expect(parsed.ok && encodeUnlockKey(parsed.key)).toBe(recorded);
});

test.each(['', 'SWMKEY-1', 'swmkey-1-AAAA', 'SWMKEY-1-A', 'SWMKEY-1-AAA=', 'SWMKEY-1-AA_A', 'SWMKEY-1-AA A'])(
	'%s is no key string',
	text => {
		expect(parseUnlockKey(text)).toEqual({ok: false, error: 'invalid key string'});
	},
);

test('a key of another length is read, as Docker does, to fail as a wrong key', () => {
	expect(parseUnlockKey('SWMKEY-1-')).toEqual({ok: true, key: new Uint8Array()});
	expect(parseUnlockKey('SWMKEY-1-AQI')).toEqual({ok: true, key: Uint8Array.of(1, 2)});
	expect(parseUnlockKey('SWMKEY-1-AQ\nI')).toEqual({ok: true, key: Uint8Array.of(1, 2)});
});
