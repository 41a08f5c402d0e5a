import {describe, expect, test} from 'vitest';
import {ApiError} from '../../source/api/response.ts';
import {
	checkAddressPools,
	checkDataPathPort,
	completeAddress,
	resolveAdvertiseAddress,
	resolveDataPathAddress,
	resolveListenAddress,
	resolveLocalAddress,
	sourceAddress,
} from '../../source/engine/address.ts';
import type {Interface} from '../../source/simulation/network.ts';
import type {Host} from '../../source/simulation/simulation.ts';
import {createMachines, eth0, hostOf} from './machines.ts';

const nic = (name: string, address: string, prefixLength = 24): Interface => ({name, address, prefixLength});
const createHost = (...more: readonly Interface[]): Host => hostOf(createMachines('1', 1, {node1: more}), 'node1');

const single = createHost();
const second = createHost(nic('eth1', '10.0.9.2'));
const twice = createHost(nic('eth0', '172.31.4.99'));
const dual = createHost(nic('eth0', 'fd00:4::11', 64));
const loopback = createHost(nic('lo', '127.0.0.1', 8));
const six: Host = {...single, interfaces: [nic('eth0', 'fd00:4::11', 64)]};
const bare: Host = {...single, interfaces: []};
const hosts = {single, second, twice, dual, loopback, six, bare};
type Name = keyof typeof hosts;

/** The answer, or the error with its status. */
function attempt<Value>(work: () => Value): Value | string {
	try {
		return work();
	} catch (error) {
		if (error instanceof ApiError) return `${error.status} ${error.message}`;
		throw error;
	}
}

const badAdvertise =
	'400 advertise address must be a non-zero IP address or network interface (with optional port number)';
const badListen = '400 listen address must be an IP address or network interface (with optional port number)';
const badDataPath = '400 data path address must be a non-zero IP address or network interface (without a port number)';
const ambiguous = '400 could not choose an IP address to advertise since this system has multiple addresses';
const twoOfIpv4 = '400 interface eth0 has more than one IPv4 address (172.31.4.11 and 172.31.4.99)';

describe('the advertised address', () => {
	test.each([
		// Nothing specified: the one address there is.
		['single', '', '172.31.4.11:2377'],
		['loopback', '', '172.31.4.11:2377'],
		['dual', '', '172.31.4.11:2377'],
		['six', '', 'fd00:4::11:2377'],
		['bare', '', "400 could not find the system's IP address"],
		['second', '', `${ambiguous} on different interfaces (172.31.4.11 on eth0 and 10.0.9.2 on eth1)`],
		['twice', '', `${ambiguous} on interface eth0 (172.31.4.11 and 172.31.4.99)`],
		// An interface's name stands for its one address.
		['second', 'eth1', '10.0.9.2:2377'],
		['second', 'eth1:2400', '10.0.9.2:2400'],
		['second', 'eth0', '172.31.4.11:2377'],
		// The kernel adds an address of its own to each interface that speaks IPv6.
		['dual', 'eth0', `400 interface eth0 has more than one IPv6 address (fd00:4::11 and fe80::42:acff:fe04:b00)`],
		['twice', 'eth0', twoOfIpv4],
		// An address stands for itself, whether the machine has it or not.
		['single', '172.31.4.11', '172.31.4.11:2377'],
		['single', '172.31.4.11:2400', '172.31.4.11:2400'],
		['single', '203.0.113.9', '203.0.113.9:2377'],
		['single', 'fd00:4::77', 'fd00:4::77:2377'],
		['single', '[fd00:4::77]:2400', 'fd00:4::77:2400'],
		// The rest is no address.
		['single', '0.0.0.0', badAdvertise],
		['single', '0.0.0.0:2377', badAdvertise],
		['single', '::', badAdvertise],
		['single', 'eth7', badAdvertise],
		['single', 'node1', badAdvertise],
		['single', '172.31.4.256', badAdvertise],
		['single', '172.31.4.011', badAdvertise],
	] as const)('on a machine with %s, `%s` is %s', (host: Name, specified, expected) => {
		const resolved = attempt(() => resolveAdvertiseAddress(hosts[host], specified, '2377'));
		expect(typeof resolved === 'string' ? resolved : `${resolved.host}:${resolved.port}`).toBe(expected);
	});
});

describe('the address to listen on', () => {
	test.each([
		['single', '0.0.0.0:2377', '0.0.0.0 2377'],
		['single', '172.31.4.11:2400', '172.31.4.11 2400'],
		['second', 'eth1:2377', '10.0.9.2 2377'],
		['single', '[::]:2377', ':: 2377'],
		['single', 'lo:2377', '127.0.0.1 2377'],
		['single', 'eth7:2377', badListen],
		['single', 'nonsense', '400 could not parse listen address nonsense'],
		['twice', 'eth0:2377', twoOfIpv4],
	] as const)('on a machine with %s, `%s` is %s', (host: Name, specified, expected) => {
		const resolved = attempt(() => resolveListenAddress(hosts[host], specified));
		expect(typeof resolved === 'string' ? resolved : `${resolved.host} ${resolved.port}`).toBe(expected);
	});

	test.each([
		['0.0.0.0:2377', '0.0.0.0:2377'],
		['0.0.0.0', '0.0.0.0:2377'],
		['eth1', 'eth1:2377'],
		['eth1:', 'eth1:2377'],
		[':2400', '0.0.0.0:2400'],
		['tcp://172.31.4.11', '172.31.4.11:2377'],
		['[fd00::1]:2400', '[fd00::1]:2400'],
		['', '400 invalid ListenAddr "": invalid empty address'],
	])('`%s` is completed to `%s`', (specified, expected) => {
		expect(attempt(() => completeAddress('ListenAddr', specified))).toBe(expected);
	});
});

describe('the address of the data path', () => {
	test.each([
		['single', '', ''],
		['second', 'eth1', '10.0.9.2'],
		['single', '10.0.9.7', '10.0.9.7'],
		['second', 'eth1:4789', badDataPath],
		['single', '0.0.0.0', badDataPath],
		['single', 'eth7', badDataPath],
	] as const)('on a machine with %s, `%s` is `%s`', (host: Name, specified, expected) => {
		expect(attempt(() => resolveDataPathAddress(hosts[host], specified))).toBe(expected);
	});

	const outside = (port: number) => `500 Datapath port number is not in valid range (1024-49151) : ${port}`;
	test.each([
		[0, 4789],
		[1024, 1024],
		[4789, 4789],
		[49_151, 49_151],
		[1023, outside(1023)],
		[49_152, outside(49_152)],
		[80, outside(80)],
	])('has the port %i as %s', (port, expected) => expect(attempt(() => checkDataPathPort(port))).toBe(expected));
});

describe('the address under which a machine itself works', () => {
	const unclear =
		"400 must specify a listening address because the address to advertise is not recognized as a system address, and a system's IP address to use could not be uniquely identified";

	test.each([
		['single', '172.31.4.11', '203.0.113.9', '172.31.4.11'],
		['single', '0.0.0.0', '172.31.4.11', '172.31.4.11'],
		['second', '0.0.0.0', '10.0.9.2', '10.0.9.2'],
		['single', '0.0.0.0', '203.0.113.9', '172.31.4.11'],
		['second', '0.0.0.0', '203.0.113.9', unclear],
		['second', '::', '203.0.113.9', unclear],
	] as const)(
		'on a machine with %s, listening on %s and advertising %s, is %s',
		(host: Name, listen, advertise, expected) => {
			expect(attempt(() => resolveLocalAddress(hosts[host], listen, advertise))).toBe(expected);
		},
	);

	test('is, towards another machine, that of the interface in the same network', () => {
		expect(sourceAddress(second, '10.0.9.7:2377')).toBe('10.0.9.2');
		expect(sourceAddress(second, '172.31.4.12:2377')).toBe('172.31.4.11');
		expect(sourceAddress(dual, '[fd00:4::12]:2377')).toBe('fd00:4::11');
		expect(sourceAddress(second, '203.0.113.9:2377')).toBe(eth0(1).address);
	});
});

describe('address pools', () => {
	test.each([
		[[], 0, {pools: [], size: 24}],
		[['10.20.0.0/16'], 0, {pools: ['10.20.0.0/16'], size: 24}],
		[['10.20.0.0/16', '10.30.0.0/16'], 29, {pools: ['10.20.0.0/16', '10.30.0.0/16'], size: 29}],
		[['10.20.0.0/24'], 24, {pools: ['10.20.0.0/24'], size: 24}],
		[['10.20.0.0/16'], 30, '500 subnet size is out of range: 30'],
		[['10.20.0.0/25'], 24, '500 invalid CIDR: "10.20.0.0/25". Subnet size is too small for pool: 24'],
	])('%j by subnets of /%i: %j', (pools, size, expected) => {
		expect(attempt(() => checkAddressPools(pools, size))).toEqual(expected);
	});
});
