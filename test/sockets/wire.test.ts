import {readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {formSwarm, type ServedLab, serveLab} from './lab.ts';

/** What clients sent a real engine, byte for byte, and what it answered: `test/oracle/wire.jsonl`. */
type Case = {readonly name: string; readonly send: readonly string[]; readonly ends?: boolean};
type Answer = {readonly answer: string; readonly isClosed: boolean};
const oracle = path.join(import.meta.dirname, '../oracle');
const {abbreviate, cases, converse} = (await import(path.join(oracle, 'wire.mjs'))) as {
	abbreviate: (text: string) => string;
	cases: readonly Case[];
	converse: (socket: string, one: Case, patience: {pieceMs: number; silenceMs: number}) => Promise<Answer>;
};
const recorded = new Map(
	readFileSync(path.join(oracle, 'wire.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as Answer & {name: string})
		.map(({name, ...answer}) => [name, answer]),
);

/** Where Node's parser goes its own way: what it does is no worse, and nobody sends such things. */
const known: Readonly<Record<string, string>> = {
	'GET /v1.50/nodes/ä': 'a path has to be escaped',
	'CONNECT /v1.50/nodes': 'the connection ends with the answer',
	'CONNECT docker:80': 'there is nothing at an address',
	'FOO /v1.50/nodes': 'the connection ends with the answer',
	'get /v1.50/nodes': 'the connection ends with the answer',
	'HTTP/1.0': 'the answer is said to be HTTP/1.1',
	'HTTP/1.0, a long answer': 'the answer is said to be HTTP/1.1',
	'HTTP/1.0 that stays': 'the answer is said to be HTTP/1.1',
	'HTTP/0.9': 'is taken for a line without a version',
	'HTTP/2 begun at once': 'is no request',
	'an empty line first': 'is passed over',
	'a space before the colon': 'is refused without a reason',
	'body: of one length, twice': 'is refused',
	'body: that is asked for by nobody': 'the connection ends with the answer',
};

let served: ServedLab;
const answers = new Map<string, Answer>();
beforeAll(async () => {
	served = await serveLab(2);
	await formSwarm(served);
	const socket = served.socketOf('node1');
	const isLong = ({send}: Case) => send.join('').length > 100_000;
	const ask = async (waiting: Case[], silenceMs: number) => {
		for (let one = waiting.shift(); one; one = waiting.shift()) {
			answers.set(one.name, await converse(socket, one, {pieceMs: 5, silenceMs}));
		}
	};
	const short = cases.filter(one => !isLong(one));
	await Promise.all(Array.from({length: 12}, () => ask(short, 300)));
	// Megabytes take the whole program's attention for a moment.
	const long = cases.filter(isLong);
	await Promise.all(Array.from({length: 12}, () => ask(long, 2500)));
}, 60_000);
afterAll(() => served.close());

/** Without what differs from swarm to swarm and from build to build; of the engine's objects, which other tests compare, the beginning. */
const settled = ({answer, isClosed}: Answer) => ({
	isClosed,
	answer: abbreviate(answer)
		.replaceAll('\r\n', '\n')
		.replaceAll(/^Date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/gm, 'Date: …')
		.replaceAll(/Docker\/28\.5\.2\S* /g, 'Docker/28.5.2 ')
		.replaceAll(/\b[a-z0-9]{25}\b/g, '<id>')
		.replaceAll(/^[\da-f]+(?=\n[{[])/gm, '<length>')
		.replaceAll(/^(\[?\{"ID":).*/gm, '$1…'),
});

const of = (name: string, from: ReadonlyMap<string, Answer>) => settled(from.get(name) as Answer);
const names = cases.map(({name}) => name);

test.each(names.filter(name => !(name in known)))('%s', name => {
	expect(of(name, answers)).toEqual(of(name, recorded));
});

test.each(Object.entries(known))('%s: %s', name => {
	expect(of(name, answers)).not.toEqual(of(name, recorded));
});

test('every case was recorded', () => {
	expect([...recorded.keys()]).toEqual(names);
	expect(names).toEqual(expect.arrayContaining(Object.keys(known)));
});
