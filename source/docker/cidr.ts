import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses, and the address that it was written with. */
export type Cidr = {readonly address: Address; readonly bits: number};

/** As Go's net.ParseIP, which is stricter than most. */
export function parseIp(text: string): Address | undefined {
	if (ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text)) return ipaddr.IPv4.parse(text);
	return !text.includes('%') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** As Go's net.ParseCIDR; throws an Error with its message. */
export function parseCidr(text: string): Cidr {
	const [, host = '', mask = ''] = /^([^/]*)\/(0|[1-9]\d*)$/.exec(text) ?? [];
	const address = parseIp(host);
	const bits = Number(mask);
	if (!address || mask === '' || bits > 8 * address.toByteArray().length) {
		throw new Error(`invalid CIDR address: ${text}`);
	}
	return {address, bits};
}

export function contains({address, bits}: Cidr, other: Address): boolean {
	return address.kind() === other.kind() && other.match(address, bits);
}

/** The block in its usual form, `10.20.0.0/16`. */
export function formatNetwork({address, bits}: Cidr): string {
	const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
	return `${family.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`;
}
