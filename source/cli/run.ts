import {readFileSync} from 'node:fs';
import process from 'node:process';
import type {Entry} from '../lab/scenario.ts';
import type {RunFileOptions} from './arguments.ts';
import {describeSystemError} from './system-error.ts';

/** Runs a scenario file and prints what its commands answered. Resolves with the exit status. */
export async function runFile({file, isJson, ...options}: RunFileOptions): Promise<number> {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		return refuse(`cannot read ${file}: ${describeSystemError(error as Error)}`);
	}
	const {readScenario, runScenario, ScenarioError} = await import('../lab/scenario.ts');
	try {
		const scenario = readScenario(text, file);
		const print = (text: string) => void process.stdout.write(text);
		await runScenario(
			scenario,
			isJson
				? {...options, onEntry: entry => print(`${JSON.stringify(entry)}\n`)}
				: {...options, onEntry: entry => print(formatEntry(entry)), onStep: source => print(`${source}\n`)},
		);
		return 0;
	} catch (error) {
		if (error instanceof ScenarioError) return refuse(error.message, '');
		throw error;
	}
}

function refuse(message: string, prefix = 'swarmlab: '): number {
	process.stderr.write(`${prefix}${message}\n`);
	return 2;
}

/** As a terminal would show it. */
function formatEntry({node, command, stdout, stderr}: Entry): string {
	const output = stdout + stderr;
	return `${node}$ ${command}\n${output}${output === '' || output.endsWith('\n') ? '' : '\n'}`;
}
