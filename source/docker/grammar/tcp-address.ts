import {quote} from '../go/strconv.ts';

/**
`tcp://HOST:PORT` with what is missing taken from the default, in `HOST:PORT` form. An IPv6 address needs no brackets
where no port follows. Throws an Error with Docker's message.
*/
export function parseTcpAddress(text: string, standard: {readonly host: string; readonly port: string}): string {
	if (text === '' || text === 'tcp://') return joinHostPort(standard.host, standard.port);
	const address = text.startsWith('tcp://') ? text.slice('tcp://'.length) : text;
	if (address.includes('://')) throw new Error(`invalid proto, expected tcp: ${text}`);
	const {authority, path} = parseUrl(address.endsWith(']:') ? `${address}${standard.port}` : address);
	const parts = splitHostPort(authority) ?? splitHostPort(joinHostPort(authority, standard.port));
	if (!parts) throw new Error(`invalid bind address format: ${text}`);
	return `${joinHostPort(parts.host || standard.host, parts.port || standard.port)}${path}`;
}

export function joinHostPort(host: string, port: string): string {
	return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** `[::1]:2377` to its parts; undefined: it has not these two. */
export function splitHostPort(text: string): {host: string; port: string} | undefined {
	const {host, bracketed, port} =
		/^(?:\[(?<bracketed>[^[\]]*)\]|(?<host>[^:[\]]*)):(?<port>[^:[\]]*)$/.exec(text)?.groups ?? {};
	return port === undefined ? undefined : {host: bracketed ?? host ?? '', port};
}

/** Throws an Error with the message of Go's net/url for an address that is no URL. */
export function checkUrl(text: string): void {
	const [, scheme, rest] = /^([a-zA-Z][\w+.-]*):\/\/(.*)$/s.exec(text) ?? [];
	if (rest !== undefined) parseUrl(rest, scheme);
}

/** The parts of a URL that Go's net/url finds after `tcp://`, as far as an address may have them. */
function parseUrl(rest: string, scheme = 'tcp'): {authority: string; path: string} {
	const fail = (cause: string): never => {
		throw new Error(`parse ${quote(`${scheme}://${rest}`)}: ${cause}`);
	};
	if (/\p{Cc}/u.test(rest.replaceAll(/[\u0080-\u009f]/g, ''))) fail('net/url: invalid control character in URL');
	const [, before = '', path = ''] = /^([^/?#]*)(\/[^?#]*)?/.exec(rest) ?? [];
	const authority = before.slice(before.lastIndexOf('@') + 1);
	const bracket = authority.lastIndexOf(']');
	if (authority.startsWith('[') && bracket < 0) fail("missing ']' in host");
	const colon = authority.startsWith('[') ? bracket + 1 : authority.lastIndexOf(':');
	const port = colon < 0 ? '' : authority.slice(colon);
	if (!/^(:\d*)?$/.test(port)) fail(`invalid port ${quote(port)} after host`);
	const [fault] = /%.{0,2}|[\s^{|}\\`]/.exec(authority) ?? [];
	if (fault?.startsWith('%')) fail(`invalid URL escape ${quote(fault)}`);
	if (fault) fail(`invalid character ${quote(fault)} in host name`);
	return {authority, path};
}
