import {describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {certificatePem, keyPem} from '../../source/pki/pem.ts';
import {
	advance,
	createSwarm,
	day,
	hostOf,
	listenAnywhere,
	minute,
	readSwarm,
	seedsTo,
	send,
} from '../engine/machines.ts';
import {beginStory, journalOf, tell, visibleState} from './story.ts';

const certificatesOf = (sim: Sim) =>
	Object.values(sim.hosts).flatMap(({swarm}) =>
		swarm?.credentials
			? [
					{
						...swarm.credentials,
						key: keyPem(swarm.credentials.key),
						certificate: certificatePem(swarm.credentials.certificate),
					},
				]
			: [],
	);

describe.each(seedsTo(4))('the story of seed %s', seed => {
	test('told twice is the same: journal, answers, stores, keys, certificates and what is still to come', () => {
		const once = tell(beginStory(seed), 40);
		const again = tell(beginStory(seed), 40);
		expect(again.answers).toEqual(once.answers);
		expect(JSON.stringify(again.sim)).toBe(JSON.stringify(once.sim));
	});

	test('goes on the same from a checkpoint taken anywhere, and the original does not notice', () => {
		const whole = tell(beginStory(seed), 40);
		let original = beginStory(seed);
		for (const steps of [3, 5, 9, 13]) {
			original = tell(original, steps);
			const {step} = original;
			const copy = tell(structuredClone(original), 40 - step);
			expect(copy.answers).toEqual(whole.answers);
			expect(JSON.stringify(copy.sim)).toBe(JSON.stringify(whole.sim));
		}
		expect(JSON.stringify(tell(original, 10).sim)).toBe(JSON.stringify(whole.sim));
	});

	test('reads the same through JSON, since it is data and nothing else', () => {
		const original = tell(beginStory(seed), 20);
		const copy = tell(JSON.parse(JSON.stringify(original)) as typeof original, 20);
		const whole = tell(original, 20);
		expect(journalOf(copy.sim)).toEqual(journalOf(whole.sim));
		expect(copy.answers).toEqual(whole.answers);
		expect(visibleState(copy.sim)).toEqual(visibleState(whole.sim));
	});
});

test('a checkpoint between any two events goes on as the original does, with all that was under way', () => {
	const sim = createSwarm('1', 3, 2, 2);
	const {JoinTokens} = readSwarm(sim, 'node1');
	const join = (JoinToken: string) => ({body: {...listenAnywhere, RemoteAddrs: ['172.31.4.12:2377'], JoinToken}});
	send(sim, 'node6', 'POST', '/swarm/join', join(JoinTokens.Manager));
	send(sim, 'node7', 'POST', '/swarm/join', join(JoinTokens.Worker));
	send(sim, 'node4', 'POST', '/swarm/leave');
	send(sim, 'node3', 'GET', '/nodes');
	const until = sim.now + 2 * minute;
	const copies: Sim[] = [];
	let events = 0;
	const before = () => {
		if (events === 60) send(sim, 'node1', 'POST', '/swarm/leave', {query: {force: '1'}});
		if (events++ % 29 === 0 && events > 60) copies.push(structuredClone(sim));
	};
	advance(sim, 2 * minute, {before});
	expect(copies.length).toBeGreaterThan(5);
	for (const copy of copies) {
		advance(copy, until - copy.now);
		expect(JSON.stringify(copy)).toBe(JSON.stringify(sim));
	}
	expect(sim.outbox).toHaveLength(5);
});

test('another seed draws other IDs, keys, tokens and times', () => {
	const [one, other] = ['1', '2'].map(seed => createSwarm(seed, 2, 1));
	if (!one || !other) return;
	const drawn = (sim: typeof one) => {
		const {swarm, engine} = hostOf(sim, 'node1');
		const [cluster] = Object.values(swarm?.manager?.store.clusters ?? {});
		return [
			engine.id,
			swarm?.nodeId,
			...certificatesOf(sim).flatMap(({key, certificate}) => [key, certificate]),
			swarm?.manager?.raft?.id,
			cluster?.id,
			cluster?.rootCa.key,
			cluster?.rootCa.tokens.worker,
			cluster?.networkKeys[0]?.key,
			swarm?.agent.session?.id,
			swarm?.renewal.at,
		];
	};
	for (const [index, value] of drawn(one).entries()) {
		expect(value).toBeDefined();
		expect(value).not.toBe(drawn(other)[index]);
	}
});

test('no two draws of one swarm are the same key, ID or secret', () => {
	const sim = createSwarm('1', 3, 2);
	const stores = Object.values(hostOf(sim, 'node1').swarm?.manager?.store.clusters ?? {});
	const drawn = [
		...certificatesOf(sim).flatMap(({key, certificate}) => [key, certificate]),
		...Object.values(sim.hosts).flatMap(({swarm, engine}) => [
			engine.id,
			swarm?.nodeId,
			swarm?.agent.session?.id,
			swarm?.manager?.raft?.id,
		]),
		...stores.flatMap(({id, rootCa, networkKeys}) => [
			id,
			rootCa.key,
			rootCa.tokens.worker,
			rootCa.tokens.manager,
			...networkKeys.map(key => key.key),
		]),
	].filter(value => value !== undefined);
	expect(drawn.length).toBeGreaterThan(30);
	expect(new Set(drawn).size).toBe(drawn.length);
});

test('looking on does not change what is drawn: a swarm that nobody asks renews as one that is asked every day', () => {
	const alone = createSwarm('3', 3, 2);
	const watched = createSwarm('3', 3, 2);
	advance(alone, 60 * day);
	for (let count = 0; count < 60; count++) {
		visibleState(watched);
		advance(watched, day);
	}
	expect(journalOf(watched)).toEqual(journalOf(alone));
	expect(certificatesOf(watched)).toEqual(certificatesOf(alone));
});
