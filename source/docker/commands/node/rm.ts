import {asFailure, Failure} from '../../failure.ts';
import {atLeast} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';
import {nodePath} from './reference.ts';

export const rmCommand = leaf({
	name: 'rm',
	aliases: ['remove'],
	usage: '[OPTIONS] NODE [NODE...]',
	summary: "Strike nodes off the swarm's list",
	arity: atLeast(1),
	takes: 'node',
	flags: {
		force: flag(bool(), 'Remove a node even if it is not down', {shorthand: 'f'}),
	},
	run: async ({args, client, flags, io}) => {
		const problems: string[] = [];
		for (const reference of args) {
			try {
				await client.request('DELETE', nodePath(reference), {query: {force: flags.force ? '1' : undefined}});
				io.stdout(`${reference}\n`);
			} catch (error) {
				problems.push(asFailure(error).message);
			}
		}
		if (problems.length > 0) throw new Failure(problems.join('\n'));
	},
});
