import {type Client, objectPath} from '../../client.ts';
import {Failure} from '../../failure.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';
import type {Node} from '../../objects/node.ts';
import type {Swarm, SwarmInfo} from '../../objects/swarm.ts';
import {updateSwarm} from './requests.ts';

export const joinTokenCommand = leaf({
	name: 'join-token',
	usage: '[OPTIONS] (worker|manager)',
	summary: 'Show or replace the tokens that nodes join with',
	arity: exactly(1),
	asksLate: true,
	takes: ['worker', 'manager'],
	swarm: 'manager',
	flags: {
		quiet: flag(bool(), 'Print the token alone', {shorthand: 'q'}),
		rotate: flag(bool(), 'Replace the token by a new one'),
	},
	run: async ({args: [role = ''], client, flags, io}) => {
		if (role !== 'worker' && role !== 'manager') throw new Failure(`unknown role ${role}`);
		if (flags.rotate) {
			const swarm = await client.get<Swarm>('/swarm');
			await updateSwarm(client, swarm, swarm.Spec, {
				rotateWorkerToken: role === 'worker',
				rotateManagerToken: role === 'manager',
			});
			if (!flags.quiet) io.stdout(`Successfully rotated ${role} join token.\n\n`);
		}
		const token = await fetchToken(client, role);
		if (flags.quiet) return io.stdout(`${token}\n`);
		const {Swarm: here} = await client.get<{Swarm: SwarmInfo}>('/info');
		const {ManagerStatus} = await client.get<Node>(objectPath('nodes', 'node', here.NodeID ?? ''));
		// Docker asks for the token once more.
		const current = await fetchToken(client, role);
		if (ManagerStatus) io.stdout(joinInstructions(role, current, ManagerStatus.Addr));
	},
});

async function fetchToken(client: Client, role: 'worker' | 'manager'): Promise<string> {
	const {JoinTokens} = await client.get<Swarm>('/swarm');
	return role === 'worker' ? JoinTokens.Worker : JoinTokens.Manager;
}

export function joinInstructions(role: 'worker' | 'manager', token: string, address = ''): string {
	return `To add a ${role} to this swarm, run the following command:

    docker swarm join --token ${token} ${address}

`;
}
