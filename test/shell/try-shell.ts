import type {ProcessIo, Program} from '../../source/base/program.ts';
import {parse} from '../../source/shell/parse.ts';
import {run} from '../../source/shell/run.ts';
import type {Surroundings} from '../../source/shell/shell.ts';
import {createShellState, type ShellState} from '../../source/shell/state.ts';

export type Ran = {stdout: string; stderr: string; status: number; exited: boolean};

/** As printenv(1): the environment that a program was given. */
const printenv: Program = async ([name], io) => {
	const value = io.env[name as string];
	if (value !== undefined) io.stdout(`${value}\n`);
	return Number(value === undefined);
};

/** A program's surroundings that only remember. */
export function createIo(files = new Map<string, string>()): {io: ProcessIo; stdout: string[]; stderr: string[]} {
	const [stdout, stderr]: string[][] = [[], []];
	const io: ProcessIo = {
		env: {},
		stdin: (async function* () {})(),
		stdinIsTerminal: true,
		stdout: text => stdout?.push(text),
		stdoutIsTerminal: true,
		stderr: text => stderr?.push(text),
		columns: 80,
		files: {
			read: path => files.get(path),
			write: (path, text) => files.set(path, text),
			remove: path => files.delete(path),
			paths: () => [...files.keys()],
		},
		now: () => 0,
		sleep: async () => {},
		signal: new AbortController().signal,
	};
	return {io, stdout: stdout as string[], stderr: stderr as string[]};
}

/** Runs a text that must parse (what does not is status 2). */
export async function tryShell(
	text: string,
	surroundings: Partial<Omit<Surroundings, 'io'>> & {io?: Partial<ProcessIo>; state?: ShellState} = {},
): Promise<Ran> {
	const {io, stdout, stderr} = createIo();
	const parsed = parse(text);
	if (parsed.type !== 'complete') {
		const message = parsed.type === 'error' ? parsed.message : parsed.expects;
		return {stdout: '', stderr: `${parsed.type}: ${message}`, status: 2, exited: false};
	}
	const outcome = await run(parsed.script, surroundings.state ?? createShellState(), {
		...surroundings,
		programs: {printenv, ...surroundings.programs},
		io: {...io, ...surroundings.io},
	});
	return {...outcome, stdout: stdout.join(''), stderr: stderr.join('')};
}
