import {group} from '../../grammar/command.ts';
import {outside} from '../../outside.ts';
import {eventsCommand} from './events.ts';
import {infoCommand} from './info.ts';

export const systemCommand = group({
	name: 'system',
	summary: 'Manage Docker',
	children: [
		outside('df', "Show what takes up the engine's disk"),
		eventsCommand,
		infoCommand,
		outside('prune', 'Delete what nothing uses'),
	],
});
