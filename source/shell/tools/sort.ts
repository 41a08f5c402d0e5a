import {openInput, readAll, splitLines, withoutNewline} from './input.ts';
import {createTool, type Options, ToolFailure} from './options.ts';

/** A sort key: whole fields, from 1. */
type SortKey = {
	readonly first: number;
	readonly last: number;
	readonly isNumeric: boolean;
	readonly isReversed: boolean;
	readonly ignoresBlanks: boolean;
};

export const sort = createTool('sort', {flags: 'bnrsu', values: 'kt'}, 2, async (options, io) => {
	const compare = readComparison(options);
	let lines: string[] = [];
	for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
		const input = openInput(path, io);
		if (!input) throw new ToolFailure(`cannot read: ${path}: No such file or directory`);
		lines = lines.concat(splitLines(await readAll(input)).map(withoutNewline));
	}
	const byKey = lines.sort(compare.full);
	const isUnique = options.has('u');
	const kept = byKey.filter(
		(line, index) => !isUnique || index === 0 || compare.keys(byKey[index - 1] as string, line) !== 0,
	);
	if (kept.length > 0) io.stdout(`${kept.join('\n')}\n`);
	return 0;
});

type Comparison = (a: string, b: string) => number;

/** `keys` decides what is equal (`-u`); `full` falls back on the whole line. */
function readComparison(options: Options): {readonly keys: Comparison; readonly full: Comparison} {
	const separator = options.values('t').at(-1)?.value;
	if (separator !== undefined && [...separator].length > 1) throw new ToolFailure(`multi-character tab ‘${separator}’`);
	const sortKeys = options.values('k').map(({value}) => readKey(value, options));
	if (sortKeys.length === 0) sortKeys.push({first: 1, last: Infinity, ...readOrdering('', options)});
	const keys: Comparison = (a, b) => {
		for (const key of sortKeys) {
			const order = compareBy(key, extract(a, key, separator), extract(b, key, separator));
			if (order !== 0) return order;
		}
		return 0;
	};
	if (options.has('u') || options.has('s')) return {keys, full: keys};
	const sign = options.has('r') ? -1 : 1;
	return {keys, full: (a, b) => keys(a, b) || sign * compareText(a, b)};
}

function readKey(text: string, options: Options): SortKey {
	const match = /^(\d+)([bnr]*)(?:,(\d+)([bnr]*))?$/.exec(text);
	if (!match)
		throw new ToolFailure(`cannot read the key ‘${text}’; the lab's sort has -k FIRST[,LAST] with b, n and r`);
	const [, first, letters, last, moreLetters] = match;
	if (first === '0' || last === '0')
		throw new ToolFailure(`field number is zero: invalid field specification ‘${text}’`);
	const ordering = readOrdering(`${letters}${moreLetters ?? ''}`, options);
	return {first: Number(first), last: last === undefined ? Infinity : Number(last), ...ordering};
}

/** A key's own letters, or, where it has none, those of the whole command. */
function readOrdering(letters: string, options: Options) {
	const has = (letter: string) => (letters === '' ? options.has(letter) : letters.includes(letter));
	return {isNumeric: has('n'), isReversed: has('r'), ignoresBlanks: has('b')};
}

/** Without a separator a field includes the blanks before it. */
function extract(line: string, {first, last, ignoresBlanks}: SortKey, separator: string | undefined): string {
	if (first === 1 && last === Infinity && !ignoresBlanks) return line;
	const fields = separator === undefined ? (line.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? []) : line.split(separator);
	const text = fields.slice(first - 1, last).join(separator ?? '');
	return ignoresBlanks ? text.replace(/^[ \t]+/, '') : text;
}

function compareBy({isNumeric, isReversed}: SortKey, a: string, b: string): number {
	const order = isNumeric ? leadingNumber(a) - leadingNumber(b) : compareText(a, b);
	return isReversed ? -order : order;
}

/** As in the C locale, where a text is its bytes. */
function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

function leadingNumber(text: string): number {
	return Number(/^[ \t]*(-?(?:\d+\.?\d*|\.\d+))/.exec(text)?.[1] ?? 0);
}
