import {readFileSync} from 'node:fs';
import process from 'node:process';
import type {Entry} from '../lab/scenario.ts';

export type RunFileOptions = {readonly file: string; readonly isJson: boolean; readonly seed: string};

/** Runs a scenario file and prints what its commands answered. Resolves with the exit status. */
export async function runFile({file, isJson, seed}: RunFileOptions): Promise<number> {
	// Who reads may have had enough (`| head`): no error, and nothing more to do.
	process.stdout.on('error', () => process.exit(0));
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		return refuse(`cannot read ${file}: ${(error as Error).message.replace(/^\w+: |, \w+( '.*')?$/g, '')}`);
	}
	const {readScenario, runScenario, ScenarioError} = await import('../lab/scenario.ts');
	try {
		const scenario = readScenario(text, file);
		const show = isJson ? (entry: Entry) => `${JSON.stringify(entry)}\n` : formatEntry;
		await runScenario(scenario, {seed, onEntry: entry => process.stdout.write(show(entry))});
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
