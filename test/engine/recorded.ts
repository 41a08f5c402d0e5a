/** Exchanges with real engines, as test/oracle/api keeps them, and how two answers are compared. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {ApiRequest, ApiResponse} from '../../source/api/message.ts';

export type Exchange = {
	readonly method: ApiRequest['method'];
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly headers: Readonly<Record<string, string>>;
	/** Absent where none was sent. */
	readonly body?: string;
	readonly node: string;
	readonly response: ApiResponse;
};

const readHeaders = (lines: readonly string[]): Record<string, string> =>
	Object.fromEntries(lines.map(line => line.split(/: (.*)/).slice(0, 2)));

/** The request's line (in some files), what it carried, status, headers, an empty line, the body. */
function readExchange(text: string): Exchange {
	const [head = '', ...rest] = text.trim().split('\n\n');
	const lines = head.split('\n');
	const [, method = 'GET', target = '/', node = 'node1'] = /^([A-Z]+) (\S+) \((\w+)\)$/.exec(lines[0] ?? '') ?? [];
	const sent = lines.filter(line => line.startsWith('>')).map(line => line.slice(2));
	const isHeader = (line: string) => /^[A-Z][\w-]*: /.test(line);
	const [body] = sent.filter(line => !isHeader(line));
	const status = lines.findIndex(line => line.startsWith('HTTP/'));
	const url = new URL(target, 'http://docker');
	return {
		method: method as ApiRequest['method'],
		path: url.pathname,
		query: Object.fromEntries(url.searchParams),
		headers: readHeaders(sent.filter(isHeader)),
		...(body === undefined ? {} : {body}),
		node,
		response: {
			status: Number(lines[status]?.split(' ')[1]),
			headers: readHeaders(lines.slice(status + 1)),
			body: rest.join('\n\n').trim(),
		},
	};
}

export const readExchanges = (name: string): readonly Exchange[] =>
	readFileSync(path.join(import.meta.dirname, `../oracle/api/${name}.txt`), 'utf8')
		.replaceAll('\r', '')
		.split('\n---\n')
		.map(readExchange);

/** Differs from swarm to swarm, from machine to machine, or from one build of Docker to the next. */
const varying = new Set([
	...['ID', 'Id', 'NodeID', 'Index', 'CreatedAt', 'UpdatedAt', 'Created', 'SystemTime', 'Worker', 'Manager'],
	...['TrustRoot', 'CertIssuerPublicKey', 'Addr', 'MemTotal', 'MemoryBytes', 'NFd', 'NGoroutines', 'OperatingSystem'],
	...['BuildTime', 'GitCommit', 'GoVersion', 'Version', 'ServerVersion', 'EngineVersion', 'Address', 'KernelVersion'],
	...['EndpointID', 'MacAddress'],
]);

/** The same with a type in place of what varies; fields keep their order. */
function normalise(value: unknown, key = ''): unknown {
	if (Array.isArray(value)) return value.map(one => normalise(one));
	if (value !== null && typeof value === 'object') {
		// What runc says of itself is about containers.
		const fields = Object.entries(value).filter(([name]) => !(name === 'status' && 'path' in value));
		return fields.map(([name, field]) => [name, normalise(field, name)]);
	}
	return varying.has(key) ? typeof value : value;
}

type Named = {readonly Name?: string; readonly Description?: {readonly Hostname: string}};
const nameOf = (one: Named): string => one.Description?.Hostname ?? one.Name ?? '';

/** Lists are in the order of IDs, which no two swarms share. */
export const sortByName = (list: readonly unknown[]): unknown[] =>
	list.toSorted((a, b) => (nameOf(a as Named) < nameOf(b as Named) ? -1 : 1));

/** A body, made comparable. */
export function read(body: string): unknown {
	const value: unknown = JSON.parse(body);
	return normalise(Array.isArray(value) ? sortByName(value) : value);
}

/** Headers without those that the transport adds. */
export const withoutTransport = (headers: ApiResponse['headers']): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers)
			.filter(([name]) => !['Date', 'Content-Length', 'Transfer-Encoding'].includes(name))
			.map(([name, text]) => [name, text.replace(/Docker\/28\.5\.2\S* /, 'Docker/28.5.2 ')]),
	);
