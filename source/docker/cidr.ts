import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses, and the address that it was written with. */
export type Cidr = {readonly address: Address; readonly bits: number};

/** As Go's net.ParseIP, which is stricter than most. */
export function parseIp(text: string): Address | undefined {
	const address = parseLiteral(text);
	return address && unmapped(address);
}

function parseLiteral(text: string): Address | undefined {
	if (ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text)) return ipaddr.IPv4.parse(text);
	return !text.includes('%') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** `::ffff:1.2.3.4` is 1.2.3.4. */
function unmapped(address: Address): Address {
	return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** As Go's net.ParseCIDR; throws an Error with its message. */
export function parseCidr(text: string): Cidr {
	const [, host = '', mask = ''] = /^([^/]*)\/(\d+)$/.exec(text) ?? [];
	const literal = parseLiteral(host);
	const bits = Number(mask);
	if (!literal || bits > 8 * literal.toByteArray().length) throw new Error(`invalid CIDR address: ${text}`);
	const address = unmapped(literal);
	const mappedBits = 96;
	if (address === literal) return {address, bits};
	return bits < mappedBits ? {address: literal, bits} : {address, bits: bits - mappedBits};
}

export function contains({address, bits}: Cidr, other: Address): boolean {
	return address.kind() === other.kind() && other.match(address, bits);
}

/** The block in its usual form, `10.20.0.0/16`. */
export function formatNetwork({address, bits}: Cidr): string {
	const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
	return `${family.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`;
}
