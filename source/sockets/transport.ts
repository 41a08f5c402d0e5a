import http, {type IncomingMessage} from 'node:http';
import {type ApiRequest, type ApiResponse, ConnectionError, type Transport} from '../api/message.ts';
import {readHeaders} from './request.ts';

/** Where an engine listens, as `unix:///run/docker.sock` or `tcp://127.0.0.1:2375` names it. */
type Address = {readonly socketPath: string} | {readonly host: string; readonly port: string};

function readAddress(host: string): Address {
	const [, scheme, rest = ''] = /^(unix|tcp):\/\/(.+)$/s.exec(host) ?? [];
	if (scheme === undefined) throw new Error(`only unix:// and tcp:// can be reached, not ${host}`);
	if (scheme === 'unix') return {socketPath: rest};
	const [, name = '', port = '2375'] = /^(.*?)(?::(\d+))?$/.exec(rest) ?? [];
	return {host: name, port};
}

/** Nobody is there, or nobody listens. */
const unreachable = ['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT'];

/** Speaks to an engine over a socket, as Docker's client does. Throws where the address cannot be read. */
export function createTransport(host: string): Transport {
	const address = readAddress(host);
	const agent = new http.Agent({keepAlive: true});
	return request =>
		new Promise<ApiResponse>((resolve, reject) => {
			const outgoing = http.request({...address, ...headOf(request), agent});
			outgoing.on('response', incoming =>
				isStreamed(request) ? resolve(streamed(incoming)) : void readResponse(incoming).then(resolve, reject),
			);
			outgoing.on('error', (error: NodeJS.ErrnoException) =>
				reject(unreachable.includes(error.code ?? '') ? new ConnectionError(error.message) : new Error('EOF')),
			);
			outgoing.end(request.body);
		});
}

function headOf({method, path, query = {}, headers, body}: ApiRequest): http.RequestOptions {
	const search = new URLSearchParams(query).toString();
	return {
		method,
		path: `${path}${search && `?${search}`}`,
		headers: {
			...headers,
			Host: 'api.moby.localhost',
			...(body === undefined ? {} : {'Content-Length': Buffer.byteLength(body)}),
		},
	};
}

/** Its answer goes on until somebody hangs up. */
const isStreamed = ({method, path}: ApiRequest): boolean => method === 'GET' && path.endsWith('/events');

function streamed(incoming: IncomingMessage): ApiResponse {
	// Whoever reads hears of it; nobody has to.
	incoming.on('error', () => {});
	return {
		status: incoming.statusCode ?? 0,
		headers: readHeaders(incoming),
		body: '',
		stream: incoming.setEncoding('utf8') as AsyncIterable<string>,
	};
}

async function readResponse(incoming: IncomingMessage): Promise<ApiResponse> {
	incoming.setEncoding('utf8');
	let body = '';
	for await (const piece of incoming) body += piece;
	return {status: incoming.statusCode ?? 0, headers: readHeaders(incoming), body};
}
