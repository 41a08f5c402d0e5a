import ipaddr from 'ipaddr.js';
import type {Simulation} from '../simulation/simulation.ts';
import type {ClusterObject, IpamConfig, NetworkObject, NodeObject} from './objects.ts';
import type {Leader, SwarmHost} from './state.ts';
import {type Change, type Draft, list, read, theCluster, update} from './store.ts';
import {type Write, write} from './transactions.ts';

/**
Gives networks their subnets and VXLAN IDs, and nodes their address on the ingress network.
(SwarmKit manager/allocator, Docker's address pools)
*/
type Sim = Simulation<SwarmHost>;

const DEFAULT_BITS = 24;
const DEFAULT_POOL = '10.0.0.0/8';
const FIRST_VXLAN_ID = 4096;

const toNumber = (address: string): number =>
	ipaddr.IPv4.parse(address).octets.reduce((sum: number, octet: number) => sum * 256 + octet, 0);
const toAddress = (number: number): string =>
	`${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
export const nthAddress = (subnet: string, n: number): string =>
	toAddress(toNumber(subnet.split('/')[0] as string) + n);

/** Shape: `10.0.1.0/24`. */
type Block = {readonly first: number; readonly size: number};
const toBlock = (subnet: string): Block => {
	const [address = '', bits = '32'] = subnet.split('/');
	return {first: toNumber(address), size: 2 ** (32 - Number(bits))};
};
const overlaps = (a: Block, b: Block): boolean => a.first < b.first + b.size && b.first < a.first + a.size;

export const allocatedSubnets = (networks: readonly NetworkObject[]): string[] =>
	networks.flatMap(network => (network.allocation?.configs ?? []).map(config => config.subnet));

/** The first free block of the cluster's pools; undefined when they are used up. */
function findSubnet(cluster: ClusterObject, taken: readonly Block[]): string | undefined {
	const hasPools = cluster.defaultAddressPool.length > 0;
	const pools = hasPools ? cluster.defaultAddressPool : [DEFAULT_POOL];
	// A size without a pool is shown, and not used.
	const bits = hasPools ? cluster.subnetSize : DEFAULT_BITS;
	const size = 2 ** (32 - bits);
	for (const pool of pools) {
		const block = toBlock(pool);
		for (let first = block.first; first + size <= block.first + block.size; first += size) {
			if (!taken.some(other => overlaps({first, size}, other))) return `${toAddress(first)}/${bits}`;
		}
	}
	return undefined;
}

function allocateConfigs(cluster: ClusterObject, network: NetworkObject, taken: Block[]): IpamConfig[] | undefined {
	const wanted =
		network.ipam.configs.length > 0 ? network.ipam.configs : [{subnet: '', range: '', gateway: '', auxiliary: {}}];
	const configs: IpamConfig[] = [];
	for (const config of wanted) {
		const subnet = config.subnet || findSubnet(cluster, taken);
		// IPv6 subnets are accepted and never allocated.
		if (subnet === undefined || subnet.includes(':')) return undefined;
		const block = toBlock(subnet);
		if (taken.some(other => overlaps(block, other))) return undefined;
		const gateway = config.gateway || firstAddress(subnet, config.range);
		if (!isAssignable(block, gateway)) return undefined;
		taken.push(block);
		configs.push({...config, subnet, gateway});
	}
	return configs;
}

/** A subnet's own address and its last are no host's, where it has any others. */
const isAssignable = ({first, size}: Block, address: string): boolean =>
	size <= 2 || (toNumber(address) !== first && toNumber(address) !== first + size - 1);

function firstAddress(subnet: string, range: string): string {
	const from = range || subnet;
	return isAssignable(toBlock(subnet), nthAddress(from, 0)) ? nthAddress(from, 0) : nthAddress(from, 1);
}

/** VXLAN IDs go on from the last one given; a new leader goes on from the highest in use. */
function takeVxlanId(leader: Leader, networks: readonly NetworkObject[]): number {
	const used = networks.flatMap(network => network.allocation?.vxlanIds ?? []);
	leader.vxlanId = Math.max(FIRST_VXLAN_ID - 1, leader.vxlanId, ...used) + 1;
	return leader.vxlanId;
}

/** Leaves a network as it is where its subnets are not to be had: it is tried again when another one goes. */
function allocateNetwork(draft: Draft, leader: Leader, network: NetworkObject): void {
	const cluster = theCluster(draft.store);
	const networks = list(draft, 'networks');
	if (!cluster) return;
	if (network.isNodeLocal) {
		update(draft, 'networks', {...network, allocation: {configs: [], vxlanIds: []}});
		return;
	}
	const configs = allocateConfigs(cluster, network, allocatedSubnets(networks).map(toBlock));
	if (!configs) return;
	const vxlanIds = configs.map(() => takeVxlanId(leader, networks));
	update(draft, 'networks', {...network, allocation: {configs, vxlanIds}});
}

export const allocateNetworks: Write<{ids: readonly string[]}, null> = {
	name: 'allocator.networks',
	run(draft, {ids}, {leader}) {
		for (const id of ids) {
			const network = read(draft, 'networks', id);
			if (network && !network.allocation) allocateNetwork(draft, leader, network);
		}
		return null;
	},
};

const ingressOf = (networks: readonly NetworkObject[]): NetworkObject | undefined =>
	networks.find(network => network.isIngress);

function nextIngressAddress(subnet: string, nodes: readonly NodeObject[]): string {
	const taken = new Set(nodes.map(node => node.ingressAddress));
	let address = toBlock(subnet).first + 2;
	while (taken.has(toAddress(address))) address++;
	return toAddress(address);
}

export const attachNodes: Write<{ids: readonly string[]; isRewrite: boolean}, null> = {
	name: 'allocator.attach',
	run(draft, {ids, isRewrite}) {
		const subnet = ingressOf(list(draft, 'networks'))?.allocation?.configs[0]?.subnet;
		for (const id of ids) {
			const node = read(draft, 'nodes', id);
			if (!node || subnet === undefined) continue;
			if (node.ingressAddress && !isRewrite) continue;
			const ingressAddress = node.ingressAddress || nextIngressAddress(subnet, list(draft, 'nodes'));
			update(draft, 'nodes', {...node, ingressAddress});
		}
		return null;
	},
};

/** A new leader writes every allocation again, although nothing in it changes: versions move. */
const rewriteNetworks: Write<{ids: readonly string[]}, null> = {
	name: 'allocator.rewrite',
	run(draft, {ids}) {
		for (const id of ids) {
			const network = read(draft, 'networks', id);
			if (network) update(draft, 'networks', network);
		}
		return null;
	},
};

export const allocatorWrites = [allocateNetworks, attachNodes, rewriteNetworks] as const;

export function startAllocator(sim: Sim, host: SwarmHost): void {
	const store = host.swarm?.manager?.store;
	if (!store) return;
	const networks = Object.values(store.networks);
	const ingress = networks.filter(network => network.isIngress);
	const others = networks.filter(network => !network.isIngress);
	for (const group of [ingress, others]) {
		const fresh = group.filter(network => !network.allocation).map(network => network.id);
		const old = group.filter(network => network.allocation && !network.isNodeLocal).map(network => network.id);
		if (fresh.length > 0) write(sim, host, allocateNetworks, {ids: fresh});
		for (const id of old) write(sim, host, rewriteNetworks, {ids: [id]});
	}
	for (const id of Object.keys(store.nodes)) write(sim, host, attachNodes, {ids: [id], isRewrite: true});
}

/** A subnet is free again: perhaps somebody waited for it. */
function retryNetworks(sim: Sim, host: SwarmHost): void {
	const networks = Object.values(host.swarm?.manager?.store.networks ?? {});
	const ids = networks.filter(network => !network.allocation).map(network => network.id);
	if (ids.length > 0) write(sim, host, allocateNetworks, {ids});
}

export function watchAllocations(sim: Sim, host: SwarmHost, changes: readonly Change[]): void {
	for (const change of changes) {
		if (change.table === 'networks' && change.action === 'remove') retryNetworks(sim, host);
		if (change.action !== 'create') continue;
		if (change.table === 'networks') write(sim, host, allocateNetworks, {ids: [change.object.id]});
		if (change.table === 'nodes' && ingressOf(Object.values(host.swarm?.manager?.store.networks ?? {}))?.allocation) {
			write(sim, host, attachNodes, {ids: [change.object.id], isRewrite: false});
		}
	}
}
