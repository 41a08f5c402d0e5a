import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import type {ProcessIo} from '../base/program.ts';

/** Our docker command line as a program of its own: to a real engine, or to one that is served. */
export async function runOwnDocker(argv: readonly string[]): Promise<void> {
	const {createDocker} = await import('../docker/docker.ts');
	const {createTransport} = await import('../sockets/transport.ts');
	const interruption = new AbortController();
	process.once('SIGINT', () => interruption.abort());
	const standard = 'unix:///var/run/docker.sock';
	const docker = createDocker({transport: createTransport(standard), host: standard, reach: createTransport});
	process.exitCode = await docker(argv, processIo(interruption.signal));
	// Standard input may go on, and connections wait for more.
	process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

function processIo(signal: AbortSignal): ProcessIo {
	const {stdin, stdout, stderr} = process;
	const env = Object.fromEntries(
		Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
	);
	const configuration = env.DOCKER_CONFIG || path.join(env.HOME ?? '', '.docker');
	return {
		env,
		stdin: stdin.setEncoding('utf8') as AsyncIterable<string>,
		stdinIsTerminal: stdin.isTTY === true,
		stdout: text => void stdout.write(text),
		stdoutIsTerminal: stdout.isTTY === true,
		stderr: text => void stderr.write(text),
		columns: stdout.columns ?? 80,
		files: {
			read: readIfThere,
			write,
			remove: file => rmSync(file, {force: true}),
			paths: () => contextFiles(configuration),
		},
		now: () => Date.now(),
		sleep: ms => sleep(ms, undefined, {signal}),
		signal,
	};
}

function write(file: string, text: string): void {
	mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
	writeFileSync(file, text, {mode: 0o600});
}

/** The client looks for nothing else without knowing its name. */
function contextFiles(configuration: string): readonly string[] {
	const folder = path.join(configuration, 'contexts');
	try {
		return readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => path.join(folder, name));
	} catch {
		return [];
	}
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
