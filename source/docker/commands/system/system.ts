import {group} from '../../grammar/command.ts';
import {outside} from '../../outside.ts';
import {infoCommand} from './info.ts';

export const systemCommand = group({
	name: 'system',
	summary: 'Manage Docker',
	children: [
		outside('df', "Show what takes up the engine's disk"),
		outside('events', 'Follow what happens in the engine'),
		infoCommand,
		outside('prune', 'Delete what nothing uses'),
	],
});
