import {encodeBase36} from './base36.ts';

/** How many random bytes `newId` takes. */
export const idEntropyBytes = 17;

/**
An object ID as SwarmKit draws it: 136 bits with the top one set, in base 36, without the first
digit (always 1 or 2) and the last; 25 characters of [0-9a-z].
*/
export function newId(randomBytes: Uint8Array): string {
	if (randomBytes.length !== idEntropyBytes) throw new RangeError(`an ID takes ${idEntropyBytes} random bytes`);
	const number = Uint8Array.from(randomBytes);
	number[0] = (number[0] ?? 0) | 0x80;
	return encodeBase36(number).slice(1, 26);
}
