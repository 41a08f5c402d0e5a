import {ConnectionError, type Transport} from '../api/message.ts';
import type {ProcessIo, Program} from '../base/program.ts';
import {type Client, connectLate, createClient, type ServerInfo} from './client.ts';
import {dockerCommand} from './commands/docker.ts';
import {type Config, configDirectory, readConfig} from './config.ts';
import {type ContextStore, createContextStore} from './contexts.ts';
import {currentContext, defaultHost, resolveHost} from './endpoint.ts';
import {asFailure, Failure, Fatal, Interrupted} from './failure.ts';
import {arityComplaint} from './grammar/arity.ts';
import {type CommandPath, last, pathText, usageText} from './grammar/command.ts';
import {FlagError, type ParsedFlags, parseFlags} from './grammar/parse.ts';
import {type Found, traverse} from './grammar/traverse.ts';
import {helpText} from './help.ts';
import {outsideText} from './outside.ts';
import {release} from './release.ts';
import {supportProblem} from './support.ts';

export type DockerOptions = {
	/** To the engine of the machine that the command line runs on. */
	readonly transport: Transport;
	/** Where that engine listens, as Docker's messages name it. */
	readonly host?: string;
	/** To the engine at another address, as `tcp://node2:2375`; undefined: nobody listens there. */
	readonly reach?: (host: string) => Transport | undefined;
};

/** What one run of `docker` works with. */
type Run = {
	readonly io: ProcessIo;
	readonly config: Config;
	readonly contexts: ContextStore;
	readonly root: CommandPath;
	readonly client: Client;
};

/** The docker command line, client 28.2.2: words in, Engine API requests out. */
export function createDocker(options: DockerOptions): Program {
	const {transport, host = 'unix:///var/run/docker.sock', reach = () => undefined} = options;
	return async (argv, io) => {
		try {
			await runDocker(argv, io, {transport, host, reach});
			return 0;
		} catch (error) {
			if (error instanceof Interrupted) return error.exitCode;
			const {message, exitCode} = error instanceof Fatal ? new Failure(error.message) : asFailure(error);
			io.stderr(`${message}\n`);
			return exitCode;
		}
	};
}

async function runDocker(argv: readonly string[], io: ProcessIo, engine: Required<DockerOptions>): Promise<void> {
	const {files} = io;
	const root: CommandPath = [dockerCommand(configDirectory(io.env))];
	const globals = parseGlobals(argv, root, io, engine);
	warnOfShorthand(globals.deprecatedHelpUses, io.stderr);
	const run = prepare(root, globals.values, io, engine);
	const found = findCommand(root, globals.args, files);
	// Docker walks down to the command three times, to look for plugins too: what that prints, it prints each time.
	warnOfShorthand(3 * found.deprecatedHelpUses, io.stdout);
	const before = new Map(found.path.length === 1 ? globals.values : []);
	if (found.help || globals.values.get('help') === true) before.set('help', true);
	await execute(found, before, run);
}

/** What was read of them before a wrong one may be wrong itself, and is reported first. */
function parseGlobals(
	argv: readonly string[],
	root: CommandPath,
	io: ProcessIo,
	engine: Required<DockerOptions>,
): ParsedFlags {
	const read = () => parseFlags(argv, root[0].flags, {files: io.files, interspersed: false});
	try {
		return read();
	} catch (error) {
		if (!(error instanceof FlagError)) throw error;
		warnOfShorthand(error.before.deprecatedHelpUses, io.stderr);
		prepare(root, error.before.values, io, engine);
		return explained(root, read);
	}
}

function warnOfShorthand(uses: number, write: (text: string) => void): void {
	if (uses > 0) write('Flag shorthand -h has been deprecated, use --help\n'.repeat(uses));
}

/** A wrong flag is answered with the usage of the command that it was meant for. */
function explained(path: CommandPath, read: () => ParsedFlags): ParsedFlags {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof FlagError)) throw error;
		throw new Failure(`${error.message}\n\n${usageAdvice(path, 'Run')}`, 125);
	}
}

function usageAdvice(path: CommandPath, verb: 'Run' | 'See'): string {
	return `Usage:  ${usageText(path)}\n\n${verb} '${pathText(path)} --help' for more information`;
}

/** A wrong flag of a group, before the child's name, is not explained. */
function findCommand(root: CommandPath, words: readonly string[], files: ProcessIo['files']): Found {
	try {
		return traverse(root, words, files);
	} catch (error) {
		throw error instanceof FlagError ? new Failure(error.message) : error;
	}
}

const logLevels = ['', 'panic', 'fatal', 'error', 'warn', 'warning', 'info', 'debug', 'trace'];

function prepare(
	root: CommandPath,
	globals: ParsedFlags['values'],
	io: ProcessIo,
	engine: Required<DockerOptions>,
): Run {
	const level = (globals.get('log-level') as string | undefined) ?? '';
	if (!logLevels.includes(level.toLowerCase())) throw new Failure(`Unable to parse logging level: ${level}`);
	const hosts = (globals.get('host') as readonly string[] | undefined) ?? [];
	const context = (globals.get('context') as string | undefined) ?? '';
	if (hosts.length > 0 && context !== '') {
		throw new Failure('conflicting options: cannot specify both --host and --context');
	}
	const directory = (globals.get('config') as string | undefined) || configDirectory(io.env);
	const config = readConfig(directory, io);
	const contexts = createContextStore({
		files: io.files,
		configDirectory: directory,
		current: currentContext({hosts, context}, io.env, config.currentContext),
		defaultHost: () => defaultHost(hosts, io.env, engine.host),
	});
	const connect = () => {
		const host = resolveHost(contexts, engine.host);
		const transport = host === engine.host ? engine.transport : (engine.reach(host) ?? refuse);
		return createClient({transport, host, signal: io.signal, pinnedVersion: io.env.DOCKER_API_VERSION || undefined});
	};
	return {io, root, config, contexts, client: connectLate(connect)};
}

const refuse: Transport = async () => {
	throw new ConnectionError('connection refused');
};

async function execute({path, words}: Found, before: ReadonlyMap<string, unknown>, run: Run): Promise<void> {
	const {io, root} = run;
	const command = last(path);
	if (command.isOutside) {
		if (words.includes('--help')) return writeHelp(path, run, io.stdout);
		throw new Failure(outsideText(pathText(path)));
	}
	const {values, args, deprecatedHelpUses} = await parseSupported(path, words, before, run);
	warnOfShorthand(deprecatedHelpUses, io.stdout);
	if (values.get('help') === true) return writeHelp(path, run, io.stdout, [...values.keys()]);
	if (path.length === 1 && values.get('version') === true) {
		return io.stdout(`Docker version ${release.version}, build ${release.gitCommit}\n`);
	}
	if (command.name === 'help' && path.length === 2) return writeHelp(helpTopic(root, args, io), run, io.stdout);
	await checkSupport(path, [...values.keys()], run);
	checkArity(path, args);
	if (!command.run) return writeHelp(path, run, io.stderr);
	if (!command.asksLate) run.client.open();
	await command.run({
		args,
		flags: Object.fromEntries(
			Object.entries(command.flags).map(([name, {initial}]) => [name, values.get(name) ?? initial]),
		),
		changed: name => values.has(name),
		client: run.client,
		config: run.config,
		contexts: run.contexts,
		io,
		showHelp: () => writeHelp(path, run, io.stdout),
	});
}

/** That a command, or a flag of it, is not supported comes before what is wrong with a flag. */
async function parseSupported(
	path: CommandPath,
	words: readonly string[],
	before: ReadonlyMap<string, unknown>,
	run: Run,
): Promise<ParsedFlags> {
	const read = () => parseFlags(words, last(path).flags, {files: run.io.files, before});
	try {
		return read();
	} catch (error) {
		const given = error instanceof FlagError ? [...error.before.values.keys()] : [];
		await checkSupport(path, given, run);
		return explained(path, read);
	}
}

async function checkSupport(path: CommandPath, given: readonly string[], run: Run): Promise<void> {
	const problem = supportProblem(path, given, (await greet(run)).apiVersion);
	if (problem) throw new Failure(problem);
}

/** What the engine offers, as far as it can be asked: help and usage are there without it. */
async function greet({client}: Run): Promise<{server: ServerInfo; apiVersion: string}> {
	try {
		return {server: await client.ping(), apiVersion: client.apiVersion()};
	} catch (error) {
		if (!(error instanceof Fatal)) asFailure(error);
		return {server: {isExperimental: false}, apiVersion: release.apiVersion};
	}
}

/** What is not supported is said in place of help. */
async function writeHelp(
	path: CommandPath,
	run: Run,
	write: (text: string) => void,
	given: readonly string[] = [],
): Promise<void> {
	if (last(path).isOutside) return write(`${outsideText(pathText(path))}\n`);
	const offer = await greet(run);
	const problem = supportProblem(path, given, offer.apiVersion);
	write(problem ? `${problem}\n` : helpText(path, {columns: run.io.columns, ...offer}));
}

function helpTopic(root: CommandPath, words: readonly string[], {files}: ProcessIo): CommandPath {
	const found = findCommand(root, words, files);
	if (found.words.length > 0) throw new Failure(`unknown help topic: ${found.words.join(' ')}`);
	return found.path;
}

function checkArity(path: CommandPath, args: readonly string[]): void {
	const {arity, children} = last(path);
	if (path.length === 1 && args.length > 0) {
		throw new Failure(`docker: unknown command: docker ${args[0]}\n\nRun 'docker --help' for more information`);
	}
	const complaint = arityComplaint(arity, args.length);
	if (!complaint) return;
	if (arity.type === 'plainly') throw new Failure(complaint);
	const verb = arity.type === 'at least' ? 'See' : 'Run';
	const problem = children ? `unknown command: ${pathText(path)} ${args[0]}` : `'${pathText(path)}' ${complaint}`;
	throw new Failure(`docker: ${problem}\n\n${usageAdvice(path, verb)}`);
}
