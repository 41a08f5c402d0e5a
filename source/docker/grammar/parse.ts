import type {Files} from '../../base/program.ts';
import {quote, utf8} from '../go/strconv.ts';
import {type Flag, type Flags, flag} from './flag.ts';
import {bool} from './kinds.ts';

/** What was given on a command line: flags by name, and the words that are none. */
export type ParsedFlags = {
	readonly values: ReadonlyMap<string, unknown>;
	readonly args: readonly string[];
	/** How often `-h` was used: it works, with a word of warning each time. */
	readonly deprecatedHelpUses: number;
};

/** The flag that every command has and no help shows. Its shorthand is deprecated, so messages omit it. */
const help = flag(bool(), 'Print usage');

/** A flag could not be read. Its message is pflag's. */
export class FlagError extends Error {
	override readonly name = 'FlagError';
	/** What was read before it. */
	before: Pick<ParsedFlags, 'values' | 'deprecatedHelpUses'> = {values: new Map(), deprecatedHelpUses: 0};
}

type Options = {
	readonly files: Files;
	/** False: the first word that is no flag ends the flags. */
	readonly interspersed?: boolean;
	/** What was already read: as a parent's flags are when a child's follow. */
	readonly before?: ReadonlyMap<string, unknown>;
};

/**
Reads flags by pflag's rules: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`, switches in clusters,
`--` ends them. Throws `FlagError` at the first that cannot be read.
*/
export function parseFlags(words: readonly string[], flags: Flags, options: Options): ParsedFlags {
	const values = new Map(options.before);
	const args: string[] = [];
	const rest = [...words];
	let deprecatedHelpUses = 0;
	const readFlags = (word: string) => {
		const isLong = word.startsWith('--');
		for (const setting of isLong ? [readLong(word, flags, rest)] : readCluster(word.slice(1), flags, rest)) {
			if (!isLong && setting.flag === help) deprecatedHelpUses++;
			values.set(setting.name, readValue(setting, values.get(setting.name), options.files));
		}
	};
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		if (word === '--') args.push(...rest.splice(0));
		else if (word.startsWith('-') && word.length > 1) {
			try {
				readFlags(word);
			} catch (error) {
				if (error instanceof FlagError) error.before = {values, deprecatedHelpUses};
				throw error;
			}
		} else {
			args.push(word);
			if (options.interspersed === false) args.push(...rest.splice(0));
		}
	}
	return {values, args, deprecatedHelpUses};
}

type Setting = {readonly name: string; readonly flag: Flag; readonly text: string};

/** `--name` or `--name=value`; a value that stands apart is taken from `rest`. */
function readLong(word: string, flags: Flags, rest: string[]): Setting {
	const [name = '', ...parts] = word.slice(2).split('=');
	if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
	const one = findLong(flags, name);
	if (!one) throw new FlagError(`unknown flag: --${name}`);
	const text = parts.length > 0 ? parts.join('=') : (one.alone ?? rest.shift());
	if (text === undefined) throw new FlagError(`flag needs an argument: --${name}`);
	return {name, flag: one, text};
}

/** What follows a single dash: switches, then at most one flag with its value. Each is read before the next one is. */
function* readCluster(cluster: string, flags: Flags, rest: string[]): Iterable<Setting> {
	const letter = cluster[0] ?? '';
	const [name, one] = findShort(flags, letter) ?? [];
	if (!name || !one) throw new FlagError(`unknown shorthand flag: ${quoteFirstByte(cluster)} in -${cluster}`);
	const after = cluster.slice(1);
	if (after.length > 1 && after.startsWith('=')) {
		yield {name, flag: one, text: after.slice(1)};
	} else if (one.alone !== undefined) {
		yield {name, flag: one, text: one.alone};
		if (after !== '') yield* readCluster(after, flags, rest);
	} else {
		const text = after === '' ? rest.shift() : after;
		if (text === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${cluster}`);
		yield {name, flag: one, text};
	}
}

function readValue({name, flag: one, text}: Setting, previous: unknown, files: Files): unknown {
	try {
		return one.read(text, previous, files);
	} catch (error) {
		const shown = one.shorthand ? `-${one.shorthand}, --${name}` : `--${name}`;
		throw new FlagError(`invalid argument ${quote(text)} for ${quote(shown)} flag: ${(error as Error).message}`);
	}
}

export function findLong(flags: Flags, name: string): Flag | undefined {
	if (name === 'help') return help;
	return Object.hasOwn(flags, name) ? flags[name] : undefined;
}

export function findShort(flags: Flags, letter: string): readonly [string, Flag] | undefined {
	if (letter === 'h') return ['help', help];
	return Object.entries(flags).find(([, one]) => one.shorthand === letter);
}

function quoteFirstByte(text: string): string {
	return quote(String.fromCharCode(utf8(text)[0] ?? 0), {mark: "'"});
}
