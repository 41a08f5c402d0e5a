import {mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import path from 'node:path';
import {type ApiRequest, ConnectionError, type Transport} from '../../source/api/message.ts';
import {shownOutline} from '../../test/docker/outline.ts';
import {runRealDocker, type Served, serve} from '../../test/docker/real.ts';
import {type Outcome, runDocker} from '../../test/docker/run.ts';
import type {Engines} from './engines.ts';
import type {Case} from './generate.ts';

/** What a run came to, as far as two clients should agree on it. */
export type Shown = Outcome & {readonly requests: readonly string[]};
export type Difference = {readonly line: readonly string[]; readonly ours: Shown; readonly real: Shown};

export type Arena = {
	/** The first line on which the clients differ; undefined: they agree; `skipped`: one of them did not end. */
	readonly compare: (tried: Case) => Promise<Difference | 'skipped' | undefined>;
	readonly close: () => void;
};

/** Longer takes only what waits for something that does not come. Unit: milliseconds. */
const PATIENCE = 10_000;

/** The real client and ours, each on engines of its own. `folder` holds their homes; it must not be there. */
export async function createArena(folder: string, fixtures: string, engines: Engines): Promise<Arena> {
	const log: ApiRequest[] = [];
	const served = new Map<string, Served>();
	let realEngine = engines.start();
	for (const name of engines.names) {
		served.set(name, await serve(request => logged(realEngine(name), log)(request)));
	}
	const fill = (line: readonly string[]) => line.map(word => engines.words[word] ?? word);
	const texts = readdirSync(fixtures).map(name => [name, readFileSync(path.join(fixtures, name), 'utf8')] as const);

	const runReal = async (tried: Case, line: readonly string[]): Promise<Shown> => {
		log.length = 0;
		const {socket = ''} = served.get(tried.engine ?? '') ?? {};
		const env = environment(tried, folder, socket);
		const outcome = await runRealDocker(fill(line), socket, {
			stdin: tried.stdin,
			cwd: fixtures,
			env,
			timeout: PATIENCE,
		});
		return shown(outcome, log, socket);
	};
	const runOurs = async (
		tried: Case,
		line: readonly string[],
		engine: ReturnType<Engines['start']>,
		files: Map<string, string>,
	): Promise<Shown> => {
		const log: ApiRequest[] = [];
		const {socket = ''} = served.get(tried.engine ?? '') ?? {};
		const env = environment(tried, folder, socket);
		const transport = tried.engine === undefined ? nobody : logged(engine(tried.engine), log);
		const reach = (host: string) => (host === `unix://${socket}` ? transport : undefined);
		let waits = 0;
		const sleep = async () => {
			if (waits++ > 100) throw new Endless();
		};
		const options = {transport: nobody, reach, env, stdin: tried.stdin, files, now: Date.now(), sleep};
		return shown(await runDocker(fill(line), options), log, socket);
	};

	return {
		compare: async tried => {
			rmSync(folder, {recursive: true, force: true});
			mkdirSync(folder, {recursive: true});
			const files = new Map(texts);
			const ourEngine = engines.start();
			realEngine = engines.start();
			for (const line of tried.lines) {
				const real = await runReal(tried, line);
				if (real.exitCode === -1) return 'skipped';
				try {
					const ours = await runOurs(tried, line, ourEngine, files);
					if (isOutside(ours)) return undefined;
					if (JSON.stringify(ours) !== JSON.stringify(real)) return {line, ours, real};
				} catch (error) {
					if (error instanceof Endless) return 'skipped';
					const {stack = ''} = error as Error;
					return {line, ours: {exitCode: -2, stdout: '', stderr: stack, requests: []}, real};
				}
			}
			return undefined;
		},
		close: () => {
			for (const {close} of served.values()) close();
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

class Endless extends Error {}

/** Of what the lab does not have, nothing can be compared. */
const isOutside = ({stdout, stderr}: Shown): boolean => /^swarmlab: docker .* is not modelled/m.test(stderr || stdout);

const nobody: Transport = async () => {
	throw new ConnectionError('connection refused');
};

const logged =
	(transport: Transport, log: ApiRequest[]): Transport =>
	request => {
		log.push(request);
		return transport(request);
	};

const environment = ({env}: Case, home: string, socket: string): Record<string, string> => ({
	HOME: home,
	...(socket === '' ? {} : {DOCKER_HOST: `unix://${socket}`}),
	...env,
});

function shown({exitCode, stdout, stderr}: Outcome, log: readonly ApiRequest[], socket: string): Shown {
	const named = (text: string) =>
		text
			.replaceAll(encodeURIComponent(socket) || '\0', 'SOCKET')
			.replaceAll(socket || '\0', 'SOCKET')
			// Addresses in memory.
			.replaceAll(/0xc[0-9a-f]{9}/g, '0xc000000000')
			// Pings that lead to nothing take their time too, and are nobody's business.
			.replaceAll(/(SystemTime\W+\d+-\d+-\d+T\d+:\d+:\d+)[.\d]*Z/g, '$1Z')
			// Go's maps have no order.
			.replace(/^ Runtimes: .*$/m, line => line.split(' ').toSorted().join(' '));
	const helpless = (raw: string) => {
		// What -D has Docker log of its own doings.
		const text = raw.replaceAll(/^time=".*" level=debug .*\n/gm, '');
		return /^(Flag shorthand.*\n)*Usage: /.test(text) ? shownOutline(text).join('\n') : named(text);
	};
	const isIdle = log.every(({path: route}) => route === '/_ping');
	const requests = isIdle ? [] : log.map(request);
	return {exitCode, stdout: helpless(stdout), stderr: helpless(stderr), requests};
}

/** A moment that is told as an age differs by what passed between the clients. */
function request({method, path: route, query = {}, body}: ApiRequest): string {
	const search = new URLSearchParams(query).toString().replaceAll(/(since|until)=\d{10}(?=&|$)/g, '$1=NOW');
	return [`${method} ${route}${search && `?${search}`}`, ...(body ? [body] : [])].join(' ');
}
