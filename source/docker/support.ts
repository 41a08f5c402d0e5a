import {type Client, isOlder} from './client.ts';
import {Failure} from './failure.ts';
import {type CommandPath, last, pathText} from './grammar/command.ts';

/**
Commands and flags that need a newer API version than client and engine have in common are refused by the client.

Throws a `Failure`. Asks the engine only about what needs any version at all, as Docker does.
*/
export async function checkSupport(path: CommandPath, given: Iterable<string>, client: Client): Promise<void> {
	const {flags} = last(path);
	const names = [...given];
	if (![...path, ...names.map(name => flags[name])].some(one => one?.apiVersion)) return;
	await client.ping();
	const problem = supportProblem(path, names, client.apiVersion());
	if (problem) throw new Failure(problem);
}

/** In Docker's words; undefined: the command and the flags given can be used. */
export function supportProblem(path: CommandPath, given: readonly string[], spoken: string): string | undefined {
	const isLacking = (version: string | undefined) => version !== undefined && isOlder(spoken, version);
	const complaint = (what: string, version = '') =>
		`${what} requires API version ${version}, but the Docker daemon API version is ${spoken}`;
	const command = path.findLast(({apiVersion}) => isLacking(apiVersion));
	if (command) return complaint(pathText(upTo(path, command)), command.apiVersion);
	const {flags} = last(path);
	const refused = given.filter(name => isLacking(flags[name]?.apiVersion)).toSorted();
	return refused.map(name => complaint(`"--${name}"`, flags[name]?.apiVersion)).join('\n') || undefined;
}

function upTo([root, ...below]: CommandPath, command: CommandPath[0]): CommandPath {
	return command === root ? [root] : [root, ...below.slice(0, below.indexOf(command) + 1)];
}
