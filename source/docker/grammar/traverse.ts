import type {Files} from '../../base/program.ts';
import {type CommandPath, findChild, last} from './command.ts';
import type {Flag} from './flag.ts';
import {findLong, findShort, parseFlags} from './parse.ts';

export type Found = {
	readonly path: CommandPath;
	/** What follows the command's name, flags included. */
	readonly words: readonly string[];
	/** Whether a `--help` was passed on the way down. */
	readonly help: boolean;
	readonly deprecatedHelpUses: number;
};

/**
Walks down the command tree as cobra does: a group hands over to the child that the first word names that is neither a
flag nor what may be a flag's value. It guesses which flags take a value, so an unknown `-D` swallows the next word.

Throws a `FlagError` where a flag stands before a child's name and is not the group's.
*/
export function traverse(path: CommandPath, words: readonly string[], files: Files): Found {
	const group = last(path);
	const here: Found = {path, words, help: false, deprecatedHelpUses: 0};
	if (!group.children) return here;
	const flags: string[] = [];
	let mayBeValue = false;
	for (const [index, word] of words.entries()) {
		const takesValue = mayTakeValue(word, group.flags);
		if (takesValue || mayBeValue || isFlag(word)) {
			flags.push(word);
			mayBeValue = takesValue;
			continue;
		}
		const child = findChild(group, word);
		if (!child) return here;
		const passed = parseFlags(flags, group.flags, {files});
		const below = traverse([...path, child], words.slice(index + 1), files);
		return {
			...below,
			help: below.help || passed.values.get('help') === true,
			deprecatedHelpUses: below.deprecatedHelpUses + passed.deprecatedHelpUses,
		};
	}
	return here;
}

function mayTakeValue(word: string, flags: Readonly<Record<string, Flag>>): boolean {
	if (word.includes('=')) return false;
	if (word.startsWith('--')) return findLong(flags, word.slice(2))?.alone === undefined;
	if (!word.startsWith('-') || word.length !== 2) return false;
	return findShort(flags, word.slice(1))?.[1].alone === undefined;
}

function isFlag(word: string): boolean {
	return word.length >= 2 && word.startsWith('-') && word !== '--';
}
