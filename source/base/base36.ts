/**
Big-endian bytes as a base 36 number (digits, then lower-case letters), zero-padded on the left: how
SwarmKit writes IDs, digests and secrets.
*/
export function encodeBase36(bytes: Uint8Array, width = 0): string {
	let hex = '';
	for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
	return BigInt(`0x0${hex}`).toString(36).padStart(width, '0');
}

/** The number a text of base 36 digits means, in either case; 0 for the empty text. */
export function parseBase36(digits: string): bigint {
	let value = 0n;
	// Ten digits at a time: 36^10 is still exact as a plain number.
	for (let start = 0; start < digits.length; start += 10) {
		const chunk = digits.slice(start, start + 10);
		if (!/^[0-9a-z]+$/i.test(chunk)) throw new RangeError(`not a base 36 number: ${digits}`);
		value = value * 36n ** BigInt(chunk.length) + BigInt(Number.parseInt(chunk, 36));
	}
	return value;
}
