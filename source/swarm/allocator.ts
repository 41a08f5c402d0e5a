import ipaddr from 'ipaddr.js';
import type {Simulation} from '../simulation/simulation.ts';
import type {ClusterObject, IpamConfig, NetworkObject, NodeObject} from './objects.ts';
import type {SwarmHost} from './state.ts';
import {type Change, type Draft, list, read, theCluster, update} from './store.ts';
import {type Write, write} from './transactions.ts';

/**
Gives networks their subnets and VXLAN IDs, and nodes their address on the ingress network.
(SwarmKit manager/allocator, Docker's address pools)
*/
type Sim = Simulation<SwarmHost>;

const DEFAULT_POOL = '10.0.0.0/8';
const FIRST_VXLAN_ID = 4096;

const toNumber = (address: string): number =>
	ipaddr.IPv4.parse(address).octets.reduce((sum: number, octet: number) => sum * 256 + octet, 0);
const toAddress = (number: number): string =>
	[24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.');
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
	const pools = cluster.defaultAddressPool.length > 0 ? cluster.defaultAddressPool : [DEFAULT_POOL];
	const size = 2 ** (32 - cluster.subnetSize);
	for (const pool of pools) {
		const block = toBlock(pool);
		for (let first = block.first; first + size <= block.first + block.size; first += size) {
			if (!taken.some(other => overlaps({first, size}, other))) return `${toAddress(first)}/${cluster.subnetSize}`;
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
		if (subnet === undefined) return undefined;
		if (!subnet.includes(':')) taken.push(toBlock(subnet));
		configs.push({...config, subnet, gateway: config.gateway || firstAddress(subnet, config.range)});
	}
	return configs;
}

function firstAddress(subnet: string, range: string): string {
	const from = range || subnet;
	if (from.includes(':')) return from.replace(/\/.*$/, '1');
	// The subnet's own address is no host's; a range may begin anywhere.
	return range && toBlock(range).first !== toBlock(subnet).first ? nthAddress(range, 0) : nthAddress(from, 1);
}

function findVxlanId(networks: readonly NetworkObject[]): number {
	const taken = new Set(networks.flatMap(network => network.allocation?.vxlanIds ?? []));
	let id = FIRST_VXLAN_ID;
	while (taken.has(id)) id++;
	return id;
}

function allocateNetwork(draft: Draft, network: NetworkObject): void {
	const cluster = theCluster(draft.store);
	const networks = list(draft, 'networks');
	if (!cluster) return;
	if (network.isNodeLocal) {
		update(draft, 'networks', {...network, allocation: {configs: [], vxlanIds: []}});
		return;
	}
	const taken = allocatedSubnets(networks)
		.filter(subnet => !subnet.includes(':'))
		.map(toBlock);
	const configs = allocateConfigs(cluster, network, taken);
	if (!configs) return;
	const vxlanIds: number[] = [];
	for (const _ of configs) {
		const others = [{...network, allocation: {configs: [], vxlanIds}}];
		vxlanIds.push(findVxlanId([...networks, ...others]));
	}
	update(draft, 'networks', {...network, allocation: {configs, vxlanIds}});
}

export const allocateNetworks: Write<{ids: readonly string[]}, null> = {
	name: 'allocator.networks',
	run(draft, {ids}) {
		for (const id of ids) {
			const network = read(draft, 'networks', id);
			if (network && !network.allocation) allocateNetwork(draft, network);
		}
		return null;
	},
};

const ingressOf = (networks: readonly NetworkObject[]): NetworkObject | undefined =>
	networks.find(network => network.isIngress);

function nextIngressAddress(subnet: string, nodes: readonly NodeObject[]): string {
	const taken = new Set(nodes.map(node => node.ingressAddress));
	let n = 2;
	while (taken.has(nthAddress(subnet, n))) n++;
	return nthAddress(subnet, n);
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

export function watchAllocations(sim: Sim, host: SwarmHost, changes: readonly Change[]): void {
	for (const change of changes) {
		if (change.action !== 'create') continue;
		if (change.table === 'networks') write(sim, host, allocateNetworks, {ids: [change.object.id]});
		if (change.table === 'nodes' && ingressOf(Object.values(host.swarm?.manager?.store.networks ?? {}))?.allocation) {
			write(sim, host, attachNodes, {ids: [change.object.id], isRewrite: false});
		}
	}
}
