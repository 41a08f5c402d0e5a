import {describe, expect, it} from 'vitest';
import {parse} from '../../source/shell/parse.ts';
import {literalText, type SimpleCommand} from '../../source/shell/syntax.ts';

function firstCommand(text: string): SimpleCommand {
	const parsed = parse(text);
	const command = parsed.type === 'complete' ? parsed.script[0]?.first.commands[0] : undefined;
	if (command?.type !== 'simple') throw new Error(`no simple command: ${text}`);
	return command;
}

describe('a text that is not complete', () => {
	it.each([
		["echo 'a", "'"],
		['echo "a', '"'],
		['echo "a $(b', ')'],
		['echo $(docker info', ')'],
		['echo $(docker info\n', ')'],
		['echo `docker info', '`'],
		['echo `echo "a', '"'],
		[`echo \${NAME`, '}'],
		['docker swarm init \\', 'the next line'],
		['docker swarm init \\\n', 'the next line'],
		['echo a\\', 'the next line'],
		['echo a\\\n', 'the next line'],
		['docker info |', 'a command'],
		['docker info | # and then', 'a command'],
		['docker info &&\n', 'a command'],
		['false ||', 'a command'],
		['!', 'a command'],
		['for', 'a name'],
		['for N', 'in'],
		['for N\n', 'in'],
		['for N in 3 4 5', 'do'],
		['for N in 3 4 5;', 'do'],
		['for N in 3 4 5\n', 'do'],
		['for N in 3 4 5; do', 'done'],
		['for N in 3 4 5; do\n echo $N', 'done'],
		['for N in 3 4 5; do echo $N; ', 'done'],
		['for N in a; do for M in b; do echo; done', 'done'],
	])('%j waits for %j', (text, expects) => {
		expect(parse(text)).toEqual({type: 'incomplete', expects});
	});

	it('is complete once what it waits for has come', () => {
		expect(parse('docker swarm init \\\n  --advertise-addr eth0').type).toBe('complete');
		expect(parse('for N in 3 4 5\ndo\n\n  echo $N # each\ndone\n').type).toBe('complete');
		expect(parse('docker info |\n\n grep Swarm').type).toBe('complete');
		expect(parse('echo "a\nb"').type).toBe('complete');
	});

	it('does not wait after a comment that ends in a backslash', () => {
		expect(parse('echo a # b \\').type).toBe('complete');
		expect(parse('# b \\\n').type).toBe('complete');
	});
});

describe('a text that is wrong', () => {
	it.each([
		['docker )', "syntax error near unexpected token `)'", 7],
		['; docker', "syntax error near unexpected token `;'", 0],
		['docker;; info', "syntax error near unexpected token `;;'", 6],
		['docker | | info', "syntax error near unexpected token `|'", 9],
		['docker &&\n&& info', "syntax error near unexpected token `&&'", 10],
		['echo >', "syntax error near unexpected token `newline'", 6],
		['echo > ; b', "syntax error near unexpected token `;'", 7],
		['done', "syntax error near unexpected token `done'", 0],
		['for N in a; do done', "syntax error near unexpected token `done'", 15],
		['for N in a; echo', "syntax error near unexpected token `echo'", 12],
		['for N in a; do echo; done echo', "syntax error near unexpected token `echo'", 26],
		['echo $(a; )) b', "syntax error near unexpected token `)'", 11],
		[`echo \${}`, `\${}: bad substitution`, 5],
		['for 1a in b; do c; done', 'for wants a name here, as in: for NAME in a b c; do …; done', 4],
		['for N of a', "for wants 'in' here, as in: for NAME in a b c; do …; done", 6],
		['echo `echo "a`', 'unexpected end of file inside `…`', 13],
	])('%j says what, and where', (text, message, at) => {
		expect(parse(text)).toEqual({type: 'error', message, at});
	});

	it.each([
		['if true; then echo; fi', 'if', 0],
		['while true; do echo; done', 'while', 0],
		['a; case x in', 'case', 3],
		['{ echo a; }', '{', 0],
		['(echo a)', '(…)', 0],
		['f() { echo; }', 'a function', 1],
		['sleep 5 &', '& (a background job)', 8],
		['cat <<END', '<<', 4],
		['cat <<< a', '<<<', 4],
		['echo 3> a', '3>', 5],
		['echo 2>&-', '>&-', 5],
		['diff <(a) b', '<(', 5],
		['echo $((1 + 1))', '$((…))', 5],
		[`echo \${A:-b}`, `\${A:-b}`, 5],
		["echo $'a'", "$'…'", 5],
		['[[ a ]]', '[[', 0],
	])('%j is valid Bash, and the answer names what there is instead', (text, construct, at) => {
		const parsed = parse(text);
		expect(parsed).toMatchObject({type: 'error', at});
		expect(parsed.type === 'error' && parsed.message).toBe(
			`${construct} is not in the lab's shell; it has pipes, lists (; && ||), redirections (< > >> 2>&1), ` +
				'$NAME, $(…) and for NAME in …; do …; done',
		);
	});

	it('is refused rather than overflowing the stack', () => {
		expect(parse('$('.repeat(100_000))).toMatchObject({type: 'error'});
		expect(parse('for N in a; do '.repeat(100_000))).toMatchObject({type: 'error'});
	});
});

describe('positions', () => {
	it('are offsets in UTF-16 units, quotes included', () => {
		const text = `A=1  docker 'node 🐳' "ls"x > f`;
		const {assignments, words, redirections, from, to} = firstCommand(text);
		const slice = (span: {from: number; to: number}) => text.slice(span.from, span.to);
		expect([from, to]).toEqual([0, text.length]);
		expect(assignments.map(slice)).toEqual(['A=1']);
		expect(words.map(slice)).toEqual(['docker', `'node 🐳'`, '"ls"x']);
		expect(words.map(literalText)).toEqual(['docker', 'node 🐳', 'lsx']);
		expect(redirections.map(slice)).toEqual(['> f']);
	});

	it('hold for the parts of a word, and inside $(…)', () => {
		const text = `echo a"b $N"$(docker 'x')`;
		const parts = firstCommand(text).words[1]?.parts ?? [];
		expect(parts.map(part => [part.type, text.slice(part.from, part.to)])).toEqual([
			['text', 'a'],
			['text', '"b '],
			['parameter', '$N'],
			['substitution', "$(docker 'x')"],
		]);
		const inner = parts[3]?.type === 'substitution' ? parts[3].script[0]?.first.commands[0] : undefined;
		expect(inner?.type === 'simple' && inner.words.map(({from, to}) => text.slice(from, to))).toEqual([
			'docker',
			"'x'",
		]);
	});

	it('hold inside backquotes, whose backslashes are gone', () => {
		const text = 'echo `a \\`b c\\` d`';
		const [part] = firstCommand(text).words[1]?.parts ?? [];
		const inner = part?.type === 'substitution' ? part.script[0]?.first.commands[0] : undefined;
		const words = inner?.type === 'simple' ? inner.words : [];
		expect(words.map(({from, to}) => text.slice(from, to))).toEqual(['a', '`b c\\`', 'd']);
	});

	it('know the command of a loop', () => {
		const text = 'for N in 3 4; do docker node ls; done | sort';
		const parsed = parse(text);
		const loop = parsed.type === 'complete' ? parsed.script[0]?.first.commands[0] : undefined;
		expect(loop && text.slice(loop.from, loop.to)).toBe('for N in 3 4; do docker node ls; done');
		const body = loop?.type === 'for' ? loop.body[0]?.first.commands[0] : undefined;
		expect(body && text.slice(body.from, body.to)).toBe('docker node ls');
	});
});

it('reads nothing, blanks and comments as a script without commands', () => {
	for (const text of ['', ' \n\t\n', '# only this', '\n# a\n\n# b\n'])
		expect(parse(text)).toEqual({type: 'complete', script: []});
});

it('knows what a word says only where no expansion decides it', () => {
	const [name, plain, expanded] = firstCommand(`docker no'd'"e" no$N`).words.map(literalText);
	expect([name, plain, expanded]).toEqual(['docker', 'node', undefined]);
});
