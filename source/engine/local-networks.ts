import {formatTime} from '../api/response.ts';
import {toHex} from '../base/hex.ts';
import {randomBytes} from '../base/random.ts';
import type {NetworkObject} from '../swarm/objects.ts';
import type {EngineHost, LocalNetwork, Sim} from './engine.ts';
import {goMap} from './go-map.ts';

/** Networks of one machine: `none`, `host`, what the user makes with a local driver, and the way out of overlays. */
export const GATEWAY_NETWORK = 'docker_gwbridge';
const FIRST_LOCAL_SUBNET = 17;
const LAST_LOCAL_SUBNET = 31;

const localNetwork = (sim: Sim, host: EngineHost, name: string, driver: string): LocalNetwork => ({
	id: toHex(randomBytes(32, sim.seed, 'id.local-network', host.name, name, host.engine.networks.length)),
	name,
	driver,
	createdAt: sim.now,
	options: {},
	labels: {},
	ipamOptions: null,
	isInternal: false,
	isAttachable: false,
	hasIpv6: false,
	isConfigOnly: false,
	configFrom: '',
});

export const predefinedNetworks = (sim: Sim, host: EngineHost): LocalNetwork[] => [
	localNetwork(sim, host, 'none', 'null'),
	localNetwork(sim, host, 'host', 'host'),
];

/** The next of Docker's local pools, 172.17.0.0/16 … 172.31.0.0/16, that neither network nor machine uses. */
function nextSubnet(host: EngineHost): {subnet: string; gateway: string} {
	const taken = new Set([
		...host.engine.networks.map(network => network.subnet),
		...host.interfaces.map(nic => `${nic.address.split('.').slice(0, 2).join('.')}.0.0/16`),
	]);
	for (let second = FIRST_LOCAL_SUBNET; second <= LAST_LOCAL_SUBNET; second++) {
		const subnet = `172.${second}.0.0/16`;
		if (!taken.has(subnet)) return {subnet, gateway: `172.${second}.0.1`};
	}
	for (let third = 0; ; third += 16) {
		const subnet = `192.168.${third}.0/20`;
		if (!taken.has(subnet)) return {subnet, gateway: `192.168.${third}.1`};
	}
}

export function addLocalNetwork(
	sim: Sim,
	host: EngineHost,
	order: Partial<LocalNetwork> & Pick<LocalNetwork, 'name' | 'driver'>,
): LocalNetwork {
	const needsSubnet = order.subnet === undefined && order.driver === 'bridge';
	const network = {
		...localNetwork(sim, host, order.name, order.driver),
		...(needsSubnet ? nextSubnet(host) : {}),
		...order,
	};
	host.engine.networks.push(network);
	return network;
}

/** Joining a swarm gives a machine the bridge by which overlays reach the outside. It outlives the membership. */
export function addGatewayNetwork(sim: Sim, host: EngineHost): void {
	if (host.engine.networks.some(network => network.name === GATEWAY_NETWORK)) return;
	const options = {
		'com.docker.network.bridge.enable_icc': 'false',
		'com.docker.network.bridge.enable_ip_masquerade': 'true',
		'com.docker.network.bridge.name': GATEWAY_NETWORK,
	};
	addLocalNetwork(sim, host, {name: GATEWAY_NETWORK, driver: 'bridge', options});
}

/** Of the swarm's networks a worker knows those that its node is attached to: here, the ingress network. */
export const attachedNetworks = (host: EngineHost): readonly NetworkObject[] => host.swarm?.agent.networks ?? [];

export const showLocalNetwork = (network: LocalNetwork) => ({
	Name: network.name,
	Id: network.id,
	Created: formatTime(network.createdAt),
	Scope: 'local',
	Driver: network.driver,
	EnableIPv4: true,
	EnableIPv6: network.hasIpv6,
	IPAM: {
		Driver: 'default',
		Options: network.ipamOptions && goMap(network.ipamOptions),
		Config: network.subnet === undefined ? null : [{Subnet: network.subnet, Gateway: network.gateway}],
	},
	Internal: network.isInternal,
	Attachable: network.isAttachable,
	Ingress: false,
	ConfigFrom: {Network: network.configFrom},
	ConfigOnly: network.isConfigOnly,
	Containers: {},
	Options: goMap(network.options),
	Labels: goMap(network.labels),
});
