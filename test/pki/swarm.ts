/** A small swarm's keys and certificates from a seed, for the tests of this folder. */
import {newId} from '../../source/base/identity.ts';
import {type Key, randomBytes} from '../../source/base/random.ts';
import {createRootCa, issueCertificate, serialNumberBytes} from '../../source/pki/authority.ts';
import type {Role} from '../../source/pki/certificate.ts';
import {keyOf as keyOfName, nameKey} from '../../source/pki/order.ts';
import {certificatePem, requestPem} from '../../source/pki/pem.ts';

export const seeds = Array.from({length: 10}, (_, index) => index + 1);

/** When the recorded certificates were made. */
export const now = Date.UTC(2026, 10, 23, 3, 33, 23);

export const keyNameOf = (seed: Key, name: string) => nameKey(seed, 'key', name);
export const keyOf = (seed: Key, name: string) => keyOfName(keyNameOf(seed, name));
export const serialOf = (seed: Key, name: string) => randomBytes(serialNumberBytes, seed, 'serial', name);
export const idOf = (seed: Key, name: string) => newId(randomBytes(17, seed, 'id', name));

export const issuerOf = (seed: Key, at = now) =>
	createRootCa({key: keyNameOf(seed, 'root'), serial: serialOf(seed, 'root'), now: at});
export const rootOf = (seed: Key, at = now) => ({
	certificate: certificatePem(issuerOf(seed, at).certificate),
	key: keyOf(seed, 'root'),
});

export function nodeOf(seed: Key, role: Role, {at = now, expiry}: {at?: number; expiry?: number} = {}) {
	const key = keyNameOf(seed, role);
	const nodeId = idOf(seed, role);
	const order = issueCertificate({
		issuer: issuerOf(seed, at),
		key,
		role,
		nodeId,
		clusterId: idOf(seed, 'cluster'),
		serial: serialOf(seed, role),
		expiry,
		now: at,
	});
	return {
		root: rootOf(seed, at),
		key: keyOf(seed, role),
		request: requestPem(key),
		nodeId,
		order,
		certificate: certificatePem(order),
	};
}
