import {isIP} from 'node:net';
import {parseArgs} from 'node:util';

/** One more address of a machine: `node2:eth1=10.0.9.2/24`. */
export type InterfaceOption = {
	readonly node: string;
	readonly interface: string;
	readonly address: string;
	readonly prefixLength: number;
};

export type OpenOptions = {
	readonly nodes: number;
	readonly interfaces: readonly InterfaceOption[];
	/** Unit: milliseconds since 1970. Absent: the user's own date. */
	readonly clock?: number;
	/** Absent: one drawn by chance. */
	readonly seed?: string;
	readonly speed: number;
	/** Write the session down. */
	readonly isSaved: boolean;
	/** Idle time is not leapt over. */
	readonly everyTick?: true;
};

export type RunFileOptions = {
	readonly file: string;
	readonly isJson: boolean;
	readonly seed: string;
	readonly everyTick?: true;
	/** A docker client to run instead of ours: a name to be found on the path, or a file. */
	readonly client?: string;
};

export type SessionCommand =
	| {readonly type: 'sessions'}
	| {readonly type: 'remove'; readonly ids: readonly string[]}
	| {readonly type: 'export'; readonly id: string; readonly file: string}
	| {readonly type: 'import'; readonly file: string}
	| {readonly type: 'replay'; readonly file: string; readonly isJson: boolean};

export type Command =
	| ({readonly type: 'open'} & OpenOptions)
	/** Absent `id`: the latest. */
	| {readonly type: 'resume'; readonly id?: string; readonly speed: number; readonly isSaved: boolean}
	| SessionCommand
	| ({readonly type: 'run'} & RunFileOptions)
	| ({readonly type: 'serve'} & ServeCommandOptions)
	| {readonly type: 'docker'; readonly argv: readonly string[]}
	| {readonly type: 'help' | 'version'};

export type ServeCommandOptions = Omit<OpenOptions, 'isSaved'> & {
	/** Where the sockets are to be; absent: in a folder of this user's. */
	readonly folder?: string;
	/** The first node's port on the loopback interface; absent: no TCP. */
	readonly port?: number;
};

/** What the user typed cannot be understood; the message names the place and the way out. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

const nodesMax = 1000;
const speedMax = 1_000_000;

export const usage = `Usage: swarmlab [options]
       swarmlab resume [ID] [--speed N]
       swarmlab sessions [rm ID...]
       swarmlab export ID FILE
       swarmlab import FILE
       swarmlab replay FILE [--json]
       swarmlab run FILE.scenario [--json] [--seed N] [--every-tick]
                                  [--client docker]
       swarmlab serve [--dir DIR] [--tcp PORT] [options]
       swarmlab docker ARGUMENTS

A laboratory for Docker Swarm in the terminal: machines that are not there,
real docker commands, virtual time.

Options:
  --nodes N                             machines, 1 to ${nodesMax} (default 5)
  --interface node2:eth1=10.0.9.2/24    one more address; may be repeated
  --clock 2026-01-01T00:00:00Z          the lab's date (default: yours)
  --seed N                              the same IDs, keys and tokens every time
  --speed N                             virtual seconds a second (default 1)
  --no-save                             do not write the session down
  --every-tick                          leaps over no idle time: the history is
                                        the same, and takes longer
  --help, --version

What you do is written down as a session, which can be gone on with:
  resume [ID]         goes on with a session (default: the latest)
  sessions            lists them; rm ID removes some
  export ID FILE      makes one file of a session, for others to import;
                      whoever has it can compute all keys of that lab
  import FILE         checks such a file and adds it to the sessions
  replay FILE         lives it again without a screen, and prints what its
                      terminals showed; --json: one JSON object per line

swarmlab run runs a scenario without a screen, as fast as it can:
  --json                                one JSON object per command
  --seed N                              (default 1)
  --every-tick                          as above
  --client docker                       by Docker's own client, over sockets

swarmlab serve opens no screen, but a unix socket per node, for docker itself
and whatever else speaks to engines:
  --dir DIR                             where the sockets are: DIR/node1.sock …
  --tcp PORT                            also TCP on 127.0.0.1: node1 at PORT,
                                        node2 at the next …

swarmlab docker is swarmlab's docker command line to a real engine, or to one
that is served: swarmlab docker -H unix://DIR/node1.sock node ls
`;

const options = {
	nodes: {type: 'string'},
	interface: {type: 'string', multiple: true},
	clock: {type: 'string'},
	seed: {type: 'string'},
	speed: {type: 'string'},
	'every-tick': {type: 'boolean'},
	json: {type: 'boolean'},
	client: {type: 'string'},
	dir: {type: 'string'},
	tcp: {type: 'string'},
	'no-save': {type: 'boolean'},
	help: {type: 'boolean', short: 'h'},
	version: {type: 'boolean', short: 'v'},
} as const;

const labOptions = ['nodes', 'interface', 'clock', 'seed', 'speed', 'every-tick'];
const openOptions = [...labOptions, 'no-save'];
const runOptions = ['json', 'seed', 'every-tick', 'client'];
const serveOptions = [...labOptions, 'dir', 'tcp'];

/** Throws `UsageError`. */
export function parseCommand(argv: readonly string[]): Command {
	// What follows is docker's to read.
	if (argv[0] === 'docker') return {type: 'docker', argv: argv.slice(1)};
	const {values, positionals} = readWords(argv);
	if (values.help) return {type: 'help'};
	if (values.version) return {type: 'version'};

	const [verb, ...words] = positionals;
	const given = Object.keys(values);
	if (verb === undefined) {
		refuse(given, [...openOptions, 'dir', 'tcp'], 'belongs to swarmlab run');
		refuse(given, openOptions, 'belongs to swarmlab serve');
		return {type: 'open', ...readOpenOptions(values)};
	}
	const session = readSessionCommand(positionals, values);
	if (session) return session;
	if (verb === 'run') return readRun(values, words);
	if (verb === 'serve') return readServe(values, words);
	throw new UsageError(`no such command: ${verb}; a scenario is run by: swarmlab run ${verb}`);
}

function readRun(values: Values, [file, ...rest]: readonly string[]): Command {
	if (file === undefined) throw new UsageError('run: which scenario? For example: swarmlab run first-swarm.scenario');
	if (rest.length > 0) throw new UsageError(`run: one scenario at a time, not also ${rest.join(' ')}`);
	refuse(Object.keys(values), runOptions, 'is not for run: the scenario itself says what there is');
	const {client, json: isJson = false} = values;
	const seed = readSeed(values.seed) ?? '1';
	return {type: 'run', file, isJson, seed, ...readEveryTick(values), ...(client !== undefined && {client})};
}

const portMax = 65_535;

function readServe(values: Values, rest: readonly string[]): Command {
	if (rest.length > 0) throw new UsageError(`serve takes no such word: ${rest.join(' ')}; see swarmlab --help`);
	refuse(Object.keys(values), serveOptions, 'is not for serve');
	if (values.dir === '') throw new UsageError('--dir needs a value; see swarmlab --help');
	const {isSaved: _, ...open} = readOpenOptions(values);
	const port = readInteger('tcp', values.tcp, portMax - open.nodes + 1);
	return {type: 'serve', ...open, ...(values.dir && {folder: values.dir}), ...(port !== undefined && {port})};
}

/** Undefined where the verb is none that is about sessions. */
function readSessionCommand([verb = '', ...words]: readonly string[], values: Values): Command | undefined {
	const given = Object.keys(values);
	const [first, second] = words;
	const only = (most: number, ...known: readonly string[]) => {
		if (words.length > most) throw new UsageError(`${verb}: too many words: ${words.slice(most).join(' ')}`);
		refuse(given, known, `is not for ${verb}`);
	};
	const need = (word: string | undefined, what: string): string => {
		if (word === undefined || word === '') throw new UsageError(`${verb}: ${what}`);
		return word;
	};
	switch (verb) {
		case 'sessions':
			if (first === 'rm') {
				only(Number.POSITIVE_INFINITY);
				need(second, 'rm: which session? swarmlab sessions lists them');
				return {type: 'remove', ids: words.slice(1)};
			}
			only(0);
			return {type: 'sessions'};
		case 'resume': {
			only(1, 'speed', 'no-save');
			const {speed, isSaved} = readOpenOptions(values);
			return {type: 'resume', ...(first === undefined ? {} : {id: first}), speed, isSaved};
		}
		case 'export':
			only(2);
			return {type: 'export', id: need(first, 'which session?'), file: need(second, 'into which file?')};
		case 'import':
			only(1);
			return {type: 'import', file: need(first, 'which file?')};
		case 'replay':
			only(1, 'json');
			return {type: 'replay', file: need(first, 'which file?'), isJson: values.json ?? false};
		default:
			return undefined;
	}
}

function readWords(argv: readonly string[]) {
	const names = Object.entries(options).flatMap(([name, {type}]) => (type === 'string' ? [`--${name}`] : []));
	// `--nodes -3` is a wrong number, and no option.
	const args = argv.flatMap((word, index) => {
		const takes = (at: number) => names.includes(argv[at] ?? '') && /^-\d/.test(argv[at + 1] ?? '');
		if (takes(index)) return [`${word}=${argv[index + 1]}`];
		return takes(index - 1) ? [] : [word];
	});
	try {
		return parseArgs({args, options, allowPositionals: true});
	} catch (error) {
		throw new UsageError(`${describeProblem(error as Error)}; see swarmlab --help`);
	}
}

/** Node's own explanations are about its parser: from them comes only which option it is. */
function describeProblem({message}: Error): string {
	const option = /'(-[^ ']+)/.exec(message)?.[1] ?? '';
	if (message.startsWith('Unknown option')) return `no such option: ${option}`;
	if (message.includes('does not take')) return `${option} takes no value`;
	return `${option} needs a value`;
}

function refuse(given: readonly string[], known: readonly string[], reason: string): void {
	const stray = given.find(name => !known.includes(name));
	if (stray !== undefined) throw new UsageError(`--${stray} ${reason}; see swarmlab --help`);
}

type Values = ReturnType<typeof readWords>['values'];

function readOpenOptions(values: Values): OpenOptions {
	const nodes = readInteger('nodes', values.nodes, nodesMax) ?? 5;
	const clock = readClock(values.clock);
	const seed = readSeed(values.seed);
	return {
		nodes,
		interfaces: (values.interface ?? []).map(text => readInterface(text, nodes)),
		speed: readInteger('speed', values.speed, speedMax) ?? 1,
		isSaved: values['no-save'] !== true,
		...(clock !== undefined && {clock}),
		...(seed !== undefined && {seed}),
		...readEveryTick(values),
	};
}

const readEveryTick = (values: Values): {everyTick?: true} => (values['every-tick'] ? {everyTick: true} : {});

/** From 1 to `max`. */
function readInteger(name: string, text: string | undefined, max: number): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
	throw new UsageError(`--${name} ${text}: a whole number from 1 to ${max} is needed`);
}

function readSeed(text: string | undefined): string | undefined {
	if (text === undefined || /^\d{1,15}$/.test(text)) return text;
	throw new UsageError(`--seed ${text}: a whole number is needed, such as 42`);
}

/** Dates that certificates can write, with room for those that outlive the lab. */
const CLOCK_MIN = Date.UTC(1970, 0, 2);
const CLOCK_END = Date.UTC(2200, 0);

function readClock(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
	// Date.parse takes 30 February for 2 March.
	const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
	if (isReal && time >= CLOCK_MIN && time < CLOCK_END) return time;
	throw new UsageError(`--clock ${text}: a date in UTC from 1970 to 2199 is needed, such as 2026-01-01T00:00:00Z`);
}

function readInterface(text: string, nodes: number): InterfaceOption {
	const match = /^node([1-9]\d*):([a-z][a-z0-9.-]{0,14})=([0-9a-f.:]+)\/(\d{1,3})$/.exec(text);
	const [, number, name, ip, prefix] = match ?? [];
	const bits = {0: -1, 4: 32, 6: 128}[isIP(ip ?? '')] ?? -1;
	if (!name || Number(prefix) < 1 || Number(prefix) > bits) {
		throw new UsageError(`--interface ${text}: NODE:NAME=ADDRESS/BITS is needed, such as node2:eth1=10.0.9.2/24`);
	}
	if (Number(number) > nodes)
		throw new UsageError(`--interface ${text}: there is no node${number}, only ${nodes} nodes`);
	return {node: `node${number}`, interface: name, address: ip ?? '', prefixLength: Number(prefix)};
}
