import {group} from '../../grammar/command.ts';
import {caCommand} from './ca.ts';
import {initCommand} from './init.ts';
import {joinCommand} from './join.ts';
import {joinTokenCommand} from './join-token.ts';
import {leaveCommand} from './leave.ts';
import {unlockCommand} from './unlock.ts';
import {unlockKeyCommand} from './unlock-key.ts';
import {updateCommand} from './update.ts';

export const swarmCommand = group({
	name: 'swarm',
	summary: 'Start, join, change and leave swarms',
	apiVersion: '1.24',
	children: [
		caCommand,
		initCommand,
		joinCommand,
		joinTokenCommand,
		leaveCommand,
		unlockCommand,
		unlockKeyCommand,
		updateCommand,
	],
});
