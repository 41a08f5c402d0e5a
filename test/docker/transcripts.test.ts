import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
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
type Entry = Outcome & {readonly command: string; readonly requests: readonly string[]};

const folder = path.join(import.meta.dirname, 'transcripts');
const isRecording = process.env.RECORD === '1';

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

async function record(engine: string, lines: readonly string[]): Promise<void> {
	const entries: Entry[] = [];
	for (const command of lines) {
		const {transport, requests} = cannedEngine(engine);
		const {socket, close} = await serve(transport);
		const {exitCode, stdout, stderr} = await runRealDocker(words(command).slice(1), socket);
		close();
		entries.push({
			command,
			exitCode,
			stdout,
			stderr: stderr.replaceAll(encodeURIComponent(socket), 'SOCKET').replaceAll(socket, 'SOCKET'),
			requests: requests.map(shown),
		});
	}
	mkdirSync(folder, {recursive: true});
	writeFileSync(path.join(folder, `${engine}.jsonl`), entries.map(entry => `${JSON.stringify(entry)}\n`).join(''));
}

async function replay(engine: string, command: string): Promise<Omit<Entry, 'command'>> {
	const {transport, requests} = cannedEngine(engine);
	const host = 'unix://SOCKET';
	const outcome = await runDocker(words(command).slice(1), {transport, host});
	return {...outcome, requests: requests.map(shown)};
}

describe.runIf(isRecording)('the recorder', () => {
	it('asks real docker', {timeout: 600_000}, async () => {
		for (const [engine, lines] of Object.entries(cases)) await record(engine, lines);
	});
});

describe.skipIf(isRecording).each(Object.entries(cases))('on the engine %s', (engine, lines) => {
	const entries = new Map(read(engine).map(entry => [entry.command, entry]));

	it.each([...new Set(lines)])('%s', async command => {
		const {command: _, ...expected} = entries.get(command) ?? {command};
		expect(await replay(engine, command)).toEqual(expected);
	});
});
