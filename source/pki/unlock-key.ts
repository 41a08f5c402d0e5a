/** How many random bytes an unlock key takes. */
export const unlockKeyBytes = 32;
const prefix = 'SWMKEY-1-';

/** The key that encrypts a locked manager's keys, as people read it: base 64 without padding. */
export const encodeUnlockKey = (key: Uint8Array): string =>
	prefix + Buffer.from(key).toString('base64').replace(/=+$/, '');

export type UnlockKey =
	| {readonly ok: true; readonly key: Uint8Array}
	| {readonly ok: false; readonly error: 'invalid key string'};

/** Any number of bytes will do here, as in Go, which skips line ends too: a wrong key fails when it is used. */
export function parseUnlockKey(text: string): UnlockKey {
	const digits = text.startsWith(prefix) ? text.slice(prefix.length).replace(/[\r\n]/g, '') : '?';
	if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return {ok: false, error: 'invalid key string'};
	return {ok: true, key: Uint8Array.from(Buffer.from(digits, 'base64'))};
}
