import type {ProcessIo} from '../../base/program.ts';
import type {Client} from '../client.ts';
import type {Config} from '../config.ts';
import type {ContextStore} from '../contexts.ts';
import type {Arity} from './arity.ts';
import type {ArgumentKind, Flags, FlagValues} from './flag.ts';

/** What a command is run with. */
export type Invocation<F extends Flags = Flags> = {
	readonly args: readonly string[];
	readonly flags: FlagValues<F>;
	/** Whether the flag was given, be it with its default. */
	readonly changed: (name: keyof F) => boolean;
	readonly client: Client;
	readonly config: Config;
	readonly contexts: ContextStore;
	readonly io: ProcessIo;
	/** Writes the command's own help to standard output. */
	readonly showHelp: () => Promise<void>;
};

/** A node of the command tree: parsing, errors, help and completion are all read off it. */
export type Command = {
	readonly name: string;
	readonly aliases?: readonly string[];
	/** The full names under `Aliases:` in help, where they are not the siblings' (`docker system info, docker info`). */
	readonly aliasPaths?: readonly string[];
	/** What follows the path in the usage line: `[OPTIONS] HOST:PORT`; empty for a group. */
	readonly usage: string;
	readonly summary: string;
	/** What `--help` says beyond the summary. */
	readonly details?: string;
	readonly arity: Arity;
	/** For completion: what the arguments are. */
	readonly takes?: ArgumentKind | readonly string[];
	readonly flags: Flags;
	/** A group's commands. */
	readonly children?: readonly Command[];
	/** The heading under which `docker --help` lists it. */
	readonly heading?: 'Common Commands' | 'Management Commands' | 'Swarm Commands' | 'Commands';
	/** The Engine API version that it needs. */
	readonly apiVersion?: string;
	/** Help lists it only where the node is a manager, or takes part in a swarm. */
	readonly swarm?: 'manager' | 'active';
	/** Help lists it only where the engine has experimental features on. */
	readonly isExperimental?: boolean;
	/** Not shown in help. */
	readonly isHidden?: boolean;
	/** True: it may end before it matters whether the engine's address can be told. */
	readonly asksLate?: boolean;
	/** True: a real Docker command whose subject this lab does not have; whatever follows it is not read. */
	readonly isOutside?: boolean;
	readonly run?: (invocation: Invocation) => Promise<void>;
};

type Leaf<F extends Flags> = Omit<Command, 'flags' | 'run' | 'children'> & {
	readonly flags: F;
	readonly run: (invocation: Invocation<F>) => Promise<void>;
};

/** A command that does something; its flags' values are typed by its table of flags. */
export function leaf<F extends Flags>(command: Leaf<F>): Command {
	return {...command, run: invocation => command.run(invocation as unknown as Invocation<F>)};
}

/** A command that only leads to others; alone it prints its help. */
export function group(command: Omit<Command, 'flags' | 'usage' | 'arity' | 'run'>): Command {
	return {...command, usage: '', arity: {type: 'none'}, flags: {}};
}

/** From the root down: `[docker, node, ls]`. */
export type CommandPath = readonly [Command, ...Command[]];

export function last(path: CommandPath): Command {
	return path.at(-1) ?? path[0];
}

/** `docker node ls` */
export function pathText(path: CommandPath): string {
	return path.map(({name}) => name).join(' ');
}

/** `docker node ls [OPTIONS]`; a group's is its path alone. */
export function usageText(path: CommandPath): string {
	return `${pathText(path)} ${last(path).usage}`.trimEnd();
}

export function findChild(command: Command, word: string): Command | undefined {
	return command.children?.find(({name, aliases}) => name === word || aliases?.includes(word));
}
