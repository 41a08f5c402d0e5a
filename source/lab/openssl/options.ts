import type {ProcessIo} from '../../base/program.ts';

/** Ends openssl: what it says to standard error. */
export class OpensslError extends Error {}

/** Options in the order in which they came, each with its value where it takes one; and what is left. */
export type Options = {
	readonly given: readonly {readonly name: string; readonly value: string}[];
	readonly get: (name: string) => string | undefined;
	readonly operands: readonly string[];
};

/** Reads `-name` and `-name value` as openssl does. */
export function readOptions(
	command: string,
	argv: readonly string[],
	flags: readonly string[],
	valued: readonly string[],
): Options {
	const given: {name: string; value: string}[] = [];
	const operands: string[] = [];
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index] as string;
		const name = word.replace(/^--?/, '');
		if (name === word || word === '-') operands.push(word);
		else if (flags.includes(name)) given.push({name, value: ''});
		else if (valued.includes(name)) {
			const value = argv[++index];
			if (value === undefined) throw new OpensslError(`${command}: Option ${word} needs a value`);
			given.push({name, value});
		} else {
			const known = [...flags, ...valued].map(one => `-${one}`).join(' ');
			throw new OpensslError(`no option ${word} in the lab's openssl ${command}; it has ${known}`);
		}
	}
	return {given, operands, get: name => given.findLast(one => one.name === name)?.value};
}

/** The text of a file. `what` is in openssl's words: `certificate`, `private key`. */
export function readFile(io: ProcessIo, path: string, what: string): string {
	const text = io.files.read(path);
	if (text === undefined) throw new OpensslError(`Could not open file or uri for loading ${what} from ${path}`);
	return text;
}
