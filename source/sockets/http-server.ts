import http, {type IncomingMessage, type ServerResponse, STATUS_CODES} from 'node:http';
import type {Duplex} from 'node:stream';
import type {Transport} from '../api/message.ts';
import {ApiError, errorResponse} from '../api/response.ts';
import {complaintAbout, expectationFailed, refusalText, refusalToUnread} from './refusal.ts';
import {asksInVain, faultOfQuery, isChunked, isRefusedUnread, readRequest, wantsBody} from './request.ts';
import {writeResponse} from './response.ts';

/**
One engine behind HTTP, as Go's net/http serves it: the same patience, the same limits, the same words to who is not
understood. (Go net/http/server.go; moby cmd/dockerd)
*/
export type Endpoint = {
	readonly transport: Transport;
	/** The engine's clock. Unit: milliseconds since 1970. */
	readonly now: () => number;
};

/** As found: Go's DefaultMaxHeaderBytes and what it reads ahead. */
const HEAD_MAX = 1_048_576 + 4096;
/** Docker's ReadHeaderTimeout. Unit: milliseconds. */
const HEAD_TIMEOUT = 5 * 60_000;
/** No request of Docker's is a tenth as long. Beyond it we hang up rather than run out of memory. */
const BODY_MAX = 128_000_000;
/** Go reads on to the end of a body that its handler left, to keep the connection, but not further than that. */
const UNREAD_MAX = 256 << 10;

export function createHttpServer(endpoint: Endpoint): http.Server {
	/** How to tell whoever reads a body from this connection that it breaks off. */
	const readings = new WeakMap<Duplex, BreakOff>();
	/** A connection's requests are answered one after the other, however fast they come. */
	const turns = new WeakMap<Duplex, Promise<void>>();
	const serve = (request: IncomingMessage, response: ServerResponse) => {
		const {socket} = request;
		const body = asksInVain(request) ? Promise.resolve({bytes: Buffer.alloc(0)}) : readBody(request, readings);
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
	// A client that has said all it has to say may still listen.
	Object.assign(server, {httpAllowHalfOpen: true});
	server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
		// Who asks before sending is asked for it only where it is wanted, and else hears at once that it is not.
		if (wantsBody(request)) response.writeContinue();
		serve(request, response);
	});
	server.on('checkExpectation', (_request, response: ServerResponse) =>
		response.socket?.end(expectationFailed(endpoint.now())),
	);
	// It asks for what we are no more than Docker is: a proxy.
	server.on('connect', (request: IncomingMessage, socket: Duplex) =>
		endpoint.transport(readRequest(request, '')).then(
			({status, body}) => socket.end(refusalText({status, reason: STATUS_CODES[status] ?? '', text: body})),
			() => socket.destroy(),
		),
	);
	server.on('clientError', ({code = '', rawPacket}: NodeJS.ErrnoException & {rawPacket?: Buffer}, socket) => {
		const breakOff = readings.get(socket);
		if (breakOff) breakOff(code === 'HPE_INVALID_CHUNK_SIZE' ? 'invalid byte in chunk length' : 'unexpected EOF');
		else if (code.startsWith('HPE_') && socket.writable) {
			socket.end(refusalText(refusalToUnread(code, rawPacket?.toString('latin1') ?? '')));
		} else socket.destroy();
	});
	return server;
}

async function answer(
	{transport, now}: Endpoint,
	request: IncomingMessage,
	response: ServerResponse,
	body: Promise<Body>,
): Promise<void> {
	const complaint = complaintAbout(request);
	if (complaint) return void request.socket.end(refusalText(complaint));
	if (request.method === 'OPTIONS' && request.url === '*') {
		return writeResponse(request, response, {status: 200, headers: {'Content-Length': '0'}, body: ''}, now());
	}
	const {bytes, fault} = await body;
	if (fault !== undefined && wantsBody(request)) {
		// What comes next on this connection cannot be known.
		response.shouldKeepAlive = false;
		const reply = errorResponse(new ApiError(400, `invalid JSON: ${fault}`));
		return writeResponse(request, response, reply, now(), isChunked(request));
	}
	const reply = await transport(readRequest(request, bytes.toString('utf8')));
	const isUnread = bytes.length > UNREAD_MAX && isRefusedUnread(request, reply);
	await writeResponse(request, response, faultOfQuery(request, reply) ?? reply, now(), isUnread || asksInVain(request));
}

/** A request's body; `fault` where it broke off. */
type Body = {readonly bytes: Buffer; readonly fault?: string};
type BreakOff = (fault: string) => void;

function readBody(request: IncomingMessage, readings: WeakMap<Duplex, BreakOff>): Promise<Body> {
	const {socket} = request;
	const pieces: Buffer[] = [];
	let length = 0;
	return new Promise(resolve => {
		const finish = (fault?: string) => {
			readings.delete(socket);
			resolve({bytes: Buffer.concat(pieces), fault});
		};
		readings.set(socket, finish);
		request.on('data', (piece: Buffer) => {
			length += piece.length;
			if (length > BODY_MAX) socket.destroy();
			else pieces.push(piece);
		});
		request.on('end', () => finish());
		request.on('error', () => finish('unexpected EOF'));
	});
}
