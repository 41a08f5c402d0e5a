/** A small swarm's keys and certificates from a seed, for the tests of this folder. */
import {newId} from '../../source/base/identity.ts';
import {type Key, randomBytes} from '../../source/base/random.ts';
import {createRootCa, issueCertificate, serialNumberBytes} from '../../source/pki/authority.ts';
import type {Role} from '../../source/pki/certificate.ts';
import {createKey, keySeedBytes} from '../../source/pki/key.ts';
import {createSigningRequest} from '../../source/pki/signing-request.ts';

export const seeds = Array.from({length: 10}, (_, index) => index + 1);

/** When the recorded certificates were made. */
export const now = Date.UTC(2026, 10, 23, 3, 33, 23);

export const keyOf = (seed: Key, name: string) => createKey(randomBytes(keySeedBytes, seed, 'key', name));
export const serialOf = (seed: Key, name: string) => randomBytes(serialNumberBytes, seed, 'serial', name);
export const idOf = (seed: Key, name: string) => newId(randomBytes(17, seed, 'id', name));

export const rootOf = (seed: Key, at = now) =>
	createRootCa({key: keyOf(seed, 'root'), serial: serialOf(seed, 'root'), now: at});

export function nodeOf(seed: Key, role: Role, {at = now, expiry}: {at?: number; expiry?: number} = {}) {
	const root = rootOf(seed, at);
	const key = keyOf(seed, role);
	const request = createSigningRequest(key);
	const nodeId = idOf(seed, role);
	const certificate = issueCertificate({
		rootCertificate: root.certificate,
		rootKey: root.key,
		request,
		role,
		nodeId,
		clusterId: idOf(seed, 'cluster'),
		serial: serialOf(seed, role),
		expiry,
		now: at,
	});
	return {root, key, request, nodeId, certificate};
}
