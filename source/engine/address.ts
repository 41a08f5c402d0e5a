import ipaddr from 'ipaddr.js';
import {ApiError} from '../api/response.ts';
import {isIp, joinHostPort, splitHostPort} from '../simulation/network.ts';
import type {Host} from '../simulation/simulation.ts';

/** How an engine chooses the addresses it listens on and tells others. (moby daemon/cluster/listen_addr.go) */
const DEFAULT_PORT = '2377';

const bad = (message: string): never => {
	throw new ApiError(400, message);
};

const isUnspecified = (ip: string): boolean => ipaddr.process(ip).range() === 'unspecified';

/** What no host of a URL may contain. */
const UNREADABLE = /[^\w.~!$&'()*+,;=:[\]<>"/?#%-]/;

/** Fills in what an address leaves out, as `opts.ParseTCPAddr` does; what it cannot read stays as it is. */
export function completeAddress(field: string, address: string): string {
	if (address === '') return bad(`invalid ${field} "": invalid empty address`);
	const text = address.replace(/^tcp:\/\//, '');
	if (/^[a-z]+:\/\//.test(text) || UNREADABLE.test(text)) return address;
	const parts = splitHostPort(text);
	if (parts) return joinHostPort(parts.host || '0.0.0.0', parts.port || DEFAULT_PORT);
	const last = isIp(text) ? null : /^(.+):(\d+)$/.exec(text);
	return last ? joinHostPort(last[1] ?? '', last[2] ?? '') : joinHostPort(text, DEFAULT_PORT);
}

/** Made from the interface's hardware address, which is made from the machine's first address. */
function linkLocalAddress(host: Host, name: string): string {
	const octets = (host.interfaces[0]?.address ?? '').split('.').map(Number);
	const [c = 0, d = 0] = octets.slice(2);
	return `fe80::42:acff:fe${c.toString(16).padStart(2, '0')}:${(d * 256 + host.interfaces.findIndex(nic => nic.name === name)).toString(16)}`;
}

/** The address of an interface; undefined where there is none of that name. */
function addressOfInterface(host: Host, name: string): string | undefined {
	const own = host.interfaces.filter(nic => nic.name === name);
	if (own.length === 0) return name === 'lo' ? '127.0.0.1' : undefined;
	const addresses = own.map(nic => nic.address);
	const v4 = addresses.filter(address => !address.includes(':'));
	// Where IPv6 is used, the kernel adds a link-local address of its own.
	const v6 = addresses.filter(address => address.includes(':'));
	if (v6.length > 0 && !v6.some(address => address.startsWith('fe80:'))) v6.push(linkLocalAddress(host, name));
	for (const [family, [first, second]] of [
		['IPv4', v4],
		['IPv6', v6],
	] as const) {
		if (first && second) bad(`interface ${name} has more than one ${family} address (${first} and ${second})`);
	}
	return v4[0] ?? v6[0];
}

type Address = {readonly host: string; readonly port: string};

export function resolveListenAddress(host: Host, specified: string): Address {
	const parts = splitHostPort(specified);
	if (!parts) return bad(`could not parse listen address ${specified}`);
	const address = addressOfInterface(host, parts.host) ?? parts.host;
	if (!isIp(address)) bad('listen address must be an IP address or network interface (with optional port number)');
	return {host: address, port: parts.port};
}

/** The one address that this machine can be reached at, unless there are several. */
function resolveSystemAddress(host: Host): string {
	const candidates = host.interfaces.filter(nic => ipaddr.process(nic.address).range() !== 'loopback');
	const v4 = candidates.filter(nic => !nic.address.includes(':'));
	const [first, second] = v4.length > 0 ? v4 : candidates;
	if (!first) return bad("could not find the system's IP address");
	if (!second) return first.address;
	const where =
		first.name === second.name
			? `on interface ${first.name} (${first.address} and ${second.address})`
			: `on different interfaces (${first.address} on ${first.name} and ${second.address} on ${second.name})`;
	return bad(`could not choose an IP address to advertise since this system has multiple addresses ${where}`);
}

export function resolveAdvertiseAddress(host: Host, specified: string, listenPort: string): Address {
	if (specified === '') return {host: resolveSystemAddress(host), port: listenPort};
	const parts = splitHostPort(specified) ?? {host: specified, port: listenPort};
	const address = addressOfInterface(host, parts.host) ?? parts.host;
	if (!isIp(address) || isUnspecified(address)) {
		bad('advertise address must be a non-zero IP address or network interface (with optional port number)');
	}
	return {host: address, port: parts.port};
}

export function resolveDataPathAddress(host: Host, specified: string): string {
	if (specified === '') return '';
	const address = addressOfInterface(host, specified) ?? specified;
	if (!isIp(address) || isUnspecified(address)) {
		bad('data path address must be a non-zero IP address or network interface (without a port number)');
	}
	return address;
}

/** The address under which this machine itself works, where it listens on all of them. */
export function resolveLocalAddress(host: Host, listen: string, advertise: string): string {
	if (!isUnspecified(listen)) return listen;
	if (host.interfaces.some(nic => nic.address === advertise)) return advertise;
	try {
		return resolveSystemAddress(host);
	} catch {
		return bad(
			"must specify a listening address because the address to advertise is not recognized as a system address, and a system's IP address to use could not be uniquely identified",
		);
	}
}

/** The address from which this machine would reach another. */
export function sourceAddress(host: Host, remote: string): string {
	const parts = splitHostPort(remote);
	const target = parts && isIp(parts.host) ? ipaddr.process(parts.host) : undefined;
	const nic = host.interfaces.find(one => {
		const own = ipaddr.process(one.address);
		return target?.kind() === own.kind() && target.match(own as never, one.prefixLength as never);
	});
	return (nic ?? host.interfaces[0])?.address ?? '';
}

const DATA_PATH_PORT = 4789;

export function checkDataPathPort(port: number): number {
	if (port === 0) return DATA_PATH_PORT;
	if (port < 1024 || port > 49_151)
		throw new ApiError(500, `Datapath port number is not in valid range (1024-49151) : ${port}`);
	return port;
}

const DEFAULT_SUBNET_SIZE = 24;
const SUBNET_SIZE_MAX = 29;

export function checkAddressPools(
	pools: readonly string[],
	size: number,
): {readonly pools: readonly string[]; readonly size: number} {
	const subnetSize = size || DEFAULT_SUBNET_SIZE;
	if (subnetSize > SUBNET_SIZE_MAX) throw new ApiError(500, `subnet size is out of range: ${subnetSize}`);
	for (const pool of pools) {
		const [address = '', bits = ''] = pool.split('/');
		if (!isIp(address) || !/^\d+$/.test(bits))
			throw new ApiError(500, `invalid base pool ${pool}: invalid CIDR address: ${pool}`);
		if (Number(bits) > subnetSize) {
			throw new ApiError(
				500,
				`invalid CIDR: ${JSON.stringify(pool)}. Subnet size is too small for pool: ${subnetSize}`,
			);
		}
	}
	return {pools, size: subnetSize};
}
