import fc from 'fast-check';

/** One text tool with random options on random lines, as a line for any shell. */
export function sampleFilters(count: number, seed: number): string[] {
	// Left out are quirks of grep: -o with -v, empty matches of -w and -x, -v with nothing to match, an interval that repeats nothing.
	const quirk = /grep.*(?:-o.*-v|-v.*-o|-o.*(?:-w|-x)|-v.*-e ''|-e '(?:.*[(|])?\{)/;
	return fc.sample(
		command.filter(text => !quirk.test(text)),
		{numRuns: count, seed},
	);
}

const line = fc.array(
	fc.constantFrom('a', 'b', 'A', 'ab', ' ', '  ', '\t', '-1', '2', '10', '9.5', ':', '_', '(', '+', '*', '^'),
	{maxLength: 6},
);
const input = fc
	.tuple(
		fc.array(
			line.map(parts => parts.join('')),
			{maxLength: 8},
		),
		fc.constantFrom('\n', '\n', '\n', ''),
	)
	.map(([lines, end]) => lines.join('\n') + (lines.length > 0 ? end : ''));
const number = fc.nat(5);
const field = fc.integer({min: 1, max: 4});

const subset = (...options: string[]) => fc.subarray(options).map(chosen => chosen.join(' '));

const range = fc
	.tuple(field, field)
	.chain(([a, b]) =>
		fc.constantFrom(`${Math.min(a, b)}-${Math.max(a, b)}`, `${a}`, `-${a}`, `${a}-`, `${a},${b}`, `${a},${b}-`),
	);
const amount = fc.tuple(fc.constantFrom('-n ', '-n', '-n -', '-c ', '-c -', '-'), number).map(parts => parts.join(''));
const tailAmount = fc
	.tuple(fc.constantFrom('-n ', '-n', '-n +', '-c ', '-c +', '-'), number)
	.map(parts => parts.join(''));
const sortKey = fc
	.tuple(field, fc.constantFrom('', 'n', 'r', 'nr', 'b', 'bn'), fc.option(field))
	.map(([first, letters, last]) => `-k ${first}${letters}${last === null ? '' : `,${Math.max(first, last)}`}`);

const atoms = [
	'a',
	'b',
	'ab',
	'.',
	'[ab]',
	'[^a]',
	'[[:digit:]]',
	'[[:space:]_]',
	'[]a]',
	'[a-]',
	'[+-9]',
	'\\w',
	'\\W',
	'\\b',
	'\\<',
	'\\>',
	'\\.',
	'\\*',
	'^',
	'$',
	'1',
	' ',
	'-',
];
const basic = fc.array(
	fc.constantFrom(
		...atoms,
		'*',
		'\\(',
		'\\)',
		'\\|',
		'\\+',
		'\\?',
		'\\{1,2\\}',
		'\\{2\\}',
		'\\{,1\\}',
		'(',
		')',
		'+',
		'{',
		'|',
		'\\1',
	),
	{maxLength: 5},
);
const extended = fc.array(
	fc.constantFrom(
		...atoms,
		'*',
		'(',
		')',
		'|',
		'+',
		'?',
		'{1,2}',
		'{2}',
		'{,1}',
		'{1,}',
		'\\(',
		'\\)',
		'\\+',
		'{',
		'{a',
		'}',
		'\\1',
		'\\|',
	),
	{maxLength: 5},
);
const grepOptions = fc.tuple(
	subset('-v', '-i', '-n', '-o', '-w', '-x'),
	fc.constantFrom('', '', '-c', '-q', '-m 2', '-A 1', '-B 1', '-C 1', '-l', '-H', '-1'),
);
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const grep = fc
	.tuple(
		grepOptions,
		fc.oneof(
			basic.map(parts => ['', parts.join('')]),
			extended.map(parts => ['-E', parts.join('')]),
			basic.map(parts => ['-F', parts.join('')]),
		),
	)
	.map(([options, [kind, pattern]]) => `grep ${options.join(' ')} ${kind} -e ${quote(pattern as string)}`);

const filter = fc.oneof(
	{weight: 4, arbitrary: grep},
	amount.map(text => `head ${text}`),
	tailAmount.map(text => `tail ${text}`),
	subset('-l', '-w', '-c').map(options => `wc ${options}`),
	fc.tuple(subset('-c', '-d', '-u', '-i')).map(([options]) => `uniq ${options}`),
	fc
		.tuple(
			subset('-n', '-r', '-u', '-b', '-s'),
			fc.array(sortKey, {maxLength: 2}),
			fc.constantFrom('', '', '-t :', '-t _'),
		)
		.map(([options, keys, separator]) => `sort ${options} ${separator} ${keys.join(' ')}`),
	fc
		.tuple(range, fc.constantFrom("-d ' ' -f", '-f', '-d: -f', '-s -d : -f'))
		.map(([list, kind]) => `cut ${kind} ${list}`),
	range.map(list => `cut -c ${list}`),
);

const command = fc.oneof(
	{weight: 9, arbitrary: fc.tuple(input, filter).map(([text, tool]) => `printf %s ${quote(text)} | ${tool}`)},
	fc
		.array(fc.constantFrom('1', '5', '-2', '0', '.5', '1.25', '-w', '-s,', '010', '3'), {minLength: 1, maxLength: 4})
		.map(words => `seq ${words.join(' ')}`),
	fc
		.tuple(
			fc.constantFrom(
				'%d',
				'%5d',
				'%-4dx',
				'%05d',
				'%+d',
				'%x',
				'%o',
				'%s',
				'%5s',
				'%.1s',
				'%b',
				'%c',
				'%%',
				'%u',
				'% d',
			),
			fc.array(fc.constantFrom('1', '-12', '0x1F', '017', 'ab', 'a\\tb', '\\101', '\\0101', '', '3x', 'x\\cy'), {
				maxLength: 3,
			}),
		)
		.map(([format, values]) => `printf ${quote(`<${format}>\\n`)} ${values.map(quote).join(' ')}`),
	fc
		.tuple(
			subset('-n', '-e', '-E', '-ne'),
			fc.array(fc.constantFrom('a', '\\t', '\\n', 'x\\c', '\\\\', '\\0101', '\\x41', '\\q', '\\e[0m', '-n', '\\u41'), {
				maxLength: 3,
			}),
		)
		.map(([options, words]) => `echo ${options} ${words.map(quote).join(' ')}`),
);
