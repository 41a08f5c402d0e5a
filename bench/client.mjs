/** What Docker's own client and others from outside get from served engines. */
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {root} from '../scripts/install.mjs';
import {judge, scenarios} from '../scripts/judge.mjs';
import {program} from './lab.mjs';
import {median} from './program.mjs';

const rounds = 31;
const seconds = 3;
const connectionsEach = 8;

const inFolder = async work => {
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-bench-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};

export const hasClient = () => spawnSync('docker', ['--version']).status === 0;

/** Serves five engines, the first a swarm's manager, while the work is done. */
const whileServed = work =>
	inFolder(async base => {
		const folder = path.join(base, 'run');
		const child = spawn(process.execPath, [program, 'serve', '--dir', folder, '--seed', '1'], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const socketOf = number => path.join(folder, `node${number}.sock`);
		try {
			await new Promise(resolve => child.stdout.once('data', resolve));
			const words = [program, 'docker', '-H', `unix://${socketOf(1)}`, 'swarm', 'init'];
			if (spawnSync(process.execPath, words).status !== 0) throw new Error('no swarm came to be');
			return await work(socketOf);
		} finally {
			child.kill();
		}
	});

/** Wall time of `docker node ls` in a shell, as the recorder of real engines measures it. */
function timeNodeLs(socket) {
	const script = `docker() { command docker -H unix://${socket} "$@"; }\ndocker node ls`;
	return Array.from({length: rounds}, () => {
		const startedAt = performance.now();
		const {status, stderr} = spawnSync('bash', ['-c', script], {env: {...process.env, HOME: '/nonexistent'}});
		if (status !== 0) throw new Error(`docker node ls: ${stderr}`);
		return performance.now() - startedAt;
	});
}

export const measureNodeLs = () => whileServed(socketOf => median(timeNodeLs(socketOf(1))));

/** The same on a real engine; undefined where test/oracle/setup.sh has prepared none. */
export function measureRealNodeLs() {
	const lab = process.env.SWARM_LAB ?? path.join(tmpdir(), 'swarm-lab');
	if (process.getuid?.() !== 0 || !existsSync(path.join(lab, 'root/usr/sbin/dockerd'))) return undefined;
	return inFolder(folder => {
		const scenario = path.join(folder, 'ls.scenario');
		const lines = ['nodes 1', 'node1$ docker swarm init', 'wait 2s', ...Array(rounds).fill('node1$ docker node ls')];
		writeFileSync(scenario, lines.join('\n'));
		const record = path.join(root, 'test/oracle/record.mjs');
		const env = {...process.env, LAB: process.env.LAB ?? 'bench'};
		if (spawnSync(process.execPath, [record, folder, scenario], {env}).status !== 0) return undefined;
		const [, ...entries] = readFileSync(path.join(folder, 'ls.jsonl'), 'utf8')
			.trim()
			.split('\n')
			.map(line => JSON.parse(line));
		return median(entries.map(({took}) => took * 1000));
	});
}

/** Answers to `GET /info` a second, several connections a socket, each asking again as soon as it has its answer. */
const countRequests = async sockets => {
	const deadline = performance.now() + seconds * 1000;
	let answers = 0;
	const ask = (socketPath, agent) =>
		new Promise((resolve, reject) => {
			http
				.get({socketPath, agent, path: '/v1.50/info', headers: {Host: 'docker'}}, answer => {
					answer.resume().on('end', resolve);
				})
				.on('error', reject);
		});
	const client = async socketPath => {
		const agent = new http.Agent({keepAlive: true, maxSockets: 1});
		for (; performance.now() < deadline; answers++) await ask(socketPath, agent);
		agent.destroy();
	};
	await Promise.all(sockets.flatMap(socket => Array.from({length: connectionsEach}, () => client(socket))));
	return answers / seconds;
};

export const measureRequests = () =>
	whileServed(async socketOf => ({
		one: await countRequests([socketOf(1)]),
		five: await countRequests([1, 2, 3, 4, 5].map(socketOf)),
	}));

/** The specification's recordings: commands agreeing, by our command line and by Docker's client, on our engines. */
export const measureAgreement = () =>
	inFolder(folder =>
		scenarios.map(name => {
			const file = path.join(root, 'test/oracle/scenarios', `${name}.scenario`);
			const agreement = (...words) => {
				const {stdout} = spawnSync(process.execPath, [program, 'run', file, '--json', ...words], {maxBuffer: 2 ** 28});
				const transcript = path.join(folder, `${name}.jsonl`);
				writeFileSync(transcript, stdout);
				return judge(name, transcript);
			};
			return {name, ours: agreement(), client: hasClient() ? agreement('--client', 'docker') : undefined};
		}),
	);
