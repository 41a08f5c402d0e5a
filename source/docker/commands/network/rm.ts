import {DaemonError, objectPath} from '../../client.ts';
import {asFailure, Failure} from '../../failure.ts';
import {atLeast} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';
import type {Network} from '../../objects/network.ts';
import {confirm} from '../../prompt.ts';

const ingressWarning =
	'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same ' +
	'docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress ' +
	'networks will be impaired.\nAre you sure you want to continue?';

export const rmCommand = leaf({
	name: 'rm',
	aliases: ['remove'],
	usage: 'NETWORK [NETWORK...]',
	summary: 'Delete networks',
	arity: atLeast(1),
	takes: 'network',
	flags: {
		force: flag(bool(), 'Do not mind if there is no such network', {shorthand: 'f'}),
	},
	run: async ({args, client, flags, io}) => {
		let hasFailed = false;
		for (const reference of args) {
			try {
				const path = objectPath('networks', 'network', reference);
				const network = await client.get<Network>(path).catch(error => void asFailure(error));
				if (network?.Ingress && !(await confirm(ingressWarning, io))) continue;
				await client.request('DELETE', path);
				io.stdout(`${reference}\n`);
			} catch (error) {
				if (flags.force && error instanceof DaemonError && error.status === 404) continue;
				io.stderr(`${asFailure(error).message}\n`);
				hasFailed = true;
			}
		}
		if (hasFailed) throw new Failure('exit status 1');
	},
});
