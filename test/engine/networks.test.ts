import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {
	advance,
	createMachines,
	createSwarm,
	hostOf,
	initSwarm,
	leaderOf,
	leaders,
	leaveSwarm,
	minute,
	mustAsk,
	refusal,
	runUntil,
	second,
} from './machines.ts';

type NetworkJson = {
	readonly Name: string;
	readonly Id: string;
	readonly Scope: string;
	readonly Driver: string;
	readonly Attachable: boolean;
	readonly Internal: boolean;
	readonly IPAM: {readonly Config: readonly {readonly Subnet: string; readonly Gateway: string}[]};
	readonly Options: Readonly<Record<string, string>>;
	readonly Labels: Readonly<Record<string, string>> | null;
};

const list = (sim: Sim, node: string, filters?: object): NetworkJson[] =>
	mustAsk(sim, node, 'GET', '/networks', {query: filters ? {filters: JSON.stringify(filters)} : {}});
const names = (sim: Sim, node: string, filters?: object): string[] =>
	list(sim, node, filters).map(network => `${network.Name}/${network.Driver}/${network.Scope}`);
const inspect = (sim: Sim, node: string, name: string): NetworkJson => mustAsk(sim, node, 'GET', `/networks/${name}`);

/** Creates a network and lets it be allocated; `201`, or the refusal. */
function create(sim: Sim, node: string, body: object): string {
	const answer = refusal(sim, node, 'POST', '/networks/create', {body});
	advance(sim, second);
	return answer;
}
const overlay = (Name: string, more: object = {}) => ({Name, Driver: 'overlay', ...more});
const subnet = (Subnet: string, more: object = {}) => ({IPAM: {Config: [{Subnet, ...more}]}});

describe('the networks of a machine', () => {
	test('outside of a swarm are none and host; in one also ingress and the way out of overlays', () => {
		const sim = createMachines('1', 2);
		expect(names(sim, 'node1')).toEqual(['none/null/local', 'host/host/local']);
		initSwarm(sim);
		expect(names(sim, 'node1')).toEqual([
			'ingress/overlay/swarm',
			'none/null/local',
			'host/host/local',
			'docker_gwbridge/bridge/local',
		]);
		expect(inspect(sim, 'node1', 'ingress').IPAM.Config).toEqual([{Subnet: '10.0.0.0/24', Gateway: '10.0.0.1'}]);
	});

	test('keep the bridge of the gateway when the swarm is left', () => {
		const sim = createSwarm('1', 1, 1);
		leaveSwarm(sim, 'node2', false);
		expect(names(sim, 'node2')).toEqual(['none/null/local', 'host/host/local', 'docker_gwbridge/bridge/local']);
	});

	test('of its own drivers have a hex ID and one of Docker’s private subnets; the swarm does not see them', () => {
		const sim = createSwarm('1', 1, 1);
		expect(create(sim, 'node2', {Name: 'mine', Driver: 'bridge'})).toBe('201');
		const mine = inspect(sim, 'node2', 'mine');
		expect(mine.Id).toMatch(/^[0-9a-f]{64}$/);
		expect(mine.IPAM.Config[0]?.Subnet).toMatch(/^172\.\d+\.0\.0\/16$/);
		expect(mine.IPAM.Config[0]?.Subnet).not.toBe(inspect(sim, 'node2', 'docker_gwbridge').IPAM.Config[0]?.Subnet);
		expect(names(sim, 'node1')).not.toContain('mine/bridge/local');
		expect(create(sim, 'node2', {Name: 'mine', Driver: 'bridge'})).toBe('409 network with name mine already exists');
		expect(refusal(sim, 'node2', 'DELETE', `/networks/${mine.Id.slice(0, 8)}`)).toBe('204');
		expect(refusal(sim, 'node2', 'DELETE', '/networks/mine')).toBe('404 network mine not found');
	});
});

describe('an overlay network', () => {
	test('gets an ID of 25 characters, the next subnets of the pool, and a VXLAN ID each; every manager shows it', () => {
		const sim = createSwarm('1', 3, 1);
		for (const name of ['one', 'two']) expect(create(sim, 'node2', overlay(name))).toBe('201');
		const [one, two] = ['one', 'two'].map(name => inspect(sim, 'node3', name));
		expect(one?.Id).toMatch(/^[0-9a-z]{25}$/);
		expect(one?.IPAM.Config).toEqual([{Subnet: '10.0.1.0/24', Gateway: '10.0.1.1'}]);
		expect(two?.IPAM.Config).toEqual([{Subnet: '10.0.2.0/24', Gateway: '10.0.2.1'}]);
		const vxlan = 'com.docker.network.driver.overlay.vxlanid_list';
		expect([one?.Options[vxlan], two?.Options[vxlan]]).toEqual(['4097', '4098']);
		expect(one).toEqual(inspect(sim, 'node1', 'one'));
		expect(names(sim, 'node4')).not.toContain('one/overlay/swarm');
	});

	test('is encrypted only when asked for, and any value of that option asks for it', () => {
		const sim = createSwarm('1', 1, 0);
		create(sim, 'node1', overlay('plain'));
		create(sim, 'node1', overlay('secret', {Options: {encrypted: ''}}));
		create(sim, 'node1', overlay('odd', {Options: {encrypted: 'false'}}));
		expect(inspect(sim, 'node1', 'plain').Options).not.toHaveProperty('encrypted');
		expect(inspect(sim, 'node1', 'secret').Options).toHaveProperty('encrypted', '');
		expect(inspect(sim, 'node1', 'odd').Options).toHaveProperty('encrypted', 'false');
		const told = sim.journal.filter(({type}) => type === 'network').map(({text}) => text.includes('encrypted'));
		expect(told).toEqual([false, true, true]);
	});

	test('keeps what it was created with', () => {
		const sim = createSwarm('1', 1, 0);
		const body = overlay('net', {
			Attachable: true,
			Internal: true,
			Labels: {tier: 'back'},
			...subnet('10.9.0.0/16', {Gateway: '10.9.0.9', IPRange: '10.9.4.0/22'}),
		});
		expect(create(sim, 'node1', body)).toBe('201');
		expect(inspect(sim, 'node1', 'net')).toMatchObject({
			Attachable: true,
			Internal: true,
			Labels: {tier: 'back'},
			IPAM: {Config: [{Subnet: '10.9.0.0/16', IPRange: '10.9.4.0/22', Gateway: '10.9.0.9'}]},
		});
	});

	test('takes the subnets of the pools the swarm was made with, of their size', () => {
		const sim = createMachines('1', 1);
		initSwarm(sim, 'node1', {DefaultAddrPool: ['10.20.0.0/24', '10.30.0.0/16'], SubnetSize: 25});
		for (const name of ['a', 'b']) create(sim, 'node1', overlay(name));
		const subnets = ['ingress', 'a', 'b'].map(name => inspect(sim, 'node1', name).IPAM.Config[0]?.Subnet);
		expect(subnets).toEqual(['10.20.0.0/25', '10.20.0.128/25', '10.30.0.0/25']);
	});

	test('survives its leader with all that it was given', () => {
		const sim = createSwarm('1', 3, 0);
		create(sim, 'node1', overlay('net'));
		const before = inspect(sim, 'node2', 'net');
		leaveSwarm(sim, 'node1');
		runUntil(sim, () => leaders(sim).length === 1);
		advance(sim, minute);
		expect(inspect(sim, 'node2', 'net')).toEqual(before);
		create(sim, leaderOf(sim), overlay('next'));
		expect(inspect(sim, 'node2', 'next').IPAM.Config[0]?.Subnet).toBe('10.0.2.0/24');
	});
});

describe('creating a network is refused', () => {
	const onlyManagers =
		'403 This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

	test('where nobody can: an overlay outside of a swarm or on a worker, a swarm’s scope without a swarm', () => {
		const sim = createSwarm('1', 1, 1, 1);
		expect(create(sim, 'node3', overlay('net'))).toBe(onlyManagers);
		expect(create(sim, 'node2', overlay('net'))).toBe(onlyManagers);
		expect(create(sim, 'node3', {Name: 'net', Driver: 'bridge', Scope: 'swarm'})).toBe(
			'403 cannot create a swarm scoped network when swarm is not active',
		);
	});

	test.each([
		[overlay(''), '400 invalid name: name is empty'],
		[overlay('ingress'), '409 network with name ingress already exists'],
		[{Name: 'bridge', Driver: 'bridge'}, '403 operation is not permitted on predefined bridge network'],
		[{Name: 'none', Driver: 'bridge'}, '403 operation is not permitted on predefined none network'],
		[{Name: 'net', Driver: 'overlay', Scope: 'local'}, '403 cannot downgrade network scope for overlay networks'],
		[{Name: 'net', Driver: 'bridge', Ingress: true}, '403 Ingress network can only be global scope network'],
		[overlay('net', {EnableIPv4: false}), '400 IPv4 cannot be disabled in a Swarm scoped network'],
		[overlay('a b'), '400 rpc error: code = InvalidArgument desc = name must be valid as a DNS name component'],
		[overlay('-a'), '400 rpc error: code = InvalidArgument desc = name must be valid as a DNS name component'],
		[overlay('a'.repeat(64)), '400 rpc error: code = InvalidArgument desc = name must be 63 characters or fewer'],
		[overlay('INGRESS'), '500 rpc error: code = Unknown desc = name conflicts with an existing object'],
		[
			overlay('net', {Ingress: true, Attachable: true}),
			'400 rpc error: code = InvalidArgument desc = ingress network cannot be attachable',
		],
		[
			overlay('net', subnet('10.9.0.5/16')),
			'400 invalid network config:\ninvalid subnet 10.9.0.5/16: it should be 10.9.0.0/16',
		],
		[
			overlay('net', subnet('nonsense')),
			'400 invalid network config:\ninvalid subnet nonsense: invalid CIDR block notation',
		],
		[
			overlay('net', subnet('10.9.0.0/16', {Gateway: '10.8.0.1', IPRange: '10.7.0.0/24'})),
			"400 invalid network config:\ninvalid ip-range 10.7.0.0/24: parent subnet 10.9.0.0/16 doesn't contain ip-range\ninvalid gateway 10.8.0.1: parent subnet 10.9.0.0/16 doesn't contain this address",
		],
	])('as %j', (body, expected) => {
		const sim = createSwarm('1', 1, 0);
		const before = list(sim, 'node1');
		expect(create(sim, 'node1', body)).toBe(expected);
		expect(list(sim, 'node1')).toEqual(before);
	});

	test('a second time: of a name, and of the ingress network', () => {
		const sim = createSwarm('1', 1, 0);
		create(sim, 'node1', overlay('net'));
		expect(create(sim, 'node1', overlay('net'))).toBe('409 network with name net already exists');
		expect(create(sim, 'node1', overlay('Net'))).toBe(
			'500 rpc error: code = Unknown desc = name conflicts with an existing object',
		);
		const {Id} = inspect(sim, 'node1', 'ingress');
		expect(create(sim, 'node1', overlay('other', {Ingress: true}))).toBe(
			`409 rpc error: code = AlreadyExists desc = ingress network (${Id}) is already present`,
		);
	});
});

describe('removing a network', () => {
	test('takes its name, its ID or the beginning of it, and gives its subnet back', () => {
		const sim = createSwarm('1', 1, 0);
		for (const name of ['a', 'b']) create(sim, 'node1', overlay(name));
		expect(refusal(sim, 'node1', 'DELETE', `/networks/${inspect(sim, 'node1', 'a').Id.slice(0, 10)}`)).toBe('204');
		create(sim, 'node1', overlay('c'));
		expect(inspect(sim, 'node1', 'c').IPAM.Config[0]?.Subnet).toBe('10.0.1.0/24');
		expect(refusal(sim, 'node1', 'DELETE', '/networks/b')).toBe('204');
		expect(refusal(sim, 'node1', 'DELETE', '/networks/b')).toBe('404 network b not found');
	});

	test('is refused for what every machine has', () => {
		const sim = createSwarm('1', 1, 0);
		for (const name of ['none', 'host']) {
			expect(refusal(sim, 'node1', 'DELETE', `/networks/${name}`)).toBe(
				`403 ${name} is a pre-defined network and cannot be removed`,
			);
		}
	});
});

describe('listing networks', () => {
	test.each([
		[{driver: ['overlay']}, ['ingress', 'net']],
		[{scope: ['swarm']}, ['ingress', 'net']],
		[{scope: ['local']}, ['none', 'host', 'docker_gwbridge']],
		[{name: ['net']}, ['net']],
		[{label: ['tier']}, ['net']],
		[{label: ['tier=back']}, ['net']],
		[{label: ['tier=front']}, []],
		[{type: ['builtin']}, ['none', 'host']],
		[{driver: ['overlay', 'null'], name: ['net', 'none']}, ['none', 'net']],
	])('by %j', (filters, expected) => {
		const sim = createSwarm('1', 1, 0);
		create(sim, 'node1', overlay('net', {Labels: {tier: 'back'}}));
		expect(
			list(sim, 'node1', filters)
				.map(network => network.Name)
				.toSorted(),
		).toEqual(expected.toSorted());
	});

	test.each([
		[{colour: ['red']}, "400 invalid filter 'colour'"],
		[{dangling: ['maybe']}, `400 invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`],
		[{dangling: ['true', 'false']}, '400 got more than one value for filter key "dangling"'],
	])('not by %j', (filters, expected) => {
		const sim = createMachines('1', 1);
		expect(refusal(sim, 'node1', 'GET', '/networks', {query: {filters: JSON.stringify(filters)}})).toBe(expected);
	});
});

test('a machine’s own networks get subnets of their own, clear of the network that it is in', () => {
	const sim = createMachines('1', 1);
	for (let index = 0; index < 20; index++) create(sim, 'node1', {Name: `n${index}`, Driver: 'bridge'});
	const subnets = list(sim, 'node1').flatMap(network => network.IPAM.Config?.map(config => config.Subnet) ?? []);
	expect(new Set(subnets).size).toBe(20);
	// The machine itself is in 172.31.
	expect(subnets).not.toContain('172.31.0.0/16');
	expect(hostOf(sim, 'node1').interfaces[0]?.address).toMatch(/^172\.31\./);
});
