import {createHash} from 'node:crypto';
import {encodeBase36, parseBase36} from '../base/base36.ts';

/** How many random bytes a token's secret takes. */
export const tokenSecretBytes = 16;
const digestLength = 50;
const secretLength = 25;

/** SHA-256 of the root certificate's PEM text (not of its DER): 32 bytes in hex. */
export const rootDigest = (rootPem: string): string => createHash('sha256').update(rootPem).digest('hex');

/** `SWMTKN-1-<digest of the root certificate>-<secret>`, both in base 36. */
export function createJoinToken(rootPem: string, secret: Uint8Array): string {
	if (secret.length !== tokenSecretBytes) throw new RangeError(`a token's secret takes ${tokenSecretBytes} bytes`);
	const digest = createHash('sha256').update(rootPem).digest();
	return `SWMTKN-1-${encodeBase36(digest, digestLength)}-${encodeBase36(secret, secretLength)}`;
}

export type JoinToken =
	| {
			readonly ok: true;
			readonly version: 1 | 2;
			/** Which root certificate the joiner will accept: 32 bytes in hex. */
			readonly digest: string;
			/** Only nodes in FIPS mode may join; never so with version 1. */
			readonly fips: boolean;
	  }
	| {readonly ok: false; readonly error: 'invalid join token' | 'invalid checksum digest length'};

const invalid = {ok: false, error: 'invalid join token'} as const;
/** Lengths are in bytes, as Go counts them. */
const byteLength = (text: string) => new TextEncoder().encode(text).length;

/**
Takes a token apart as a joining node does. Only the lengths are checked: a digest with other
characters than base 36 digits is the number before the first of them, which will fit no certificate.
*/
export function parseJoinToken(token: string): JoinToken {
	const fields = token.split('-');
	const [prefix, version, flag] = fields;
	const isVersion1 = version === '1' && fields.length === 4;
	const isVersion2 = version === '2' && fields.length === 5 && (flag === '0' || flag === '1');
	if (prefix !== 'SWMTKN' || !(isVersion1 || isVersion2)) return invalid;
	const [digestField = '', secret = ''] = fields.slice(-2);
	if (byteLength(digestField) !== digestLength || byteLength(secret) !== secretLength) return invalid;
	const digits = /^\+?([0-9a-z]*)/i.exec(digestField)?.[1] ?? '';
	const digest = parseBase36(digits).toString(16).padStart(64, '0');
	if (digest.length > 64) return {ok: false, error: 'invalid checksum digest length'};
	return {ok: true, version: isVersion1 ? 1 : 2, digest, fips: isVersion2 && flag === '1'};
}
