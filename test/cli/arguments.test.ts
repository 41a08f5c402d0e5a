import {describe, expect, test} from 'vitest';
import {parseCommand, UsageError, usage} from '../../source/cli/arguments.ts';

const parse = (line: string) => parseCommand(line.split(' ').filter(word => word !== ''));

const refusal = (line: string) => {
	try {
		parse(line);
	} catch (error) {
		expect(error).toBeInstanceOf(UsageError);
		return (error as Error).message;
	}
	throw new Error(`not refused: ${line}`);
};

describe('opening the lab', () => {
	test('needs no words: five nodes, the user’s clock, any seed, real time', () => {
		expect(parse('')).toEqual({type: 'open', nodes: 5, interfaces: [], speed: 1, isSaved: true});
	});

	test('takes nodes, addresses, a date, a seed and a speed', () => {
		const line =
			'--nodes 7 --interface node2:eth1=10.0.9.2/24 --interface=node7:eth0=fd00::7/64 --clock 2026-01-01T00:00:00Z --seed 42 --speed 1000 --every-tick';
		expect(parse(line)).toEqual({
			type: 'open',
			nodes: 7,
			interfaces: [
				{node: 'node2', interface: 'eth1', address: '10.0.9.2', prefixLength: 24},
				{node: 'node7', interface: 'eth0', address: 'fd00::7', prefixLength: 64},
			],
			clock: Date.UTC(2026, 0, 1),
			seed: '42',
			speed: 1000,
			isSaved: true,
			everyTick: true,
		});
	});

	test.each([
		['--nodes 0', '--nodes 0: a whole number from 1 to 1000 is needed'],
		['--nodes five', '--nodes five: a whole number from 1 to 1000 is needed'],
		['--speed 1000001', '--speed 1000001: a whole number from 1 to 1000000 is needed'],
		['--seed -1', '--seed -1: a whole number is needed, such as 42'],
		['--seed=x', '--seed x: a whole number is needed, such as 42'],
		['--clock tomorrow', '--clock tomorrow: a date in UTC from 1970 to 2199 is needed, such as 2026-01-01T00:00:00Z'],
		[
			'--clock 2026-13-01',
			'--clock 2026-13-01: a date in UTC from 1970 to 2199 is needed, such as 2026-01-01T00:00:00Z',
		],
		[
			'--clock 2026-02-30',
			'--clock 2026-02-30: a date in UTC from 1970 to 2199 is needed, such as 2026-01-01T00:00:00Z',
		],
		[
			'--clock 0000-01-01',
			'--clock 0000-01-01: a date in UTC from 1970 to 2199 is needed, such as 2026-01-01T00:00:00Z',
		],
		[
			'--clock 9999-12-31',
			'--clock 9999-12-31: a date in UTC from 1970 to 2199 is needed, such as 2026-01-01T00:00:00Z',
		],
		['--interface eth1=10.0.0.1/24', expect.stringContaining('NODE:NAME=ADDRESS/BITS is needed')],
		['--interface node1:eth1=10.0.0.256/24', expect.stringContaining('NODE:NAME=ADDRESS/BITS is needed')],
		['--interface node1:eth1=10.0.0.1/33', expect.stringContaining('NODE:NAME=ADDRESS/BITS is needed')],
		['--nodes 2 --interface node3:eth1=10.0.0.1/24', expect.stringContaining('there is no node3, only 2 nodes')],
		['--nodes -3', '--nodes -3: a whole number from 1 to 1000 is needed'],
		['--nodes', '--nodes needs a value; see swarmlab --help'],
		['--seed --speed 10', '--seed needs a value; see swarmlab --help'],
		['--json=yes', '--json takes no value; see swarmlab --help'],
		['--nodez 3', 'no such option: --nodez; see swarmlab --help'],
		['-x', 'no such option: -x; see swarmlab --help'],
		['--json', '--json belongs to swarmlab run; see swarmlab --help'],
		['first.scenario', 'no such command: first.scenario; a scenario is run by: swarmlab run first.scenario'],
	])('%s is refused, with the way out', (line, message) => {
		expect(refusal(line)).toEqual(message);
	});
});

describe('running a scenario', () => {
	test('has seed 1 and prints a transcript unless told otherwise', () => {
		expect(parse('run first.scenario')).toEqual({type: 'run', file: 'first.scenario', isJson: false, seed: '1'});
		expect(parse('run --json --seed 9 --every-tick a.scenario')).toEqual({
			type: 'run',
			file: 'a.scenario',
			isJson: true,
			seed: '9',
			everyTick: true,
		});
	});

	test.each([
		['run', 'run: which scenario? For example: swarmlab run first-swarm.scenario'],
		['run a b c', 'run: one scenario at a time, not also b c'],
		['run a --nodes 3', '--nodes is not for run: the scenario itself says what there is; see swarmlab --help'],
		['run a --seed x', '--seed x: a whole number is needed, such as 42'],
	])('%s is refused, with the way out', (line, message) => {
		expect(refusal(line)).toEqual(message);
	});
});

describe('serving', () => {
	test('takes what opening the lab takes, a folder and a port', () => {
		expect(parse('serve')).toEqual({type: 'serve', nodes: 5, interfaces: [], speed: 1});
		expect(parse('serve --dir run --tcp 2375 --nodes 2 --seed 7')).toEqual({
			type: 'serve',
			nodes: 2,
			interfaces: [],
			speed: 1,
			seed: '7',
			folder: 'run',
			port: 2375,
		});
	});

	test.each([
		['serve run', 'serve takes no such word: run; see swarmlab --help'],
		['serve --json', '--json is not for serve; see swarmlab --help'],
		['serve --tcp 0', '--tcp 0: a whole number from 1 to 65531 is needed'],
		['serve --nodes 100 --tcp 65500', '--tcp 65500: a whole number from 1 to 65436 is needed'],
		['--dir run', '--dir belongs to swarmlab serve; see swarmlab --help'],
		['run a --tcp 1', '--tcp is not for run: the scenario itself says what there is; see swarmlab --help'],
	])('%s is refused, with the way out', (line, message) => {
		expect(refusal(line)).toEqual(message);
	});
});

test('what follows the word docker is docker’s to read', () => {
	expect(parse('docker -H unix:///x node ls --help')).toEqual({
		type: 'docker',
		argv: ['-H', 'unix:///x', 'node', 'ls', '--help'],
	});
});

test('a scenario may be run by another client', () => {
	expect(parse('run a --client docker')).toMatchObject({type: 'run', client: 'docker'});
});

test('help and version come before everything else', () => {
	expect(parse('run --help')).toEqual({type: 'help'});
	expect(parse('--nodes none -v')).toEqual({type: 'version'});
});

test('the usage names every option', () => {
	for (const name of [
		'--nodes',
		'--interface',
		'--clock',
		'--seed',
		'--speed',
		'--json',
		'--client',
		'--dir',
		'--tcp',
		'--help',
		'--version',
	]) {
		expect(usage).toContain(name);
	}
	expect(Math.max(...usage.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
});

describe('sessions', () => {
	test.each([
		['--no-save', {type: 'open', nodes: 5, interfaces: [], speed: 1, isSaved: false}],
		['sessions', {type: 'sessions'}],
		['sessions rm a b', {type: 'remove', ids: ['a', 'b']}],
		['resume', {type: 'resume', speed: 1, isSaved: true}],
		['resume 2026-11 --speed 10 --no-save', {type: 'resume', id: '2026-11', speed: 10, isSaved: false}],
		['export a b', {type: 'export', id: 'a', file: 'b'}],
		['import b', {type: 'import', file: 'b'}],
		['replay b --json', {type: 'replay', file: 'b', isJson: true}],
	])('%s', (line, command) => {
		expect(parse(line)).toEqual(command);
	});

	test.each([
		['sessions rm', 'sessions: rm: which session? swarmlab sessions lists them'],
		['sessions all', 'sessions: too many words: all'],
		['resume a b', 'resume: too many words: b'],
		['resume --seed 4', '--seed is not for resume; see swarmlab --help'],
		['export a', 'export: into which file?'],
		['export', 'export: which session?'],
		['import', 'import: which file?'],
		['replay', 'replay: which file?'],
		['replay a --speed 4', '--speed is not for replay; see swarmlab --help'],
	])('%s is refused', (line, message) => {
		expect(refusal(line)).toBe(message);
	});
});
