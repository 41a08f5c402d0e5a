import type {Transport} from '../../source/api/message.ts';
import type {ProcessIo} from '../../source/base/program.ts';
import {createDocker, type DockerOptions} from '../../source/docker/docker.ts';

export type Outcome = {readonly exitCode: number; readonly stdout: string; readonly stderr: string};

export type RunOptions = {
	readonly transport: Transport;
	readonly host?: string;
	readonly reach?: DockerOptions['reach'];
	readonly stdin?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly files?: Readonly<Record<string, string>> | Map<string, string>;
	readonly columns?: number;
	readonly isTerminal?: boolean;
	readonly signal?: AbortSignal;
	readonly now?: number;
	readonly sleep?: ProcessIo['sleep'];
};

/** Files that are there from the start; what is written is not seen by the next run, unless `files` is a map. */
function filesOf(files: NonNullable<RunOptions['files']>): ProcessIo['files'] {
	const contents = files instanceof Map ? files : new Map(Object.entries(files));
	return {
		read: path => contents.get(path),
		write: (path, text) => void contents.set(path, text),
		remove: path => void contents.delete(path),
		paths: () => [...contents.keys()],
	};
}

/** Runs our command line once. */
export async function runDocker(argv: readonly string[], options: RunOptions): Promise<Outcome> {
	const {transport, host, stdin = '', env = {HOME: '/root'}, files = {}, columns = 80, isTerminal = false} = options;
	const outcome = {stdout: '', stderr: ''};
	const io: ProcessIo = {
		env,
		stdin: (async function* () {
			if (stdin !== '') yield stdin;
		})(),
		stdinIsTerminal: isTerminal,
		stdout: text => {
			outcome.stdout += text;
		},
		stdoutIsTerminal: isTerminal,
		stderr: text => {
			outcome.stderr += text;
		},
		columns,
		files: filesOf(files),
		now: () => options.now ?? Date.parse('2026-01-01T00:10:00Z'),
		sleep: options.sleep ?? (async () => {}),
		signal: options.signal ?? new AbortController().signal,
	};
	const exitCode = await createDocker({transport, host, reach: options.reach})(argv, io);
	return {exitCode, ...outcome};
}

/** Splits a line as a shell does: blanks, single and double quotes. */
export function words(line: string): string[] {
	const found = line.match(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g) ?? [];
	return found.map(word => word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
}
