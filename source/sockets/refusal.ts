import type {IncomingMessage} from 'node:http';
import {valuesOf} from './request.ts';

/**
What Go's server says, in plain text and before it hangs up, to who does not speak HTTP as it does.
(Go net/http/server.go, request.go, transfer.go)
*/
export type Refusal = {readonly status: number; readonly reason: string; readonly text?: string};

const badRequest = (why?: string): Refusal => ({
	status: 400,
	reason: why === undefined ? 'Bad Request' : `Bad Request: ${why}`,
});

const tooLarge: Refusal = {status: 431, reason: 'Request Header Fields Too Large'};

/** A refusal as it goes over the wire. */
export const refusalText = ({status, reason, text = `${status} ${reason}`}: Refusal): string =>
	`HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${text}`;

/** A method of nobody's is no mistake: there is just nothing to be had by it. */
const pageNotFound: Refusal = {status: 404, reason: 'Not Found', text: '{"message":"page not found"}\n'};
const firstLine = /^[!#-'*+.^`|~\w-]+ \/\S* HTTP\/1\.\d\r?\n/;

/** To a head that Node's parser could not read, by the parser's error code. */
export function refusalToUnread(code: string, packet: string): Refusal {
	if (code === 'HPE_HEADER_OVERFLOW') return tooLarge;
	return code === 'HPE_INVALID_METHOD' && firstLine.test(packet) ? pageNotFound : badRequest();
}

/** The one refusal that is a whole response. */
export const expectationFailed = (now: number): string =>
	`HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nDate: ${new Date(now).toUTCString()}\r\nContent-Length: 0\r\n\r\n`;

/** Beyond it Go 1.27 has had enough. */
const HEADERS_MAX = 500;

/** RFC 3986's characters for a host, by which Go goes. */
const isHost = (text: string): boolean => /^[\w!$%&'()*+,\-.:;=[\]~]*$/.test(text);
const isTarget = (text: string): boolean =>
	(/^(\/|\*$)/.test(text) || /^[a-z][a-z\d+.-]*:/i.test(text)) &&
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
	!/[\u0000- \u007F]/.test(text) &&
	!/%(?![\da-f]{2})/i.test(text.split('?')[0] ?? '');

/** What is wrong with a head that the parser took; undefined: nothing. */
export function complaintAbout(request: IncomingMessage): Refusal | undefined {
	const {httpVersionMajor, httpVersionMinor, url = '', rawHeaders} = request;
	const hosts = valuesOf(request, 'host');
	const codings = valuesOf(request, 'transfer-encoding');
	const lengths = valuesOf(request, 'content-length').map(text => text.trim());
	if (rawHeaders.length / 2 > HEADERS_MAX) return tooLarge;
	// Node's parser takes a line without a version for one of before there were any.
	const isOlder = httpVersionMajor === 0;
	if (isOlder || !isTarget(url) || hosts.length > 1 || rawHeaders.some(text => text.includes('\u0000')))
		return badRequest();
	if (httpVersionMajor === 1 && httpVersionMinor > 0 && codings.some(coding => coding.toLowerCase() !== 'chunked')) {
		return {status: 501, reason: 'Not Implemented', text: 'Unsupported transfer encoding'};
	}
	if (lengths.some(text => !/^\d+$/.test(text) || text !== lengths[0])) return badRequest();
	if (httpVersionMajor !== 1) {
		return {status: 505, reason: 'HTTP Version Not Supported: unsupported protocol version'};
	}
	if (hosts.length === 0 && httpVersionMinor > 0) return badRequest('missing required Host header');
	return isHost(hosts[0] ?? '') ? undefined : badRequest('malformed Host header');
}
