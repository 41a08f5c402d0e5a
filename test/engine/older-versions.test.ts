import {beforeAll, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {advance, ask, createMachines, initSwarm, joinSwarm, minute, refusal, second} from './machines.ts';
import {read, readExchanges} from './recorded.ts';

/** What a real manager and a real worker answered to clients of each API version that is shown something else. */
let sim: Sim;
beforeAll(() => {
	sim = createMachines('1', 2);
	initSwarm(sim);
	joinSwarm(sim, 'node2', 'worker');
	advance(sim, 2 * second);
	ask(sim, 'node1', 'POST', '/networks/create', {body: {Name: 'net1', Driver: 'overlay'}});
	advance(sim, minute);
});

const exchanges = readExchanges('older-versions').map(one => [`${one.path} on ${one.node}`, one] as const);

/** Folders, builds and what is drawn by chance are no part of the shape. */
const shape = (body: string) =>
	JSON.parse(
		JSON.stringify(read(body))
			.replaceAll(/"[\d.]+\/\d+"/g, '"<address>"')
			.replaceAll(/"\/[\w/.-]+\/(data|docker)"/g, '"<folder>"')
			.replaceAll(/"1\.3\.6[^"]*"/g, '"<build>"')
			.replaceAll(/"[\da-f]{12}"/g, '"<gossip name>"'),
	);

test.each(exchanges)('%s, field by field and in order', (_, {method, path, node, response}) => {
	const answer = ask(sim, node, method, path);
	expect(answer.status).toBe(response.status);
	expect(shape(answer.body)).toEqual(shape(response.body));
});

test('before 1.48 nobody could do without IPv4, and who says so is not heard', () => {
	const body = {Name: 'six', Driver: 'overlay', EnableIPv4: false};
	expect(refusal(sim, 'node1', 'POST', '/v1.48/networks/create', {body})).toBe(
		'400 IPv4 cannot be disabled in a Swarm scoped network',
	);
	expect(ask(sim, 'node1', 'POST', '/v1.47/networks/create', {body}).status).toBe(201);
});
