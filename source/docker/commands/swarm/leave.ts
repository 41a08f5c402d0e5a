import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';

export const leaveCommand = leaf({
	name: 'leave',
	usage: '[OPTIONS]',
	summary: 'Take this node out of its swarm',
	arity: none,
	swarm: 'active',
	flags: {
		force: flag(bool(), 'Leave whatever it may cost the swarm', {shorthand: 'f'}),
	},
	run: async ({client, flags, io}) => {
		await client.request('POST', '/swarm/leave', {query: {force: flags.force ? '1' : undefined}});
		io.stdout('Node left the swarm.\n');
	},
});
