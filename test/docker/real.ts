import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type {ApiRequest, ApiResponse, Transport} from '../../source/api/message.ts';
import type {Outcome} from './run.ts';

export type RealOptions = {
	readonly stdin?: string;
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Killed after that, with -1 for an exit code. Unit: milliseconds. */
	readonly timeout?: number;
};

/** Runs the real docker client. Its home is empty, its terminal has no width. */
export function runRealDocker(
	argv: readonly string[],
	socket: string,
	{stdin = '', cwd = '/', env = {HOME: '/root', DOCKER_HOST: `unix://${socket}`}, timeout}: RealOptions = {},
): Promise<Outcome> {
	return new Promise((resolve, reject) => {
		const options = {env: {PATH: process.env.PATH, TZ: 'UTC', ...env}, cwd, timeout};
		const child = spawn(process.env.DOCKER ?? 'docker', argv, options);
		const outcome = {stdout: '', stderr: ''};
		child.stdout.on('data', text => {
			outcome.stdout += text;
		});
		child.stderr.on('data', text => {
			outcome.stderr += text;
		});
		child.on('error', reject);
		child.on('close', code => resolve({exitCode: code ?? -1, ...outcome}));
		// It may not read it.
		child.stdin.on('error', () => {});
		child.stdin.end(stdin);
	});
}

export type Served = {readonly socket: string; readonly close: () => void};

/** Puts an engine behind a unix socket. */
export function serve(transport: Transport): Promise<Served> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'docker-test-'));
	const socket = path.join(folder, 'd.sock');
	const server = http.createServer(async (incoming, outgoing) => {
		let body = '';
		for await (const chunk of incoming) body += chunk;
		const {pathname, searchParams} = new URL(incoming.url ?? '/', 'http://engine');
		const response = await transport({
			method: incoming.method as ApiRequest['method'],
			path: pathname,
			query: Object.fromEntries(searchParams),
			headers: rawHeaders(incoming),
			body: body || undefined,
		});
		outgoing.writeHead(response.status, response.headers);
		if (response.stream) await pipe(response.stream, outgoing);
		else outgoing.end(response.body);
	});
	const close = () => {
		server.close();
		server.closeAllConnections();
		rmSync(folder, {recursive: true, force: true});
	};
	return new Promise(resolve => server.listen(socket, () => resolve({socket, close})));
}

/** Hands on what comes until it ends, breaks, or nobody wants it any more. */
async function pipe(stream: AsyncIterable<string>, outgoing: http.ServerResponse): Promise<void> {
	const reader = stream[Symbol.asyncIterator]();
	outgoing.on('close', () => void reader.return?.());
	outgoing.flushHeaders();
	try {
		for await (const piece of {[Symbol.asyncIterator]: () => reader}) outgoing.write(piece);
		outgoing.end();
	} catch {
		outgoing.destroy();
	}
}

/** Speaks to an engine behind a unix socket. */
export function unixTransport(socketPath: string): Transport {
	return ({method, path: route, query = {}, headers, body}) =>
		new Promise<ApiResponse>((resolve, reject) => {
			const search = new URLSearchParams(query).toString();
			const options = {
				socketPath,
				method,
				path: `${route}${search && `?${search}`}`,
				headers: {...headers, Host: 'docker'},
			};
			const request = http.request(options, async incoming => {
				incoming.setEncoding('utf8');
				const head = {status: incoming.statusCode ?? 0, headers: rawHeaders(incoming)};
				if (route.endsWith('/events') && head.status === 200) return resolve({...head, body: '', stream: incoming});
				let text = '';
				for await (const chunk of incoming) text += chunk;
				resolve({...head, body: text});
			});
			request.on('error', reject);
			request.end(body);
		});
}

function rawHeaders({rawHeaders: flat}: http.IncomingMessage): Record<string, string> {
	const pairs = Array.from({length: flat.length / 2}, (_, index) => [flat[2 * index], flat[2 * index + 1]]);
	return Object.fromEntries(pairs);
}
