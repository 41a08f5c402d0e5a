import {isOlder} from '../../client.ts';
import {fromJson} from '../../go/json.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, cut, list, map, string, strings} from '../../grammar/kinds.ts';
import {createRequestType} from '../../objects/network.ts';
import {ipamConfigs} from './ipam.ts';

export const createCommand = leaf({
	name: 'create',
	usage: '[OPTIONS] NETWORK',
	summary: 'Make a network',
	arity: exactly(1),
	flags: {
		attachable: flag(bool(), 'Let containers outside services use it', {apiVersion: '1.25'}),
		'aux-address': flag(map, 'Addresses that the driver needs for itself, by name'),
		'config-from': flag(string(), 'Network to take the configuration from', {apiVersion: '1.30', takes: 'network'}),
		'config-only': flag(bool(), 'Make nothing but a configuration for others to take', {apiVersion: '1.30'}),
		driver: flag(string('bridge'), 'What drives the network', {shorthand: 'd', takes: ['bridge', 'overlay']}),
		gateway: flag(strings, 'Gateway of the subnet that holds it'),
		ingress: flag(bool(), "Make it the swarm's routing mesh", {apiVersion: '1.29'}),
		internal: flag(bool(), 'No way out to other networks'),
		'ip-range': flag(strings, 'Part of a subnet that containers get addresses from'),
		'ipam-driver': flag(string('default'), 'What hands out addresses'),
		'ipam-opt': flag(map, 'Option for that driver'),
		ipv4: flag(bool(true), 'Whether there are IPv4 addresses'),
		ipv6: flag(bool(), 'Whether there are IPv6 addresses'),
		label: flag(list(checkLabel), 'Label on the network'),
		opt: flag(map, "Option for the network's driver", {shorthand: 'o', takes: ['encrypted']}),
		scope: flag(string(), 'How far the network reaches', {apiVersion: '1.30', takes: ['local', 'swarm']}),
		subnet: flag(strings, 'Address range of the network, as CIDR'),
	},
	run: async ({args: [name = ''], client, flags, changed, io}) => {
		const body = {
			Name: name,
			Driver: flags.driver,
			Scope: flags.scope,
			...(changed('ipv4') && {EnableIPv4: flags.ipv4}),
			...(changed('ipv6') && {EnableIPv6: flags.ipv6}),
			IPAM: {
				Driver: flags['ipam-driver'],
				Options: Object.fromEntries(flags['ipam-opt']),
				Config: ipamConfigs({
					subnets: flags.subnet,
					ranges: flags['ip-range'],
					gateways: flags.gateway,
					auxiliary: flags['aux-address'],
				}),
			},
			Internal: flags.internal,
			Attachable: flags.attachable,
			Ingress: flags.ingress,
			ConfigOnly: flags['config-only'],
			ConfigFrom: flags['config-from'] === '' ? null : {Network: flags['config-from']},
			Options: Object.fromEntries(flags.opt),
			Labels: Object.fromEntries(flags.label.map(cut)),
			...(isOlder(client.apiVersion(), '1.44') && {CheckDuplicate: true}),
		};
		const {Id} = await client.post<{Id: string}>('/networks/create', {body: fromJson(body, createRequestType)});
		io.stdout(`${Id}\n`);
	},
});

/** Blanks are what Docker takes for such here: no others. */
function checkLabel(label: string): void {
	const key = cut(label)[0].replace(/^[ \t]+/, '');
	if (key === '') throw new Error(`invalid label '${label}': empty name`);
	if (/[ \t]/.test(key)) throw new Error(`label '${key}' contains whitespaces`);
}
