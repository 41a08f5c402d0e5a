import {group} from '../../grammar/command.ts';
import {outside} from '../../outside.ts';
import {eventsCommand} from './events.ts';
import {infoCommand} from './info.ts';

export const systemCommand = group({
	name: 'system',
	summary: 'Manage Docker',
	children: [
		{...outside('df', "Show what takes up the engine's disk"), apiVersion: '1.25'},
		eventsCommand,
		infoCommand,
		{...outside('prune', 'Delete what nothing uses'), apiVersion: '1.25'},
	],
});
