import http, {type IncomingMessage, type ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import type {ApiRequest, Transport} from '../api/message.ts';
import {complaintAbout, expectationFailed, type Refusal, refusalText, refusalToUnread} from './refusal.ts';
import {writeResponse} from './response.ts';
import {readHeaders} from './transport.ts';

/**
One engine behind HTTP, as Go's net/http serves it: the same patience, the same limits, the same words to who is not
understood. (Go net/http/server.go; moby cmd/dockerd)
*/
export type Endpoint = {
	readonly transport: Transport;
	/** The engine's clock. Unit: milliseconds since 1970. */
	readonly now: () => number;
};

/** Go's DefaultMaxHeaderBytes and what it allows beyond. */
const HEAD_MAX = 1_048_576 + 4096;
/** Docker's ReadHeaderTimeout. Unit: milliseconds. */
const HEAD_TIMEOUT = 5 * 60_000;
/** No request of Docker's is a tenth as long. Beyond it we hang up rather than run out of memory. */
const BODY_MAX = 128_000_000;

export function createHttpServer(endpoint: Endpoint): http.Server {
	/** How to end the body that is being read from a connection. */
	const readings = new WeakMap<Socket, () => void>();
	/** A connection's requests are answered one after the other, however fast they come. */
	const turns = new WeakMap<Socket, Promise<void>>();
	const serve = (request: IncomingMessage, response: ServerResponse) => {
		const {socket} = request;
		const body = readBody(request, readings);
		const turn = (turns.get(socket) ?? Promise.resolve())
			.then(() => answer(endpoint, request, response, body))
			// The engine is gone, and so is its end of every connection.
			.catch(() => void socket.destroy());
		turns.set(socket, turn);
	};
	const server = http.createServer(
		{
			// Go's parser is lenient where it harms nobody; the rest is refused by `complaintAbout`.
			insecureHTTPParser: true,
			requireHostHeader: false,
			maxHeaderSize: HEAD_MAX,
			keepAliveTimeout: 0,
			headersTimeout: HEAD_TIMEOUT,
			requestTimeout: 0,
		},
		serve,
	);
	server.maxHeadersCount = 0;
	server.on('checkContinue', (request, response) => {
		response.writeContinue();
		serve(request, response);
	});
	server.on('checkExpectation', (_request, response: ServerResponse) => hangUp(response.socket, expectationFailed));
	server.on('clientError', ({code = ''}: NodeJS.ErrnoException, socket) => {
		const finish = readings.get(socket as Socket);
		if (finish) finish();
		else if (code.startsWith('HPE_') && socket.writable) hangUp(socket, refusalToUnread(code));
		else socket.destroy();
	});
	return server;
}

function hangUp(socket: Duplex | null, refusal: Refusal): void {
	socket?.end(refusalText(refusal));
}

async function answer(
	{transport, now}: Endpoint,
	request: IncomingMessage,
	response: ServerResponse,
	body: Promise<string>,
): Promise<void> {
	const complaint = complaintAbout(request);
	if (complaint) return hangUp(request.socket, complaint);
	await writeResponse(request, response, await transport(readRequest(request, await body)), now());
}

function readBody(request: IncomingMessage, readings: WeakMap<Socket, () => void>): Promise<string> {
	const {socket} = request;
	const pieces: Buffer[] = [];
	let length = 0;
	return new Promise(resolve => {
		const finish = () => {
			readings.delete(socket);
			resolve(Buffer.concat(pieces).toString('utf8'));
		};
		readings.set(socket, finish);
		request.on('data', (piece: Buffer) => {
			length += piece.length;
			if (length > BODY_MAX) socket.destroy();
			else pieces.push(piece);
		});
		request.on('end', finish);
		// Nobody is there to hear the answer, but what was asked for is done.
		request.on('error', finish);
	});
}

/** The first value of each, as Go's forms are read. */
function readQuery(search: string): Record<string, string> {
	const query: Record<string, string> = {};
	for (const [key, value] of new URLSearchParams(search)) query[key] ??= value;
	return query;
}

function readRequest(request: IncomingMessage, body: string): ApiRequest {
	// A proxy's form of it, `http://elsewhere/info`, means the same here.
	const target = (request.url ?? '/').replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '').replace(/#.*$/s, '');
	const [path = '', search = ''] = target.split(/\?(.*)/s);
	return {
		method: (request.method ?? 'GET') as ApiRequest['method'],
		path,
		query: readQuery(search),
		headers: readHeaders(request),
		...(body === '' ? {} : {body}),
	};
}
