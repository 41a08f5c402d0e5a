import ipaddr from 'ipaddr.js';
import {randomInteger} from '../base/random.ts';
import type {Host, Simulation} from './simulation.ts';

/** One address of a machine. A machine may have several on one interface. */
export type Interface = {
	readonly name: string;
	readonly address: string;
	readonly prefixLength: number;
};

/** Where a packet sent now ends up. */
export type Route =
	| {readonly type: 'reached'; readonly host: string; readonly latencyMs: number; readonly source: string}
	/** The machine answers that nobody listens there. */
	| {readonly type: 'refused'; readonly latencyMs: number}
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

function isInSubnet(address: string, nic: Interface): boolean {
	const parsed = ipaddr.process(address);
	const own = ipaddr.process(nic.address);
	return parsed.kind() === own.kind() && parsed.match(own as never, nic.prefixLength as never);
}

/** A link's one-way delay: drawn once per pair, so that messages on it keep their order. */
export function latencyMs(sim: Simulation, from: string, to: string): number {
	if (from === to) return 0;
	const [a, b] = from < to ? [from, to] : [to, from];
	return 1 + randomInteger(2, sim.seed, 'network.latency', a as string, b as string);
}

/** What `/etc/hosts` of every machine knows: the lab's own names. */
export function lookUp(sim: Simulation, name: string): string | undefined {
	return isIp(name) ? name : sim.hosts[name]?.interfaces[0]?.address;
}

/** Follows `ip:port` from a machine to whoever listens there. */
export function findRoute(sim: Simulation, from: Host, address: string, port: string): Route {
	const owner = Object.values(sim.hosts).find(host => host.interfaces.some(nic => nic.address === address));
	const isLoopback = address === '127.0.0.1' || address === '::1' || address === '0.0.0.0';
	const nic = from.interfaces.find(one => isInSubnet(address, one));
	const target = isLoopback ? from : owner;
	if (!target || (target !== from && !nic)) {
		return {type: 'unreachable', afterMs: NEIGHBOUR_TIMEOUT_MS, reason: 'connect: no route to host'};
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
