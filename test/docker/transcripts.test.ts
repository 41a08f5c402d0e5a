import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import type {ApiRequest} from '../../source/api/message.ts';
import {cases} from './cases.ts';
import {cannedEngine} from './engines.ts';
import {runRealDocker, serve} from './real.ts';
import {type Outcome, runDocker, words} from './run.ts';

/**
What the real docker client, 28.2.2, printed for each command line in cases.ts and what it asked the engine, against
engines that answer by rote. `RECORD=1 npx vitest run test/docker/transcripts.test.ts` asks it again (docker needed).
*/
type Entry = Outcome & {readonly command: string; readonly requests: readonly string[]; readonly now: number};

const folder = path.join(import.meta.dirname, 'transcripts');
const fixtures = path.join(import.meta.dirname, 'fixtures');
const isRecording = process.env.RECORD === '1';

/** Requests in order; a ping that none follows is of no consequence, and not told. */
function told(requests: readonly ApiRequest[]): string[] {
	return requests.every(({path: route}) => route === '/_ping') ? [] : requests.map(shown);
}

function shown({method, path: route, query = {}, body}: ApiRequest): string {
	const search = new URLSearchParams(query).toString();
	return [`${method} ${route}${search && `?${search}`}`, ...(body === undefined ? [] : [body])].join(' ');
}

function read(engine: string): Entry[] {
	const file = path.join(folder, `${engine}.jsonl`);
	if (!existsSync(file)) return [];
	return readFileSync(file, 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
}

/** `docker swarm unlock <<< KEY`: what follows is typed into it. */
function split(line: string): {argv: string[]; stdin: string} {
	const [command = '', stdin] = line.split(' <<< ');
	return {argv: words(command).slice(1), stdin: stdin === undefined ? '' : `${stdin}\n`};
}

async function record(engine: string, lines: readonly string[]): Promise<void> {
	const entries: Entry[] = [];
	for (const command of lines) {
		const {transport, requests} = cannedEngine(engine);
		const now = Date.now();
		const {socket, close} = await serve(transport);
		const {argv, stdin} = split(command);
		const {stderr, ...outcome} = await runRealDocker(argv, socket, {stdin, cwd: fixtures});
		close();
		const named = (text: string) => text.replaceAll(encodeURIComponent(socket), 'SOCKET').replaceAll(socket, 'SOCKET');
		const {exitCode} = outcome;
		entries.push({
			command,
			now,
			exitCode,
			stdout: named(outcome.stdout),
			stderr: named(stderr),
			requests: told(requests),
		});
	}
	mkdirSync(folder, {recursive: true});
	writeFileSync(path.join(folder, `${engine}.jsonl`), entries.map(entry => `${JSON.stringify(entry)}\n`).join(''));
}

async function replay(engine: string, command: string, now?: number): Promise<Omit<Entry, 'command' | 'now'>> {
	const {transport, requests} = cannedEngine(engine);
	const {argv, stdin} = split(command);
	const files = Object.fromEntries(
		readdirSync(fixtures).map(name => [name, readFileSync(path.join(fixtures, name), 'utf8')]),
	);
	const host = 'unix://SOCKET';
	const env = {HOME: '/root', DOCKER_HOST: host};
	const outcome = await runDocker(argv, {transport, host, env, now, stdin, files});
	return {...outcome, requests: told(requests)};
}

describe.runIf(isRecording)('the recorder', () => {
	it('asks real docker', {timeout: 600_000}, async () => {
		for (const [engine, lines] of Object.entries(cases)) await record(engine, lines);
	});
});

describe.skipIf(isRecording).each(Object.entries(cases))('on the engine %s', (engine, lines) => {
	const entries = new Map(read(engine).map(entry => [entry.command, entry]));

	it.each([...new Set(lines)])('%s', async command => {
		const {command: _, now, ...expected} = entries.get(command) ?? {command};
		expect(await replay(engine, command, now)).toEqual(expected);
	});
});
