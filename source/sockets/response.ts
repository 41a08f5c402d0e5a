import {type IncomingMessage, type ServerResponse, STATUS_CODES} from 'node:http';
import type {ApiResponse} from '../api/message.ts';

/** What Go's server holds back to see whether a body is so short that its length can be told. */
const BUFFER = 2048;

/** Go does not say what the type of a body is until it has seen the body. */
const isTypeSeen = ({status, headers}: ApiResponse): boolean =>
	status === 200 &&
	headers['Content-Length'] === undefined &&
	headers['Content-Type']?.startsWith('text/plain') === true;

function headersOf(request: IncomingMessage, response: ApiResponse, length: number, now: number): [string, string][] {
	const {status, headers, stream} = response;
	const isLate = isTypeSeen(response);
	const own = Object.entries(headers).filter(([name]) => !(isLate && name === 'Content-Type'));
	const sized = own.some(([name]) => name === 'Content-Length');
	const isShort = !stream && length <= BUFFER;
	const hasNoBody = status === 204 || (request.method === 'HEAD' && length === 0);
	const isChunked = !sized && !isShort && request.method !== 'HEAD' && request.httpVersionMinor > 0;
	return [
		...own.sort(([a], [b]) => (a < b ? -1 : 1)),
		['Date', new Date(now).toUTCString()],
		...(sized || hasNoBody || !isShort ? [] : [['Content-Length', String(length)] as [string, string]]),
		...(isLate ? [['Content-Type', headers['Content-Type'] ?? ''] as [string, string]] : []),
		...(isChunked ? [['Transfer-Encoding', 'chunked'] as [string, string]] : []),
	];
}

/** Go's word on the connection: none, unless it is about to hang up, or an old client asked it to stay. */
function connectionOf(request: IncomingMessage, isSized: boolean, isLast: boolean): 'close' | 'keep-alive' | undefined {
	const wish = (request.headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
	if (request.httpVersionMinor > 0) return isLast || wish.includes('close') ? 'close' : undefined;
	return wish.includes('keep-alive') && isSized ? 'keep-alive' : undefined;
}

/** Writes a response as Go's server would: the same headers in the same order, short bodies sized, long ones in chunks. */
export async function writeResponse(
	request: IncomingMessage,
	outgoing: ServerResponse,
	response: ApiResponse,
	now: number,
	isLast = false,
): Promise<void> {
	const {status, body, stream} = response;
	const headers = headersOf(request, response, Buffer.byteLength(body), now);
	const connection = connectionOf(
		request,
		headers.some(([name]) => name === 'Content-Length'),
		isLast,
	);
	if (connection) headers.push(['Connection', connection]);
	outgoing.sendDate = false;
	// Who has closed his half gets this answer, and no other.
	if (request.socket.readableEnded) outgoing.shouldKeepAlive = false;
	outgoing.shouldKeepAlive &&= request.httpVersionMinor > 0 ? connection === undefined : connection === 'keep-alive';
	// Node has a word on the connection, and on the encoding, for every response; Go has not.
	outgoing.removeHeader('Connection');
	if (!headers.some(([name]) => name === 'Transfer-Encoding')) outgoing.removeHeader('Transfer-Encoding');
	outgoing.writeHead(status, STATUS_CODES[status] ?? '', headers.flat());
	if (stream) await pump(stream, outgoing);
	outgoing.end(body);
}

/** A client learns of the stream before it has anything to say; one that goes away ends it. */
async function pump(stream: AsyncIterable<string>, outgoing: ServerResponse): Promise<void> {
	outgoing.flushHeaders();
	const pieces = stream[Symbol.asyncIterator]();
	const leave = () => void pieces.return?.();
	outgoing.on('close', leave);
	for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
		if (outgoing.write(piece.value)) continue;
		await new Promise<void>(resolve => {
			outgoing.once('drain', resolve);
			outgoing.once('close', resolve);
		});
	}
	outgoing.off('close', leave);
}
