import {spawn, spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import type {Transport} from '../../source/api/message.ts';
import {createTextStream, type TextStream} from '../../source/api/stream.ts';
import {runRealDocker, serve, unixTransport} from './real.ts';
import {runDocker} from './run.ts';

/** `docker events` while they come: our client, and the real one where there is one, on the same stream. */
const hasDocker = spawnSync(process.env.DOCKER ?? 'docker', ['--version']).status === 0;

const event = (name: string) =>
	`${JSON.stringify({Type: 'network', Action: 'create', Actor: {ID: 'id', Attributes: {name}}, scope: 'local', time: 1, timeNano: 1e9})}\n`;
const line = (name: string) => `1970-01-01T00:00:01.000000000Z network create id (name=${name})\n`;

/** An engine whose events are what `play` does to them. */
function streaming(play: (stream: TextStream) => void, left: () => void = () => {}): Transport {
	return async ({path}) => {
		const headers = {'Api-Version': '1.50', 'Content-Type': 'application/json'};
		if (!path.endsWith('/events')) return {status: 200, headers, body: ''};
		const stream = createTextStream(left);
		play(stream);
		return {status: 200, headers, body: '', stream: stream.pieces};
	};
}

/** A line that comes in two pieces, and one by itself. */
function tell({write}: TextStream): void {
	write(event('a').slice(0, 20));
	write(event('a').slice(20));
	write(event('b'));
}

const endings = [
	['an end', ({end}: TextStream) => end(), {exitCode: 0, stdout: line('a') + line('b'), stderr: ''}],
	[
		'a break',
		({fail}: TextStream) => fail(new Error('unexpected EOF')),
		{exitCode: 1, stdout: line('a') + line('b'), stderr: 'unexpected EOF\n'},
	],
] as const;

describe.each(endings)('%s of the stream', (_name, finish, outcome) => {
	const transport = streaming(stream => {
		tell(stream);
		setTimeout(() => finish(stream), 50);
	});

	it('to our client', async () => expect(await runDocker(['events'], {transport})).toEqual(outcome));

	it('to our client through a socket', async () => {
		const {socket, close} = await serve(transport);
		const {exitCode, stdout} = await runDocker(['events'], {transport: unixTransport(socket)});
		close();
		expect({exitCode, stdout}).toEqual({exitCode: outcome.exitCode, stdout: outcome.stdout});
	});

	it.runIf(hasDocker)('to the real one', async () => {
		const {socket, close} = await serve(transport);
		const real = await runRealDocker(['events'], socket);
		close();
		expect(real).toEqual(outcome);
	});
});

describe('an interrupt ends it, and the engine sees the client go', () => {
	it('ours', async () => {
		let left = 0;
		const abort = new AbortController();
		const transport = streaming(
			stream => {
				tell(stream);
				setTimeout(() => abort.abort(), 50);
			},
			() => left++,
		);
		const {exitCode, stdout} = await runDocker(['events'], {transport, signal: abort.signal});
		expect({exitCode, stdout, left}).toEqual({exitCode: 130, stdout: line('a') + line('b'), left: 1});
	});

	it.runIf(hasDocker)('the real one', async () => {
		const left = new Promise<void>(resolve => {
			void serve(streaming(tell, resolve)).then(({socket}) => {
				const env = {PATH: process.env.PATH, HOME: '/nonexistent', DOCKER_HOST: `unix://${socket}`};
				const child = spawn(process.env.DOCKER ?? 'docker', ['events'], {env});
				child.stdout.once('data', () => child.kill('SIGINT'));
			});
		});
		await expect(left).resolves.toBeUndefined();
	});
});
