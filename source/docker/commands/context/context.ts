import {group} from '../../grammar/command.ts';
import {outside} from '../../outside.ts';
import {createCommand} from './create.ts';
import {inspectCommand} from './inspect.ts';
import {lsCommand} from './ls.ts';
import {rmCommand} from './rm.ts';
import {showCommand} from './show.ts';
import {updateCommand} from './update.ts';
import {useCommand} from './use.ts';

export const contextCommand = group({
	name: 'context',
	summary: 'Contexts: engines by name',
	children: [
		createCommand,
		outside('export', 'Write a context to a tar archive'),
		outside('import', 'Read a context from an archive'),
		inspectCommand,
		lsCommand,
		rmCommand,
		showCommand,
		updateCommand,
		useCommand,
	],
});
