import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createJoinToken, parseJoinToken, rootDigest, tokenSecretBytes} from '../../source/pki/join-token.ts';
import {rootOf, seeds} from './swarm.ts';

const digest = '0'.repeat(49);
const secret = 's'.repeat(25);
const invalid = {ok: false, error: 'invalid join token'};
const one = `${'0'.repeat(63)}1`;

test.each(seeds)('a token of seed %i carries the digest of its root certificate', seed => {
	const {certificate} = rootOf(seed);
	const token = createJoinToken(certificate, new Uint8Array(tokenSecretBytes).fill(seed));
	expect(token).toMatch(/^SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}$/);
	expect(parseJoinToken(token)).toEqual({ok: true, version: 1, digest: rootDigest(certificate), fips: false});
});

test('the digest is that of the PEM text, not of the certificate in it', () => {
	expect(rootDigest('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
	const {certificate} = rootOf(1);
	expect(rootDigest(`${certificate}\n`)).not.toBe(rootDigest(certificate));
});

test('any text and any secret make a token that can be read', () => {
	const bytes = fc.uint8Array({minLength: tokenSecretBytes, maxLength: tokenSecretBytes});
	fc.assert(
		fc.property(fc.string(), bytes, (pem, random) => {
			const token = createJoinToken(pem, random);
			expect(token).toHaveLength(85);
			expect(parseJoinToken(token)).toMatchObject({ok: true, digest: rootDigest(pem)});
			const [, , , shown = ''] = token.split('-');
			expect(shown).toMatch(/^[0-9a-z]{25}$/);
			expect(shown === '0'.repeat(25)).toBe(random.every(byte => byte === 0));
		}),
	);
});

test.each([
	'',
	'foo',
	'SWMTKN-1-abc-def',
	`SWMTKN-1-${digest}1`,
	`SWMTKN-1-${digest}1-${secret}-`,
	`SWMTKN-1-${digest}-${secret}`,
	`SWMTKN-1-${digest}1-${secret}s`,
	`SWMTKN-2-${digest}1-${secret}`,
	`SWMTKN-2-2-${digest}1-${secret}`,
	`SWMTKN-3-${digest}1-${secret}`,
	`SWMKEY-1-${digest}1-${secret}`,
	` SWMTKN-1-${digest}1-${secret}`,
	`SWMTKN-1-${digest}é-${secret.slice(1)}s`,
])('%s is no join token', token => {
	expect(parseJoinToken(token)).toEqual(invalid);
});

test('of the digest only the length is checked: another character ends the number', () => {
	const digestOf = (field: string) => parseJoinToken(`SWMTKN-1-${field}-${secret}`);
	expect(digestOf(`${digest}1`)).toMatchObject({ok: true, digest: one});
	expect(digestOf(`1${'_'.repeat(49)}`)).toMatchObject({ok: true, digest: one});
	expect(digestOf(`+${'0'.repeat(48)}1`)).toMatchObject({ok: true, digest: one});
	expect(digestOf('!'.repeat(50))).toMatchObject({ok: true, digest: '0'.repeat(64)});
	expect(digestOf(`${digest}Z`)).toEqual(digestOf(`${digest}z`));
	expect(digestOf(`${digest.slice(1)}é`)).toMatchObject({ok: true});
});

test('a digest too great for 256 bits has an error of its own', () => {
	const tooGreat = parseJoinToken(`SWMTKN-1-${'z'.repeat(50)}-${secret}`);
	expect(tooGreat).toEqual({ok: false, error: 'invalid checksum digest length'});
	const greatest = '6dp5qcb22im238nr3wvp0ic7q99w035jmy2iw7i6n43d37jtof';
	expect(parseJoinToken(`SWMTKN-1-${greatest}-${secret}`)).toMatchObject({ok: true, digest: 'f'.repeat(64)});
});

test('version 2 says whether only FIPS nodes may join', () => {
	expect(parseJoinToken(`SWMTKN-2-1-${digest}1-${secret}`)).toEqual({ok: true, version: 2, digest: one, fips: true});
	expect(parseJoinToken(`SWMTKN-2-0-${digest}1-${secret}`)).toEqual({ok: true, version: 2, digest: one, fips: false});
});
