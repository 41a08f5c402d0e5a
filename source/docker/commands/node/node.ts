import {group} from '../../grammar/command.ts';
import {demoteCommand} from './demote.ts';
import {inspectCommand} from './inspect.ts';
import {lsCommand} from './ls.ts';
import {promoteCommand} from './promote.ts';
import {psCommand} from './ps.ts';
import {rmCommand} from './rm.ts';
import {updateCommand} from './update.ts';

export const nodeCommand = group({
	name: 'node',
	summary: "Manage a swarm's nodes",
	apiVersion: '1.24',
	swarm: 'manager',
	children: [demoteCommand, inspectCommand, lsCommand, promoteCommand, psCommand, rmCommand, updateCommand],
});
