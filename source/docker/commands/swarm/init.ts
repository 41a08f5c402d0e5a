import {DaemonError} from '../../client.ts';
import {Failure} from '../../failure.ts';
import {fromJson} from '../../go/json.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, uint32} from '../../grammar/kinds.ts';
import type {Node} from '../../objects/node.ts';
import {initRequestType, type Swarm} from '../../objects/swarm.ts';
import {addressPools, memberFlags, specFlags} from './flags.ts';
import {joinInstructions} from './join-token.ts';
import {checkedAvailability, mergeSpec} from './spec.ts';
import {fetchUnlockKey, unlockInstructions} from './unlock-key.ts';

export const initCommand = leaf({
	name: 'init',
	usage: '[OPTIONS]',
	summary: 'Start a new swarm with this node as its manager',
	arity: none,
	flags: {
		...memberFlags,
		...specFlags,
		'data-path-port': flag(
			uint32(),
			'UDP port for the traffic of tasks (1024 - 49151); 0 or nothing stands for the usual one, 4789.',
			{apiVersion: '1.40'},
		),
		'default-addr-pool': flag(addressPools, 'Ranges that overlay networks get their subnets from, as CIDR', {
			apiVersion: '1.39',
		}),
		'default-addr-pool-mask-length': flag(uint32(24), 'Mask length of each of these subnets', {apiVersion: '1.39'}),
		'force-new-cluster': flag(bool(), "Make a swarm of this one manager from its old swarm's state"),
	},
	run: async ({client, flags, changed, io}) => {
		const body = {
			ListenAddr: flags['listen-addr'],
			AdvertiseAddr: flags['advertise-addr'],
			DataPathAddr: flags['data-path-addr'],
			DataPathPort: flags['data-path-port'],
			ForceNewCluster: flags['force-new-cluster'],
			Spec: mergeSpec({}, flags, changed, ''),
			AutoLockManagers: flags.autolock,
			Availability: checkedAvailability(flags.availability, changed('availability')),
			DefaultAddrPool: flags['default-addr-pool'],
			SubnetSize: flags['default-addr-pool-mask-length'],
		};
		const id = await client
			.post<string>('/swarm/init', {body: fromJson(body, initRequestType)})
			.catch(error => Promise.reject(withAddressAdvice(error)));
		io.stdout(`Swarm initialized: current node (${id}) is now a manager.\n\n`);
		const node = await client.get<Node>(`/nodes/${id}`);
		const swarm = await client.get<Swarm>('/swarm');
		if (node.ManagerStatus) io.stdout(joinInstructions('worker', swarm.JoinTokens.Worker, node.ManagerStatus.Addr));
		io.stdout("To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n");
		if (!flags.autolock) return;
		const key = await fetchUnlockKey(client);
		if (key !== '') io.stdout(unlockInstructions(key));
	},
});

/** The engine could not choose; the user can. */
function withAddressAdvice(error: unknown): unknown {
	const isUndecided =
		error instanceof DaemonError &&
		/could not choose an IP address to advertise|could not find the system's IP address/.test(error.message);
	return isUndecided ? new Failure(`${error.message} - specify one with --advertise-addr`) : error;
}
