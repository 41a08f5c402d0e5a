import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type {LabEngine} from '../lab/outside.ts';
import type {ServedEngines} from '../lab/sockets.ts';
import type {Serving} from '../sockets/serve.ts';
import {type ServeCommandOptions, UsageError} from './arguments.ts';
import {endOnSignals} from './exits.ts';
import {realTime} from './real-time.ts';
import {anySeed} from './seed.ts';

/** The same for all of a user's labs, so that contexts made once are good for the next one too. */
function defaultFolder(): string {
	const {XDG_RUNTIME_DIR} = process.env;
	if (XDG_RUNTIME_DIR) return path.join(XDG_RUNTIME_DIR, 'swarmlab');
	return path.join(tmpdir(), `swarmlab-${process.getuid?.() ?? 'lab'}`);
}

/** Words for a shell, quoted only where it matters. */
const quote = (text: string): string => (/^[\w:/.,@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What points a shell to each node. */
const exportsOf = ({hosts}: Serving): Readonly<Record<string, string>> =>
	Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, `export DOCKER_HOST=${quote(host)}`]));

/** For a lab with a screen, when somebody types `serve`. */
export async function serveOpenLab(engines: readonly LabEngine[]): Promise<ServedEngines> {
	const {serveEngines} = await import('../sockets/serve.ts');
	const serving = await serveEngines(engines, {folder: defaultFolder()});
	process.on('exit', serving.close);
	const close = () => {
		process.off('exit', serving.close);
		serving.close();
	};
	return {folder: serving.folder, exports: exportsOf(serving), follow: serving.follow, close};
}

const contextLines = ({hosts}: Serving): readonly string[] =>
	Object.entries(hosts).map(
		([name, host]) => `docker context create swarmlab-${name} --docker ${quote(`host=${host}`)}`,
	);

/** A lab without a screen, for docker clients from outside. It goes on until a signal ends it. */
export async function serveLab({folder = defaultFolder(), port, ...open}: ServeCommandOptions): Promise<void> {
	const {nodes, interfaces, clock, speed, everyTick, seed = anySeed()} = open;
	const {createLab} = await import('../lab/lab.ts');
	const {FolderError, serveEngines} = await import('../sockets/serve.ts');
	const lab = createLab({seed, nodes, interfaces, startedAt: clock ?? Date.now(), speed, everyTick, realTime});
	const serving = await serveEngines(lab.engines, {folder: path.resolve(folder), port}).catch(error => {
		lab.close();
		throw error instanceof FolderError ? new UsageError(error.message) : describePort(error);
	});
	process.on('exit', serving.close);
	endOnSignals();
	lab.subscribe(serving.follow);
	const lines = [
		`# swarmlab: ${nodes} engines, seed ${seed}. Ctrl-C ends them.`,
		...Object.values(exportsOf(serving)),
		'',
		...contextLines(serving),
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	// What listens keeps Node running only as long as an engine is up.
	setInterval(() => {}, 2 ** 30);
}

function describePort(error: NodeJS.ErrnoException & {port?: number}): Error {
	if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
	return new UsageError(`cannot listen on port ${error.port}: ${error.code}; choose another with --tcp`);
}
