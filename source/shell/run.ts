import type {ProcessIo, Program} from '../base/program.ts';
import {builtins} from './builtins.ts';
import {type Expansion, expandCommand, expandUnsplit, expandWord} from './expand.ts';
import {describeCommands} from './help.ts';
import {parse} from './parse.ts';
import {createPipe} from './pipe.ts';
import {redirect, withNullDevice} from './redirect.ts';
import type {Shell, Surroundings} from './shell.ts';
import {copyState, environmentOf, parameterValue, type ShellState} from './state.ts';
import type {AndOrList, Command, ForLoop, Pipeline, Script, SimpleCommand} from './syntax.ts';
import {tools} from './tools.ts';

/** `exited`: the script ended itself with `exit`. */
export type Outcome = {readonly status: number; readonly exited: boolean};

/**
Runs a script in a shell, whose state it changes. Programs see the state's exported variables as their
environment, whatever `io.env` says. Awaits nothing but programs, their input and `io.sleep`. When
`io.signal` aborts it returns 130 at once; what an interrupted program still writes is dropped.
*/
export async function run(script: Script, state: ShellState, surroundings: Surroundings): Promise<Outcome> {
	const {io} = surroundings;
	const shell: Shell = {state, surroundings, exited: false};
	await runScript(script, shell, {...io, stdin: shareInput(io.stdin), files: withNullDevice(io.files)});
	return {status: state.status, exited: shell.exited};
}

/** Parses and runs a text that is all there is, as `ssh` and scenarios do: what is incomplete is an error. */
export async function runText(text: string, state: ShellState, surroundings: Surroundings): Promise<Outcome> {
	const parsed = parse(text);
	if (parsed.type === 'complete') return run(parsed.script, state, surroundings);
	const message = parsed.type === 'error' ? parsed.message : `unexpected end of file, before ${parsed.expects}`;
	surroundings.io.stderr(`swarmlab: ${message}\n`);
	state.status = 2;
	return {status: 2, exited: false};
}

/** One input for many readers, one after another: who stops early leaves the rest to the next. */
function shareInput(input: AsyncIterable<string>): AsyncIterable<string> {
	let iterator: AsyncIterator<string> | undefined;
	const next = () => {
		iterator ??= input[Symbol.asyncIterator]();
		return iterator.next();
	};
	return {[Symbol.asyncIterator]: () => ({next})};
}

function isOver(shell: Shell, io: ProcessIo): boolean {
	return shell.exited || io.signal.aborted;
}

async function runScript(script: Script, shell: Shell, io: ProcessIo): Promise<void> {
	for (const list of script) {
		if (isOver(shell, io)) return;
		await runAndOrList(list, shell, io);
	}
}

async function runAndOrList({first, rest}: AndOrList, shell: Shell, io: ProcessIo): Promise<void> {
	await runPipeline(first, shell, io);
	for (const {operator, pipeline} of rest) {
		if (isOver(shell, io)) return;
		if ((shell.state.status === 0) === (operator === '&&')) await runPipeline(pipeline, shell, io);
	}
}

async function runPipeline({negated, commands}: Pipeline, shell: Shell, io: ProcessIo): Promise<void> {
	const [only] = commands;
	const status =
		commands.length === 1 && only ? await runCommand(only, shell, io) : await runStages(commands, shell, io);
	shell.state.status = negated && !isOver(shell, io) ? Number(status === 0) : status;
}

/** All stages at once, each in a subshell; one that writes to nobody any more is stopped, as by SIGPIPE. */
async function runStages(commands: readonly Command[], shell: Shell, io: ProcessIo): Promise<number> {
	const stages = commands.map(() => new AbortController());
	const pipes = stages.slice(1).map((_, index) => createPipe(() => stages[index]?.abort()));
	const runStage = async (command: Command, index: number) => {
		const stage = (stages[index] as AbortController).signal;
		const [input, output] = [pipes[index - 1], pipes[index]];
		try {
			const streams = {
				...(input && {stdin: input.output, stdinIsTerminal: false}),
				...(output && {stdout: output.write, stdoutIsTerminal: false}),
			};
			const status = await runCommand(command, subshell(shell), {...stoppable(io, stage), ...streams});
			return stage.aborted && !io.signal.aborted ? 141 : status;
		} finally {
			output?.end();
			input?.abandon();
		}
	};
	const statuses = await Promise.all(commands.map(runStage));
	return statuses.at(-1) ?? 0;
}

function stoppable(io: ProcessIo, stage: AbortSignal): ProcessIo {
	const signal = AbortSignal.any([io.signal, stage]);
	const sleep = async (ms: number) => {
		await io.sleep(ms);
		signal.throwIfAborted();
	};
	return {...io, signal, sleep};
}

function subshell(shell: Shell): Shell {
	return {...shell, state: copyState(shell.state), exited: false};
}

function runCommand(command: Command, shell: Shell, io: ProcessIo): Promise<number> {
	return command.type === 'for' ? runForLoop(command, shell, io) : runSimpleCommand(command, shell, io);
}

async function runForLoop(loop: ForLoop, shell: Shell, io: ProcessIo): Promise<number> {
	const expansion = createExpansion(shell, io);
	let values: string[] = [];
	for (const word of loop.words) values = values.concat(await expandWord(word, expansion));
	const redirected = await redirect(loop.redirections, expansion, io);
	if (io.signal.aborted) return 130;
	if (!redirected) return 1;
	if (values.length === 0) shell.state.status = 0;
	for (const value of values) {
		if (isOver(shell, io)) break;
		shell.state.variables.set(loop.variable, value);
		await runScript(loop.body, shell, redirected);
	}
	return io.signal.aborted ? 130 : shell.state.status;
}

async function runSimpleCommand(command: SimpleCommand, shell: Shell, io: ProcessIo): Promise<number> {
	const expansion = createExpansion(shell, io);
	const [name, ...argv] = await expandCommand(command.words, expansion);
	const scope = name === undefined ? shell.state : copyState(shell.state);
	const scoped = createExpansion({...shell, state: scope}, io);
	for (const {name: variable, value} of command.assignments) {
		scope.variables.set(variable, await expandUnsplit(value, scoped));
		if (name !== undefined) scope.exported.add(variable);
	}
	const redirected = await redirect(command.redirections, expansion, io);
	if (io.signal.aborted) return 130;
	if (!redirected) return 1;
	if (name === undefined) return scoped.status() ?? expansion.status() ?? 0;
	const builtin = ownValue(builtins, name);
	if (builtin) return builtin(argv, redirected, shell);
	const program = ownValue(shell.surroundings.programs, name) ?? ownValue(tools, name);
	if (program) return runProgram(program, argv, {...redirected, env: environmentOf(scope)});
	redirected.stderr(`swarmlab: ${name}: not found\n${describeCommands(shell.surroundings.programs)}\n`);
	return 127;
}

function ownValue<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
	return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A program that does not heed the signal is left behind, mute. */
async function runProgram(program: Program, argv: readonly string[], io: ProcessIo): Promise<number> {
	let isLeft = false;
	const stdout = (text: string) => (isLeft ? undefined : io.stdout(text));
	const stderr = (text: string) => (isLeft ? undefined : io.stderr(text));
	let interrupt = () => {};
	const interrupted = new Promise<number>(resolve => {
		interrupt = () => resolve(130);
	});
	io.signal.addEventListener('abort', interrupt, {once: true});
	try {
		return await Promise.race([interrupted, program(argv, {...io, stdout, stderr})]);
	} catch (error) {
		if (io.signal.aborted) return 130;
		throw error;
	} finally {
		isLeft = true;
		io.signal.removeEventListener('abort', interrupt);
	}
}

/** `status`: how the last `$(…)` ended; undefined while there was none. */
function createExpansion(shell: Shell, io: ProcessIo): Expansion & {readonly status: () => number | undefined} {
	let status: number | undefined;
	return {
		status: () => status,
		parameter: name => parameterValue(shell.state, name),
		async substitute(script) {
			const chunks: string[] = [];
			const inner = subshell(shell);
			inner.state.status = script.length === 0 ? 0 : inner.state.status;
			const captured = {...io, stdout: (text: string) => void chunks.push(text), stdoutIsTerminal: false};
			await runScript(readsFile(script) ?? script, inner, captured);
			status = inner.state.status;
			shell.state.status = status;
			return chunks.join('').replace(/\n+$/, '');
		},
	};
}

/** `$(<FILE)` is `$(cat <FILE)`. */
function readsFile([list, ...more]: Script): Script | undefined {
	const command = list?.first.commands[0];
	if (more.length > 0 || !list || list.rest.length > 0 || list.first.commands.length > 1) return undefined;
	if (command?.type !== 'simple' || command.words.length + command.assignments.length > 0) return undefined;
	if (command.redirections.length !== 1 || command.redirections[0]?.operator !== '<') return undefined;
	const {from, to} = command;
	const cat: SimpleCommand = {
		...command,
		words: [{from, to, parts: [{type: 'text', text: 'cat', quoted: false, from, to}]}],
	};
	return [{first: {negated: false, commands: [cat]}, rest: []}];
}
