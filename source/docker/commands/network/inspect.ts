import {decode, objectPath} from '../../client.ts';
import {fromJson} from '../../go/json.ts';
import {atLeast} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, string} from '../../grammar/kinds.ts';
import {networkType} from '../../objects/network.ts';
import {inspectFormatHelp} from '../../output/format-flag.ts';
import {inspect} from '../../output/inspect.ts';

export const inspectCommand = leaf({
	name: 'inspect',
	usage: '[OPTIONS] NETWORK [NETWORK...]',
	summary: 'Show all there is to know of networks',
	arity: atLeast(1),
	takes: 'network',
	flags: {
		format: flag(string(), inspectFormatHelp, {shorthand: 'f'}),
		verbose: flag(bool(), 'Show more, for the search for faults', {shorthand: 'v'}),
	},
	run: async ({args, client, flags, io}) => {
		const fetch = async (reference: string) => {
			const raw = await client.request('GET', objectPath('networks', 'network', reference), {
				query: {verbose: flags.verbose ? 'true' : undefined},
			});
			return {value: fromJson(decode(raw), networkType), raw: raw.trim()};
		};
		return inspect(args, flags.format, fetch, io.stdout);
	},
});
