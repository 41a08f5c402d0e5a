// What clients send, byte for byte, to find out how an engine's HTTP server answers: requests that are no requests,
// paths and versions that are almost right, bodies that are too long, too short or late.
import {connect} from 'node:net';

const get = (target, ...headers) => request('GET', target, '', ...headers);
const request = (method, target, body = '', ...headers) =>
	`${[`${method} ${target} HTTP/1.1`, 'Host: docker', ...headers].join('\r\n')}\r\n\r\n${body}`;
const json = 'Content-Type: application/json';
const post = (target, body, ...headers) =>
	request('POST', target, body, ...(headers.length ? headers : [json]), `Content-Length: ${body.length}`);
const chunked = (target, ...chunks) => request('POST', target, chunks.join(''), json, 'Transfer-Encoding: chunked');
const chunk = text => `${text.length.toString(16)}\r\n${text}\r\n`;
const MB = 1_000_000;
const unlock = '/v1.50/swarm/unlock';

/** `send`: text, or several with a pause between; `ends`: the client closes its half after it. */
const lists = {
	path: [
		'/_ping', '/v1.50/_ping', '/_ping/', '/v1.50/nodes/', '//v1.50/version', '/v1.50//version', '/v1.50/./version',
		'/v1.50/../version', '/..', '/', '', '/v1.50', '/v1.50/', '/v1.50/nodes/nosuch', '/v1.50/nodes/a%2Fb', '/v1.50/nodes/%6e%6f',
		'/v1.50/nodes/a%20b', '/v1.50/nodes/%zz', '/v1.50/%6eodes/x', '/v1.50/nodes/a+b', '/v1.50/nodes//update', '/v1.50/nodes/ä',
		'/v1.50/networks/a/b', '/v1.50/nodes/a%2F%2Fb', '/v1.50/nodes/..%2Fx', '/v1.50/nodes/a//b?x=1',
		'http://elsewhere/v1.50/nodes/nosuch', 'nodes', '*', '/v1.50/nodes?filters=%zz', '/v1.50/nodes?filters=%7B;a=b',
		'/v1.50/nodes?filters={"name":{"nosuch":true}}', '/v1.50/nodes?filters={"name":["nosuch"]}', '/v1.50/nodes?filters=[]',
		'/v1.50/nodes?filters={', '/v1.50/nodes?filters={"name":["nosuch"]}&filters={"colour":["red"]}', '/v1.50/nodes?filters={}#x',
		'/v1.50/tasks?filters={"node":["nosuch"]}',
	].map(target => [`GET ${target}`, get(target)]),
	version: ['v1.23', 'v1.24', 'v1.51', 'v1.52', 'v1', 'v2', 'v0', 'v1.5', 'v01.50', 'v1.050', 'v1.50.1', 'v1..50', 'v.', 'v', 'v1.50x', 'V1.50', 'v1.'].map(
		version => [`GET /${version}/swarm/unlockkey`, get(`/${version}/swarm/unlockkey`)],
	),
	method: [
		['HEAD', '/_ping'], ['HEAD', '/v1.50/_ping'], ['HEAD', '/v1.50/nodes'], ['HEAD', '/v1.50/nope'], ['HEAD', '/v1.99/_ping'],
		['HEAD', '/v1.10/_ping'], ['PUT', '/v1.50/nodes'], ['PATCH', '/v1.50/nodes'], ['DELETE', '/v1.50/nodes'], ['POST', '/v1.50/nodes'],
		['TRACE', '/v1.50/nodes'], ['OPTIONS', '/v1.50/nodes'], ['OPTIONS', '/nope'], ['OPTIONS', '/v1.99/nodes'], ['OPTIONS', '*'],
		['OPTIONS', '//x'], ['CONNECT', '/v1.50/nodes'], ['CONNECT', 'docker:80'], ['FOO', '/v1.50/nodes'], ['get', '/v1.50/nodes'], ['POST', '/v1.50//nodes'],
	].map(([method, target]) => [`${method} ${target}`, request(method, target)]),
	head: [
		['no Host', 'GET /_ping HTTP/1.1\r\n\r\n'],
		['an empty Host', 'GET /_ping HTTP/1.1\r\nHost:\r\n\r\n'],
		['two Hosts', get('/_ping', 'Host: other')],
		['a Host that is none', 'GET /_ping HTTP/1.1\r\nHost: a b\r\n\r\n'],
		['HTTP/1.0', 'GET /_ping HTTP/1.0\r\n\r\n'],
		['HTTP/1.0, a long answer', 'GET /v1.50/info HTTP/1.0\r\n\r\n', 'GET /v1.50/info HTTP/1.0'],
		['HTTP/1.0 that stays', 'GET /_ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'],
		['HTTP/1.2', 'GET /_ping HTTP/1.2\r\nHost: x\r\n\r\n'],
		['HTTP/2.0', 'GET /_ping HTTP/2.0\r\nHost: x\r\n\r\n'],
		['HTTP/0.9', 'GET /_ping HTTP/0.9\r\nHost: x\r\n\r\n'],
		['HTTP/2 begun at once', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
		['http in small letters', 'GET /_ping http/1.1\r\nHost: x\r\n\r\n'],
		['no version', 'GET /_ping\r\n\r\n'],
		['not HTTP', 'hello\r\n\r\n'],
		['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n'],
		['an empty line first', `\r\n${get('/_ping')}`],
		['nothing, and the end', '', {ends: true}],
		['lines without a carriage return', 'GET /_ping HTTP/1.1\nHost: x\n\n'],
		['a header without a colon', get('/_ping', 'Foo')],
		['a space before the colon', get('/_ping', 'Foo : bar')],
		['a header’s name that is none', get('/_ping', 'F@o: bar')],
		['a header without a name', get('/_ping', ': bar')],
		['a header that goes on', get('/_ping', 'Foo: bar\r\n  baz')],
		['a header with a zero', get('/_ping', 'Foo: b\u0000r')],
		['a header of 500 kB', get('/_ping', `Foo: ${'x'.repeat(500_000)}`)],
		['a header of 2 MB', get('/_ping', `Foo: ${'x'.repeat(2 * MB)}`)],
		['a path of 500 kB', get(`/v1.50/nodes/${'x'.repeat(500_000)}`)],
		['a path of 2 MB', get(`/v1.50/nodes/${'x'.repeat(2 * MB)}`)],
		['1,000 headers', get('/_ping', ...Array.from({length: 1000}, (_, index) => `A${index}: x`))],
		['Connection: close', get('/_ping', 'Connection: close')],
		['an upgrade that nobody offers', get('/_ping', 'Connection: Upgrade', 'Upgrade: websocket')],
		['an upgrade to h2c', get('/_ping', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA')],
		['half a head, and the end', 'GET /_ping HTTP/1.1\r\nHos', {ends: true}],
		['a head in pieces', ['GET /_pi', 'ng HTTP/1.1\r\nHo', 'st: x\r\n', '\r\n']],
		['three requests at once', get('/_ping') + get('/v1.50/nodes/nosuch') + get('/nope')],
		['a request after one that failed', `GET /_ping HTTP/1.1\r\n\r\n${get('/_ping')}`],
		['a request, and the end', get('/_ping'), {ends: true}],
	],
	body: [
		['text', post(unlock, '{}', 'Content-Type: text/plain')],
		['JSON with a charset', post(unlock, '{}', 'Content-Type: application/json; charset=utf-8')],
		['a content type that is none', post(unlock, '{}', 'Content-Type: ;;')],
		['no content type', request('POST', unlock, '{}', 'Content-Length: 2')],
		['no content type, and nothing', request('POST', unlock, '', 'Content-Length: 0')],
		['nothing', post(unlock, '')],
		['text that is nothing', post(unlock, '', 'Content-Type: text/plain')],
		['no length', request('POST', unlock, '', json)],
		['not JSON', post(unlock, '{bad')],
		['two values', post(unlock, '{} {}')],
		['a list', post(unlock, '[]')],
		['null', post(unlock, 'null')],
		['spaces', post(unlock, '   ')],
		['a broken string', post(unlock, '{"UnlockKey":"\\ud800"}')],
		['a longer one than was said', `${post(unlock, '{}')}${get('/_ping')}`],
		['10 MB of spaces', post(unlock, ' '.repeat(10 * MB))],
		['a string of 10 MB', post(unlock, `{"UnlockKey":"${'x'.repeat(10 * MB)}"}`)],
		['10 MB that are not JSON', post(unlock, 'x'.repeat(10 * MB))],
		['10 MB that end too early', post(unlock, `{"UnlockKey":"${'x'.repeat(10 * MB)}`)],
		['200 kB to a path that is not there', post('/nope', 'x'.repeat(200_000))],
		['300 kB to a path that is not there', post('/nope', 'x'.repeat(300_000))],
		['10 MB to a path that is not there', post('/nope', 'x'.repeat(10 * MB))],
		['10 MB of text', post(unlock, 'x'.repeat(10 * MB), 'Content-Type: text/plain')],
		['to a GET', request('GET', '/_ping', 'hello', 'Content-Length: 5')],
		['less than was said, and the end', request('POST', unlock, '{"Un', json, 'Content-Length: 20'), {ends: true}],
		['none of what was said, and the end', request('POST', unlock, '', json, 'Content-Length: 20'), {ends: true}],
		['in pieces', [request('POST', unlock, '{"Un', json, 'Content-Length: 17'), 'lockKey"', ':""} ']],
		['chunked', chunked(unlock, chunk('{"UnlockKey"'), chunk(':"x"}'), chunk(''))],
		['chunked, with a trailer', chunked(unlock, chunk('{}'), '0\r\nFoo: bar\r\n\r\n')],
		['chunked, empty', chunked(unlock, chunk(''))],
		['chunked, with a size that is none', chunked(unlock, 'zz\r\n{}\r\n0\r\n\r\n')],
		['chunked, and the end in the middle', chunked(unlock, '10\r\n{"Un'), {ends: true}],
		['chunked twice', request('POST', unlock, chunk('{}') + chunk(''), json, 'Transfer-Encoding: chunked, chunked')],
		['in gzip', request('POST', unlock, '', json, 'Transfer-Encoding: gzip')],
		['chunked and of a length', request('POST', unlock, chunk('{}') + chunk(''), json, 'Transfer-Encoding: chunked', 'Content-Length: 2')],
		['of two lengths', request('POST', unlock, '{}', json, 'Content-Length: 2', 'Content-Length: 3')],
		['of one length, twice', request('POST', unlock, '{}', json, 'Content-Length: 2', 'Content-Length: 2')],
		['of a length below zero', request('POST', unlock, '', json, 'Content-Length: -1')],
		['of a length that is none', request('POST', unlock, '', json, 'Content-Length: x')],
		['that waits to be asked for', [request('POST', unlock, '', json, 'Content-Length: 2', 'Expect: 100-continue'), '{}']],
		['that is asked for by nobody', request('POST', '/nope', '', json, 'Content-Length: 2', 'Expect: 100-continue')],
		['another expectation', request('POST', unlock, '{}', json, 'Content-Length: 2', 'Expect: rain')],
	].map(([name, ...rest]) => [`body: ${name}`, ...rest]),
	engine: [
		['a long answer', get('/v1.50/nodes')],
		['a new swarm where there is one', post('/v1.50/swarm/init', '{}')],
		['a node without a version', post('/v1.50/nodes/nosuch/update', '{}')],
		['a node that is not there', post('/v1.50/nodes/nosuch/update?version=1', '{}')],
		['an error of SwarmKit', request('DELETE', '/v1.50/nodes/node1')],
		['a network without a name', post('/v1.50/networks/create', '{}')],
		['a network that is not there', request('DELETE', '/v1.50/networks/nosuch')],
	],
};

export const cases = Object.values(lists).flatMap(list =>
	list.map(([name, send, options]) => ({name, send: [send].flat(), ...options})),
);

/** Long runs of one character told by their length. */
export const abbreviate = text => text.replaceAll(/(.)\1{999,}/gs, (run, one) => `${one}{${run.length}}`);

/** Says its piece and listens until the engine hangs up or is silent for so long. */
export function converse(socketPath, {send, ends = false}, {pieceMs = 50, silenceMs = 700} = {}) {
	return new Promise((resolve, reject) => {
		const socket = connect({path: socketPath, allowHalfOpen: true});
		const chunks = [];
		let timer;
		const finish = isClosed => {
			clearTimeout(timer);
			socket.destroy();
			resolve({answer: Buffer.concat(chunks).toString('latin1'), isClosed});
		};
		const listen = () => {
			clearTimeout(timer);
			timer = setTimeout(() => finish(false), silenceMs);
		};
		const say = index => {
			if (index === send.length) {
				if (ends) socket.end();
				return;
			}
			socket.write(send[index], 'utf8');
			setTimeout(() => say(index + 1), pieceMs);
		};
		socket.on('connect', () => {
			listen();
			say(0);
		});
		socket.on('data', data => {
			chunks.push(data);
			listen();
		});
		socket.on('end', () => finish(true));
		// An engine that has had enough resets the connection under a client that still writes.
		socket.on('error', error => (['EPIPE', 'ECONNRESET'].includes(error.code) ? finish(true) : reject(error)));
	});
}
