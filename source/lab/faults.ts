import type {EngineHost, Sim} from '../engine/engine.ts';
import {startEngineAgain, stopEngine} from '../engine/power.ts';
import {applyNetworkFault, type NetworkFault} from '../simulation/faults.ts';
import {clearTimer, clockOf, note, setTimer} from '../simulation/simulation.ts';
import {wakeRenewals} from '../swarm/renewer.ts';
import {wakeAll} from '../swarm/wake.ts';
import {faultGrammar} from './fault-grammar.ts';

import {legible} from './legible.ts';
import {nearest} from './nearest.ts';
import {describeBareNumber, readSpan, writeSpan} from './span.ts';
import {outcomeOf, powerReturned, powerTimer, type World} from './world.ts';

/** What can be done to machines and to the network between them. */
export type Fault =
	| {readonly type: 'stop' | 'shutdown' | 'start'; readonly node: string}
	/** Absent `ms`: until it is started. */
	| {readonly type: 'power-off'; readonly node: string; readonly ms?: number}
	/** How far its clock is ahead of the right time from now on; negative: behind. */
	| {readonly type: 'clock'; readonly node: string; readonly ms: number}
	| NetworkFault;

export class FaultError extends Error {
	override readonly name = 'FaultError';
}

export const isFault = (line: string): boolean => (line.trim().split(/\s+/)[0] ?? '') in faultGrammar;

/** What one may call a fault that has another name here. */
const otherNames: Readonly<Record<string, string>> = {kill: 'stop', unplug: 'cut', plug: 'heal'};

/** The fault, or other word, that a word was meant to be. */
export const suggestWord = (word: string, more: readonly string[]): string | undefined =>
	otherNames[word] ?? nearest(word, [...Object.keys(faultGrammar), ...more]);

/** Reads a fault. Throws a `FaultError` that says what is wrong with it. */
export function readFault(line: string, nodes: readonly string[]): Fault {
	const [verb = '', ...words] = line.trim().split(/\s+/);
	const grammar = faultGrammar[verb];
	if (grammar === undefined) throw new FaultError(`no such fault: ${verb}`);
	const wrong = (): never => {
		throw new FaultError(`cannot read '${legible(line.trim())}'; it is ${grammar}`);
	};
	const node = (name: string | undefined): string => {
		if (name === undefined) return wrong();
		if (!nodes.includes(name))
			throw new FaultError(`there is no ${legible(name)}: the nodes are ${nodes[0]} to ${nodes.at(-1)}`);
		return name;
	};
	const only = (count: number): void => {
		if (words.length !== count) wrong();
	};
	const twice = (name: string): never => {
		throw new FaultError(
			`${name} is named twice: ${verb === 'partition' ? 'a node is in one group' : 'a link has two ends'}`,
		);
	};
	const two = (): readonly [string, string] => {
		const [a, b] = [node(words[0]), node(words[1])];
		return a === b ? twice(a) : [a, b];
	};
	const span = (text = ''): number => {
		const bare = describeBareNumber(text);
		if (bare !== undefined) throw new FaultError(bare);
		return readSpan(text) ?? wrong();
	};
	switch (verb) {
		case 'stop':
		case 'shutdown':
		case 'start':
		case 'cut':
			only(1);
			return {type: verb, node: node(words[0])};
		case 'heal':
			if (words.length === 0) return {type: 'heal-all'};
			only(1);
			return {type: 'heal', node: node(words[0])};
		case 'power-off': {
			if (words.length > 2) wrong();
			const ms = words[1] === undefined ? undefined : span(words[1]);
			return {type: 'power-off', node: node(words[0]), ...(ms === undefined ? {} : {ms})};
		}
		case 'clock': {
			only(2);
			const [, sign = '', text = ''] = /^([+-]?)(.*)$/.exec(words[1] ?? '') ?? [];
			const ms = text === '0' ? 0 : sign === '' ? wrong() : span(text);
			return {type: 'clock', node: node(words[0]), ms: sign === '-' ? -ms : ms};
		}
		case 'partition': {
			const groups = words
				.join(' ')
				.split('|')
				.map(group => group.trim().split(/\s+/).filter(Boolean).map(node));
			const all = groups.flat();
			if (groups.length < 2 || groups.some(group => group.length === 0)) wrong();
			const double = all.find((name, index) => all.indexOf(name) !== index);
			if (double !== undefined) twice(double);
			return {type: 'partition', groups};
		}
		case 'block':
		case 'unblock':
			only(2);
			return {type: verb, from: two()[0], to: two()[1]};
		case 'latency':
			only(3);
			return {
				type: 'latency',
				a: two()[0],
				b: two()[1],
				ms: words[2] === '0' ? 0 : span(words[2]),
			};
		default: {
			only(3);
			const percent = /^(\d+(?:\.\d+)?)%$/.exec(words[2] === '0' ? '0%' : (words[2] ?? ''))?.[1] ?? wrong();
			if (Number(percent) > 95) throw new FaultError('a link that loses more than 95% is cut: use cut or block');
			return {type: 'loss', a: two()[0], b: two()[1], fraction: Number(percent) / 100};
		}
	}
}

/** `for 30d, until 2026-01-31 12:00:00`. */
function describeStay(now: number, ms: number): string {
	const until = new Date(now + ms).toISOString().slice(0, 19).replace('T', ' ');
	return `for ${writeSpan(ms)}, until ${until}`;
}

function describe(fault: NetworkFault): string {
	switch (fault.type) {
		case 'cut':
			return 'its eth0 is unplugged';
		case 'heal':
			return 'its links are whole again';
		case 'heal-all':
			return 'all links are whole again';
		case 'partition':
			return `the network falls into ${fault.groups.map(group => group.join(' ')).join(' | ')}`;
		case 'block':
			return `nothing gets from ${fault.from} to ${fault.to}`;
		case 'unblock':
			return `${fault.from} gets through to ${fault.to} again`;
		case 'latency':
			return fault.ms === 0
				? `nothing is added any more between ${fault.a} and ${fault.b}`
				: `${writeSpan(fault.ms, ' ')} more each way between ${fault.a} and ${fault.b}`;
		case 'loss':
			return `${fault.fraction * 100}% loss between ${fault.a} and ${fault.b}`;
	}
}

/** Nothing happens at once: certificates are looked at when a connection begins, an engine starts or a renewal is due. */
function setClock(sim: Sim, host: EngineHost, ms: number): void {
	host.clockAheadMs = ms;
	wakeRenewals(sim);
	const off = ms === 0 ? 'is right again' : `is ${writeSpan(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}`;
	note(sim, host, 'fault', `its clock ${off}: it says ${new Date(clockOf(sim, host)).toISOString().slice(0, 16)}Z`);
}

/** Makes a fault happen; settles when it has (an engine is gone, or answers again). */
export function inflict(world: World, fault: Fault): Promise<void> {
	const {sim} = world;
	const host = 'node' in fault ? (sim.hosts[fault.node] as EngineHost) : undefined;
	if (host && (fault.type === 'stop' || fault.type === 'shutdown')) {
		return outcomeOf(world, id => stopEngine(sim, host, fault.type === 'shutdown', id));
	}
	if (host && fault.type === 'start') {
		clearTimer(host, ...powerTimer);
		host.isPowered = true;
		return outcomeOf(world, id => startEngineAgain(sim, host, id));
	}
	if (host && fault.type === 'power-off') {
		return outcomeOf(world, id => {
			wakeAll(sim);
			note(sim, host, 'fault', `power is off${fault.ms === undefined ? '' : ` ${describeStay(sim.now, fault.ms)}`}`);
			clearTimer(host, ...powerTimer);
			host.isPowered = false;
			stopEngine(sim, host, false, id);
			if (fault.ms !== undefined) setTimer(sim, host, ...powerTimer, fault.ms, powerReturned, null);
		});
	}
	if (host && fault.type === 'clock') {
		setClock(sim, host, fault.ms);
		return Promise.resolve();
	}
	wakeAll(sim);
	applyNetworkFault(sim, fault as NetworkFault);
	sim.journal.push({at: sim.now, node: host?.name, type: 'fault', text: describe(fault as NetworkFault)});
	return Promise.resolve();
}
