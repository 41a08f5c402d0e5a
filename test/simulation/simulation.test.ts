import fc from 'fast-check';
import {beforeEach, describe, expect, test} from 'vitest';
import {
	callback,
	clearTimer,
	closeScope,
	createSimulation,
	type Handlers,
	type Host,
	isPast,
	nextEventAt,
	note,
	type Outcome,
	on,
	openScope,
	passTo,
	resolve,
	type Simulation,
	schedule,
	setTimer,
	signal,
	step,
} from '../../source/simulation/simulation.ts';

/** A host that writes down what happens to it. */
type Diary = Host & {readonly lines: string[]};
const start = 1_000_000;
const said = signal<string>('said');
const ended = signal<Outcome<string, number>>('ended');
const handlers: Handlers<Diary> = {
	...on(said, (sim: Simulation<Diary>, host: Diary, text) => void host.lines.push(`${sim.now - start} ${text}`)),
	...on(
		ended,
		(_sim: Simulation<Diary>, host: Diary, {context, result}) => void host.lines.push(`${context}=${result}`),
	),
};
const createHost = (name: string): Diary => ({
	name,
	interfaces: [],
	isRunning: true,
	isPowered: true,
	clockAheadMs: 0,
	listeners: {},
	scopes: {},
	timers: {},
	lines: [],
});

let host: Diary;
let other: Diary;
let sim: Simulation<Diary>;
beforeEach(() => {
	host = createHost('a');
	other = createHost('b');
	sim = createSimulation('seed', start, [host, other]);
});
const runAll = () => {
	while (step(sim, handlers));
};

describe('events', () => {
	test('happen in the order of their times, and at one time in the order in which they were scheduled', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({min: 0, max: 20})), delays => {
				host.lines.length = 0;
				const began = sim.now;
				for (const [index, delay] of delays.entries()) schedule(sim, host, said, `${index}`, {delay});
				runAll();
				const order = [...delays.keys()].sort((a, b) => (delays[a] ?? 0) - (delays[b] ?? 0) || a - b);
				expect(host.lines).toEqual(order.map(index => `${began - start + (delays[index] ?? 0)} ${index}`));
			}),
			{numRuns: 50},
		);
	});

	test('move the clock to their time, which only they move, by whole milliseconds and never back', () => {
		schedule(sim, host, said, 'later', {delay: 10.4});
		schedule(sim, host, said, 'before now', {delay: -5});
		expect(sim.now).toBe(start);
		runAll();
		expect(host.lines).toEqual(['0 before now', '10 later']);
		expect(sim.now).toBe(start + 10);
	});

	test('that lie beyond the given end do not happen and leave the clock where it is', () => {
		schedule(sim, host, said, 'late', {delay: 11});
		expect(step(sim, handlers, start + 10)).toBe(false);
		expect(sim.now).toBe(start);
		expect(step(sim, handlers, start + 11)).toBe(true);
	});

	test('for which there is no handler are a mistake in the program', () => {
		schedule(sim, host, signal<null>('unheard of'), null);
		expect(() => step(sim, handlers)).toThrow('nobody handles the signal unheard of');
	});
});

describe('ranks', () => {
	test('order what happens in one millisecond, whenever it was armed, and go on to what comes of it', () => {
		schedule(sim, host, said, 'last', {delay: 5, rank: '~'});
		schedule(sim, host, said, 'middle', {delay: 5, rank: 'b'});
		schedule(sim, host, said, 'first', {delay: 5});
		schedule(sim, host, ended, {context: 'one', result: 1}, {delay: 5, rank: 'a'});
		expect(sim.queue.every(({rank}) => rank === '' || rank.length === 1)).toBe(true);
		const echoing: Handlers<Diary> = {
			...handlers,
			...on(ended, (inner: Simulation<Diary>, on: Diary) => schedule(inner, on, said, 'and then')),
		};
		while (step(sim, echoing));
		expect(host.lines).toEqual(['5 first', '5 and then', '5 middle', '5 last']);
		schedule(sim, host, said, 'later');
		expect(sim.queue[0]?.rank).toBe('');
	});

	test('tell what would have happened by now', () => {
		schedule(sim, host, said, 'b', {delay: 5, rank: 'b'});
		schedule(sim, host, said, 'c', {delay: 5, rank: 'c'});
		step(sim, handlers);
		expect(isPast(sim, start + 4, '~')).toBe(true);
		expect(isPast(sim, start + 5, 'a')).toBe(true);
		expect(isPast(sim, start + 5, 'b')).toBe(true);
		expect(isPast(sim, start + 5, 'bb')).toBe(false);
		expect(isPast(sim, start + 6, '')).toBe(false);
		step(sim, handlers);
		passTo(sim, start + 5);
		expect(isPast(sim, start + 5, '~')).toBe(true);
		expect(isPast(sim, start + 6, '')).toBe(false);
		passTo(sim, start + 9);
		expect(sim.now).toBe(start + 9);
		expect(isPast(sim, start + 9, '~')).toBe(true);
		passTo(sim, start);
		expect(sim.now).toBe(start + 9);
	});
});

describe('scopes', () => {
	test('what a closed scope was still to do does not happen', () => {
		openScope(sim, host, 'manager');
		schedule(sim, host, said, 'of the manager', {delay: 5, scope: 'manager'});
		schedule(sim, host, said, 'of the machine', {delay: 6});
		closeScope(host, 'manager');
		runAll();
		expect(host.lines).toEqual(['6 of the machine']);
	});

	test('a scope opened again does not inherit what the first one had to do', () => {
		openScope(sim, host, 'manager');
		schedule(sim, host, said, 'old', {delay: 5, scope: 'manager'});
		closeScope(host, 'manager');
		openScope(sim, host, 'manager');
		schedule(sim, host, said, 'new', {delay: 5, scope: 'manager'});
		runAll();
		expect(host.lines).toEqual(['5 new']);
	});

	test('a scope belongs to one host', () => {
		openScope(sim, host, 'manager');
		openScope(sim, other, 'manager');
		schedule(sim, other, said, 'still', {delay: 1, scope: 'manager'});
		closeScope(host, 'manager');
		runAll();
		expect(other.lines).toEqual(['1 still']);
	});

	test('an event that closes a scope stops those of the same moment that come after it', () => {
		openScope(sim, host, 'manager');
		const close = signal<null>('close');
		const closing = {...handlers, ...on(close, (_sim: Simulation<Diary>, on: Diary) => closeScope(on, 'manager'))};
		schedule(sim, host, said, 'before', {delay: 1, scope: 'manager'});
		schedule(sim, host, close, null, {delay: 1});
		schedule(sim, host, said, 'after', {delay: 1, scope: 'manager'});
		while (step(sim, closing));
		expect(host.lines).toEqual(['1 before']);
	});
});

describe('timers', () => {
	beforeEach(() => openScope(sim, host, 'node'));

	test('a timer set again fires once, when it was set to last', () => {
		setTimer(sim, host, 'node', 'renewal', 10, said, 'first');
		setTimer(sim, host, 'node', 'renewal', 20, said, 'second');
		setTimer(sim, host, 'node', 'renewal', 5, said, 'third');
		runAll();
		expect(host.lines).toEqual(['5 third']);
	});

	test('timers of other names and of other scopes are not disturbed', () => {
		openScope(sim, host, 'agent');
		setTimer(sim, host, 'node', 'x', 1, said, 'node x');
		setTimer(sim, host, 'node', 'y', 2, said, 'node y');
		setTimer(sim, host, 'agent', 'x', 3, said, 'agent x');
		clearTimer(host, 'node', 'x');
		runAll();
		expect(host.lines).toEqual(['2 node y', '3 agent x']);
	});

	test('closing a scope forgets its timers, and a name that merely begins alike keeps its own', () => {
		openScope(sim, host, 'node2');
		setTimer(sim, host, 'node', 'x', 1, said, 'node');
		setTimer(sim, host, 'node2', 'x', 1, said, 'node2');
		closeScope(host, 'node');
		expect(Object.keys(host.timers)).toEqual(['node2/x']);
		runAll();
		expect(host.lines).toEqual(['1 node2']);
	});

	test('a timer may set itself again while it fires', () => {
		const tick = signal<number>('tick');
		const ticking: Handlers<Diary> = on(tick, (inside: Simulation<Diary>, on: Diary, left) => {
			on.lines.push(`${inside.now - start}`);
			if (left > 0) setTimer(inside, on, 'node', 'tick', 3, tick, left - 1);
		});
		setTimer(sim, host, 'node', 'tick', 3, tick, 2);
		while (step(sim, ticking));
		expect(host.lines).toEqual(['3', '6', '9']);
	});

	test('what was replaced or cleared is not the next thing to happen', () => {
		setTimer(sim, host, 'node', 'x', 5, said, 'replaced');
		setTimer(sim, host, 'node', 'x', 9, said, 'kept');
		expect(nextEventAt(sim)).toBe(start + 9);
		clearTimer(host, 'node', 'x');
		expect(nextEventAt(sim)).toBeUndefined();
	});
});

test('a callback is told the result with what it was to remember; nobody waits for an absent one', () => {
	resolve(sim, host, callback(ended, 'call 1'), 7);
	resolve(sim, host, undefined, 8);
	runAll();
	expect(host.lines).toEqual(['call 1=7']);
});

test('the journal says when and where', () => {
	schedule(sim, host, said, 'x', {delay: 42});
	runAll();
	note(sim, other, 'raft', 'leads');
	expect(sim.journal).toEqual([{at: start + 42, node: 'b', type: 'raft', text: 'leads'}]);
});

test('a checkpoint is a structured clone, and both go the same way from there', () => {
	openScope(sim, host, 'node');
	for (let index = 0; index < 20; index++) {
		schedule(sim, index % 3 ? host : other, said, `${index}`, {
			delay: (index * 7) % 5,
			scope: index % 2 ? 'node' : undefined,
		});
		setTimer(sim, host, 'node', `${index % 4}`, index, said, `timer ${index}`);
	}
	for (let index = 0; index < 5; index++) step(sim, handlers);
	const copy = structuredClone(sim);
	runAll();
	while (step(copy, handlers));
	expect(copy).toEqual(sim);
	expect(copy.hosts.a?.lines.length).toBeGreaterThan(5);
});
