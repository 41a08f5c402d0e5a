import {ApiError} from '../api/response.ts';
import {toHex} from '../base/hex.ts';
import {randomBytes} from '../base/random.ts';
import {canReach} from '../simulation/network.ts';
import {nthAddress} from '../swarm/allocator.ts';
import type {EngineHost, Sim} from './engine.ts';
import {GATEWAY_NETWORK} from './local-networks.ts';
import {predefined, type Shown} from './networks.ts';

/**
What is attached to a machine's networks: no containers here, but the sandbox through which the routing mesh
goes. It sits on the ingress network and, to reach the outside, on the gateway bridge.
*/
const SANDBOX = 'ingress-sbox';

type Endpoint = {readonly name: string; readonly id: string; readonly mac: string; readonly address: string};

const idOf = (sim: Sim, host: EngineHost, what: string): string =>
	toHex(randomBytes(32, sim.seed, what, host.name, host.memberships));

const macOf = (address: string): string =>
	['02', '42', ...address.split('.').map(octet => Number(octet).toString(16).padStart(2, '0'))].join(':');

/** On a bridge it is drawn: one machine's address (bit 0 of the first byte), given by nobody who sells them (bit 1). */
function drawnMac(sim: Sim, host: EngineHost): string {
	const [first = 0, ...rest] = randomBytes(6, sim.seed, 'mac.gateway-endpoint', host.name, host.memberships);
	return [(first & 0xfe) | 2, ...rest].map(byte => byte.toString(16).padStart(2, '0')).join(':');
}

/** The sandbox's end on this network; undefined: it is not there. */
export function endpointOn(sim: Sim, host: EngineHost, network: Shown): Endpoint | undefined {
	const own = host.swarm?.agent.ingressAddress;
	const subnet = network.IPAM.Config?.[0]?.Subnet;
	if (!own || !subnet) return undefined;
	const bits = subnet.split('/')[1];
	if (network.Ingress) {
		return {
			name: 'ingress-endpoint',
			id: idOf(sim, host, 'id.ingress-endpoint'),
			mac: macOf(own),
			address: `${own}/${bits}`,
		};
	}
	if (network.Name !== GATEWAY_NETWORK) return undefined;
	const address = nthAddress(subnet, 2);
	return {
		name: `gateway_${SANDBOX}`,
		id: idOf(sim, host, 'id.gateway-endpoint'),
		mac: drawnMac(sim, host),
		address: `${address}/${bits}`,
	};
}

/** Who gossips about the ingress network: every node of the swarm that has it and can be reached. */
const peersOf = (sim: Sim, host: EngineHost) =>
	Object.values(sim.hosts)
		.filter(one => one.swarm?.clusterId === host.swarm?.clusterId && one.swarm?.agent.ingressAddress)
		.filter(one => canReach(sim, host, one))
		.map(one => ({Name: idOf(sim, one, 'id.gossip').slice(0, 12), IP: one.engine.membership?.localAddress ?? ''}));

/** A network as `network inspect` shows it on a machine that takes part in it. */
export function withEndpoints(sim: Sim, host: EngineHost, network: Shown) {
	const endpoint = endpointOn(sim, host, network);
	if (!endpoint) return network;
	const {name, id, mac, address} = endpoint;
	const Containers = {[SANDBOX]: {Name: name, EndpointID: id, MacAddress: mac, IPv4Address: address, IPv6Address: ''}};
	if (!network.Ingress) return {...network, Containers};
	return {...network, Containers, Labels: {}, Peers: peersOf(sim, host)};
}

/** What stands against removing a network from this machine. */
export function checkNetworkRemoval(sim: Sim, host: EngineHost, network: Shown): void {
	if (predefined(network)) throw new ApiError(403, `${network.Name} is a pre-defined network and cannot be removed`);
	const endpoint = network.Scope === 'local' ? endpointOn(sim, host, network) : undefined;
	if (!endpoint) return;
	const users = `(name:${JSON.stringify(endpoint.name)} id:${JSON.stringify(endpoint.id.slice(0, 12))})`;
	throw new ApiError(403, `error while removing network: network ${network.Name} has active endpoints ${users}`);
}
