import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {cannedEngine} from './engines.ts';
import {shownOutline} from './outline.ts';
import {runRealDocker, serve} from './real.ts';
import {runDocker, words} from './run.ts';

/**
Help agrees with the real client's in everything but the descriptions, which are our own words: usage lines, sections,
commands, flags, types, defaults, columns, order, what is hidden where.
`RECORD=1 npx vitest run test/docker/help.test.ts` asks the real client again (docker needed).
*/
type Entry = {
	readonly engine: string;
	readonly command: string;
	readonly exitCode: number;
	readonly stdout: readonly string[];
	readonly stderr: readonly string[];
};

const file = path.join(import.meta.dirname, 'transcripts/help.jsonl');
const isRecording = process.env.RECORD === '1';

const subjects = [
	'',
	'swarm',
	...['ca', 'init', 'join', 'join-token', 'leave', 'unlock', 'unlock-key', 'update'].map(verb => `swarm ${verb}`),
	'node',
	...['demote', 'inspect', 'ls', 'promote', 'ps', 'rm', 'update'].map(verb => `node ${verb}`),
	'network',
	...['connect', 'create', 'disconnect', 'inspect', 'ls', 'prune', 'rm'].map(verb => `network ${verb}`),
	'context',
	...['create', 'inspect', 'ls', 'rm', 'show', 'update', 'use'].map(verb => `context ${verb}`),
	'events',
	'system',
	'system events',
	'system info',
	'info',
	'version',
	'help',
];

const cases: readonly {engine: string; command: string}[] = [
	...subjects.map(subject => ({engine: 'manager', command: `docker ${subject} --help`})),
	...['worker', 'outside', 'locked', 'failing', 'silent', 'old', 'ancient'].flatMap(engine =>
		['docker --help', 'docker swarm --help', 'docker swarm', 'docker swarm init --help', 'docker node'].map(
			command => ({
				engine,
				command,
			}),
		),
	),
	...[
		'docker',
		'docker -D',
		'docker --version=false',
		'docker help',
		'docker help swarm init',
		'docker help network',
		'docker --help node ls',
		'docker --help foo',
		'docker -h',
		'docker -h node ls',
		'docker node -h',
		'docker node -h ls',
		'docker node ls -h',
		'docker node --help ls',
		'docker node --help=true ls',
		'docker node --help foo',
		'docker node list --help',
		'docker node ls foo --help',
		'docker node ls -hq',
		'docker swarm update',
		'docker help --help',
	].map(command => ({engine: 'manager', command})),
	{engine: 'old', command: 'docker swarm ca --help'},
	{engine: 'old', command: 'docker network create --help'},
	{engine: 'ancient', command: 'docker swarm update --help'},
];

const recorded: readonly Entry[] = existsSync(file)
	? readFileSync(file, 'utf8')
			.trim()
			.split('\n')
			.map(line => JSON.parse(line))
	: [];

describe.runIf(isRecording)('the recorder', () => {
	it('asks real docker for help', {timeout: 600_000}, async () => {
		const entries: Entry[] = [];
		for (const {engine, command} of cases) {
			const {socket, close} = await serve(cannedEngine(engine).transport);
			const {exitCode, stdout, stderr} = await runRealDocker(words(command).slice(1), socket);
			close();
			entries.push({engine, command, exitCode, stdout: shownOutline(stdout), stderr: shownOutline(stderr)});
		}
		writeFileSync(file, entries.map(entry => `${JSON.stringify(entry)}\n`).join(''));
	});
});

describe.skipIf(isRecording)('help', () => {
	it.each(cases)('$engine: $command', async ({engine, command}) => {
		const {exitCode, stdout, stderr} = await runDocker(words(command).slice(1), cannedEngine(engine));
		const entry = {engine, command, exitCode, stdout: shownOutline(stdout), stderr: shownOutline(stderr)};
		expect(entry).toEqual(recorded.find(one => one.engine === engine && one.command === command));
	});

	it.each([30, 60, 130])('wraps to a terminal of %i columns', async columns => {
		const {stdout} = await runDocker(['swarm', 'join', '--help'], {...cannedEngine('outside'), columns});
		await expect(stdout).toMatchFileSnapshot(`transcripts/join-help-${columns}.txt`);
	});

	it('satisfies the judge of the recordings', async () => {
		const oracle = path.join(import.meta.dirname, '../oracle');
		const recording = path.join(oracle, 'recordings/help.jsonl');
		const entries = readFileSync(recording, 'utf8')
			.trim()
			.split('\n')
			.map(line => JSON.parse(line));
		const actual = [];
		for (const entry of entries) {
			const outcome = await runDocker(words(entry.command).slice(1), cannedEngine('outside'));
			actual.push(JSON.stringify({...entry, ...outcome}));
		}
		const folder = mkdtempSync(path.join(os.tmpdir(), 'help-'));
		const transcript = path.join(folder, 'actual.jsonl');
		writeFileSync(transcript, actual.join('\n'));
		const verdict = execFileSync(process.execPath, [path.join(oracle, 'compare.mjs'), recording, transcript]);
		rmSync(folder, {recursive: true});
		expect(verdict.toString()).toBe(`${entries.length} of ${entries.length} commands agree\n`);
	});
});
