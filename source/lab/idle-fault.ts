import type {EngineHost, Sim} from '../engine/engine.ts';
import {pairOf} from '../simulation/network.ts';
import type {Fault} from './faults.ts';
import {powerTimer} from './world.ts';

/** What to say of a fault that would change nothing now; undefined where it does. */
export function describeIdle(sim: Sim, fault: Fault): string | undefined {
	const {links} = sim;
	const host = 'node' in fault ? sim.hosts[fault.node] : undefined;
	switch (fault.type) {
		case 'start':
			return host?.isRunning ? `${fault.node} runs already` : undefined;
		case 'stop':
		case 'shutdown':
			return host?.isRunning ? undefined : `${fault.node} is ${host?.isPowered ? 'stopped' : 'off'} already`;
		case 'power-off':
			return fault.ms === undefined && host && isOffForGood(host) ? `${fault.node} is off already` : undefined;
		case 'clock':
			return (host?.clockAheadMs ?? 0) === fault.ms ? `${fault.node}'s clock is just that already` : undefined;
		case 'cut':
			return links.cut[fault.node] ? `${fault.node} is cut off already` : undefined;
		case 'heal':
			return isHurt(sim, fault.node)
				? undefined
				: `${fault.node} has no fault of its own; heal alone ends all there are`;
		case 'heal-all':
			return Object.keys(sim.hosts).some(name => isHurt(sim, name)) ? undefined : 'all links are whole';
		case 'partition':
			return JSON.stringify(links.groups) === JSON.stringify(fault.groups)
				? 'the network is divided like that already'
				: undefined;
		case 'block':
			return links.blocked[`${fault.from}>${fault.to}`]
				? `nothing gets from ${fault.from} to ${fault.to} already`
				: undefined;
		case 'unblock':
			return links.blocked[`${fault.from}>${fault.to}`]
				? undefined
				: `nothing is blocked from ${fault.from} to ${fault.to}`;
		case 'latency':
			return (links.latencyMs[pairOf(fault.a, fault.b)] ?? 0) === fault.ms
				? `the link between ${fault.a} and ${fault.b} is just as slow already`
				: undefined;
		case 'loss':
			return (links.loss[pairOf(fault.a, fault.b)] ?? 0) === fault.fraction
				? `the link between ${fault.a} and ${fault.b} loses just as much already`
				: undefined;
	}
}

const isOffForGood = ({isPowered, timers}: EngineHost): boolean =>
	!isPowered && timers[powerTimer.join('/')] === undefined;

function isHurt({links}: Sim, name: string): boolean {
	const {cut, groups, blocked, latencyMs, loss} = links;
	const pairs = [blocked, latencyMs, loss].flatMap(record => Object.keys(record));
	return cut[name] === true || groups.flat().includes(name) || pairs.some(pair => pair.split(/[|>]/).includes(name));
}
