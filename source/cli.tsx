import process from 'node:process';
import packageJson from '../package.json' with {type: 'json'};
import {type Command, parseCommand, UsageError, usage} from './cli/arguments.ts';
import {isTerminal, openLab} from './cli/open.ts';
import {runFile} from './cli/run.ts';
import {watchOutput} from './cli/system-error.ts';

async function obey(command: Command): Promise<void> {
	if (command.type !== 'open') watchOutput();
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
		case 'open':
			if (!isTerminal()) throw new UsageError('this is no terminal; without one: swarmlab run FILE.scenario');
			if (process.env.TERM === 'dumb') {
				throw new UsageError(
					'TERM=dumb says that this terminal cannot move its cursor; where it can, set TERM=xterm-256color; else: ' +
						'swarmlab run FILE.scenario',
				);
			}
			await openLab(command);
	}
}

try {
	void obey(parseCommand(process.argv.slice(2))).catch(refuse);
} catch (error) {
	refuse(error);
}

function refuse(error: unknown): void {
	if (!(error instanceof UsageError)) throw error;
	process.stderr.write(`swarmlab: ${error.message}\n`);
	process.exitCode = 2;
}
