import type {ProcessIo} from '../base/program.ts';
import {isFollowedUntil} from '../engine/events.ts';
import {runText} from '../shell/run.ts';
import {createShellState} from '../shell/state.ts';
import {isIp} from '../simulation/network.ts';
import {faultGrammar} from './fault-grammar.ts';
import {type Fault, inflict, isFault, readFault, suggestWord} from './faults.ts';
import {describeIdle} from './idle-fault.ts';
import {legible} from './legible.ts';
import {nearest} from './nearest.ts';
import {createNodeFiles} from './node-files.ts';
import {type OpenClient, type Paced, paceWith} from './outside.ts';
import {descriptions, programsOf, type Surroundings, sleepOn} from './programs.ts';
import {describeBareNumber, readSpan} from './span.ts';
import {
	clockOn,
	createWorld,
	type ExtraInterface,
	nodeName,
	runUntil,
	scenarioStart,
	type World,
	waitFor,
} from './world.ts';

/** A scenario file: what is done, statement by statement. */
export type Scenario = {
	readonly nodes: number;
	readonly interfaces: readonly ExtraInterface[];
	readonly statements: readonly Statement[];
	/** What can be run, but is hardly meant: `FILE:LINE: what`. */
	readonly warnings: readonly string[];
};

export type Statement =
	| {
			readonly type: 'command';
			readonly line: number;
			readonly node: string;
			readonly command: string;
			readonly variable?: string;
	  }
	| {readonly type: 'wait'; readonly line: number; readonly source: string; readonly ms: number}
	| {readonly type: 'fault'; readonly line: number; readonly source: string; readonly fault: Fault};

/** What one command came to. `at` and `took` in virtual seconds. */
export type Entry = {
	readonly line: number;
	readonly at: number;
	readonly took: number;
	readonly node: string;
	readonly command: string;
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
};

/** A statement that cannot be read: `FILE:LINE: what is wrong`. Nothing has been run. */
export class ScenarioError extends Error {
	override readonly name = 'ScenarioError';
}

const DEFAULT_NODES = 5;
const NODES_MAX = 1000;

/** Reads a scenario. Throws a `ScenarioError` that names the first place it cannot read. */
export function readScenario(text: string, file: string): Scenario {
	const statements: Unread[] = [];
	const interfaces: (ExtraInterface & {line: number})[] = [];
	let nodes: {readonly count: number; readonly line: number} | undefined;
	for (const [index, raw] of text.split('\n').entries()) {
		const line = index + 1;
		const source = raw.trim();
		const fail = (message: string): never => {
			throw new ScenarioError(`${file}:${line}: ${message}`);
		};
		if (source === '' || source.startsWith('#')) continue;
		const count = /^nodes\s+(\d+)$/.exec(source);
		const nic = /^interface\s+(\S+)\s+(\S+)\s+([\d.:a-f]+)\/(\d+)$/.exec(source);
		if (count) {
			const wanted = Number(count[1]);
			if (wanted < 1 || wanted > NODES_MAX) fail(`there can be 1 to ${NODES_MAX} nodes, not ${wanted}`);
			if (nodes) fail(`the number of nodes is given twice, in line ${nodes.line} too`);
			if (statements.length > 0) fail('the number of nodes must come before anything runs');
			nodes = {count: wanted, line};
		} else if (nic) {
			if (statements.length > 0) fail('an interface must be given before anything runs');
			const [, node = '', name = '', address = '', prefix = ''] = nic;
			if (!isIp(address) || Number(prefix) > (address.includes(':') ? 128 : 32)) {
				fail(`'${legible(address)}/${prefix}' is not an address with the length of its network`);
			}
			interfaces.push({node, interface: name, address, prefixLength: Number(prefix), line});
		} else statements.push(readStatement(source, line, fail));
	}
	const count = nodes?.count ?? DEFAULT_NODES;
	checkNodes(file, count, [...interfaces, ...statements.filter(one => one.type === 'command')]);
	const read = statements.map(one => (one.type === 'fault' ? one.read(count) : one));
	const warnings = [...unsetNames(read)].map(
		({line, name}) => `${file}:${line}: \${${name}} was never set: nothing stands in its place`,
	);
	return {nodes: count, interfaces, statements: read, warnings};
}

/** A fault names nodes, and how many there are may be said after it. */
type Unread =
	| Exclude<Statement, {type: 'fault'}>
	| {readonly type: 'fault'; readonly read: (nodes: number) => Statement};

function readFaultLater(source: string, line: number, fail: (message: string) => never): Unread {
	const read = (count: number): Statement => {
		try {
			const names = Array.from({length: count}, (_, index) => nodeName(index));
			return {type: 'fault', line, source, fault: readFault(source, names)};
		} catch (error) {
			return fail((error as Error).message);
		}
	};
	return {type: 'fault', read};
}

function readStatement(source: string, line: number, fail: (message: string) => never): Unread {
	const match = /^(?:(\w+)\s*<-\s*)?(node\d+)\s*\$\s*(.*)$/.exec(source);
	if (match) {
		const [, variable, node = '', command = ''] = match;
		if (/^\d/.test(variable ?? ''))
			fail(`'${legible(variable ?? '')}' is no name for an output: it begins with a digit`);
		return {type: 'command', line, node, command, ...(variable === undefined ? {} : {variable})};
	}
	const [, span = ''] = /^wait\s+(\S+)$/.exec(source) ?? [];
	const ms = readSpan(span);
	if (ms !== undefined) return {type: 'wait', line, source, ms};
	if (isFault(source)) return readFaultLater(source, line, fail);
	const mistake = describeBareNumber(span) ?? describeSlip(source);
	if (mistake !== undefined) return fail(mistake);
	return fail(
		`cannot read '${legible(source)}'; a line is 'nodes N', 'interface NODE NIC ADDRESS/BITS', 'NODE$ COMMAND', 'NAME <- NODE$ COMMAND', 'wait 30s' or a fault (${Object.keys(faultGrammar).join(', ')})`,
	);
}

/** A line whose first word is nearly another one, or where the node is. */
function describeSlip(source: string): string | undefined {
	const [, place] = /^(?:\w+\s*<-\s*)?([\w-]+)\s*\$\s/.exec(source) ?? [];
	const [word = ''] = source.split(/\s+/, 1);
	if (place === undefined && /^node\d+$/.test(word)) return undefined;
	const near =
		place === undefined
			? suggestWord(word, ['wait', 'nodes', 'interface'])
			: nearest(
					place,
					Array.from({length: 9}, (_, index) => nodeName(index)),
				);
	return near && `there is no '${legible(place ?? word)}'; did you mean '${near}'?`;
}

/** What a command expects of an earlier line that is not there; the shell puts nothing in its place. */
function* unsetNames(statements: readonly Statement[]): Iterable<{readonly line: number; readonly name: string}> {
	const known = new Set<string>();
	for (const statement of statements) {
		if (statement.type !== 'command') continue;
		const {line, command, variable} = statement;
		const own = [...command.matchAll(/(?:^|[\s;&|(])(\w+)=|\b(?:for|read|export)\s+(\w+)/g)].flatMap(([, a, b]) => [
			a,
			b,
		]);
		for (const [, name = ''] of command.matchAll(/\$\{([A-Za-z_]\w*)\}/g)) {
			if (!known.has(name) && !own.includes(name)) yield {line, name};
		}
		if (variable !== undefined) known.add(variable);
	}
}

function checkNodes(file: string, count: number, places: readonly {node: string; line: number}[]): void {
	const names = new Set(Array.from({length: count}, (_, index) => nodeName(index)));
	for (const {node, line} of places) {
		if (!names.has(node))
			throw new ScenarioError(`${file}:${line}: there is no ${node}: this scenario has ${count} nodes`);
	}
}

/** Unit of `until`, when a wait ends: milliseconds since 1970, virtual. `idle`: why a fault changes nothing. */
export type Step = {readonly source: string; readonly until?: number; readonly idle?: string | undefined};

export type RunOptions = {
	readonly seed?: string;
	readonly everyTick?: boolean;
	/** A command has ended. */
	readonly onEntry?: (entry: Entry) => void;
	/** A wait or a fault begins. */
	readonly onStep?: (step: Step) => void;
	/** The real docker client, to be used instead of ours. */
	readonly client?: OpenClient;
};

async function* nothing(): AsyncIterable<string> {}

/**
How long a command may take: some wait for ever, as an unlocked manager does for a leader. One that follows events ends
at the moment that it was given. Unit: milliseconds, virtual.
*/
const COMMAND_MAX_MS = 2 * 60_000;

/** Runs one command line in a fresh shell on a node, as `ssh NODE COMMAND` would. */
export async function runCommand(
	world: World,
	node: string,
	command: string,
	{filesOf, docker}: Pick<Surroundings, 'filesOf' | 'docker'>,
): Promise<Pick<Entry, 'exitCode' | 'stdout' | 'stderr'>> {
	let stdout = '';
	let stderr = '';
	let isOver = false;
	const interruption = new AbortController();
	const {signal} = interruption;
	const interrupt = async (): Promise<void> => {
		do await waitFor(world, node, COMMAND_MAX_MS);
		while (!isOver && isFollowedUntil(world.sim));
		if (!isOver)
			stderr += `swarmlab: nothing more came for ${COMMAND_MAX_MS / 60_000} minutes: interrupted, as by Ctrl-C\n`;
		interruption.abort();
	};
	void interrupt();
	const io: ProcessIo = {
		env: {},
		stdin: nothing(),
		stdinIsTerminal: false,
		stdout: text => {
			stdout += text;
		},
		stdoutIsTerminal: false,
		stderr: text => {
			stderr += text;
		},
		columns: 80,
		files: filesOf(node),
		now: () => clockOn(world, node),
		sleep: sleepOn(world, node, signal),
		signal,
	};
	const surroundings = {io, programs: programsOf(world, node, {filesOf, docker}), descriptions};
	const {status} = await runText(command, createShellState(), surroundings);
	isOver = true;
	return {exitCode: status, stdout, stderr};
}

/** Lets virtual time pass until something has settled. */
async function runToEnd<Value>(world: World, work: Promise<Value>, client?: Paced): Promise<Value> {
	let isOver = false;
	const watched = work.finally(() => {
		isOver = true;
	});
	if (client) await client.runUntil(() => isOver);
	else await runUntil(world, Number.POSITIVE_INFINITY, () => isOver);
	return watched;
}

/** Runs a scenario from beginning to end in virtual time, as fast as it can. */
export async function runScenario(scenario: Scenario, options: RunOptions = {}): Promise<Entry[]> {
	const {nodes, interfaces} = scenario;
	const {seed = '1', everyTick} = options;
	const world = createWorld({seed, startedAt: scenarioStart, nodes, interfaces, everyTick});
	const client = options.client && (await paceWith(world, options.client));
	try {
		return await runStatements(world, scenario.statements, options, client);
	} finally {
		client?.close();
	}
}

async function runStatements(
	world: World,
	statements: readonly Statement[],
	{onEntry, onStep}: RunOptions,
	client: Paced | undefined,
): Promise<Entry[]> {
	const variables = new Map<string, string>();
	const surroundings = client ?? {filesOf: createNodeFiles(world)};
	const entries: Entry[] = [];
	for (const statement of statements) {
		if (statement.type === 'wait') {
			const until = world.sim.now + statement.ms;
			onStep?.({source: statement.source, until});
			await runUntil(world, until);
			continue;
		}
		if (statement.type === 'fault') {
			const idle = describeIdle(world.sim, statement.fault);
			onStep?.({source: statement.source, idle});
			if (idle === undefined) await runToEnd(world, inflict(world, statement.fault));
			continue;
		}
		const {line, node, variable} = statement;
		const command = statement.command.replaceAll(/\$\{(\w+)\}/g, (text, name: string) => variables.get(name) ?? text);
		const began = world.sim.now;
		const result = await runToEnd(world, runCommand(world, node, command, surroundings), client);
		if (variable !== undefined) variables.set(variable, result.stdout.trim());
		const entry = {
			line,
			at: (began - scenarioStart) / 1000,
			took: (world.sim.now - began) / 1000,
			node,
			command,
			...result,
		};
		entries.push(entry);
		onEntry?.(entry);
	}
	return entries;
}
