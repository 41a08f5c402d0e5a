import {openInput, readLines, withoutNewline} from './input.ts';
import {createTool, type Options, ToolFailure} from './options.ts';

/** Positions from 1; the end may be Infinity. */
type Range = {readonly first: number; readonly last: number};

export const cut = createTool('cut', {flags: 's', values: 'bcdf'}, 1, async (options, io) => {
	const select = readSelection(options);
	let status = 0;
	for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
		const input = openInput(path, io);
		if (!input) {
			io.stderr(`cut: ${path}: No such file or directory\n`);
			status = 1;
			continue;
		}
		for await (const lines of readLines(input)) {
			const selected = lines.map(line => select(withoutNewline(line))).filter(line => line !== undefined);
			if (selected.length > 0) io.stdout(`${selected.join('\n')}\n`);
		}
	}
	return status;
});

/** What is left of a line; undefined: nothing, not even an empty line. */
function readSelection(options: Options): (line: string) => string | undefined {
	const lists = options.values('bcf');
	const [list] = lists;
	if (!list) throw usage('you must specify a list of bytes, characters, or fields');
	if (lists.length > 1) throw usage('only one list may be specified');
	const delimiter = options.values('d').at(-1)?.value;
	const isFields = list.letter === 'f';
	const ranges = readRanges(list.value, isFields);
	if (delimiter !== undefined && !isFields)
		throw usage('an input delimiter may be specified only when operating on fields');
	if (delimiter !== undefined && [...delimiter].length > 1) throw usage('the delimiter must be a single character');
	const isSelected = (position: number) => ranges.some(({first, last}) => first <= position && position <= last);
	const pick = (items: readonly string[]) => items.filter((_, index) => isSelected(index + 1));
	if (!isFields) return line => pick([...line]).join('');
	const separator = delimiter ?? '\t';
	return line => {
		if (line.includes(separator)) return pick(line.split(separator)).join(separator);
		return options.has('s') ? undefined : line;
	};
}

function readRanges(list: string, isFields: boolean): Range[] {
	const [noun, zero] = isFields
		? ['field value', 'fields are numbered from 1']
		: ['byte/character position', 'byte/character positions are numbered from 1'];
	return list.split(/[, \t]/).map(item => {
		const match = /^(\d*)(-?)(\d*)$/.exec(item);
		if (!match) throw usage(`invalid ${noun} ‘${item}’`);
		const [, from, dash, to] = match;
		if (item === '-') throw usage('invalid range with no endpoint: -');
		const first = from ? Number(from) : 1;
		const last = dash ? (to ? Number(to) : Infinity) : first;
		if (item === '' || first === 0 || last === 0) throw usage(zero as string);
		if (last < first) throw usage('invalid decreasing range');
		return {first, last};
	});
}

function usage(message: string): ToolFailure {
	return new ToolFailure(`${message}\nTry 'cut --help' for more information.`);
}
