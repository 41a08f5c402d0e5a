import {objectPath} from '../../client.ts';
import {fromJson} from '../../go/json.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';
import {disconnectRequestType} from '../../objects/network.ts';
import {containerName} from './container.ts';

export const disconnectCommand = leaf({
	name: 'disconnect',
	usage: '[OPTIONS] NETWORK CONTAINER',
	summary: 'Take a container off a network',
	arity: exactly(2),
	takes: 'network',
	flags: {
		force: flag(bool(), 'Even a container that this engine does not have', {shorthand: 'f'}),
	},
	run: async ({args: [network = '', container = ''], flags: {force}, client}) => {
		const path = `${objectPath('networks', 'network', network)}/disconnect`;
		const body = fromJson({Container: containerName(container), Force: force}, disconnectRequestType);
		await client.request('POST', path, {body});
	},
});
