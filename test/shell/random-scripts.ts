import fc from 'fast-check';

/** Scripts in the part of Bash that the lab's shell knows, small enough to read when they disagree. */
export function sampleScripts(count: number, seed: number): string[] {
	// `$A{b,c}` is `$Ab $Ac` to Bash; a continued last line would have to go on.
	return fc.sample(
		script.filter(text => !/\$\w+(?:\{|\\\n)|\\\n$/.test(text)),
		{numRuns: count, seed},
	);
}

const plain = fc.constantFrom('a', 'b', 'ab', 'c d', ' e', 'f ', '', 'x=1', '-', 'a,b', '#', '12', '3', '~', '\t');
const bare = fc.constantFrom(
	'a',
	'b',
	'ab',
	'cd',
	'x=1',
	'a#',
	'12',
	'3',
	'%',
	'@',
	':',
	'.',
	'^',
	',',
	'{a,b}',
	'{1..3}',
	'}',
	'{',
);
const name = fc.constantFrom('A', 'B', 'C_1', 'N');
const parameter = name.chain(text => fc.constantFrom(`$${text}`, `\${${text}}`, '$?'));

const filters = [
	'cat',
	'wc -w',
	'head -n 1',
	'tail -n 1',
	'sort',
	'sort -r',
	'uniq -c',
	'grep a',
	'grep -c b',
	'grep -v 1',
];
filters.push('cut -c 1-3', 'true', 'echo $A', 'exit 3', 'A=2');

const {list: script} = fc.letrec<{word: string; command: string; pipeline: string; list: string}>(tie => ({
	word: fc
		.array(
			fc.oneof(
				{weight: 6, arbitrary: bare},
				{weight: 2, arbitrary: plain.map(text => `'${text}'`)},
				{
					weight: 2,
					arbitrary: fc
						.array(fc.oneof(plain, parameter, fc.constantFrom('\\"', '\\$', '\\\\', '\\`', '\\a')))
						.map(parts => `"${parts.join('')}"`),
				},
				{weight: 3, arbitrary: parameter},
				{weight: 1, arbitrary: fc.constantFrom('\\ ', '\\$', '\\"', "\\'", '\\\n', '\\a', '\\{')},
				{weight: 1, arbitrary: tie('list').map(text => `$(${text})`)},
				{weight: 1, arbitrary: tie('list').map(text => `"$(${text})"`)},
				{
					weight: 1,
					arbitrary: tie('pipeline')
						.filter(text => !/[`\\]/.test(text))
						.map(text => `\`${text}\``),
				},
			),
			{minLength: 1, maxLength: 3},
		)
		.map(parts => parts.join('')),
	command: fc.oneof(
		{depthIdentifier: 'command'},
		{weight: 6, arbitrary: fc.array(tie('word'), {maxLength: 3}).map(words => ['echo', ...words].join(' '))},
		{weight: 3, arbitrary: fc.array(tie('word'), {maxLength: 3}).map(words => `printf '[%s]' ${words.join(' ')}`)},
		{weight: 3, arbitrary: fc.tuple(name, tie('word')).map(([variable, value]) => `${variable}=${value}`)},
		{weight: 1, arbitrary: fc.tuple(name, tie('word')).map(([variable, value]) => `export ${variable}=${value}`)},
		{weight: 1, arbitrary: name.map(variable => `unset ${variable}`)},
		{weight: 1, arbitrary: name.map(variable => `printenv ${variable}`)},
		{
			weight: 2,
			arbitrary: fc
				.tuple(name, tie('word'), name)
				.map(([variable, value, shown]) => `${variable}=${value} printenv ${shown}`),
		},
		{weight: 2, arbitrary: fc.constantFrom('true', 'false', 'seq 3', 'exit 3', 'exit', 'cat f', 'cat < g', 'nosuch')},
		{
			weight: 2,
			arbitrary: fc
				.tuple(name, fc.array(tie('word'), {maxLength: 3}), tie('list'), fc.constantFrom('; ', '\n'))
				.map(
					([variable, words, body, separator]) =>
						`for ${variable} in ${words.join(' ')}${separator}do ${body}${separator}done`,
				),
		},
	),
	pipeline: fc
		.tuple(
			fc.constantFrom('', '', '', '', '! '),
			tie('command'),
			fc.array(fc.constantFrom(...filters), {maxLength: 2}),
			fc.constantFrom('', '', '', ' >/dev/null', ' 2>&1', ' >&2'),
			fc.constantFrom('', '', ' > f', ' >> f', ' 2> g', ' > g 2>&1', ' < f'),
		)
		.map(([negation, first, more, ending, file]) => {
			// A file that one stage writes when another may have stopped it is a race.
			const isPiped = more.length > 0 && !/> ?[fg]/.test(first);
			if (isPiped) return `${negation}${[first, ...more].join(' | ')}${ending}`;
			// A quirk of Bash: `<` on what is no program runs it elsewhere.
			return /^(for|\w+=)/.test(first) && file === ' < f' ? `${negation}${first}` : `${negation}${first}${file}`;
		}),
	list: fc
		.array(fc.tuple(tie('pipeline'), fc.constantFrom('; ', '; ', '\n', ' && ', ' || ', ' # x\n')), {
			minLength: 1,
			maxLength: 3,
			depthIdentifier: 'command',
		})
		.map(items =>
			items.map(([pipeline, separator], index) => pipeline + (index + 1 < items.length ? separator : '')).join(''),
		),
}));
