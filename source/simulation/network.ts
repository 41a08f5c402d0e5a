import ipaddr from 'ipaddr.js';
import {randomFraction, randomInteger} from '../base/random.ts';
import type {Host, Simulation} from './simulation.ts';

/** One address of a machine. A machine may have several on one interface. */
export type Interface = {
	readonly name: string;
	readonly address: string;
	readonly prefixLength: number;
};

/** What is wrong with the network. Pairs are named in alphabetical order: `node1|node2`. */
export type Links = {
	/** When it last changed who reaches whom. Unit: milliseconds since 1970. */
	changedAt: number;
	/** Machines whose `eth0` is unplugged. */
	readonly cut: Record<string, true>;
	/** Machines that reach only each other; all that are in no group are one more. Empty: no partition. */
	groups: readonly (readonly string[])[];
	/** Directions that carry nothing: `node1>node2`. TCP needs both, so one is enough to silence a pair. */
	readonly blocked: Record<string, true>;
	/** Added to a pair's one-way delay. */
	readonly latencyMs: Record<string, number>;
	/** Share of a pair's segments that are lost and sent again, [0, 1). */
	readonly loss: Record<string, number>;
};

/** Where a packet sent now ends up. */
export type Route =
	| {readonly type: 'reached'; readonly host: string; readonly latencyMs: number; readonly source: string}
	/** The machine answers that nobody listens there. */
	| {readonly type: 'refused'; readonly latencyMs: number}
	/** Nothing comes back. */
	| {readonly type: 'silent'}
	/** Nobody answers the question who has that address: the kernel gives up after `afterMs`. */
	| {readonly type: 'unreachable'; readonly afterMs: number; readonly reason: string};

/** Linux asks three times, a second apart, before it says that a neighbour is not there. */
const NEIGHBOUR_TIMEOUT_MS = 3060;

/** As Go reads addresses: four decimal octets without leading zeros, or IPv6. */
export const isIp = (text: string): boolean =>
	text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text);

/** `host:port` taken apart as Go's net.SplitHostPort does; undefined where it would fail. */
export function splitHostPort(text: string): {readonly host: string; readonly port: string} | undefined {
	const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(text);
	return match ? {host: match[1] ?? match[2] ?? '', port: match[3] ?? ''} : undefined;
}

export const joinHostPort = (host: string, port: string | number): string =>
	host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

type Address = ReturnType<typeof ipaddr.process>;
/** Every message asks for the same few addresses. */
const parsed = new Map<string, Address>();

function parse(address: string): Address {
	const known = parsed.get(address);
	if (known) return known;
	const read = ipaddr.process(address);
	parsed.set(address, read);
	return read;
}

function isInSubnet(address: string, nic: Interface): boolean {
	const [other, own] = [parse(address), parse(nic.address)];
	return other.kind() === own.kind() && other.match(own as never, nic.prefixLength as never);
}

export const pairOf = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

/** How long TCP waits before it sends a lost segment again, at first; then twice as long each time. */
const RETRANSMISSION_MS = 200;
const RETRANSMISSION_SPREAD_MS = 120;
const RETRANSMISSION_MAX_MS = 120_000;

/**
Whether a connection on which segments have gone unanswered since `stalledAt` works again. Nothing closes it, and
nothing but its own retransmissions, r·(2ⁿ − 1) after that moment, finds out that the link is back; `spread`, 0 to 1,
sets r, which a connection takes from its round trips: 0.20 to 0.32 s on real engines.
*/
export function hasRecovered(sim: Simulation, stalledAt: number, spread: number): boolean {
	let at = stalledAt;
	let wait = RETRANSMISSION_MS + RETRANSMISSION_SPREAD_MS * spread;
	for (; at < sim.links.changedAt; wait = Math.min(2 * wait, RETRANSMISSION_MAX_MS)) at += wait;
	return at <= sim.now;
}

const RETRANSMISSIONS_MAX = 8;

/** What every message asks for and never changes: kept outside of the state, by a simulation's table of machines. */
type Known = {
	/** Machine and machine, in alphabetical order → drawn one-way delay. */
	readonly latencies: Map<string, Map<string, number>>;
	readonly owners: Map<string, Host>;
};
const knownOf = new WeakMap<Simulation['hosts'], Known>();

function know({hosts}: Simulation): Known {
	const known = knownOf.get(hosts);
	if (known) return known;
	const owners = new Map<string, Host>();
	for (const host of Object.values(hosts))
		for (const {address} of host.interfaces) if (!owners.has(address)) owners.set(address, host);
	const made = {latencies: new Map(), owners};
	knownOf.set(hosts, made);
	return made;
}

/** Drawn once per pair, so that messages on a link keep their order. */
function usualLatencyMs(sim: Simulation, a: string, b: string): number {
	if (b < a) return usualLatencyMs(sim, b, a);
	const {latencies} = know(sim);
	const known = latencies.get(a) ?? new Map<string, number>();
	latencies.set(a, known);
	const latency = known.get(b) ?? 1 + randomInteger(2, sim.seed, 'network.latency', pairOf(a, b));
	known.set(b, latency);
	return latency;
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0;

/** A link's one-way delay now. */
export function latencyMs(sim: Simulation, from: string, to: string): number {
	if (from === to) return 0;
	const usual = usualLatencyMs(sim, from, to);
	const {loss, latencyMs: added} = sim.links;
	if (isEmpty(loss) && isEmpty(added)) return usual;
	const pair = pairOf(from, to);
	return usual + (added[pair] ?? 0) + retransmissionMs(sim, from, to, loss[pair] ?? 0);
}

/** What lost segments cost: TCP sends them again. What is sent at one moment fares alike. */
function retransmissionMs(sim: Simulation, from: string, to: string, loss: number): number {
	let delay = 0;
	for (let round = 0; loss > 0 && round < RETRANSMISSIONS_MAX; round++) {
		if (randomFraction(sim.seed, 'network.loss', from, to, sim.now, round) >= loss) break;
		delay += RETRANSMISSION_MS * 2 ** round;
	}
	return delay;
}

const groupOf = (sim: Simulation, name: string): number => sim.links.groups.findIndex(group => group.includes(name));

/** Whether anything at all goes from one machine to the other and back. */
export function canReach(sim: Simulation, from: Host, to: Host): boolean {
	if (from === to) return true;
	const {blocked, cut, groups} = sim.links;
	if (!from.isPowered || !to.isPowered) return false;
	if (groups.length === 0 && isEmpty(cut) && isEmpty(blocked)) return true;
	if (blocked[`${from.name}>${to.name}`] || blocked[`${to.name}>${from.name}`]) return false;
	if (groupOf(sim, from.name) !== groupOf(sim, to.name)) return false;
	if (!cut[from.name] && !cut[to.name]) return true;
	// A cable of eth0 is out: what is left are the other interfaces.
	return pluggedIn(sim, to).some(nic => pluggedIn(sim, from).some(own => isInSubnet(nic.address, own)));
}

const pluggedIn = (sim: Simulation, host: Host): Interface[] =>
	host.interfaces.filter(nic => nic.name !== 'eth0' || !sim.links.cut[host.name]);

/** Whether nothing is wrong between two machines: no loss, no delay but the usual one. */
export function isUndisturbed(sim: Simulation, from: Host, to: Host): boolean {
	const pair = pairOf(from.name, to.name);
	const {loss, latencyMs: added} = sim.links;
	return canReach(sim, from, to) && loss[pair] === undefined && added[pair] === undefined;
}

/** What `/etc/hosts` of every machine knows: the lab's own names. */
export function lookUp(sim: Simulation, name: string): string | undefined {
	return know(sim).owners.has(name) || isIp(name) ? name : sim.hosts[name]?.interfaces[0]?.address;
}

/** The name of the machine that `host:port` leads to; an address that none has stands for itself. */
export function ownerOf(sim: Simulation, to: string): string {
	const name = splitHostPort(to)?.host ?? to;
	const address = lookUp(sim, name);
	return Object.values(sim.hosts).find(host => host.interfaces.some(nic => nic.address === address))?.name ?? name;
}

const isUnplugged = (sim: Simulation, host: Host, address: string): boolean =>
	sim.links.cut[host.name] === true && host.interfaces.some(nic => nic.name === 'eth0' && nic.address === address);

/** Follows `host:port` from a machine to whoever listens there; undefined where that names no port. */
export function followAddress(sim: Simulation, from: Host, address: string): Route | undefined {
	const parts = splitHostPort(address);
	return parts && findRoute(sim, from, lookUp(sim, parts.host) ?? '', parts.port);
}

/** Follows `ip:port` from a machine to whoever listens there. */
export function findRoute(sim: Simulation, from: Host, address: string, port: string): Route {
	const owner = know(sim).owners.get(address);
	const isLoopback = address === '127.0.0.1' || address === '::1' || address === '0.0.0.0';
	const nic = from.interfaces.find(one => isInSubnet(address, one));
	const target = isLoopback ? from : owner;
	if (!target || (target !== from && !nic)) {
		return {type: 'unreachable', afterMs: NEIGHBOUR_TIMEOUT_MS, reason: 'connect: no route to host'};
	}
	if (
		target !== from &&
		(!canReach(sim, from, target) || isUnplugged(sim, target, address) || (nic && isUnplugged(sim, from, nic.address)))
	) {
		return {type: 'silent'};
	}
	const delay = latencyMs(sim, from.name, target.name);
	const bound = target.listeners[port];
	if (!target.isRunning || bound === undefined || (bound !== '0.0.0.0' && bound !== address)) {
		return {type: 'refused', latencyMs: 2 * delay};
	}
	return {
		type: 'reached',
		host: target.name,
		latencyMs: delay,
		source: target === from ? address : (nic as Interface).address,
	};
}
