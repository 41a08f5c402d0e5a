import {afterEach, describe, expect, test} from 'vitest';
import {createDriver} from '../../source/lab/driver.ts';
import type {LabOptions} from '../../source/lab/lab.ts';
import {createPresent} from '../../source/lab/present.ts';
import {requestOf, scenarioStart} from '../../source/lab/world.ts';
import {journalOf} from '../swarm/story.ts';
import {createRealTime, joinCommand, type OpenLab, openLab} from './open-lab.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const labs: OpenLab[] = [];
function open(options: Partial<LabOptions> & {cost?: number} = {}): OpenLab {
	const opened = openLab(options);
	labs.push(opened);
	return opened;
}
afterEach(() => {
	for (const {lab} of labs.splice(0)) lab.close();
});

describe('virtual time', () => {
	test('runs along real time at first, and every second is told', async () => {
		const {lab, pass, clock} = open();
		let told = 0;
		lab.subscribe(() => told++);
		expect(clock()).toMatchObject({now: scenarioStart, elapsed: 0, speed: 1, isPaused: false, seed: '1'});
		await pass(3500);
		expect(clock().elapsed).toBeGreaterThanOrEqual(3000);
		expect(clock().elapsed).toBeLessThanOrEqual(3500);
		expect(told).toBeGreaterThanOrEqual(3);
		expect(told).toBeLessThan(20);
	});

	test('begins when it is told to', async () => {
		const startedAt = Date.UTC(2030, 5, 1);
		const {run, clock} = open({startedAt});
		expect(clock().now).toBe(startedAt);
		expect((await run('node1', "docker info --format '{{.SystemTime}}'"))[0]).toMatch(/^\| 2030-06-01T00:00:/);
	});

	test.each([10, 100, 1000, 100_000])('runs %i times as fast', async speed => {
		const {lab, pass, clock} = open();
		lab.time.setSpeed(speed);
		await pass(10 * second);
		expect(clock().speed).toBe(speed);
		expect(clock().elapsed).toBeGreaterThanOrEqual(9.5 * second * speed);
		expect(clock().elapsed).toBeLessThanOrEqual(10 * second * speed);
	});

	test('can be given its speed from the start', () => {
		expect(open({speed: 1000}).clock().speed).toBe(1000);
	});

	test('stands still while paused, goes on from there, at the speed it had', async () => {
		const {lab, pass, clock} = open();
		lab.time.setSpeed(100);
		await pass(second);
		lab.time.pause();
		const stopped = clock().elapsed;
		await pass(hour);
		expect(clock()).toMatchObject({elapsed: stopped, isPaused: true, speed: 100});
		lab.time.play();
		await pass(second);
		expect(clock().isPaused).toBe(false);
		expect(clock().elapsed - stopped).toBeGreaterThan(50 * second);
		expect(clock().elapsed - stopped).toBeLessThanOrEqual(100 * second);
	});

	test('in a paused lab costs nothing: no timer is set', async () => {
		const {lab, pass, time} = open();
		lab.time.pause();
		await pass(second);
		expect(time.nextIn()).toBeUndefined();
	});

	test('at rest wakes nobody more often than once a second', async () => {
		const {run, pass, lab} = open();
		await run('node1', 'docker swarm init');
		await pass(10 * second);
		let told = 0;
		lab.subscribe(() => told++);
		await pass(20 * second);
		expect(told).toBeLessThanOrEqual(25);
	});
});

describe('a paused lab', () => {
	test('answers commands, and lets as much time pass as they take', async () => {
		const {lab, run, clock} = open();
		lab.time.pause();
		expect((await run('node1', 'docker swarm init')).join('\n')).toContain('Swarm initialized');
		expect(clock().isPaused).toBe(true);
		const before = clock().elapsed;
		expect(before).toBeGreaterThan(0);
		expect(before).toBeLessThan(5 * second);
		await run('node1', 'sleep 30');
		expect(clock().elapsed - before).toBe(30 * second);
		expect((await run('node1', 'docker node ls'))[1]).toContain('node1');
	});

	test('waits for who types, not the other way round: a program that reads lets no time pass', async () => {
		const {lab, pass, clock} = open();
		lab.time.pause();
		lab.type('node1', 'cat');
		await pass(second);
		const before = clock().elapsed;
		await pass(minute);
		expect(lab.isBusy('node1')).toBe(true);
		expect(clock().elapsed).toBe(before);
	});

	test('goes on with a command once it has the answer that it asked for', async () => {
		const {lab, pass, run} = open();
		await run('node1', 'docker swarm init');
		lab.time.pause();
		lab.type('node1', 'docker network rm ingress');
		await pass(second);
		lab.type('node1', 'y');
		await pass(second);
		expect(lab.isBusy('node1')).toBe(false);
		expect(lab.terminal('node1').at(-1)?.text).toBe('ingress');
	});
});

describe('a step', () => {
	test('lets the next thing happen that anybody hears of, then stands still', async () => {
		const {lab, run, pass, clock} = open();
		await run('node1', 'docker swarm init');
		await run('node2', `ssh node1 docker swarm join-token -q worker >/dev/null`);
		lab.time.pause();
		await pass(second);
		const {feed} = lab.snapshot();
		const before = clock().now;
		lab.time.step();
		await pass(second);
		const after = lab.snapshot();
		expect(after.feed.length).toBe(feed.length + 1);
		// In a quiet swarm that is the rotation of the gossip keys.
		expect(after.feed.at(-1)).toMatchObject({type: 'key', at: after.clock.now});
		expect(after.clock.isPaused).toBe(true);
		expect(after.clock.now - before).toBeGreaterThan(11 * hour);
	});

	test('where nothing will ever happen leaves the clock alone', async () => {
		const {lab, pass, clock} = open();
		await pass(100);
		lab.time.pause();
		const {now} = clock();
		lab.time.step();
		await pass(minute);
		expect(clock()).toMatchObject({now, isPaused: true});
	});
});

describe('a jump', () => {
	test('goes to the next rotation, says which, and stands still just after it', async () => {
		const {lab, run, pass, clock} = open();
		await run('node1', 'docker swarm init');
		const [cluster] = lab.snapshot().clusters;
		const due = cluster?.gossip.nextRotationAt ?? 0;
		lab.time.jump();
		await pass(second);
		expect(clock().isPaused).toBe(true);
		expect(clock().now).toBeGreaterThanOrEqual(due);
		expect(clock().now - due).toBeLessThanOrEqual(5 * second);
		expect(lab.snapshot().clusters[0]?.gossip.rotations).toBe(1);
		const texts = lab.snapshot().feed.map(({text}) => text);
		expect(texts).toContain('Jump: node1 rotates the gossip keys');
	});

	test('after jump comes to the first renewal, and the certificate is another', async () => {
		const {lab, run, pass} = open();
		await run('node1', 'docker swarm init');
		const before = lab.snapshot().nodes[0]?.certificate;
		for (let count = 0; count < 200; count++) {
			lab.time.jump();
			await pass(second);
			if (lab.snapshot().nodes[0]?.certificate?.serialNumber !== before?.serialNumber) break;
		}
		const after = lab.snapshot();
		expect(after.nodes[0]?.certificate?.serialNumber).not.toBe(before?.serialNumber);
		expect(after.clock.now - (before?.renewAt ?? 0)).toBeLessThanOrEqual(5 * second);
		expect(after.feed.some(({text}) => text === 'Jump: node1 renews its certificate')).toBe(true);
	});

	test('where nothing rotates does nothing', async () => {
		const {lab, pass, clock} = open();
		lab.time.jump();
		await pass(second);
		expect(clock().isPaused).toBe(false);
		expect(lab.snapshot().feed).toEqual([]);
	});

	test('can be broken off by a pause', async () => {
		const {lab, run, pass, clock} = open({cost: 3});
		await run('node1', 'docker swarm init');
		lab.time.jump();
		lab.time.pause();
		await pass(second);
		expect(clock().isPaused).toBe(true);
		expect(clock().elapsed).toBeLessThan(hour);
	});
});

describe('long work', () => {
	test('is done in slices, and others are told in between', async () => {
		// Each look at the clock takes 3 ms: a slice ends after a few of them.
		const {lab, run, pass, clock} = open({cost: 3});
		await run('node1', 'docker swarm init');
		let told = 0;
		lab.subscribe(() => told++);
		lab.time.setSpeed(1_000_000);
		await pass(9 * second);
		expect(clock().elapsed).toBeGreaterThan(80 * day);
		expect(told).toBeGreaterThan(10);
	});

	test('that cannot be done in time is not made up for later', async () => {
		const speed = 100_000;
		// Each look at the clock takes a millisecond; a node without managers has more to do than that allows.
		const opened = open({cost: 1, nodes: 2});
		const {lab, run, pass, clock, time} = opened;
		await run('node1', 'docker swarm init');
		await run('node2', joinCommand(opened, 'worker'));
		await run('node1', 'docker swarm leave --force');
		lab.time.setSpeed(speed);
		const before = {real: time.realTime.now(), elapsed: clock().elapsed};
		/** Virtual time gone by as a share of what the speed stands for. */
		const share = () => (clock().elapsed - before.elapsed) / ((time.realTime.now() - before.real) * speed);
		await pass(2 * second);
		const whileBusy = share();
		expect(whileBusy).toBeLessThan(0.8);
		// With the load gone, it runs at its speed again, and no faster.
		await run('node2', 'docker swarm leave');
		await pass(2 * second);
		expect(share()).toBeGreaterThan(whileBusy);
		expect(share()).toBeLessThan(0.95);
	});
});

test('the journal is the same whatever the speed, the pauses and the slices', async () => {
	const journals: string[][] = [];
	for (const {speed, cost, isPaused} of [
		{speed: 1, cost: 0, isPaused: false},
		{speed: 1000, cost: 0, isPaused: false},
		{speed: 100_000, cost: 3, isPaused: false},
		{speed: 1, cost: 3, isPaused: true},
	]) {
		const time = createRealTime(cost);
		const present = createPresent({seed: '9', startedAt: scenarioStart, nodes: 3, interfaces: []});
		const {world} = present;
		let answered = 0;
		const driver = createDriver({
			present: () => present,
			inputs: () => [],
			realTime: time.realTime,
			changed: () => {},
			isBusy: () => isPaused && answered < 1,
		});
		const body = JSON.stringify({ListenAddr: '0.0.0.0:2377'});
		void requestOf(world, 'node1', {method: 'POST', path: '/swarm/init', body}).then(() => answered++);
		if (isPaused) driver.pause();
		else driver.setSpeed(speed);
		driver.kick();
		await time.pass(2 * second);
		expect(answered).toBe(1);
		driver.runTo(scenarioStart + 30 * day, () => false);
		await time.pass(10 * minute);
		expect(world.sim.now).toBe(scenarioStart + 30 * day);
		driver.close();
		journals.push(journalOf(world.sim));
	}
	for (const journal of journals) expect(journal).toEqual(journals[0]);
	expect(journals[0]?.length).toBeGreaterThan(50);
});

test('a closed lab stops: no timer is left, and nothing is told any more', async () => {
	const {lab, pass, time} = open();
	await pass(second);
	let told = 0;
	lab.subscribe(() => told++);
	lab.close();
	expect(time.nextIn()).toBeUndefined();
	await pass(minute);
	expect(told).toBe(0);
});

test('who unsubscribes is not told any more', async () => {
	const {lab, pass} = open();
	let told = 0;
	const leave = lab.subscribe(() => told++);
	await pass(second);
	expect(told).toBeGreaterThan(0);
	leave();
	const before = told;
	await pass(10 * second);
	expect(told).toBe(before);
});
