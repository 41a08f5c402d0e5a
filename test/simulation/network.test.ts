import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	findRoute,
	type Interface,
	isIp,
	joinHostPort,
	latencyMs,
	lookUp,
	splitHostPort,
} from '../../source/simulation/network.ts';
import {createSimulation, type Host} from '../../source/simulation/simulation.ts';

const createHost = (name: string, ...interfaces: Interface[]): Host => ({
	name,
	interfaces,
	isRunning: true,
	isPowered: true,
	clockAheadMs: 0,
	listeners: {},
	scopes: {},
	timers: {},
});
const nic = (name: string, address: string, prefixLength = 24): Interface => ({name, address, prefixLength});

/** a and b share a network, b and c another; a also speaks IPv6 with b. */
function createNetwork() {
	const a = createHost('a', nic('eth0', '172.31.4.11'), nic('eth0', 'fd00:4::11', 64));
	const b = createHost('b', nic('eth0', '172.31.4.12'), nic('eth1', '10.0.9.2'), nic('eth0', 'fd00:4::12', 64));
	const c = createHost('c', nic('eth0', '10.0.9.3'));
	return {sim: createSimulation('1', 0, [a, b, c]), a, b, c};
}
const noRoute = {type: 'unreachable', afterMs: 3060, reason: 'connect: no route to host'};

describe('a route', () => {
	test('leads to who listens there, and says by which address the other end sees the caller', () => {
		const {sim, a, b} = createNetwork();
		b.listeners['2377'] = '0.0.0.0';
		const latency = latencyMs(sim, 'a', 'b');
		expect(findRoute(sim, a, '172.31.4.12', '2377')).toEqual({
			type: 'reached',
			host: 'b',
			latencyMs: latency,
			source: '172.31.4.11',
		});
		expect(findRoute(sim, a, 'fd00:4::12', '2377')).toMatchObject({type: 'reached', source: 'fd00:4::11'});
	});

	test('leads through the interface that is in the same network as the target', () => {
		const {sim, b, c} = createNetwork();
		c.listeners['2377'] = '0.0.0.0';
		expect(findRoute(sim, b, '10.0.9.3', '2377')).toMatchObject({type: 'reached', host: 'c', source: '10.0.9.2'});
	});

	test('is refused at once where the machine is there and nobody listens', () => {
		const {sim, a, b} = createNetwork();
		const refused = {type: 'refused', latencyMs: 2 * latencyMs(sim, 'a', 'b')};
		expect(findRoute(sim, a, '172.31.4.12', '2377')).toEqual(refused);
		b.listeners['2400'] = '0.0.0.0';
		expect(findRoute(sim, a, '172.31.4.12', '2377')).toEqual(refused);
		b.listeners['2377'] = '10.0.9.2';
		expect(findRoute(sim, a, '172.31.4.12', '2377')).toEqual(refused);
		b.listeners['2377'] = '172.31.4.12';
		expect(findRoute(sim, a, '172.31.4.12', '2377').type).toBe('reached');
		b.isRunning = false;
		expect(findRoute(sim, a, '172.31.4.12', '2377')).toEqual(refused);
	});

	test('is not there, after the three seconds the kernel asks, to an address that nobody has or that is elsewhere', () => {
		const {sim, a, c} = createNetwork();
		c.listeners['2377'] = '0.0.0.0';
		expect(findRoute(sim, a, '172.31.4.99', '2377')).toEqual(noRoute);
		expect(findRoute(sim, a, '10.0.9.3', '2377')).toEqual(noRoute);
		expect(findRoute(sim, c, '172.31.4.11', '2377')).toEqual(noRoute);
	});

	test('to oneself takes no time, by loopback or by one’s own address', () => {
		const {sim, a} = createNetwork();
		a.listeners['2377'] = '0.0.0.0';
		for (const address of ['127.0.0.1', '::1', '0.0.0.0', '172.31.4.11']) {
			expect(findRoute(sim, a, address, '2377')).toEqual({type: 'reached', host: 'a', latencyMs: 0, source: address});
		}
	});

	test('to a machine’s other address does not go around through a network the caller is not in', () => {
		const {sim, a, b} = createNetwork();
		b.listeners['2377'] = '0.0.0.0';
		expect(findRoute(sim, a, '10.0.9.2', '2377')).toEqual(noRoute);
	});
});

test('a link has one delay of one or two milliseconds, the same both ways and for good, drawn from the seed', () => {
	const delays = new Set<number>();
	for (let seed = 1; seed <= 20; seed++) {
		const sim = createSimulation(`${seed}`, 0, []);
		const delay = latencyMs(sim, 'a', 'b');
		expect(latencyMs(sim, 'b', 'a')).toBe(delay);
		sim.now += 12_345;
		expect(latencyMs(sim, 'a', 'b')).toBe(delay);
		delays.add(delay);
	}
	expect([...delays].sort()).toEqual([1, 2]);
	expect(latencyMs(createSimulation('1', 0, []), 'a', 'a')).toBe(0);
});

test('machines know each other’s names; an address is its own name, and anything else is nobody', () => {
	const {sim} = createNetwork();
	expect(lookUp(sim, 'b')).toBe('172.31.4.12');
	expect(lookUp(sim, '203.0.113.9')).toBe('203.0.113.9');
	expect(lookUp(sim, 'd')).toBeUndefined();
});

describe('addresses as Go reads them', () => {
	test.each(['172.31.4.11', '0.0.0.0', '255.255.255.255', '::', '::1', 'fd00:4::11', '::ffff:10.0.0.1'])(
		'%s is an address',
		text => expect(isIp(text)).toBe(true),
	);

	test.each([
		'',
		'eth0',
		'172.31.4',
		'172.31.4.011',
		'01.2.3.4',
		'256.1.1.1',
		'0x7f.0.0.1',
		'1.2.3.4.5',
		'1.2.3.4:80',
		':',
	])('%j is none', text => expect(isIp(text)).toBe(false));

	test.each([
		['172.31.4.11:2377', '172.31.4.11', '2377'],
		[':2377', '', '2377'],
		['eth0:', 'eth0', ''],
		['[fd00::1]:2377', 'fd00::1', '2377'],
		['[]:1', '', '1'],
	])('%s is a host and a port', (text, host, port) => expect(splitHostPort(text)).toEqual({host, port}));

	test.each(['172.31.4.11', 'fd00::1', '[fd00::1]', 'a:b:c', '[fd00::1]2377', '[a]b:1', ''])(
		'%j is not a host and a port',
		text => expect(splitHostPort(text)).toBeUndefined(),
	);

	test('joining and splitting are each other’s inverse', () => {
		const port = fc.integer({min: 0, max: 65_535}).map(String);
		fc.assert(
			fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), port, (host, number) => {
				expect(splitHostPort(joinHostPort(host, number))).toEqual({host, port: number});
			}),
		);
	});
});
