import {type ApiRequest, type ApiResponse, ConnectionError, type Transport} from '../api/message.ts';
import {explainSyntax} from '../base/json-syntax.ts';
import {asFailure, Failure, Interrupted} from './failure.ts';
import {fromJson, marshalJson} from './go/json.ts';
import {trimSpace} from './go/strconv.ts';
import type {GoType} from './go/type.ts';
import type {GoValue} from './go/values.ts';
import {release} from './release.ts';

/** What the engine tells about itself in every ping. */
export type ServerInfo = {
	readonly apiVersion?: string;
	/** `active/manager`, `locked` …; absent where the engine did not say or could not be asked. */
	readonly swarm?: string;
	/** Taken to be true where the engine could not be asked. */
	readonly isExperimental: boolean;
};

type Details = {
	readonly query?: Readonly<Record<string, string | undefined>>;
	readonly body?: GoValue;
};

/** A docker client's side of one conversation with one engine. */
export type Client = {
	/** Throws a `Fatal` where the engine's address cannot be told, as otherwise the first request does. */
	readonly open: () => void;
	/** Pings once, and again after a ping that failed. Never rejects for want of an engine. */
	readonly ping: () => Promise<ServerInfo>;
	/** The version that this client and the engine speak; the client's own until a ping has settled it. */
	readonly apiVersion: () => string;
	/** Response text. Rejects with a `DaemonError`, or with a `ConnectionFailure`. */
	readonly request: (method: ApiRequest['method'], path: string, details?: Details) => Promise<string>;
	/** A response's body in pieces, as they come. Reading on throws an `Interrupted` after Ctrl-C. */
	readonly stream: (path: string, query?: Details['query']) => Promise<AsyncIterable<string>>;
	/** The same, decoded. Throws a `Failure` where it is no JSON, or not what `type` says. */
	readonly get: <Answer>(path: string, query?: Details['query'], type?: GoType) => Promise<Answer>;
	readonly post: <Answer>(path: string, details?: Details) => Promise<Answer>;
};

/** The engine answered, and refused. */
export class DaemonError extends Failure {
	readonly status: number;

	constructor(message: string, status: number) {
		super(message);
		this.status = status;
	}
}

/** There was nobody to answer. */
export class ConnectionFailure extends Failure {}

export type ClientOptions = {
	readonly transport: Transport;
	readonly host: string;
	/** Aborts what is under way. */
	readonly signal: AbortSignal;
	/** `DOCKER_API_VERSION`: spoken whatever the engine says. */
	readonly pinnedVersion?: string;
};

export function createClient({transport, host, signal, pinnedVersion}: ClientOptions): Client {
	const send = interruptible(transport, signal);
	let version: string = pinnedVersion ?? release.apiVersion;
	let server: ServerInfo | undefined;

	const ping = async (): Promise<ServerInfo> => {
		if (server) return server;
		const answer = await sendPing(send);
		if (!answer) return {isExperimental: true};
		server = {
			apiVersion: header(answer, 'Api-Version'),
			swarm: header(answer, 'Swarm'),
			isExperimental: header(answer, 'Docker-Experimental') === 'true',
		};
		const offered = server.apiVersion || '1.24';
		if (!pinnedVersion && isOlder(offered, version)) version = offered;
		return server;
	};

	const exchange = async (method: ApiRequest['method'], path: string, {query = {}, body}: Details = {}) => {
		await ping();
		const message = encode(method, `/v${version}${path}`, query, body);
		const response = await send(message).catch(error => {
			throw connectionFailure(error, message, host);
		});
		if (response.status >= 400 || response.status < 200) throw daemonError(response, message, host);
		return response;
	};
	const request: Client['request'] = async (method, path, details) => (await exchange(method, path, details)).body;

	return {
		open: () => {},
		ping,
		apiVersion: () => version,
		request,
		stream: async (path, query) => {
			const {stream, body} = await exchange('GET', path, {query});
			return stream ? untilInterrupted(stream, signal) : pieces(body);
		},
		get: async (path, query, type) => decode(await request('GET', path, {query}), type),
		post: async (path, details) => decode(await request('POST', path, details)),
	};
}

/** A client that is made when it is used first, as only then it matters whether the engine's address can be told. */
export function connectLate(connect: () => Client): Client {
	let client: Client | undefined;
	const made = () => (client ??= connect());
	return {
		open: () => void made(),
		ping: async () => made().ping(),
		apiVersion: () => made().apiVersion(),
		request: async (...request) => made().request(...request),
		stream: async (...request) => made().stream(...request),
		get: async (...request) => made().get(...request),
		post: async (...request) => made().post(...request),
	};
}

/** `nodes` and `node1` to `/nodes/node1`. Throws a `Failure` for an empty name, as there is nothing to ask for then. */
export function objectPath(collection: string, kind: string, name: string): string {
	const trimmed = trimSpace(name);
	if (trimmed === '') throw new Failure(`invalid ${kind} name or ID: value is empty`);
	return `/${collection}/${trimmed}`;
}

/** Older API versions come first: dot-separated integers, a missing part counting as 0. */
export function isOlder(version: string, other: string): boolean {
	const [one, two] = [version, other].map(text => text.split('.').map(part => Number.parseInt(part, 10) || 0));
	for (let index = 0; index < Math.max(one?.length ?? 0, two?.length ?? 0); index++) {
		const difference = (one?.[index] ?? 0) - (two?.[index] ?? 0);
		if (difference !== 0) return difference < 0;
	}
	return false;
}

/** Ctrl-C ends the wait, not the request: the engine goes on with what it was asked. */
function interruptible(transport: Transport, signal: AbortSignal): Transport {
	return request =>
		new Promise((resolve, reject) => {
			const abort = () => reject(new Interrupted());
			if (signal.aborted) return abort();
			signal.addEventListener('abort', abort, {once: true});
			transport(request)
				.then(resolve, reject)
				.finally(() => signal.removeEventListener('abort', abort));
		});
}

async function* pieces(body: string): AsyncIterable<string> {
	if (body !== '') yield body;
}

/** Ctrl-C ends a stream: the engine sees the client go. */
async function* untilInterrupted(stream: AsyncIterable<string>, signal: AbortSignal): AsyncIterable<string> {
	const reader = stream[Symbol.asyncIterator]();
	const leave = () => void reader.return?.();
	signal.addEventListener('abort', leave, {once: true});
	try {
		while (!signal.aborted) {
			const {done, value} = await reader.next().catch(error => {
				throw new Failure((error as Error).message);
			});
			if (done) break;
			yield value;
		}
		if (signal.aborted) throw new Interrupted();
	} finally {
		signal.removeEventListener('abort', leave);
		leave();
	}
}

/** Undefined: no answer. Engines that know no HEAD are asked again with GET. */
async function sendPing(send: Transport): Promise<ApiResponse | undefined> {
	const headers = {'User-Agent': userAgent};
	try {
		const head = await send({method: 'HEAD', path: '/_ping', headers});
		if (head.status === 200 || head.status === 500) return head;
		return await send({method: 'GET', path: '/_ping', headers});
	} catch (error) {
		if (error instanceof Interrupted) throw error;
		return undefined;
	}
}

const userAgent = `Docker-Client/${release.version} (${release.os})`;

function encode(method: ApiRequest['method'], path: string, query: Details['query'] = {}, body?: GoValue): ApiRequest {
	const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return {
		method,
		path: encodePath(path),
		query: Object.fromEntries(given.toSorted(([a], [b]) => (a < b ? -1 : 1))),
		headers: {
			'User-Agent': userAgent,
			...(body && {'Content-Type': 'application/json'}),
		},
		body: body && `${marshalJson(body)}\n`,
	};
}

/** Cleaned as Go's path.Join does, then escaped as its net/url does. */
function encodePath(path: string): string {
	return encodeURI(cleanPath(path)).replaceAll(/[?#!'()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Without empty steps, `.` and `..`. */
function cleanPath(path: string): string {
	const steps: string[] = [];
	for (const step of path.split('/')) {
		if (step === '..') steps.pop();
		else if (step !== '' && step !== '.') steps.push(step);
	}
	return `/${steps.join('/')}`;
}

/** A response, decoded. Throws a `Failure` for what is no JSON, or not what `type` says. */
export function decode<Answer>(body: string, type?: GoType): Answer {
	const json = parse(body);
	if (type) fromJson(json, type);
	return json as Answer;
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		throw new Failure(explainSyntax(body) ?? 'unexpected end of JSON input');
	}
}

function connectionFailure(error: unknown, request: ApiRequest, host: string): Failure | Interrupted {
	if (error instanceof Interrupted) return error;
	if (error instanceof ConnectionError) {
		return new ConnectionFailure(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`);
	}
	const verb = `${request.method[0]}${request.method.slice(1).toLowerCase()}`;
	const cause = error instanceof Error ? error.message : String(error);
	return new ConnectionFailure(`error during connect: ${verb} "${url(request, host)}": ${cause}`);
}

function url({path, query = {}}: ApiRequest, host: string): string {
	const [, scheme, address = ''] = /^(\w+):\/\/(.*)$/.exec(host) ?? [];
	// Behind ssh the address means nothing to HTTP.
	const authority = scheme === 'unix' ? encodeURIComponent(address) : scheme === 'ssh' ? 'docker.example.com' : address;
	const search = new URLSearchParams(query).toString();
	return `http://${authority}${path}${search && `?${search}`}`;
}

function daemonError(response: ApiResponse, request: ApiRequest, host: string): DaemonError {
	const {status, body} = response;
	const fail = (message: string) => new DaemonError(message, status);
	if (body === '') {
		return fail(
			`request returned ${statusText(status)} for API route and version ${url(request, host)}, ` +
				'check if the server supports the requested API version',
		);
	}
	if (header(response, 'Content-Type') !== 'application/json')
		return fail(`Error response from daemon: ${trimSpace(body)}`);
	let parsed: unknown;
	try {
		parsed = parse(body);
	} catch (error) {
		return fail(`Error reading JSON: ${asFailure(error).message}`);
	}
	const message = (parsed as {message?: unknown})?.message;
	if (typeof message === 'string' && message !== '') return fail(`Error response from daemon: ${trimSpace(message)}`);
	return fail(
		`Error response from daemon: API returned a ${status} (${reasons[status] ?? ''}) but provided no error-message`,
	);
}

function header({headers}: ApiResponse, name: string): string | undefined {
	const wanted = name.toLowerCase();
	return Object.entries(headers).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

const reasons: Readonly<Record<number, string>> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	409: 'Conflict',
	412: 'Precondition Failed',
	429: 'Too Many Requests',
	500: 'Internal Server Error',
	501: 'Not Implemented',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
	504: 'Gateway Timeout',
};

function statusText(status: number): string {
	return `${status} ${reasons[status] ?? ''}`.trimEnd();
}
