import {type ChildProcess, spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type {Files, ProcessIo, Program} from '../base/program.ts';
import type {Client, LabEngine} from '../lab/outside.ts';
import {type Serving, serveEngines} from '../sockets/serve.ts';

/** Docker's own client, run against the lab's engines with a home where nobody has set anything. */
export async function openClient(program: string, engines: readonly LabEngine[], ended: () => void): Promise<Client> {
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-'));
	const remove = () => rmSync(folder, {recursive: true, force: true});
	process.on('exit', remove);
	const serving = await serveEngines(engines, {folder: path.join(folder, 'run')});
	const home = path.join(folder, 'home');
	mkdirSync(home);
	const living = new Set<ChildProcess>();
	const redirect = redirectTo(engines, serving);
	const start = (node: string, argv: readonly string[], io: ProcessIo): ChildProcess => {
		// Engines have come up and gone down while nobody asked.
		serving.follow();
		const words = argv.map(redirect);
		const child = spawn(program, [...addressOf(serving, node, argv, io.env), ...words], {
			cwd: folderOf(folder, node),
			env: {
				...mapValues(io.env, redirect),
				PATH: process.env.PATH,
				HOME: home,
				DOCKER_CONFIG: path.join(home, '.docker'),
				TZ: 'UTC',
			},
		});
		living.add(child);
		child.on('close', () => {
			living.delete(child);
			ended();
		});
		return child;
	};
	return {
		docker: node => clientProgram((argv, io) => start(node, argv, io)),
		filesOf: (node, others) => filesIn(folderOf(folder, node), others),
		processes: () => living.size,
		follow: serving.follow,
		close: () => {
			for (const child of living) child.kill('SIGKILL');
			serving.close();
			process.off('exit', remove);
			remove();
		},
	};
}

function folderOf(folder: string, node: string): string {
	const own = path.join(folder, node);
	mkdirSync(own, {recursive: true});
	return own;
}

/** Which engine to speak to: the node's own, unless the command or its surroundings name another. */
function addressOf({hosts}: Serving, node: string, argv: readonly string[], env: ProcessIo['env']): readonly string[] {
	const isNamed = env.DOCKER_HOST || env.DOCKER_CONTEXT || argv.some(word => /^(-H|--host|-c|--context)/.test(word));
	return isNamed ? [] : ['-H', hosts[node] ?? ''];
}

/** The lab's machines are known to the lab alone: `tcp://node3:2375` becomes node3's socket. */
function redirectTo(engines: readonly LabEngine[], {hosts}: Serving): (word: string) => string {
	const sockets = new Map(engines.flatMap(({name, hostnames}) => hostnames.map(one => [one, hosts[name] ?? ''])));
	return word =>
		word.replace(/tcp:\/\/([^:/=]+):2375$/, (address: string, name: string) => sockets.get(name) ?? address);
}

const mapValues = (record: Readonly<Record<string, string>>, change: (value: string) => string) =>
	Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Files beside each other are really there; paths that lead elsewhere stay in the lab. */
function filesIn(folder: string, others: Files): Files {
	const isHere = (name: string) => /^(\.\/)?[^/]+$/.test(name) && !/^\.{1,2}$/.test(name);
	return {
		read: name => {
			if (!isHere(name)) return others.read(name);
			try {
				return readFileSync(path.join(folder, name), 'utf8');
			} catch {
				return undefined;
			}
		},
		write: (name, text) => {
			if (isHere(name)) writeFileSync(path.join(folder, name), text);
			else others.write(name, text);
		},
		remove: name => (isHere(name) ? rmSync(path.join(folder, name), {force: true}) : others.remove(name)),
		paths: () => [...readdirSync(folder), ...others.paths()],
	};
}

/** A process as a program of the lab's shell. */
const clientProgram =
	(start: (argv: readonly string[], io: ProcessIo) => ChildProcess): Program =>
	(argv, io) =>
		new Promise((resolve, reject) => {
			const child = start(argv, io);
			const interrupt = () => child.kill('SIGINT');
			io.signal.addEventListener('abort', interrupt, {once: true});
			child.stdout?.setEncoding('utf8').on('data', io.stdout);
			child.stderr?.setEncoding('utf8').on('data', io.stderr);
			void feed(child, io.stdin);
			child.on('error', reject);
			child.on('close', (status, signal) => {
				io.signal.removeEventListener('abort', interrupt);
				resolve(status ?? (signal === 'SIGINT' ? 130 : 137));
			});
		});

async function feed({stdin}: ChildProcess, input: ProcessIo['stdin']): Promise<void> {
	// It may have ended without reading to the end.
	stdin?.on('error', () => {});
	for await (const piece of input) stdin?.write(piece);
	stdin?.end();
}
