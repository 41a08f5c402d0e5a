import type {IncomingMessage} from 'node:http';
import type {ApiRequest, ApiResponse} from '../api/message.ts';
import {ApiError, errorResponse} from '../api/response.ts';

/** What goes over the wire, as the engine is asked it. */

/** A header's values, in the order in which they came. */
export const valuesOf = ({rawHeaders}: IncomingMessage, name: string): readonly string[] =>
	rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/** Names as they were written; of several with one name, the first. */
export function readHeaders({rawHeaders}: IncomingMessage): Record<string, string> {
	const headers: Record<string, string> = {};
	for (let index = 0; index < rawHeaders.length; index += 2) {
		headers[rawHeaders[index] ?? ''] ??= rawHeaders[index + 1] ?? '';
	}
	return headers;
}

/** A proxy's form of it, `http://elsewhere/info`, means the same here. */
function splitTarget(url: string): readonly [path: string, search: string] {
	const target = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '');
	const [path = '', search = ''] = target.split(/\?(.*)/s);
	// Node takes bytes for characters.
	return [Buffer.from(path, 'latin1').toString('utf8'), search];
}

/** The first value of each, as Go's forms are read. */
function readQuery(search: string): Record<string, string> {
	const query: Record<string, string> = {};
	for (const [key, value] of new URLSearchParams(search)) query[key] ??= value;
	return query;
}

export function readRequest(request: IncomingMessage, body: string): ApiRequest {
	const [path, search] = splitTarget(request.url ?? '/');
	return {
		method: (request.method ?? 'GET') as ApiRequest['method'],
		path,
		query: readQuery(search),
		headers: {'Content-Type': valuesOf(request, 'content-type')[0] ?? '', ...readHeaders(request)},
		body,
	};
}

/** Requests whose query the engine reads as a form, and so takes exception to; it looks into others' only. */
const readsForm =
	/^(GET (nodes|tasks|services|secrets|configs|containers\/json|images\/json|volumes|events|networks.*)|DELETE .*|POST (networks\/(create|prune)|swarm\/leave))$/;

/** What the engine says of a query that cannot be read; undefined: nothing, as where it does not read it. */
export function faultOfQuery({method, url = ''}: IncomingMessage, {headers}: ApiResponse): ApiResponse | undefined {
	const [path, search] = splitTarget(url);
	const misfit = /%(?![\da-f]{2}).{0,2}/i.exec(search)?.[0];
	const hasSemicolon = search.includes(';');
	if (misfit === undefined && !hasSemicolon) return undefined;
	const isForm = readsForm.test(`${method} ${path.replace(/^(\/v[\d.]+)?\//, '')}`);
	// Without that header it was no route.
	if (!isForm || !headers['Api-Version']) return undefined;
	const fault = hasSemicolon ? 'invalid semicolon separator in query' : `invalid URL escape "${misfit}"`;
	return errorResponse(new ApiError(400, fault));
}

/** Requests whose body the engine reads. */
const readsBody =
	/^(\/v[\d.]+)?\/(swarm\/(init|join|update|unlock)|nodes\/[^/]+\/update|networks\/(create|[^/]+\/(dis)?connect))$/;

export const wantsBody = ({method, url = ''}: IncomingMessage): boolean =>
	method === 'POST' && readsBody.test(splitTarget(url)[0]);

export const isChunked = (request: IncomingMessage): boolean => valuesOf(request, 'transfer-encoding').length > 0;

/** A client that waits to be asked for a body which nobody wants: what it sends next cannot be known. */
export const asksInVain = (request: IncomingMessage): boolean =>
	/^100-continue$/i.test(request.headers.expect ?? '') && !wantsBody(request);

/** The engine had seen enough of a body before its end. */
export const isRefusedUnread = (request: IncomingMessage, {status, body}: ApiResponse): boolean =>
	!wantsBody(request) || (status === 400 && /invalid character|Content-Type|after JSON/.test(body));
