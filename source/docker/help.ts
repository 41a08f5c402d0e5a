import {isOlder, type ServerInfo} from './client.ts';
import {type Command, type CommandPath, last, pathText, usageText} from './grammar/command.ts';
import type {Flag, Flags} from './grammar/flag.ts';

export type HelpOptions = {
	/** Terminal width in cells. */
	readonly columns: number;
	/** Hides what this engine does not offer. */
	readonly server: ServerInfo;
	readonly apiVersion: string;
};

/** What `--help` prints. */
export function helpText(path: CommandPath, options: HelpOptions): string {
	const command = last(path);
	const isRoot = path.length === 1;
	const children = (command.children ?? []).filter(child => isShown(child, options));
	const blocks = [usageLine(path), command.summary, ...(command.details ? [command.details] : [])];
	const aliases = command.aliasPaths ?? siblings(path, command);
	if (aliases.length > 0) blocks.push(`Aliases:\n  ${aliases.join(', ')}`);
	if (!isRoot) blocks.push(...flagBlock('Options', command.flags, options));
	blocks.push(...childBlocks(children));
	if (isRoot) blocks.push(...flagBlock('Global Options', command.flags, options));
	if (children.length > 0) {
		blocks.push(`Run '${pathText(path)} COMMAND --help' for more information on a command.`);
	}
	if (isRoot) blocks.push('For more help on how to use Docker, head to https://docs.docker.com/go/guides/');
	return `${blocks.join('\n\n')}\n`;
}

function usageLine(path: CommandPath): string {
	const {children, flags} = last(path);
	if (!children) return `Usage:  ${usageText(path)}`;
	return `Usage:  ${pathText(path)}${Object.keys(flags).length > 0 ? ' [OPTIONS]' : ''} COMMAND`;
}

function siblings(path: CommandPath, {aliases = [], name}: Command): string[] {
	const parent = path.slice(0, -1).map(one => one.name);
	return aliases.length > 0 ? [name, ...aliases].map(word => [...parent, word].join(' ')) : [];
}

/** Docker lists its swarm commands only where they could do something. */
function isShown(command: Command, {server, apiVersion: spoken}: HelpOptions): boolean {
	const {isHidden, isExperimental, apiVersion, swarm} = command;
	if (isHidden || (isExperimental && !server.isExperimental)) return false;
	if (apiVersion && isOlder(spoken, apiVersion)) return false;
	if (!swarm || !server.swarm) return true;
	const [state, role] = server.swarm.split('/');
	return swarm === 'manager' ? role === 'manager' : state !== 'inactive';
}

const headings = ['Common Commands', 'Management Commands', 'Swarm Commands', 'Commands'] as const;

function childBlocks(children: readonly Command[]): string[] {
	const width = Math.max(11, ...children.map(({name}) => name.length));
	return headings.flatMap(heading => {
		const listed = children.filter(child => (child.heading ?? 'Commands') === heading);
		const lines = listed.map(({name, summary}) => `  ${name.padEnd(width)} ${summary}`);
		return lines.length > 0 ? [`${heading}:\n${lines.join('\n')}`] : [];
	});
}

function flagBlock(title: string, flags: Flags, {columns, apiVersion: spoken}: HelpOptions): string[] {
	const shown = Object.entries(flags)
		.filter(([, {apiVersion}]) => !apiVersion || !isOlder(spoken, apiVersion))
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, flag]) => ({left: flagCell(name, flag), right: flagText(flag)}));
	if (shown.length === 0) return [];
	const column = Math.max(...shown.map(({left}) => left.length)) + 3;
	const lines = shown.map(({left, right}) => `${left.padEnd(column)}${wrap(right, column, columns - 1)}`);
	return [`${title}:\n${lines.join('\n')}`];
}

function flagCell(name: string, {shorthand, word}: Flag): string {
	return `${shorthand ? `  -${shorthand}, ` : '      '}--${name}${word && ` ${word}`}`;
}

function flagText({description, shownDefault}: Flag): string {
	return shownDefault === undefined ? description : `${description} (default ${shownDefault})`;
}

/** Wraps a flag's description as pflag does, into the columns from `indent` to `width`. */
function wrap(text: string, indent: number, width: number): string {
	const leastRoom = 24;
	const blockIndent = 16;
	if (width - indent < leastRoom) {
		if (width - blockIndent < leastRoom) return text.replaceAll('\n', `\n${' '.repeat(blockIndent)}`);
		return `\n${' '.repeat(blockIndent)}${wrap(text, blockIndent, width)}`;
	}
	const lines: string[] = [];
	for (let rest: string | undefined = text; rest !== undefined; ) {
		const end = lineEnd(rest, width - indent);
		lines.push(rest.slice(0, end));
		rest = end < rest.length ? rest.slice(end + 1) : undefined;
	}
	return lines.join('\n').replaceAll('\n', `\n${' '.repeat(indent)}`);
}

/** Where a line ends: it may run over by a few cells if that saves an orphan. */
function lineEnd(text: string, room: number): number {
	const slack = 5;
	if (text.length < room) return text.length;
	const head = text.slice(0, room - slack);
	const blank = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
	const newline = head.lastIndexOf('\n');
	if (blank <= 0) return text.length;
	return newline > 0 ? newline : blank;
}
