import {group} from '../../grammar/command.ts';
import {outside} from '../../outside.ts';
import {createCommand} from './create.ts';
import {inspectCommand} from './inspect.ts';
import {lsCommand} from './ls.ts';
import {rmCommand} from './rm.ts';

export const networkCommand = group({
	name: 'network',
	summary: 'Manage networks',
	apiVersion: '1.21',
	children: [
		outside('connect', 'Connect a container to a network'),
		createCommand,
		outside('disconnect', 'Take a container off a network'),
		inspectCommand,
		lsCommand,
		outside('prune', 'Delete networks that nothing uses'),
		rmCommand,
	],
});
