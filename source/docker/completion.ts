import {dockerCommand} from './commands/docker.ts';
import {type Command, findChild} from './grammar/command.ts';
import type {ArgumentKind, Flag, Flags} from './grammar/flag.ts';
import {findLong, findShort} from './grammar/parse.ts';

export type DockerCompletion = {
	/** Where in the word the completed part begins: 0, or after the `=` of `--token=`. Unit: UTF-16 units. */
	readonly from: number;
	/** What may stand there, whole, in the order to show. Only what begins as the word does. */
	readonly candidates: readonly {readonly text: string; readonly note?: string}[];
	/** What goes there that only the lab can name. */
	readonly takes?: ArgumentKind;
};

type Expected = ArgumentKind | readonly string[] | undefined;

/**
What can stand at `wordIndex` of a docker command line, given the words before it.

`words` are those after `docker`; `wordIndex` may be one past the last, where a new word begins.
*/
export function completeDocker(words: readonly string[], wordIndex: number): DockerCompletion {
	const word = words[wordIndex] ?? '';
	const place = findPlace(words.slice(0, wordIndex));
	if (place.flag) return complete(place.flag.takes, word);
	if (place.hasFlags && word.startsWith('-')) return completeFlag(place.command, word);
	if (place.command.children) return choose(children(place.command), word);
	const {arity, takes} = place.command;
	const isFull = arity.type === 'none' || (arity.type === 'exactly' && place.argumentCount >= arity.count);
	return isFull ? nothing : complete(takes, word);
}

const nothing: DockerCompletion = {from: 0, candidates: []};

type Place = {
	readonly command: Command;
	/** Whose value comes next. */
	readonly flag?: Flag;
	readonly argumentCount: number;
	/** False after `--`. */
	readonly hasFlags: boolean;
};

/** Where a next word would belong. */
function findPlace(words: readonly string[]): Place {
	const root = dockerCommand('~/.docker');
	let place: Place = {command: root, argumentCount: 0, hasFlags: true};
	for (const word of words) {
		const {command, flag, hasFlags, argumentCount} = place;
		const child = findChild(command, word);
		if (flag) place = {...place, flag: undefined};
		else if (hasFlags && word === '--') place = {...place, hasFlags: false};
		else if (hasFlags && word.startsWith('-')) place = {...place, flag: flagAwaitingValue(command.flags, word)};
		// Topics of help are commands.
		else if (child) place = {...place, command: child.name === 'help' ? root : child};
		else place = {...place, argumentCount: argumentCount + 1};
	}
	return place;
}

function flagAwaitingValue(flags: Flags, word: string): Flag | undefined {
	if (word.includes('=')) return undefined;
	const flag = word.startsWith('--') ? findLong(flags, word.slice(2)) : findShort(flags, word.at(-1) ?? '')?.[1];
	return flag?.alone === undefined ? flag : undefined;
}

function completeFlag({flags}: Command, word: string): DockerCompletion {
	const [name = '', ...value] = word.split('=');
	if (value.length > 0) {
		const flag = name.startsWith('--') ? findLong(flags, name.slice(2)) : findShort(flags, name.slice(1))?.[1];
		return {...complete(flag?.takes, value.join('=')), from: name.length + 1};
	}
	const long = Object.entries(flags).map(([flag, {description}]) => ({
		text: `--${flag}`,
		note: firstLine(description),
	}));
	return choose([...long.toSorted((a, b) => (a.text < b.text ? -1 : 1)), {text: '--help', note: 'Explain this'}], word);
}

function firstLine(text: string): string {
	return text.split('\n', 1)[0] ?? '';
}

/** What the lab can do; the rest of Docker's commands is not worth a suggestion. */
function children({children = []}: Command): DockerCompletion['candidates'] {
	const offered = children.filter(({isHidden, isOutside}) => !isHidden && !isOutside);
	return offered.map(({name, summary}) => ({text: name, note: summary}));
}

function complete(expected: Expected, word: string): DockerCompletion {
	if (expected === undefined) return nothing;
	if (typeof expected === 'string') return {...nothing, takes: expected};
	return choose(
		expected.map(text => ({text})),
		word,
	);
}

function choose(candidates: DockerCompletion['candidates'], word: string): DockerCompletion {
	return {from: 0, candidates: candidates.filter(({text}) => text.startsWith(word))};
}
