import type {ProcessIo, Program} from '../../base/program.ts';

/** The one-letter options that a tool has. */
export type OptionLetters = {
	readonly flags: string;
	/** Options with a value: `-n 3`, `-n3`. */
	readonly values?: string;
	/** The option that a bare number (`-3`) means. */
	readonly number?: string;
};

export type Options = {
	readonly has: (letter: string) => boolean;
	/** Values given to any of these letters, in the order of the command line. */
	readonly values: (letters: string) => readonly {readonly letter: string; readonly value: string}[];
	readonly operands: readonly string[];
};

/** A problem that ends a tool: its message goes to standard error, its status is that of wrong usage. */
export class ToolFailure extends Error {}

/** Makes a program of a tool: reads its options the way getopt does, operands and options in any order. */
export function createTool(
	name: string,
	letters: OptionLetters,
	usageStatus: number,
	body: (options: Options, io: ProcessIo) => Promise<number>,
): Program {
	return async (argv, io) => {
		try {
			return await body(readOptions(name, argv, letters), io);
		} catch (error) {
			if (!(error instanceof ToolFailure)) throw error;
			io.stderr(`${name}: ${error.message}\n`);
			return usageStatus;
		}
	};
}

function readOptions(name: string, argv: readonly string[], letters: OptionLetters): Options {
	const flags = new Set<string>();
	const values: {letter: string; value: string}[] = [];
	const operands: string[] = [];
	const known = letters.flags + (letters.values ?? '');
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index] as string;
		if (word === '--') {
			operands.push(...argv.slice(index + 1));
			break;
		}
		if (!/^-./.test(word)) operands.push(word);
		else if (letters.number && /^-\d+$/.test(word)) values.push({letter: letters.number, value: word.slice(1)});
		else if (word.startsWith('--')) throw unknownOption(name, word, known);
		else {
			for (let at = 1; at < word.length; at++) {
				const letter = word[at] as string;
				if (!known.includes(letter)) throw unknownOption(name, `-${letter}`, known);
				if (letters.flags.includes(letter)) {
					flags.add(letter);
					continue;
				}
				const value = word.slice(at + 1) || argv[++index];
				if (value === undefined) throw new ToolFailure(`option requires an argument -- '${letter}'`);
				values.push({letter, value});
				break;
			}
		}
	}
	return {
		has: letter => flags.has(letter),
		values: wanted => values.filter(({letter}) => wanted.includes(letter)),
		operands,
	};
}

function unknownOption(name: string, option: string, known: string): ToolFailure {
	const list = known === '' ? 'none' : [...known].map(letter => `-${letter}`).join(' ');
	return new ToolFailure(`no option ${option} in the lab's ${name}; it has ${list}`);
}
