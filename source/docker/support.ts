import {type Client, isOlder} from './client.ts';
import {Failure} from './failure.ts';
import {type CommandPath, last, pathText} from './grammar/command.ts';

/**
Commands and flags that need a newer API version than client and engine have in common are refused by the client.

Throws a `Failure`. Asks the engine only about what needs any version at all, as Docker does.
*/
export async function checkSupport(path: CommandPath, given: Iterable<string>, client: Client): Promise<void> {
	const {flags} = last(path);
	const needs = [...given]
		.toSorted()
		.flatMap(name => (flags[name]?.apiVersion ? [{name, apiVersion: flags[name].apiVersion}] : []));
	if (needs.length === 0 && !path.some(({apiVersion}) => apiVersion)) return;
	await client.ping();
	const spoken = client.apiVersion();
	const isLacking = (version: string | undefined) => version !== undefined && isOlder(spoken, version);
	const complaint = (what: string, version = '') =>
		`${what} requires API version ${version}, but the Docker daemon API version is ${spoken}`;
	const command = path.findLast(({apiVersion}) => isLacking(apiVersion));
	if (command) throw new Failure(complaint(pathText(upTo(path, command)), command.apiVersion));
	const refused = needs.filter(({apiVersion}) => isLacking(apiVersion));
	if (refused.length > 0) {
		throw new Failure(refused.map(({name, apiVersion}) => complaint(`"--${name}"`, apiVersion)).join('\n'));
	}
}

function upTo([root, ...below]: CommandPath, command: CommandPath[0]): CommandPath {
	return command === root ? [root] : [root, ...below.slice(0, below.indexOf(command) + 1)];
}
