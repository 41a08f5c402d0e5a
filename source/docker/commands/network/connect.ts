import {objectPath} from '../../client.ts';
import {Failure} from '../../failure.ts';
import {fromJson} from '../../go/json.ts';
import {trimSpace} from '../../go/strconv.ts';
import {exactly} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {cut, int64, list, string, strings} from '../../grammar/kinds.ts';
import {connectRequestType} from '../../objects/network.ts';
import {containerName} from './container.ts';

export const connectCommand = leaf({
	name: 'connect',
	usage: '[OPTIONS] NETWORK CONTAINER',
	summary: 'Connect a container to a network',
	arity: exactly(2),
	takes: 'network',
	flags: {
		alias: flag(strings, 'Another name for the container on this network'),
		'driver-opt': flag(strings, "Option for the network's driver"),
		'gw-priority': flag(int64(), 'The network with the highest one has the default gateway'),
		ip: flag(string(), 'IPv4 address to have there'),
		ip6: flag(string(), 'IPv6 address to have there'),
		link: flag(list(checkLink), 'Container to link to'),
		'link-local-ip': flag(strings, 'Link-local address to have there'),
	},
	run: async ({args: [network = '', container = ''], flags, client}) => {
		const DriverOpts = Object.fromEntries(flags['driver-opt'].map(readOption));
		const path = `${objectPath('networks', 'network', network)}/connect`;
		const body = {
			Container: containerName(container),
			EndpointConfig: {
				IPAMConfig: {IPv4Address: flags.ip, IPv6Address: flags.ip6, LinkLocalIPs: flags['link-local-ip']},
				Links: flags.link.length > 0 ? flags.link : null,
				Aliases: flags.alias,
				DriverOpts,
				GwPriority: flags['gw-priority'],
			},
		};
		await client.request('POST', path, {body: fromJson(body, connectRequestType)});
	},
});

function checkLink(link: string): void {
	if (link === '') throw new Error('empty string specified for links');
	if (link.split(':').length > 2) throw new Error(`bad format for links: ${link}`);
}

function readOption(text: string): [string, string] {
	const [key, value] = cut(text).map(part => trimSpace(part));
	if (!text.includes('=') || !key) throw new Failure('invalid key/value pair format in driver options');
	return [key, value ?? ''];
}
