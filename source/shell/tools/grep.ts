import type {ProcessIo} from '../../base/program.ts';
import {openInput, readLines, withoutNewline} from './input.ts';
import {createTool, type Options, ToolFailure} from './options.ts';
import {escapeLiteral, translatePattern} from './regular-expression.ts';

/** Exit status 0: a line was selected; 1: none; 2: something went wrong. */
export const grep = createTool(
	'grep',
	{flags: 'EFHchilnoqsvwx', values: 'ABCem', number: 'C'},
	2,
	async (options, io) => {
		const given = options.values('e').map(({value}) => value);
		const [patterns, paths] =
			given.length > 0 ? [given, options.operands] : [options.operands.slice(0, 1), options.operands.slice(1)];
		if (patterns.length === 0) {
			io.stderr("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
			return 2;
		}
		const search = readSearch(options, patterns, paths.length > 1);
		let isFound = false;
		let hasFailed = false;
		for (const path of paths.length === 0 ? ['-'] : paths) {
			const input = openInput(path, io);
			if (!input) {
				if (!options.has('s')) io.stderr(`grep: ${path}: No such file or directory\n`);
				hasFailed = true;
				continue;
			}
			const count = await searchInput(input, path === '-' ? '(standard input)' : path, search, io);
			isFound ||= count > 0;
			if (isFound && search.isQuiet) return 0;
		}
		return hasFailed ? 2 : Number(!isFound);
	},
);

type Search = {
	readonly selects: (line: string) => boolean;
	/** What `-o` prints of a line; undefined: whole lines are printed. */
	readonly parts?: (line: string) => readonly string[];
	/** Lines of context. */
	readonly before: number;
	readonly after: number;
	readonly countMax: number;
	readonly prints: 'lines' | 'count' | 'names' | 'nothing';
	readonly isQuiet: boolean;
	readonly hasNames: boolean;
	readonly hasNumbers: boolean;
};

function readSearch(options: Options, patterns: readonly string[], hasSeveralFiles: boolean): Search {
	const expression = new RegExp(readExpression(options, patterns), options.has('i') ? 'isu' : 'su');
	const isInverted = options.has('v');
	const isQuiet = options.has('q');
	return {
		selects: line => expression.test(line) !== isInverted,
		parts: options.has('o') ? line => (isInverted ? [] : longestMatches(line, expression)) : undefined,
		before: readCount(options, 'BC', 'context length argument', 0),
		after: readCount(options, 'AC', 'context length argument', 0),
		countMax: readCount(options, 'm', 'max count', Infinity),
		prints: isQuiet ? 'nothing' : options.has('l') ? 'names' : options.has('c') ? 'count' : 'lines',
		isQuiet,
		hasNames: options.has('H') || (hasSeveralFiles && !options.has('h')),
		hasNumbers: options.has('n'),
	};
}

function readCount(options: Options, letters: string, noun: string, fallback: number): number {
	const values = options.values(letters);
	// -A and -B go before -C, wherever they stand.
	const chosen = values.findLast(({letter}) => letter !== 'C') ?? values.at(-1);
	if (!chosen) return fallback;
	if (!/^\d+$/.test(chosen.value)) throw new ToolFailure(`${chosen.value}: invalid ${noun}`);
	return Number(chosen.value);
}

function readExpression(options: Options, patterns: readonly string[]): string {
	const alternatives = patterns
		.flatMap(pattern => pattern.split('\n'))
		.map(pattern => (options.has('F') ? escapeLiteral(pattern) : translatePattern(pattern, options.has('E'))));
	const any = `(?:${alternatives.join('|')})`;
	if (options.has('x')) return `^${any}$`;
	return options.has('w') ? `(?<!\\w)${any}(?!\\w)` : any;
}

/** The leftmost of the longest matches, as POSIX has it, where JavaScript takes the first alternative that fits. */
function longestMatches(line: string, {source, flags}: RegExp): readonly string[] {
	const matches: string[] = [];
	const expression = new RegExp(source, `${flags}g`);
	for (let match = expression.exec(line); match; match = expression.exec(line)) {
		let longest = match[0];
		for (;;) {
			const longer = new RegExp(`(?:${source})(?<=^.{${match.index + longest.length + 1},})`, `${flags}y`);
			longer.lastIndex = match.index;
			const next = longer.exec(line);
			if (!next) break;
			longest = next[0];
		}
		if (longest !== '') matches.push(longest);
		expression.lastIndex = match.index + Math.max(longest.length, 1);
	}
	return matches;
}

/** Prints as it reads. Returns how many lines were selected. */
async function searchInput(input: AsyncIterable<string>, name: string, search: Search, io: ProcessIo): Promise<number> {
	const printer = createPrinter(search, name);
	let number = 0;
	let count = 0;
	const isDone = () =>
		search.prints === 'lines' ? count >= search.countMax && !printer.wantsContext() : isDecided(search, count);
	for await (const lines of readLines(input)) {
		for (const line of lines.map(withoutNewline)) {
			if (isDone()) break;
			number++;
			if (count < search.countMax && search.selects(line)) {
				count++;
				if (search.prints === 'lines') printer.select(line, number);
			} else printer.pass(line, number);
		}
		const output = printer.take();
		if (output !== '') io.stdout(output);
		if (isDone()) break;
	}
	if (search.prints === 'count') io.stdout(`${search.hasNames ? `${name}:` : ''}${count}\n`);
	if (search.prints === 'names' && count > 0) io.stdout(`${name}\n`);
	return count;
}

function isDecided(search: Search, count: number): boolean {
	return count >= (search.prints === 'count' ? search.countMax : Math.min(search.countMax, 1));
}

/** Labels lines and adds their context, with `--` between groups that do not touch. */
function createPrinter(search: Search, name: string) {
	let output = '';
	let printed = 0;
	let contextLeft = 0;
	let earlier: string[] = [];
	const print = (line: string, number: number, separator: ':' | '-') => {
		const label = `${search.hasNames ? name + separator : ''}${search.hasNumbers ? number + separator : ''}`;
		const texts = search.parts ? (separator === ':' ? search.parts(line) : []) : [line];
		for (const text of texts) output += `${label}${text}\n`;
		printed = number;
	};
	return {
		select(line: string, number: number) {
			const first = number - earlier.length;
			if (search.before + search.after > 0 && printed > 0 && first > printed + 1) output += '--\n';
			for (const [index, text] of earlier.entries()) print(text, first + index, '-');
			print(line, number, ':');
			earlier = [];
			contextLeft = search.after;
		},
		/** A line that was not selected: context behind a selected one, or perhaps before the next. */
		pass(line: string, number: number) {
			if (contextLeft > 0) {
				contextLeft--;
				print(line, number, '-');
			} else if (search.before > 0) earlier = [...earlier, line].slice(-search.before);
		},
		wantsContext: () => contextLeft > 0,
		/** What is to be printed by now. */
		take() {
			const text = output;
			output = '';
			return text;
		},
	};
}
