import {isOlder} from './client.ts';
import {type CommandPath, last, pathText} from './grammar/command.ts';

/**
Why the client itself refuses a command, or the flags given: they need a newer API version than client and engine have
in common. In Docker's words; undefined: they can be used.
*/
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
