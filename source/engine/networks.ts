import ipaddr from 'ipaddr.js';
import {ApiError} from '../api/response.ts';
import type {ControlView, NetworkOrder} from '../swarm/control.ts';
import type {IpamConfig, NetworkObject} from '../swarm/objects.ts';
import {checkConfiguration, findConfiguration} from './config-networks.ts';
import type {EngineHost, LocalNetwork} from './engine.ts';
import {attachedNetworks, showLocalNetwork} from './local-networks.ts';
import {checkFilterKeys, type Filters, hasLabels} from './node-query.ts';
import {showNetwork} from './show.ts';

/** The networks API: the swarm's networks where there is a manager, this machine's own everywhere. */
export type Shown = ReturnType<typeof showNetwork> | ReturnType<typeof showLocalNetwork>;

const listed = (networks: readonly NetworkObject[]): NetworkObject[] =>
	networks.filter(network => !network.isNodeLocal).toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** Cluster networks first, then local ones, as the daemon puts them together. */
export function visibleNetworks(host: EngineHost, view: ControlView | undefined): Shown[] {
	const swarm = view ? swarmNetworks(view) : attachedNetworks(host).map(showNetwork);
	return [...swarm, ...host.engine.networks.map(showLocalNetwork)];
}

/** Those that a manager lists. */
export const swarmNetworks = (view: ControlView | undefined): ReturnType<typeof showNetwork>[] =>
	listed(view?.networks ?? []).map(showNetwork);

const truths: Readonly<Record<string, boolean>> = {true: true, '1': true, false: false, '0': false};

function readDangling(values: readonly string[] | undefined): boolean | undefined {
	if (!values) return undefined;
	if (values.length > 1) throw new ApiError(400, 'got more than one value for filter key "dangling"');
	const value = truths[values[0] ?? ''];
	if (value === undefined) {
		throw new ApiError(400, 'invalid value for filter \'dangling\', must be "true" (or "1"), or "false" (or "0")');
	}
	return value;
}

export const predefined = (network: Shown): boolean =>
	['bridge', 'host', 'none'].includes(network.Name) && network.Scope === 'local';

function matchesType(network: Shown, type: string): boolean {
	if (type === 'builtin') return predefined(network);
	if (type === 'custom') return !predefined(network);
	throw new ApiError(500, `invalid filter: 'type'='${type}'`);
}

const any = (values: readonly string[] | undefined, test: (value: string) => boolean): boolean =>
	!values || values.some(test);

export function filterNetworks(networks: readonly Shown[], filters: Filters): Shown[] {
	checkFilterKeys(filters, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']);
	const dangling = readDangling(filters.dangling);
	for (const type of filters.type ?? []) matchesType({Name: '', Scope: ''} as Shown, type);
	const matches = (text: string, pattern: string): boolean => {
		try {
			return new RegExp(pattern).test(text);
		} catch {
			return text === pattern;
		}
	};
	return networks.filter(network => {
		const isLocal = network.Scope === 'local';
		return (
			any(filters.driver, driver => network.Driver === driver) &&
			any(filters.scope, scope => network.Scope === scope) &&
			any(filters.name, name => (isLocal ? matches(network.Name, name) : network.Name === name)) &&
			any(filters.id, id => (isLocal ? matches(network.Id, id) : network.Id.startsWith(id))) &&
			any(filters.type, type => matchesType(network, type)) &&
			hasLabels(network.Labels ?? {}, filters.label ?? []) &&
			(dangling === undefined || dangling === !predefined(network))
		);
	});
}

/** Full ID, else exact name, else the beginning of an ID. */
export function findNetwork(networks: readonly Shown[], ref: string): Shown {
	const exact = networks.find(network => network.Id === ref);
	if (exact) return exact;
	for (const [kind, matches] of [
		['name', networks.filter(network => network.Name === ref)],
		['ID prefix', networks.filter(network => network.Id.startsWith(ref))],
	] as const) {
		if (matches.length > 1) {
			throw new ApiError(400, `${matches.length} matches found based on ${kind}: network ${ref} is ambiguous`);
		}
		if (matches[0]) return matches[0];
	}
	throw new ApiError(404, `network ${ref} not found`);
}

export type NetworkRequest = {
	Name?: string;
	Driver?: string;
	Scope?: string;
	EnableIPv4?: boolean;
	EnableIPv6?: boolean;
	IPAM?: {
		Driver?: string;
		Options?: Record<string, string> | null;
		Config?:
			| {Subnet?: string; IPRange?: string; Gateway?: string; AuxiliaryAddresses?: Record<string, string>}[]
			| null;
	} | null;
	Internal?: boolean;
	Attachable?: boolean;
	Ingress?: boolean;
	ConfigOnly?: boolean;
	ConfigFrom?: {Network?: string} | null;
	Options?: Record<string, string> | null;
	Labels?: Record<string, string> | null;
};

const forbidden = (message: string): never => {
	throw new ApiError(403, message);
};

const noSwarm =
	'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

function checkLocalName(name: string, taken: readonly Shown[]): void {
	if (taken.some(network => network.Name === name)) throw new ApiError(409, `network with name ${name} already exists`);
}

/** Whether this request is for the swarm to fulfil. Throws what the local daemon says against it. */
export function checkNetworkRequest(
	host: EngineHost,
	request: NetworkRequest,
	isManager: boolean,
	taken: readonly Shown[],
): boolean {
	const {Name: name = '', Driver: driver = 'bridge'} = request;
	if (name.trim() === '') throw new ApiError(400, 'invalid name: name is empty');
	const wantsSwarm = driver === 'overlay' || request.Scope === 'swarm';
	// The swarm has a bridge and a host of its own, which nobody is shown.
	const isSwarms = wantsSwarm && ['bridge', 'host'].includes(name);
	if (isManager && (isSwarms || taken.some(network => network.Name === name && network.Scope === 'swarm'))) {
		throw new ApiError(409, `network with name ${name} already exists`);
	}
	if (['bridge', 'host', 'none', 'default'].includes(name))
		forbidden(`operation is not permitted on predefined ${name} network`);
	if (driver === 'overlay' && !isManager) forbidden(noSwarm);
	checkConfiguration(request);
	if (request.ConfigOnly) {
		checkIpam(request);
		checkLocalName(name, taken);
		return false;
	}
	if (driver === 'overlay' && request.Scope === 'local') {
		forbidden('cannot downgrade network scope for overlay networks');
	}
	if (request.Scope === 'swarm' && !host.engine.membership)
		forbidden('cannot create a swarm scoped network when swarm is not active');
	if (request.Ingress && !wantsSwarm) forbidden('Ingress network can only be global scope network');
	if (wantsSwarm && request.EnableIPv4 === false)
		throw new ApiError(400, 'IPv4 cannot be disabled in a Swarm scoped network');
	checkIpam(request);
	checkLocalName(name, taken);
	findConfiguration(host, request);
	if (!wantsSwarm && ['host', 'null'].includes(driver))
		forbidden(`only one instance of "${driver}" network is allowed`);
	return wantsSwarm;
}

type Cidr = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];
const readCidr = (text: string): Cidr | undefined => {
	try {
		return ipaddr.parseCIDR(text);
	} catch {
		return undefined;
	}
};
const contains = (cidr: Cidr, address: string): boolean => {
	if (!ipaddr.isValid(address)) return false;
	const parsed = ipaddr.parse(address);
	return parsed.kind() === cidr[0].kind() && parsed.match(cidr as never);
};

const networkAddress = (cidr: Cidr, text: string): string =>
	`${(cidr[0].kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text)).toString()}/${cidr[1]}`;

function checkIpam(request: NetworkRequest): void {
	const problems: string[] = [];
	for (const config of request.IPAM?.Config ?? []) {
		const {Subnet: subnet = '', IPRange: range, Gateway: gateway} = config;
		const cidr = readCidr(subnet);
		if (!cidr) {
			problems.push(`invalid subnet ${subnet}: invalid CIDR block notation`);
			continue;
		}
		const expected = networkAddress(cidr, subnet);
		if (expected !== subnet) problems.push(`invalid subnet ${subnet}: it should be ${expected}`);
		if (range && !contains(cidr, range.split('/')[0] ?? '')) {
			problems.push(`invalid ip-range ${range}: parent subnet ${expected} doesn't contain ip-range`);
		}
		if (gateway && !contains(cidr, gateway)) {
			problems.push(`invalid gateway ${gateway}: parent subnet ${expected} doesn't contain this address`);
		}
	}
	if (problems.length > 0) throw new ApiError(400, `invalid network config:\n${problems.join('\n')}`);
}

/** The store keeps no empty maps. */
const orUndefined = (map: Record<string, string> | null | undefined): Record<string, string> | undefined =>
	map && Object.keys(map).length > 0 ? map : undefined;

export function orderSwarmNetwork(request: NetworkRequest): NetworkOrder {
	const {IPAM: ipam} = request;
	const configs: IpamConfig[] = (ipam?.Config ?? []).map(config => ({
		subnet: config.Subnet ?? '',
		range: config.IPRange ?? '',
		gateway: config.Gateway ?? '',
		auxiliary: config.AuxiliaryAddresses ?? {},
	}));
	return {
		name: request.Name ?? '',
		labels: orUndefined(request.Labels),
		driver: {name: request.Driver ?? 'overlay', options: request.Options ?? {}},
		ipam: {driver: ipam?.Driver || 'default', options: orUndefined(ipam?.Options), configs},
		isInternal: request.Internal ?? false,
		isAttachable: request.Attachable ?? false,
		isIngress: request.Ingress ?? false,
		hasIpv6: request.EnableIPv6 ?? false,
		configFrom: request.ConfigFrom?.Network ?? '',
	};
}

type LocalOrder = Partial<LocalNetwork> & Pick<LocalNetwork, 'name' | 'driver'>;

export function orderLocalNetwork(host: EngineHost, request: NetworkRequest): LocalOrder {
	const [config] = request.IPAM?.Config ?? [];
	const {Name: name = '', Driver: driver = 'bridge', ConfigOnly: isConfigOnly = false} = request;
	const isInternal = request.Internal ?? false;
	const isAttachable = request.Attachable ?? false;
	const from = findConfiguration(host, request);
	if (from) {
		const {id: _, createdAt: __, ...taken} = from;
		return {...taken, name, driver, isInternal, isAttachable, isConfigOnly, configFrom: from.name};
	}
	return {
		name,
		driver: isConfigOnly ? 'null' : driver,
		options: request.Options ?? {},
		labels: request.Labels ?? {},
		ipamOptions: request.IPAM?.Options ?? null,
		isInternal,
		isAttachable,
		isConfigOnly,
		hasIpv6: request.EnableIPv6 ?? false,
		...(config?.Subnet ? {subnet: config.Subnet, gateway: config.Gateway} : {}),
	};
}
