import {readFileSync, writeFileSync} from 'node:fs';
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
	const {stdin, stdout, stderr, env} = process;
	return {
		env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
		stdin: stdin.setEncoding('utf8') as AsyncIterable<string>,
		stdinIsTerminal: stdin.isTTY === true,
		stdout: text => void stdout.write(text),
		stdoutIsTerminal: stdout.isTTY === true,
		stderr: text => void stderr.write(text),
		columns: stdout.columns ?? 80,
		files: {read: readIfThere, write: (file, text) => writeFileSync(file, text)},
		now: () => Date.now(),
		sleep: ms => sleep(ms, undefined, {signal}),
		signal,
	};
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
