import type {Client} from '../../client.ts';
import {asFailure, Failure} from '../../failure.ts';
import {fromJson} from '../../go/json.ts';
import {atLeast} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool, string} from '../../grammar/kinds.ts';
import {type Node, nodeType} from '../../objects/node.ts';
import {inspectFormatHelp} from '../../output/format-flag.ts';
import {inspect} from '../../output/inspect.ts';
import {namedFormat} from '../../output/list.ts';
import {nodeList} from './ls.ts';
import {prettyNode} from './pretty.ts';
import {nodeReferencePath} from './reference.ts';

export const inspectCommand = leaf({
	name: 'inspect',
	usage: '[OPTIONS] self|NODE [NODE...]',
	summary: 'Show all there is to know of nodes',
	arity: atLeast(1),
	takes: 'self or node',
	flags: {
		format: flag(string(), inspectFormatHelp, {shorthand: 'f'}),
		pretty: flag(bool(), 'Show it for people to read'),
	},
	run: async ({args, client, flags, io}) => {
		const format = flags.pretty ? 'pretty' : flags.format;
		if (format === 'pretty') return io.stdout(await prettyNodes(client, args));
		if (format.startsWith('pretty')) {
			throw new Failure('cannot supply extra formatting options to the pretty template');
		}
		const fetch = async (reference: string) => ({value: fromJson(await fetchNode(client, reference), nodeType)});
		try {
			await inspect(args, namedFormat(nodeList, {format, isQuiet: false}), fetch, io.stdout);
		} catch (error) {
			// Whatever the cause, a wrong template included.
			throw new Failure(asFailure(error).message, 1);
		}
	},
});

async function fetchNode(client: Client, reference: string): Promise<Node> {
	return client.get<Node>(await nodeReferencePath(client, reference));
}

async function prettyNodes(client: Client, references: readonly string[]): Promise<string> {
	let text = '';
	for (const reference of references) text += prettyNode(await fetchNode(client, reference));
	return text;
}
