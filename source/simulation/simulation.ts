import {pop, push} from '../base/heap.ts';
import type {Interface, Links} from './network.ts';
import {canReach} from './network.ts';
import type {TracedMessage} from './trace.ts';

/**
The virtual machines and their clock. Everything in here is plain data, so that a checkpoint is a
structured clone; behaviour comes as a table of handlers, by the names of signals.

A host's life is divided into scopes (`node`, `manager`, `leader` …): closing one makes whatever was
still to happen in it not happen, as killing a process does.
*/
export type Host = {
	readonly name: string;
	readonly interfaces: readonly Interface[];
	/** False: the machine's engine is stopped; its kernel still refuses connections. */
	isRunning: boolean;
	/** False: the whole machine is off, and silent. */
	isPowered: boolean;
	/** How far its own clock is ahead of the right time. Unit: milliseconds. */
	clockAheadMs: number;
	/** Listening TCP sockets: port → address bound, `0.0.0.0` for all. */
	readonly listeners: Record<string, string>;
	/** Open scopes: name → generation. */
	readonly scopes: Record<string, number>;
	/** Armed timers: `scope/name` → sequence of the event that will fire. */
	readonly timers: Record<string, number>;
};

export type Simulation<SomeHost extends Host = Host> = {
	readonly seed: string;
	/** Unit: milliseconds since 1970-01-01T00:00:00Z. */
	readonly startedAt: number;
	/** Same unit; an integer that only `step` and `passTo` move. */
	now: number;
	/** How far into that millisecond: the highest rank that had its turn. */
	reached: string;
	/** Rank of what happens now, and of what it brings about. */
	rank: string;
	sequence: number;
	generation: number;
	readonly queue: Event[];
	readonly hosts: Record<string, SomeHost>;
	/** Idle time is not leapt over: what changes nothing is an event too. */
	everyTick: boolean;
	/** What is wrong with the network between them. */
	readonly links: Links;
	/** What happened under the hood, oldest first. Append-only. */
	readonly journal: JournalEntry[];
	/** The newest messages between machines that are worth showing (see trace.ts). */
	readonly trace: TracedMessage[];
	/** Answers that have left the simulation, waiting to be collected. */
	readonly outbox: Output[];
};

export type Event = {
	readonly at: number;
	/**
	Order within a millisecond. Empty for what an input brings about; what repeats by itself, and may or may not be
	an event while all is idle, has a name that comes after it, so that it does not matter when it was armed.
	*/
	readonly rank: string;
	readonly sequence: number;
	readonly host: string;
	readonly signal: string;
	readonly data: unknown;
	/** The machine that sent it: it is lost if that one cannot be reached by the time it arrives. */
	readonly from: string | undefined;
	readonly scope: string | undefined;
	readonly generation: number | undefined;
	/** Key in `Host.timers`. */
	readonly timer: string | undefined;
};

export type JournalEntry = {
	readonly at: number;
	/** Where it happened; absent: to the lab as a whole. */
	readonly node?: string;
	readonly type: 'ca' | 'certificate' | 'token' | 'raft' | 'node' | 'key' | 'network' | 'fault' | 'lab';
	readonly text: string;
};

export type Output = {
	readonly request: number;
	readonly response: unknown;
	/** More will come out for the same request. */
	readonly goesOn?: true;
};

/** A name for something that can happen, with the type of what comes along. */
export type Signal<Data> = {readonly name: string; readonly data?: Data};
export const signal = <Data>(name: string): Signal<Data> => ({name});

/** Something that will be told the outcome: a signal and what it must remember. */
export type Callback<Result> = {readonly signal: string; readonly context: unknown; readonly result?: Result};
export type Outcome<Context, Result> = {readonly context: Context; readonly result: Result};
export const callback = <Context, Result>(
	to: Signal<Outcome<Context, Result>>,
	context: Context,
): Callback<Result> => ({
	signal: to.name,
	context,
});

export type Handler<SomeHost extends Host> = (sim: Simulation<SomeHost>, host: SomeHost, data: never) => void;
export type Handlers<SomeHost extends Host> = Readonly<Record<string, Handler<SomeHost>>>;

/** One row of a table of handlers. */
export const on = <SomeHost extends Host, Data>(
	what: Signal<Data>,
	handler: (sim: Simulation<SomeHost>, host: SomeHost, data: Data) => void,
): Handlers<SomeHost> => ({[what.name]: handler as Handler<SomeHost>});

export const createSimulation = <SomeHost extends Host>(
	seed: string,
	startedAt: number,
	hosts: readonly SomeHost[],
	everyTick = false,
): Simulation<SomeHost> => ({
	seed,
	startedAt,
	now: startedAt,
	reached: '',
	rank: '',
	everyTick,
	sequence: 0,
	generation: 0,
	queue: [],
	hosts: Object.fromEntries(hosts.map(host => [host.name, host])),
	links: {changedAt: startedAt, cut: {}, groups: [], blocked: {}, latencyMs: {}, loss: {}},
	journal: [],
	trace: [],
	outbox: [],
});

type When = {
	readonly delay?: number;
	readonly scope?: string;
	readonly timer?: string;
	readonly from?: string;
	/** Default: that of what brings it about. */
	readonly rank?: string;
};

/** Lets a signal happen on a host after `delay` milliseconds, unless `scope` has closed by then. */
export function schedule<Data>(sim: Simulation, host: Host, what: Signal<Data>, data: Data, when: When = {}): void {
	const {delay = 0, scope, timer, from, rank = sim.rank} = when;
	const sequence = sim.sequence++;
	const event: Event = {
		at: sim.now + Math.max(0, Math.round(delay)),
		rank,
		sequence,
		host: host.name,
		signal: what.name,
		data,
		from,
		scope,
		generation: scope === undefined ? undefined : (host.scopes[scope] ?? 0),
		timer,
	};
	if (timer !== undefined) host.timers[timer] = sequence;
	push(sim.queue, event);
}

/** Tells a callback its result; nobody waits for an absent one. */
export function resolve<Result>(
	sim: Simulation,
	host: Host,
	to: Callback<Result> | undefined,
	result: Result,
	when: When = {},
): void {
	if (to) schedule(sim, host, {name: to.signal}, {context: to.context, result}, when);
}

/** Arms a timer; one of the same name in the same scope is replaced. */
export function setTimer<Data>(
	sim: Simulation,
	host: Host,
	scope: string,
	name: string,
	delay: number,
	what: Signal<Data>,
	data: Data,
	rank = sim.rank,
): void {
	schedule(sim, host, what, data, {delay, scope, timer: `${scope}/${name}`, rank});
}

export function clearTimer(host: Host, scope: string, name: string): void {
	delete host.timers[`${scope}/${name}`];
}

export function openScope(sim: Simulation, host: Host, scope: string): void {
	host.scopes[scope] = ++sim.generation;
}

export function closeScope(host: Host, scope: string): void {
	delete host.scopes[scope];
	for (const key of Object.keys(host.timers)) if (key.startsWith(`${scope}/`)) delete host.timers[key];
}

/** What a machine's own clock says. Timers do not follow it: as in Go they count what has passed. */
export const clockOf = (sim: Simulation, host: Host): number => sim.now + host.clockAheadMs;

export const isOpen = (host: Host, scope: string): boolean => host.scopes[scope] !== undefined;

function isDelivered(sim: Simulation, event: Event, host: Host): boolean {
	const from = sim.hosts[event.from ?? ''];
	return from !== undefined && host.isPowered && canReach(sim, from, host);
}

function isCurrent(sim: Simulation, event: Event): boolean {
	const host = sim.hosts[event.host];
	if (!host) return false;
	if (event.timer !== undefined && host.timers[event.timer] !== event.sequence) return false;
	return event.scope === undefined || (host.scopes[event.scope] ?? 0) === event.generation;
}

/** When the next thing will happen; undefined when nothing ever will. */
export function nextEventAt(sim: Simulation): number | undefined {
	for (;;) {
		const event = sim.queue[0];
		if (!event || isCurrent(sim, event)) return event?.at;
		pop(sim.queue);
	}
}

/** Lets the next event happen. False when there is none up to `until`: then nothing has changed, time included. */
export function step<SomeHost extends Host>(
	sim: Simulation<SomeHost>,
	handlers: Handlers<SomeHost>,
	until = Number.POSITIVE_INFINITY,
): boolean {
	const at = nextEventAt(sim);
	if (at === undefined || at > until) return false;
	const event = pop(sim.queue) as Event;
	sim.reached = at > sim.now || event.rank > sim.reached ? event.rank : sim.reached;
	sim.now = at;
	const host = sim.hosts[event.host] as SomeHost;
	if (event.timer !== undefined) delete host.timers[event.timer];
	// Lost on its way: nothing happens at its time.
	if (event.from !== undefined && !isDelivered(sim, event, host)) return true;
	const handler = handlers[event.signal];
	if (!handler) throw new Error(`nobody handles the signal ${event.signal}`);
	sim.rank = event.rank;
	handler(sim, host, event.data as never);
	sim.rank = '';
	return true;
}

/** Comes after every rank. */
const LAST_RANK = '\uFFFF';

/** Lets time pass in which nothing happens any more: to be called when `step` finds nothing up to `until`. */
export function passTo(sim: Simulation, until: number): void {
	if (until < sim.now) return;
	sim.now = until;
	sim.reached = LAST_RANK;
}

/** Whether something of that moment and rank would have happened by now. */
export const isPast = (sim: Simulation, at: number, rank: string): boolean =>
	at < sim.now || (at === sim.now && rank <= sim.reached);

export function note(sim: Simulation, host: Host, type: JournalEntry['type'], text: string): void {
	sim.journal.push({at: sim.now, node: host.name, type, text});
}
