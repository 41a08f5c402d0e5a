import type {Program} from '../base/program.ts';

type Programs = Readonly<Record<string, Program>>;

/** The shell's own commands: how each is typed and what it does. */
const commands: readonly (readonly [name: string, usage: string, purpose: string])[] = [
	['cat', '[FILE]…', 'print files, or what the pipe brings'],
	['clear', '', 'empty this screen'],
	['cut', "-c 1-25 | -d ' ' -f 2", 'keep columns, or fields, of each line'],
	['date', '[-u] [-Is] [+FORMAT]', "what this machine's clock says"],
	['echo', '[-n] [-e] TEXT…', 'print a text'],
	['exit', '[STATUS]', 'leave this shell, as Ctrl-D does'],
	['export', 'NAME[=VALUE]…', 'set variables that programs see'],
	['false', '', 'fail'],
	['grep', '[-v -i -c -E -A 3 …] PATTERN', 'keep the lines that match'],
	['head', '[-n 10]', 'keep the first lines'],
	['help', '', 'print this list'],
	['history', '[COUNT]', 'print the lines typed so far'],
	['printf', 'FORMAT [VALUE]…', 'print values by a format'],
	['seq', '[FIRST [STEP]] LAST', 'count'],
	['sleep', '5', 'wait, in virtual time; 2m, 1h'],
	['sort', '[-n -r -u] [-k 2] [-t :]', 'sort lines'],
	['tail', '[-n 10]', 'keep the last lines'],
	['true', '', 'succeed'],
	['uniq', '[-c -d -u]', 'drop lines equal to the one before'],
	['unset', 'NAME…', 'forget variables'],
	['wc', '[-l -w -c]', 'count lines, words, bytes'],
];

const grammar: readonly (readonly [example: string, meaning: string])[] = [
	['a | b', 'b reads what a prints'],
	['a; b   a && b   a || b', 'b after a; if a succeeded; if it failed'],
	['NAME=value   $NAME', 'set and use; NAME=value a: for a alone'],
	['$(a)', 'what a prints, as words'],
	['for N in $(seq 3 5); do a $N; done', 'once for each word'],
	['\'as it is\'   "with $NAME"   \\', 'quotes; \\ at the end continues a line'],
	['a > FILE   >> FILE   < FILE', 'files of the lab, /dev/null; errors: 2>'],
];

export function formatHelp(programs: Programs, descriptions: Readonly<Record<string, string>>): string {
	const injected = Object.keys(programs).map(name => [name, descriptions[name] ?? ''] as const);
	const own = commands.map(([name, usage, purpose]) => [`${name} ${usage}`, purpose] as const);
	const sections = [injected, own, grammar].filter(rows => rows.length > 0);
	return sections.map(formatRows).join('\n');
}

function formatRows(rows: readonly (readonly [string, string])[]): string {
	return rows.map(([left, right]) => `${`  ${left.padEnd(34)} ${right}`.trimEnd()}\n`).join('');
}

/** One line that names every command there is. */
export function describeCommands(programs: Programs): string {
	const names = new Set([...Object.keys(programs), ...commands.map(([name]) => name)]);
	return `The lab's shell has ${[...names].join(', ')}; help says more.`;
}
