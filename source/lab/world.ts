import {type ApiRequest, type ApiResponse, ConnectionError} from '../api/message.ts';
import {createTextStream, type TextStream} from '../api/stream.ts';
import type {EngineHost, Sim} from '../engine/engine.ts';
import {abandon} from '../engine/events.ts';
import {createMachine, machineHandlers, startEngine} from '../engine/machine.ts';
import {startEngineAgain} from '../engine/power.ts';
import type {Part, Reply} from '../engine/reply.ts';
import {request} from '../engine/routes.ts';
import type {Interface} from '../simulation/network.ts';
import {
	clockOf,
	createSimulation,
	type Handlers,
	nextEventAt,
	type Output,
	on,
	passTo,
	schedule,
	signal,
	step,
} from '../simulation/simulation.ts';

/**
The machines together with the edge to the programs that use them: requests and waits go in as inputs, and
come out as promises. Virtual time stands still while a promise that was kept has consequences.
*/
export type World = {
	readonly sim: Sim;
	/** Who is told what comes out for each request. */
	readonly waiting: Map<number, (output: Output) => void>;
	nextId: number;
};

export type ExtraInterface = {
	readonly node: string;
	readonly interface: string;
	readonly address: string;
	readonly prefixLength: number;
};

export type WorldOptions = {
	readonly seed: string;
	/** Unit: milliseconds since 1970. */
	readonly startedAt: number;
	readonly nodes: number;
	readonly interfaces?: readonly ExtraInterface[];
	/** Idle time is not leapt over; the history is the same. */
	readonly everyTick?: boolean;
};

/** The default run of a scenario begins here. */
export const scenarioStart = Date.UTC(2026, 0, 1);

const FIRST_HOST_NUMBER = 11;
/** Beyond this many nodes one /24 is too small. */
const SMALL_LAB_MAX = 240;

const woken = signal<{readonly id: number}>('lab.woken');

/** A machine that was off for a while is switched on. */
export const powerReturned = signal<null>('lab.power-returned');
/** Scope and name of the timer for it: a machine has no life that ends, only its engine has. */
export const powerTimer = ['machine', 'power'] as const;
/** Nobody waits for that. */
const NOBODY = 0;

const handlers: Handlers<EngineHost> = {
	...on(powerReturned, (sim: Sim, host: EngineHost) => {
		if (host.isPowered) return;
		host.isPowered = true;
		startEngineAgain(sim, host, NOBODY);
	}),
	...machineHandlers,
	...on(woken, (sim: Sim, _host: EngineHost, {id}) => {
		sim.outbox.push({request: id, response: undefined});
	}),
};

export const nodeName = (index: number): string => `node${index + 1}`;

/** `172.31.4.11`, `.12` …; in a large lab it goes on into the next /24 of a /16. */
function defaultInterface(index: number, nodes: number): Interface {
	const number = 4 * 256 + FIRST_HOST_NUMBER + index;
	const address = `172.31.${Math.floor(number / 256)}.${number % 256}`;
	return {name: 'eth0', address, prefixLength: nodes > SMALL_LAB_MAX ? 16 : 24};
}

export function createWorld({seed, startedAt, nodes, interfaces = [], everyTick}: WorldOptions): World {
	const machines = Array.from({length: nodes}, (_, index) => {
		const name = nodeName(index);
		const extra = interfaces.filter(one => one.node === name);
		const nics = extra.map(({interface: nic, address, prefixLength}) => ({name: nic, address, prefixLength}));
		return createMachine(seed, name, [defaultInterface(index, nodes), ...nics], startedAt);
	});
	const sim = createSimulation(seed, startedAt, machines, everyTick);
	for (const machine of machines) startEngine(sim, machine);
	return {sim, waiting: new Map(), nextId: 1};
}

const hostOf = (world: World, name: string): EngineHost => {
	const host = world.sim.hosts[name];
	if (!host) throw new Error(`there is no ${name}`);
	return host;
};

/** What a machine's own clock says. */
export const clockOn = (world: World, name: string): number => clockOf(world.sim, hostOf(world, name));

/** Begins something in the simulation and waits for what comes out of it. */
export function outcomeOf<Value>(world: World, begin: (id: number) => void): Promise<Value> {
	const id = world.nextId++;
	return new Promise(resolve => {
		world.waiting.set(id, ({response}) => resolve(response as Value));
		begin(id);
		// What is answered at once, as by a machine where no engine runs, does not wait for the next event.
		deliver(world);
	});
}

/** Rejects as a client's connection does: refused where no engine runs, EOF where it dies meanwhile. */
export function requestOf(world: World, node: string, apiRequest: ApiRequest): Promise<ApiResponse> {
	const host = hostOf(world, node);
	const id = world.nextId++;
	const hangUp = () => {
		world.waiting.delete(id);
		abandon(host, id);
	};
	return new Promise((resolve, reject) => {
		let stream: TextStream | undefined;
		world.waiting.set(id, ({response, goesOn}) => {
			const answer = response as Reply | Part;
			if ('broken' in answer) {
				const error = answer.broken === 'refused' ? new ConnectionError('connection refused') : new Error('EOF');
				if (stream) stream.fail(new Error('unexpected EOF'));
				else reject(error);
			} else if ('piece' in answer) stream?.write(answer.piece);
			else if ('isOver' in answer) stream?.end();
			else if (goesOn) {
				stream = createTextStream(hangUp);
				resolve({...answer, stream: stream.pieces});
			} else resolve(answer);
		});
		request(world.sim, host, {id, request: apiRequest});
		deliver(world);
	});
}

/** Lets virtual time pass on a machine. */
export const waitFor = (world: World, node: string, ms: number): Promise<void> =>
	outcomeOf(world, id => schedule(world.sim, hostOf(world, node), woken, {id}, {delay: ms}));

/** Hands out what has left the simulation. True: somebody was waiting for it. */
function deliver(world: World): boolean {
	const {outbox} = world.sim;
	if (outbox.length === 0) return false;
	for (const output of outbox.splice(0)) {
		const told = world.waiting.get(output.request);
		if (!output.goesOn) world.waiting.delete(output.request);
		told?.(output);
	}
	return true;
}

/** Lets all that was promised have its consequences: every step of a program that is not a wait. */
export const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** One event, and what programs make of its outcome. False: there is none up to `until`. */
export async function stepOnce(world: World, until = Number.POSITIVE_INFINITY): Promise<boolean> {
	if (!step(world.sim, handlers, until)) return false;
	if (deliver(world)) await settle();
	return true;
}

/** Runs until `until`, or until `isOver`; leaves the clock at `until` when nothing more happened before. */
export async function runUntil(world: World, until: number, isOver: () => boolean = () => false): Promise<void> {
	await settle();
	while (!isOver()) {
		if (await stepOnce(world, until)) continue;
		if (until < Number.POSITIVE_INFINITY) passTo(world.sim, until);
		return;
	}
}

/**
As many events up to `until` as fit into a slice of real time, without waiting for anybody. Stops where a
program has to be served first. Returns whether there is more to do.
*/
export function runSlice(world: World, until: number, isTimeUp: () => boolean): 'done' | 'more' | 'deliver' {
	let count = 0;
	for (;;) {
		if (!step(world.sim, handlers, until)) {
			passTo(world.sim, until);
			return 'done';
		}
		if (world.sim.outbox.length > 0) return 'deliver';
		if ((++count & 31) === 0 && isTimeUp()) return 'more';
	}
}

export async function serveOutbox(world: World): Promise<void> {
	if (deliver(world)) await settle();
}

export const nextAt = (world: World): number | undefined => nextEventAt(world.sim);
