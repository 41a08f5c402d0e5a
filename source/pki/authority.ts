import type {Role} from './certificate.ts';
import type {CertificateOrder, Issuer, KeyName} from './order.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How many random bytes a serial number takes. */
export const serialNumberBytes = 20;
/** Unit: milliseconds. */
export const rootCertificateExpiry = 630_720_000_000;
export const defaultNodeCertificateExpiry = 2160 * hour;
const nodeCertificateExpiryMin = hour;
/** A certificate is valid from some time in the past, so that clocks may differ. */
const rootCertificateBackdate = 5 * minute;
const nodeCertificateBackdate = hour;

/** As Go's `Round(time.Minute)`: half a minute is rounded up. */
const roundToMinute = (ms: number) => Math.floor((ms + minute / 2) / minute) * minute;
/** Certificates write whole seconds. */
const cutToSecond = (ms: number) => Math.floor(ms / second) * second;

/** Positive: the top bit is dropped. Hex, without leading zero bytes. */
function serialNumber(random: Uint8Array): string {
	if (random.length !== serialNumberBytes) throw new RangeError(`a serial number takes ${serialNumberBytes} bytes`);
	const bytes = Buffer.from(random);
	bytes[0] = (bytes[0] ?? 0) & 0x7f;
	return bytes.toString('hex').replace(/^(?:00)+(?=..)/, '');
}

/**
A new swarm's root: self-signed, CN=swarm-ca, valid for twenty years of 365 days.
@param serial 20 random bytes.
@param now milliseconds since 1970.
*/
export function createRootCa({key, serial, now}: {key: KeyName; serial: Uint8Array; now: number}): Issuer {
	const notBefore = roundToMinute(now) - rootCertificateBackdate;
	const certificate: CertificateOrder = {
		serialNumber: serialNumber(serial),
		subject: {CN: 'swarm-ca'},
		role: undefined,
		notBefore,
		notAfter: notBefore + rootCertificateExpiry,
		key,
	};
	return {certificate, key};
}

export type NodeCertificateOrder = {
	readonly issuer: Issuer;
	/** The key whose signing request it was. */
	readonly key: KeyName;
	readonly role: Role;
	readonly nodeId: string;
	readonly clusterId: string;
	/** 20 random bytes. */
	readonly serial: Uint8Array;
	/** Unit: milliseconds. Less than an hour is taken for the default, 2160 hours. */
	readonly expiry?: number;
	/** Unit: milliseconds since 1970. */
	readonly now: number;
};

/** A node's certificate. */
export function issueCertificate(order: NodeCertificateOrder): CertificateOrder {
	const {issuer, key, role, nodeId, clusterId, serial, now, expiry = defaultNodeCertificateExpiry} = order;
	const rounded = roundToMinute(now);
	const lasts = expiry < nodeCertificateExpiryMin ? defaultNodeCertificateExpiry : expiry;
	return {
		serialNumber: serialNumber(serial),
		subject: {O: clusterId, OU: `swarm-${role}`, CN: nodeId},
		role,
		notBefore: rounded - nodeCertificateBackdate,
		notAfter: cutToSecond(rounded + lasts),
		key,
		issuer,
	};
}
