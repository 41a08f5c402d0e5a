import process from 'node:process';
import packageJson from '../package.json' with {type: 'json'};
import {type Command, parseCommand, UsageError, usage} from './cli/arguments.ts';
import {isTerminal, openLab} from './cli/open.ts';
import {runOwnDocker} from './cli/own-docker.ts';
import {runFile} from './cli/run.ts';
import {serveLab} from './cli/serve.ts';
import {watchOutput} from './cli/system-error.ts';
import type {Shown} from './lab/transcript.ts';

async function obey(command: Command): Promise<void> {
	if (command.type !== 'open' && command.type !== 'resume') watchOutput();
	switch (command.type) {
		case 'help':
			process.stdout.write(usage);
			return;
		case 'version':
			process.stdout.write(`swarmlab ${packageJson.version}\n`);
			return;
		case 'run': {
			const status = await runFile(command);
			// That the last write failed is told in a moment.
			setImmediate(() => process.exit(status));
			return;
		}
		case 'serve':
			return serveLab(command);
		case 'docker':
			return runOwnDocker(command.argv);
		case 'open':
			needTerminal();
			await openLab(command);
			return;
		case 'resume': {
			needTerminal();
			const {takeSession} = await import('./cli/sessions.ts');
			const taken = takeSession(process.env, command.id);
			const {nodes, interfaces} = taken.file.header.beginning;
			await openLab({...command, nodes, interfaces}, taken);
			return;
		}
		case 'replay':
			await replay(command.file, command.isJson);
			return;
		default: {
			const {manage} = await import('./cli/sessions.ts');
			process.stdout.write(manage(command, process.env, Date.now()));
		}
	}
}

function needTerminal(): void {
	if (!isTerminal()) throw new UsageError('this is no terminal; without one: swarmlab run FILE.scenario');
	if (process.env.TERM === 'dumb') {
		throw new UsageError(
			'TERM=dumb says that this terminal cannot move its cursor; where it can, set TERM=xterm-256color; else: ' +
				'swarmlab run FILE.scenario',
		);
	}
}

async function replay(file: string, isJson: boolean): Promise<void> {
	const {sessionIn} = await import('./cli/sessions.ts');
	const {session} = sessionIn(file);
	const {formatShown, replaySession} = await import('./lab/transcript.ts');
	const show = isJson ? (line: Shown) => `${JSON.stringify(line)}\n` : formatShown(session.beginning);
	await replaySession(session, line => void process.stdout.write(show(line)));
}

try {
	void obey(parseCommand(process.argv.slice(2))).catch(refuse);
} catch (error) {
	refuse(error);
}

function refuse(error: unknown): void {
	const isExpected = error instanceof UsageError || (error instanceof Error && error.name === 'SessionError');
	if (!isExpected) throw error;
	process.stderr.write(`swarmlab: ${error.message}\n`);
	process.exitCode = 2;
}
