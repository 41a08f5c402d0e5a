import {fromJson} from '../../go/json.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {string} from '../../grammar/kinds.ts';
import {joinRequestType, type SwarmInfo} from '../../objects/swarm.ts';
import {memberFlags} from './flags.ts';
import {checkedAvailability} from './spec.ts';

export const joinCommand = leaf({
	name: 'join',
	usage: '[OPTIONS] HOST:PORT',
	summary: "Make this node part of a swarm, as the token's role has it",
	arity: exactly(1),
	takes: 'address',
	flags: {
		...memberFlags,
		token: flag(string(), 'The token that lets this node in', {takes: 'token'}),
	},
	run: async ({args, client, flags, changed, io}) => {
		const body = {
			ListenAddr: flags['listen-addr'],
			AdvertiseAddr: flags['advertise-addr'],
			DataPathAddr: flags['data-path-addr'],
			RemoteAddrs: args,
			JoinToken: flags.token,
			Availability: checkedAvailability(flags.availability, changed('availability')),
		};
		await client.request('POST', '/swarm/join', {body: fromJson(body, joinRequestType)});
		const {Swarm} = await client.get<{Swarm: SwarmInfo}>('/info');
		io.stdout(`This node joined a swarm as a ${Swarm.ControlAvailable ? 'manager' : 'worker'}.\n`);
	},
});
