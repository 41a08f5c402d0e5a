import type {Files, ProcessIo} from '../base/program.ts';
import {type Expansion, expandWord} from './expand.ts';
import type {Redirection} from './syntax.ts';
import {onlyChunk} from './tools/input.ts';

/** The streams after a command's redirections, in their order. Undefined: one failed, and said so, or was interrupted. */
export async function redirect(
	redirections: readonly Redirection[],
	expansion: Expansion,
	io: ProcessIo,
): Promise<ProcessIo | undefined> {
	let redirected = io;
	for (const redirection of redirections) {
		if (redirection.operator === '>&') {
			const sink = redirection.target === 1 ? redirected.stdout : redirected.stderr;
			redirected = withSink(redirected, redirection.descriptor, sink);
			continue;
		}
		const [path, ...more] = await expandWord(redirection.target, expansion);
		if (io.signal.aborted) return undefined;
		if (path === undefined || more.length > 0) {
			redirected.stderr('swarmlab: ambiguous redirect\n');
			return undefined;
		}
		const next = redirectTo(path, redirection, redirected);
		if (!next) {
			redirected.stderr(`swarmlab: ${path}: No such file or directory\n`);
			return undefined;
		}
		redirected = next;
	}
	return redirected;
}

function redirectTo(path: string, {operator, descriptor}: Redirection, io: ProcessIo): ProcessIo | undefined {
	if (path === '') return undefined;
	const text = io.files.read(path);
	if (operator === '<') return text === undefined ? undefined : {...io, stdin: onlyChunk(text), stdinIsTerminal: false};
	if (operator === '>' || text === undefined) io.files.write(path, '');
	const append = (more: string) => io.files.write(path, (io.files.read(path) ?? '') + more);
	const redirected = withSink(io, descriptor, append);
	return descriptor === 1 ? {...redirected, stdoutIsTerminal: false} : redirected;
}

function withSink(io: ProcessIo, descriptor: Redirection['descriptor'], sink: (text: string) => void): ProcessIo {
	return descriptor === 1 ? {...io, stdout: sink} : {...io, stderr: sink};
}

/** The lab's files and `/dev/null`. */
export function withNullDevice(files: Files): Files {
	return {
		...files,
		read: path => (path === '/dev/null' ? '' : files.read(path)),
		write(path, text) {
			if (path !== '/dev/null') files.write(path, text);
		},
	};
}
