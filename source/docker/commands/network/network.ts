import {group} from '../../grammar/command.ts';
import {connectCommand} from './connect.ts';
import {createCommand} from './create.ts';
import {disconnectCommand} from './disconnect.ts';
import {inspectCommand} from './inspect.ts';
import {lsCommand} from './ls.ts';
import {pruneCommand} from './prune.ts';
import {rmCommand} from './rm.ts';

export const networkCommand = group({
	name: 'network',
	summary: 'Manage networks',
	apiVersion: '1.21',
	children: [connectCommand, createCommand, disconnectCommand, inspectCommand, lsCommand, pruneCommand, rmCommand],
});
