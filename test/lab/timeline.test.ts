import fc from 'fast-check';
import {afterEach, describe, expect, test} from 'vitest';
import type {Destination} from '../../source/lab/contract.ts';
import {advance, type Checkpoint, nobodyAsked, positionOf, restore, takeCheckpoint} from '../../source/lab/present.ts';
import {beginSession} from '../../source/lab/session.ts';
import {createTimeline, type Timeline} from '../../source/lab/timeline.ts';
import {viewNode} from '../../source/lab/views.ts';
import {scenarioStart} from '../../source/lab/world.ts';
import {describeMoment, replay} from './moments.ts';
import {type OpenLab, openLab} from './open-lab.ts';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

const opened: OpenLab[] = [];
afterEach(() => {
	for (const {lab} of opened.splice(0)) lab.close();
});

function open(options: {readonly seed?: string; readonly nodes?: number; readonly cost?: number} = {}) {
	const {seed = '1', nodes = 3, cost} = options;
	const session = beginSession({seed, startedAt: scenarioStart, nodes, interfaces: []});
	const one = openLab({seed, nodes, session, cost});
	opened.push(one);
	const rest = async () => {
		for (let count = 0; count < 2000 && one.lab.snapshot().timeline.journey; count++) await one.pass(50);
	};
	return {...one, session, rest};
}

const commands = [
	'docker swarm init',
	'docker node ls',
	'ssh node2 docker swarm join --token $(ssh node1 docker swarm join-token -q worker) 172.31.4.11:2377',
	'ssh node3 docker swarm join --token $(ssh node1 docker swarm join-token -q manager) 172.31.4.11:2377',
	'docker node promote node2',
	'docker swarm join-token --rotate worker',
	'docker swarm leave --force',
	'docker swarm ca --rotate --detach',
	'docker network create -d overlay --opt encrypted net1',
	'docker node demote node3',
	'shutdown node1',
	'start node1',
	'clock node2 +2h',
	'sleep 5',
	'TOKEN=$(docker swarm join-token -q worker)',
	'echo $TOKEN > file; cat file',
	'cat',
	'docker events',
	'docker events --since 1h | head -n 2',
	'docker context create n2 --docker host=tcp://node2:2375; docker context use n2',
	'an answer',
	'echo "unfinished',
	'stop node3',
	'start node3',
	'partition node1 | node2 node3',
	'heal',
	'power-off node2 2h',
	'ssh node2',
	'exit',
	'for n in 1 2; do docker info | grep -i swarm; done',
];

/** After these a command may wait for ever, and so would who waits for a paused lab to come to rest. */
const locking = ['docker swarm update --autolock=true'];

/** How a session begins, so that there is something to happen. */
const openings = fc.constantFrom(0, 1, 3, 4).map(count => commands.filter((_, index) => index !== 1).slice(0, count));

const action = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			type: fc.constant('line' as const),
			node: fc.constantFrom('node1', 'node2'),
			text: fc.constantFrom(...commands),
		}),
	},
	{weight: 1, arbitrary: fc.record({type: fc.constantFrom('interrupt', 'end', 'clear'), node: fc.constant('node1')})},
	{weight: 6, arbitrary: fc.record({type: fc.constant('pass'), ms: fc.integer({min: 0, max: 5000})})},
	{weight: 2, arbitrary: fc.record({type: fc.constant('speed'), speed: fc.constantFrom(1, 10, 1000, 100_000)})},
	{weight: 2, arbitrary: fc.record({type: fc.constantFrom('pause', 'play', 'step', 'jump')})},
	{weight: 2, arbitrary: fc.record({type: fc.constantFrom('undo', 'back', 'forth', 'now')})},
	{weight: 1, arbitrary: fc.record({type: fc.constant('visit'), share: fc.double({min: 0, max: 1, noNaN: true})})},
	{weight: 1, arbitrary: fc.record({type: fc.constant('branch'), number: fc.integer({min: 1, max: 4})})},
);

type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

async function act({lab, pass, session}: ReturnType<typeof open>, one: Action): Promise<void> {
	const {time} = lab;
	switch (one.type) {
		case 'line':
			return lab.type(one.node, one.text);
		case 'interrupt':
			return lab.interrupt((one as {node: string}).node);
		case 'end':
			return lab.endOfInput((one as {node: string}).node);
		case 'clear':
			return lab.clear((one as {node: string}).node);
		case 'pass':
			return pass((one as {ms: number}).ms);
		case 'speed':
			return time.setSpeed((one as {speed: number}).speed);
		case 'pause':
		case 'play':
		case 'step':
		case 'jump':
			return time[one.type]();
		case 'undo':
			return time.travel({type: 'undo'});
		case 'now':
			return time.travel({type: 'end'});
		case 'back':
		case 'forth':
			return time.travel({type: 'mark', step: one.type === 'back' ? -1 : 1});
		case 'visit': {
			const {end} = session.branches[session.current] ?? {end: 0};
			return time.travel({
				type: 'moment',
				at: Math.round(scenarioStart + (one as {share: number}).share * (end - scenarioStart)),
			});
		}
		case 'branch':
			return time.travel({type: 'branch', number: (one as {number: number}).number});
	}
}

/** What a lab shows of itself through its contract. */
function shownOf({lab, clock}: ReturnType<typeof open>) {
	const nodes = ['node1', 'node2', 'node3'];
	return {
		now: clock().now,
		terminals: nodes.map(node => lab.terminal(node)),
		certificates: lab.snapshot().nodes.map(node => node.certificate),
		journal: lab.snapshot().feed.filter(({type}) => type !== 'lab'),
	};
}

describe('a session', () => {
	test('replayed from its inputs is the same, whatever was done with time meanwhile', async () => {
		await fc.assert(
			fc.asyncProperty(
				openings,
				fc.array(action, {minLength: 5, maxLength: 25}),
				fc.constantFrom(0, 1, 3),
				fc.nat({max: 1000}),
				async (opening, actions, cost, seed) => {
					const one = open({seed: String(seed), cost});
					for (const text of opening) await one.run('node1', text);
					for (const each of actions) await act(one, each);
					await one.rest();
					one.lab.time.pause();
					await one.pass(second);
					await one.rest();
					const {session, lab} = one;
					lab.time.travel({type: 'end'});
					await one.rest();
					// A step may have ended within a millisecond; an input waits for the rest of it.
					lab.type('node3', '');
					await one.pass(second);
					const branch = session.branches[session.current];
					if (!branch) throw new Error('no branch');
					const again = await replay(session, branch, {at: one.clock().now, inputs: branch.inputs.length});
					const {sim} = again.world;
					expect(shownOf(one)).toEqual({
						now: sim.now,
						terminals: ['node1', 'node2', 'node3'].map(node => again.terminals.get(node)?.lines ?? []),
						certificates: Object.values(sim.hosts).map(host => viewNode(sim, host, []).certificate),
						journal: sim.journal.slice(-1000),
					});
					lab.close();
				},
			),
			{numRuns: 40, seed: 1, interruptAfterTimeLimit: 30_000},
		);
	}, 60_000);
});

/** A timeline without a clock of its own. */
function unroll(nodes = 3) {
	const session = beginSession({seed: '1', startedAt: scenarioStart, nodes, interfaces: []});
	const timeline = createTimeline({
		session,
		record: () => {},
		changed: () => {},
		answered: nobodyAsked,
		left: () => {},
		arrived: () => {},
	});
	return {
		session,
		timeline,
		/** Types a line and lets time pass. */
		run: async (node: string, text: string, ms: number) => {
			timeline.type({type: 'line', node, text});
			await pass(timeline, ms);
		},
		go: async (to: Destination) => {
			const goal = timeline.travel(to);
			while (goal && !(await goal(() => false)));
		},
		/** The present, and what a replay from the beginning comes to at its moment. */
		both: async () => {
			const branch = session.branches[session.current];
			if (!branch) throw new Error('no branch');
			const again = await replay(session, branch, positionOf(timeline.present()));
			return [describeMoment(timeline.present()), describeMoment(again)] as const;
		},
	};
}

/** In slices, as the driver would. */
async function pass(timeline: Timeline, ms: number): Promise<void> {
	const until = timeline.present().world.sim.now + ms;
	let looks = 0;
	while ((await advance(timeline.present(), timeline.inputs(), until, () => ++looks % 20 === 0)) !== 'done') {
		timeline.advanced();
	}
	timeline.advanced();
}

const moves = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			type: fc.constant('line' as const),
			node: fc.constantFrom('node1', 'node2'),
			text: fc.constantFrom(...commands, ...locking),
			ms: fc.constantFrom(0, 5, 500, 3 * second, 10 * second, hour, 13 * hour),
		}),
	},
	{weight: 2, arbitrary: fc.record({type: fc.constantFrom('undo' as const, 'end' as const)})},
	{
		weight: 2,
		arbitrary: fc.record({type: fc.constant('mark' as const), step: fc.constantFrom(1 as const, -1 as const)}),
	},
	{
		weight: 2,
		arbitrary: fc.record({type: fc.constant('moment' as const), share: fc.double({min: 0, max: 1, noNaN: true})}),
	},
	{weight: 1, arbitrary: fc.record({type: fc.constant('branch' as const), number: fc.integer({min: 1, max: 4})})},
);

describe('going back', () => {
	test('comes to the very moment: a replay from the beginning differs in no byte', async () => {
		let visited = 0;
		await fc.assert(
			fc.asyncProperty(openings, fc.array(moves, {minLength: 5, maxLength: 20}), async (opening, all) => {
				const {session, run, go, both} = unroll();
				for (const text of opening) await run('node1', text, 5 * second);
				for (const move of all) {
					const {end} = session.branches[session.current] ?? {end: 0};
					if (move.type === 'line') await run(move.node, move.text, move.ms);
					else if (move.type === 'moment') {
						await go({type: 'moment', at: Math.round(scenarioStart + move.share * (end - scenarioStart))});
					} else await go(move);
					if (move.type === 'line') continue;
					visited++;
					const [there, again] = await both();
					expect(there).toBe(again);
				}
				const [there, again] = await both();
				expect(there).toBe(again);
			}),
			{numRuns: 30, seed: 1, interruptAfterTimeLimit: 30_000},
		);
		expect(visited).toBeGreaterThan(100);
	}, 60_000);

	test('finds the next of a kind in a future that nobody knows yet, and nothing where none comes', async () => {
		const {timeline, run, go, both} = unroll();
		for (const text of commands.filter((_, index) => index !== 1).slice(0, 3)) await run('node1', text, 5 * second);
		const now = () => timeline.present().world.sim.now;
		const before = now();
		await go({type: 'next', kind: 'expiry'});
		expect(timeline.view().arrival).toBe('no expiry comes');
		expect(now()).toBe(before);
		await go({type: 'next', kind: 'rotation'});
		expect((now() - before) / hour).toBeCloseTo(12, 1);
		await run('node1', 'power-off node2', 5 * second);
		await go({type: 'next', kind: 'failure'});
		expect(timeline.view().marks.at(-1)).toMatchObject({
			kind: 'failure',
			text: 'node1 has missed three heartbeats of node2: Down',
		});
		await go({type: 'next', kind: 'expiry'});
		expect(timeline.view().marks.findLast(({kind}) => kind === 'expiry')).toMatchObject({
			text: "node2's certificate expires",
		});
		expect(now() - before).toBeGreaterThan(89 * 24 * hour);
		const [there, again] = await both();
		expect(there).toBe(again);
	}, 60_000);

	test('what is kept of a moment is changed by nothing that happens later', async () => {
		const {timeline, run} = unroll();
		await run('node1', commands[0] ?? '', 5 * second);
		await run('node1', commands[2] ?? '', 5 * second);
		await run('node1', commands[3] ?? '', 5 * second);
		let last: Checkpoint | undefined;
		for (const command of [
			...commands.filter(text => !/^(cat|"|echo "|ssh node2$|exit)/.test(text)),
			'sleep 8000000',
		]) {
			const checkpoint = takeCheckpoint(timeline.present(), last);
			if (checkpoint) freeze(checkpoint.state);
			last = checkpoint ?? last;
			await run('node1', command, 15 * second);
		}
		await run('node1', 'echo', 2 * day);
		expect(last?.work).toBeGreaterThan(500);
		const before = describeMoment(restore(last as Checkpoint));
		await run('node1', 'echo', hour);
		expect(describeMoment(restore(last as Checkpoint))).toBe(before);
	}, 60_000);
});

/** Whoever changes it from now on throws. Arrays of which a part is kept may grow. */
function freeze(value: unknown): void {
	if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
	const isPrefix = 'of' in value && 'length' in value;
	if (isPrefix) for (const item of value.of as unknown[]) freeze(item);
	else for (const item of Object.values(value)) freeze(item);
	Object.freeze(value);
}
