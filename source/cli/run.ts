import {readFileSync} from 'node:fs';
import process from 'node:process';
import type {OpenClient} from '../lab/outside.ts';
import type {Entry, Step} from '../lab/scenario.ts';
import type {RunFileOptions} from './arguments.ts';
import {endOnSignals} from './exits.ts';
import {findProgram} from './find-program.ts';
import {realTime} from './real-time.ts';
import {describeSystemError} from './system-error.ts';

/** Runs a scenario file and prints what its commands answered. Resolves with the exit status. */
export async function runFile({file, isJson, client: wanted, ...rest}: RunFileOptions): Promise<number> {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		return refuse(`cannot read ${file}: ${describeSystemError(error as Error)}`);
	}
	const program = wanted === undefined ? undefined : findProgram(wanted);
	if (wanted !== undefined && program === undefined) {
		return refuse(`there is no docker client called ${wanted}; without --client, swarmlab's own command line is used`);
	}
	const {readScenario, runScenario, ScenarioError} = await import('../lab/scenario.ts');
	const client = program && (await prepareClient(program));
	try {
		const scenario = readScenario(text, file);
		for (const warning of scenario.warnings) process.stderr.write(`${warning}\n`);
		const print = (text: string) => void process.stdout.write(text);
		const options = {...rest, ...(client && {client})};
		await runScenario(
			scenario,
			isJson
				? {...options, onEntry: entry => print(`${JSON.stringify(entry)}\n`)}
				: {...options, onEntry: entry => print(formatEntry(entry)), onStep: step => print(`${formatStep(step)}\n`)},
		);
		return 0;
	} catch (error) {
		if (error instanceof ScenarioError) return refuse(error.message, '');
		throw error;
	}
}

async function prepareClient(program: string): Promise<OpenClient> {
	// Its processes, its home and the sockets end with us.
	endOnSignals();
	const {openClient} = await import('./client.ts');
	return {realTime, open: (engines, ended) => openClient(program, engines, ended)};
}

function refuse(message: string, prefix = 'swarmlab: '): number {
	process.stderr.write(`${prefix}${message}\n`);
	return 2;
}

/** From here on a command has taken long. Unit: seconds. */
const LONG = 1;

/** As a terminal would show it, and how long it took where one would have had to wait. */
function formatEntry({node, command, stdout, stderr, took}: Entry): string {
	const output = stdout + stderr;
	const duration = took < LONG ? '' : `   [${took.toFixed(1)} s]`;
	return `${node}$ ${command}${duration}\n${output}${output === '' || output.endsWith('\n') ? '' : '\n'}`;
}

/** A wait with what the clock says at its end, a fault with why it changes nothing. */
function formatStep({source, until, idle}: Step): string {
	if (until !== undefined) return `${source}   [until ${new Date(until).toISOString().slice(0, 19).replace('T', ' ')}]`;
	return idle === undefined ? source : `${source}   [${idle}]`;
}
