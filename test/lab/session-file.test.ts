import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Record} from '../../source/lab/session.ts';
import {type Header, parseSession, printSession, SessionFileError} from '../../source/lab/session-file.ts';

const startedAt = Date.UTC(2026, 0, 1);
const header: Header = {
	program: '0.1.0',
	openedAt: Date.UTC(2026, 10, 23, 10, 42),
	beginning: {
		seed: '42',
		startedAt,
		nodes: 3,
		interfaces: [{node: 'node2', interface: 'eth1', address: '10.0.9.2', prefixLength: 24}],
	},
};
const line = (after: number, text: string, node = 'node1'): Record => ({
	at: startedAt + after,
	type: 'line',
	node,
	text,
});
const records: readonly Record[] = [
	line(1000, 'docker swarm init'),
	line(1000, 'echo "über\u0000\n\ud800"', 'node3'),
	{at: startedAt + 2500, type: 'interrupt', node: 'node1'},
	{type: 'clock', at: startedAt + 9000},
	{type: 'fork', at: startedAt + 1000, inputs: 1},
	line(5000, 'docker swarm leave --force'),
	{at: startedAt + 6000, type: 'end', node: 'node2'},
	{type: 'branch', branch: 0},
	{at: startedAt + 9000, type: 'clear', node: 'node2'},
];
const text = printSession(header, records);

/** What is said of a file that cannot be used. */
function refusal(damaged: string): string {
	try {
		parseSession(damaged, 'a.session');
	} catch (error) {
		expect(error).toBeInstanceOf(SessionFileError);
		return (error as Error).message;
	}
	throw new Error('it was read');
}

describe('a session file', () => {
	test('is text that a person can read', () => {
		expect(text).toMatchInlineSnapshot(`
			"{"format":"swarmlab session","version":1,"secret":"Whoever has this file can compute every key, token and certificate of this lab.","program":"0.1.0","openedAt":"2026-11-23T10:42:00.000Z","seed":"42","startedAt":1767225600000,"nodes":3,"interfaces":[{"node":"node2","interface":"eth1","address":"10.0.9.2","prefixLength":24}],"sum":"3595abe1eca6b20b"}
			{"at":1767225601000,"type":"line","node":"node1","text":"docker swarm init","sum":"4d3919a21d6f643b"}
			{"at":1767225601000,"type":"line","node":"node3","text":"echo \\"über\\u0000\\n\\ud800\\"","sum":"93e8cb1ca94416e5"}
			{"at":1767225602500,"type":"interrupt","node":"node1","sum":"8aa1086ebf53f31b"}
			{"type":"clock","at":1767225609000,"sum":"449ec01a3146aefa"}
			{"type":"fork","at":1767225601000,"inputs":1,"sum":"65a5b33f069db4a5"}
			{"at":1767225605000,"type":"line","node":"node1","text":"docker swarm leave --force","sum":"49128aae2efccf6e"}
			{"at":1767225606000,"type":"end","node":"node2","sum":"c26aea7dda750f66"}
			{"type":"branch","branch":0,"sum":"9fd555248cde9437"}
			{"at":1767225609000,"type":"clear","node":"node2","sum":"b03af2aec677fcff"}
			"
		`);
	});

	test('says all of the session', () => {
		const {session, ...rest} = parseSession(text, 'a.session');
		expect(rest).toEqual({header, sum: text.slice(-19, -3), length: Buffer.byteLength(text), isTorn: false});
		expect(session.current).toBe(0);
		expect(session.branches.map(({inputs, end}) => [inputs.length, end - startedAt])).toEqual([
			[4, 9000],
			[3, 6000],
		]);
		expect(session.branches[1]?.from).toEqual({branch: 0, at: startedAt + 1000, inputs: 1});
		expect(session.branches[1]?.inputs.map(input => input.type)).toEqual(['line', 'line', 'end']);
	});

	test('may end anywhere: what was whole is read, the rest of the last line is not', () => {
		fc.assert(
			fc.property(fc.nat({max: text.length - 1}), length => {
				const torn = text.slice(0, length);
				const lines = torn.split('\n').length - 1;
				if (lines === 0) {
					expect(refusal(torn)).toContain('a.session:1: this is no session of swarmlab');
					return;
				}
				const {isTorn, length: whole, session} = parseSession(torn, 'a.session');
				expect(isTorn).toBe(!torn.endsWith('\n'));
				expect(Buffer.from(torn).subarray(0, whole).toString()).toBe(
					`${text.split('\n').slice(0, lines).join('\n')}\n`,
				);
				const inputs = records.slice(0, lines - 1).filter(record => 'node' in record);
				expect(new Set(session.branches.flatMap(branch => branch.inputs)).size).toBe(inputs.length);
			}),
		);
	});

	test('with any other byte is refused, and the line is named', () => {
		fc.assert(
			fc.property(fc.nat({max: text.length - 2}), fc.constantFrom('x', '0', '"', '}', ' ', '\\'), (place, byte) => {
				fc.pre(text[place] !== byte && text[place] !== '\n');
				const damaged = text.slice(0, place) + byte + text.slice(place + 1);
				const number = text.slice(0, place).split('\n').length;
				expect(refusal(damaged)).toMatch(new RegExp(`^a\\.session:${number}: `));
			}),
			{numRuns: 500},
		);
	});

	test.each([
		[
			'',
			'a.session:1: this is no session of swarmlab; those begin with {"format":"swarmlab session" and are written by swarmlab export',
		],
		[
			'PK\u0003\u0004\n',
			'a.session:1: this is no session of swarmlab; those begin with {"format":"swarmlab session" and are written by swarmlab export',
		],
		[
			'{"format":"swarmlab session","version":2,"x":1}\n',
			'a.session:1: a newer swarmlab wrote this (format 2, this one reads 1): install that one',
		],
		[
			text.replace('docker swarm init', 'docker swarm join'),
			'a.session:2: its checksum does not fit: the line was changed or damaged; the line before it is whole: head -n 1 a.session > NEW, and import that',
		],
		[
			text.replace(/\{"at":1767225602500.*\n/, ''),
			'a.session:4: its checksum does not fit: the line was changed or damaged; the 3 lines before it are whole: head -n 3 a.session > NEW, and import that',
		],
		[
			text.replace('"seed":"42"', '"seed":"43"'),
			'a.session:1: its checksum does not fit: the line was changed or damaged; it says where everything began, so nothing can be read without it: take another copy',
		],
	])('that is damaged or foreign says where, and what to do: %#', (damaged, message) => {
		expect(refusal(damaged)).toBe(message);
	});

	test.each<[string, readonly unknown[], string]>([
		['a node that is not there', [line(1000, 'x', 'node4')], 'there is no node4'],
		['a moment before the last', [line(1000, 'x'), line(999, 'x')], 'its time lies before what has happened'],
		['a branch that is not there', [{type: 'branch', branch: 1}], 'there is no branch 1'],
		[
			'a fork after inputs that are not there',
			[{type: 'fork', at: startedAt, inputs: 1}],
			'it leaves after input 1, which is not there',
		],
		[
			'a fork in the future',
			[line(1, 'x'), {type: 'fork', at: startedAt + 2, inputs: 1}],
			'it leaves at a moment that does not lie between the inputs before and after',
		],
		['no moment', [{type: 'clock'}], 'it says no moment'],
		['no line', [{type: 'line', node: 'node1', at: startedAt}], 'it says no line'],
		['something unknown', [{type: 'dance'}], "this swarmlab does not know what 'dance' is"],
	])('that is whole and yet says %s is refused', (_, wrong, message) => {
		const {length} = wrong;
		const before = length === 1 ? 'the line before it is' : `the ${length} lines before it are`;
		expect(refusal(printSession(header, wrong as readonly Record[]))).toBe(
			`a.session:${length + 1}: ${message}; ${before} whole: head -n ${length} a.session > NEW, and import that`,
		);
	});

	test.each([{nodes: 0}, {nodes: 1e9}, {nodes: '3'}, {startedAt: -1}, {seed: 1}, {interfaces: [{node: 'node1'}]}])(
		'that begins nowhere is refused: %o',
		change => {
			const wrong = {...header, beginning: {...header.beginning, ...change}} as Header;
			expect(refusal(printSession(wrong, []))).toBe(
				'a.session:1: it does not say where the session begins: take another copy',
			);
		},
	);
});
