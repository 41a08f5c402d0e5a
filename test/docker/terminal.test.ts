import {describe, expect, it} from 'vitest';
import type {ApiRequest, Transport} from '../../source/api/message.ts';
import {cannedEngine} from './engines.ts';
import {runDocker, words} from './run.ts';

const run = (line: string, transport: Transport, options = {}) =>
	runDocker(words(line).slice(1), {transport, isTerminal: true, ...options});

describe('on a terminal', () => {
	it('docker swarm unlock asks for the key', async () => {
		const {transport, requests} = cannedEngine('locked');
		const outcome = await run('docker swarm unlock', transport, {stdin: ' SWMKEY-1-x \n'});
		expect(outcome).toEqual({exitCode: 0, stdout: 'Enter unlock key: \n', stderr: ''});
		expect(requests.at(-1)?.body).toBe('{"UnlockKey":"SWMKEY-1-x"}\n');
	});

	it('docker network rm ingress asks whether that is meant', async () => {
		const outcome = await run('docker network rm ingress', cannedEngine('manager').transport, {stdin: 'n\n'});
		expect(outcome.stdout).toMatch(/^WARNING! Before removing .*\nAre you sure you want to continue\? \[y\/N\] $/s);
	});
});

/** An engine whose root rotation takes three looks at it. */
function rotatingEngine(): Transport {
	const engine = cannedEngine('manager').transport;
	const oldInfo = {TrustRoot: 'old\n', CertIssuerSubject: 'b2xk', CertIssuerPublicKey: 'b2xk'};
	const newInfo = {TrustRoot: 'new\n', CertIssuerSubject: 'bmV3', CertIssuerPublicKey: 'bmV3'};
	let looks = 0;
	const change = (request: ApiRequest, body: string): unknown => {
		const json = JSON.parse(body);
		if (request.path.endsWith('/swarm')) {
			looks++;
			return {...json, TLSInfo: looks < 2 ? oldInfo : newInfo, RootRotationInProgress: looks < 4};
		}
		const infos = [looks > 2 ? newInfo : oldInfo, looks > 3 ? newInfo : oldInfo];
		return infos.map((TLSInfo, index) => ({...json[index], Description: {...json[index].Description, TLSInfo}}));
	};
	return async request => {
		const response = await engine(request);
		if (request.method !== 'GET' || !/\/(swarm|nodes)$/.test(request.path)) return response;
		return {...response, body: JSON.stringify(change(request, response.body))};
	};
}

describe('docker swarm ca --rotate', () => {
	it('tells each look where there is no terminal', async () => {
		const slept: number[] = [];
		const sleep = async (ms: number) => {
			slept.push(ms);
		};
		const {stdout} = await run('docker swarm ca --rotate', rotatingEngine(), {isTerminal: false, sleep});
		expect(stdout).toMatchInlineSnapshot(`
			"desired root digest: 
			  rotated TLS certificates: 
			  rotated CA certificates:  
			desired root digest: sha256:7aa7a5359173d05b63cfd682e3c38487f3cb4f7f1d60659fe59fab1505977d4c
			desired root digest: sha256:7aa7a5359173d05b63cfd682e3c38487f3cb4f7f1d60659fe59fab1505977d4c
			desired root digest: sha256:7aa7a5359173d05b63cfd682e3c38487f3cb4f7f1d60659fe59fab1505977d4c
			new
			"
		`);
		expect(slept).toEqual([200, 200, 200]);
	});

	it('redraws its lines on a terminal, with bars where it is wide', async () => {
		const {stdout} = await run('docker swarm ca --rotate', rotatingEngine(), {columns: 120});
		expect(stdout.replaceAll('\x1b', '␛').replaceAll('\r', '␍')).toMatchInlineSnapshot(`
			"
			␛[1A␛[2K␍desired root digest:  ␍␛[1B
			␛[1A␛[2K␍  rotated TLS certificates:  ␍␛[1B
			␛[1A␛[2K␍  rotated CA certificates:   ␍␛[1B␛[3A␛[2K␍desired root digest: sha256:7aa7a5359173d05b63cfd682e3c38487f3cb4f7f1d60659fe59fab1505977d4c ␍␛[3B␛[2A␛[2K␍  rotated TLS certificates:  [>                                                  ] 0/2 nodes␍␛[2B␛[1A␛[2K␍  rotated CA certificates:   [>                                                  ] 0/2 nodes␍␛[1B␛[3A␛[2K␍desired root digest: sha256:7aa7a5359173d05b63cfd682e3c38487f3cb4f7f1d60659fe59fab1505977d4c ␍␛[3B␛[2A␛[2K␍  rotated TLS certificates:  [=========================>                         ] 1/2 nodes␍␛[2B␛[1A␛[2K␍  rotated CA certificates:   [>                                                  ] 0/2 nodes␍␛[1B␛[3A␛[2K␍desired root digest: sha256:7aa7a5359173d05b63cfd682e3c38487f3cb4f7f1d60659fe59fab1505977d4c ␍␛[3B␛[2A␛[2K␍  rotated TLS certificates:  [==================================================>] 2/2 nodes␍␛[2B␛[1A␛[2K␍  rotated CA certificates:   [==================================================>] 2/2 nodes␍␛[1Bnew
			"
		`);
	});

	it('draws no bars on 80 columns', async () => {
		const {stdout} = await run('docker swarm ca --rotate', rotatingEngine());
		expect(stdout).toContain('\r  rotated TLS certificates:  1/2 nodes\r');
	});

	it('goes on in the background after Ctrl-C', async () => {
		const controller = new AbortController();
		const sleep = async () => {
			controller.abort();
			throw new DOMException('', 'AbortError');
		};
		const options = {isTerminal: false, sleep, signal: controller.signal};
		const {exitCode, stdout} = await run('docker swarm ca --rotate', rotatingEngine(), options);
		expect(stdout).toMatch(
			/\nOperation continuing in background.\nUse `swarmctl cluster inspect default` to check progress.\n$/,
		);
		expect(exitCode).toBe(130);
	});
});
