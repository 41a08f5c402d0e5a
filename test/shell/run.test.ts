import {describe, expect, it} from 'vitest';
import type {ProcessIo, Program} from '../../source/base/program.ts';
import {builtins} from '../../source/shell/builtins.ts';
import {describeCommands, formatHelp} from '../../source/shell/help.ts';
import {runText} from '../../source/shell/run.ts';
import {createShellState} from '../../source/shell/state.ts';
import {tools} from '../../source/shell/tools.ts';
import {createIo, tryShell} from './try-shell.ts';

/** Enough turns for all that waits for nothing but promises. */
async function settle(): Promise<void> {
	await new Promise(resolve => setImmediate(resolve));
}

const never: Program = () => new Promise(() => {});

/** A `docker events` of sorts: prints a line at each second of a clock that the test owns. */
function createTicker() {
	let wake = () => {};
	const seen = {lines: 0, hasStopped: false};
	const program: Program = async (_, io) => {
		try {
			for (;;) {
				io.stdout(`event ${++seen.lines}\n`);
				await io.sleep(1000);
			}
		} finally {
			seen.hasStopped = true;
		}
	};
	const sleep = () => new Promise<void>(resolve => (wake = resolve));
	const tick = async () => {
		wake();
		await settle();
	};
	return {program, seen, sleep, tick};
}

describe('programs', () => {
	it('are given their words, exported variables and one-shot assignments', async () => {
		const calls: unknown[] = [];
		const docker: Program = async (argv, io) => {
			calls.push([argv, io.env]);
			return 0;
		};
		await tryShell('HIDDEN=1; export SEEN=2; DOCKER_HOST=tcp://node3:2375 docker node ls "a b"; docker info', {
			programs: {docker},
			state: createShellState({HOME: '/root'}),
		});
		expect(calls).toEqual([
			[['node', 'ls', 'a b'], {HOME: '/root', SEEN: '2', DOCKER_HOST: 'tcp://node3:2375'}],
			[['info'], {HOME: '/root', SEEN: '2'}],
		]);
	});

	it('are told where terminals are', async () => {
		const seen: string[] = [];
		const look: Program = async ([name], io) => {
			seen.push(`${name} ${io.stdinIsTerminal ? 'tty' : '-'} ${io.stdoutIsTerminal ? 'tty' : '-'}`);
			return 0;
		};
		await tryShell(
			'look 1; look 2 | look 3 | look 4; look 5 > f; look 6 < f; echo $(look 7); look 8 2>&1; for N in 9; do look $N; done',
			{programs: {look}},
		);
		expect(seen.sort()).toEqual([
			'1 tty tty',
			'2 tty -',
			'3 - -',
			'4 - tty',
			'5 tty -',
			'6 - tty',
			'7 tty -',
			'8 tty tty',
			'9 tty tty',
		]);
	});

	it('go before the text tools of the same name, but not before the shell itself', async () => {
		const say: Program = async (_, io) => {
			io.stdout('ours\n');
			return 0;
		};
		expect(await tryShell('grep a; exit 3', {programs: {grep: say, exit: say}})).toMatchObject({
			stdout: 'ours\n',
			status: 3,
		});
	});

	it('are not looked for among what every object has', async () => {
		for (const name of ['constructor', 'toString', '__proto__']) expect((await tryShell(name)).status).toBe(127);
	});

	it('that fail by mistake are not hushed up', async () => {
		const broken: Program = async () => {
			throw new TypeError('a defect');
		};
		await expect(tryShell('broken', {programs: {broken}})).rejects.toThrow('a defect');
		await expect(tryShell('broken | cat', {programs: {broken}})).rejects.toThrow('a defect');
	});

	it('that are not there are status 127, and the answer says what is', async () => {
		const ran = await tryShell('vim f', {programs: {docker: never, ssh: never}});
		expect(ran).toMatchObject({status: 127, stdout: ''});
		expect(ran.stderr).toBe(
			"swarmlab: vim: not found\nThe lab's shell has printenv, docker, ssh, cat, clear, cut, date, echo, exit, export, false, grep, head, " +
				'help, history, printf, seq, sleep, sort, tail, true, uniq, unset, wc; help says more.\n',
		);
	});
});

describe('pipelines', () => {
	it('run their stages at the same time', async () => {
		const {program, sleep, tick} = createTicker();
		const lines: string[] = [];
		const running = tryShell('events | grep 2', {
			programs: {events: program},
			io: {sleep, stdout: text => lines.push(text)},
		});
		await settle();
		expect(lines).toEqual([]);
		await tick();
		expect(lines).toEqual(['event 2\n']);
		await tick();
		expect(lines).toHaveLength(1);
		void running;
	});

	it('stop a stage whose reader is gone, at its next word', async () => {
		const {program, seen, sleep, tick} = createTicker();
		const running = tryShell('events | head -n 1; echo $?', {programs: {events: program}, io: {sleep}});
		await settle();
		expect(seen).toEqual({lines: 1, hasStopped: false});
		await tick();
		expect(await running).toMatchObject({stdout: 'event 1\n0\n', status: 0});
		await tick();
		expect(seen.hasStopped).toBe(true);
		expect(seen.lines).toBe(2);
	});

	it('stop a stage that never looks up', async () => {
		const deaf: Program = async (_, io) => {
			for (;;) {
				io.stdout('a\n');
				await settle();
			}
		};
		const state = createShellState();
		expect(await tryShell('deaf | true', {programs: {deaf}, state})).toMatchObject({status: 0});
		expect(await tryShell('for N in 1 2 3; do deaf; echo no >&2; done | head -n 2', {programs: {deaf}})).toMatchObject({
			stdout: 'a\na\n',
			stderr: '',
		});
	});

	it('leave what a reader does not want to the next one', async () => {
		async function* typed() {
			yield 'one\n';
			yield 'two\n';
			yield 'three\n';
		}
		expect((await tryShell('head -n 1; echo -; cat', {io: {stdin: typed()}})).stdout).toBe('one\n-\ntwo\nthree\n');
		expect((await tryShell('for N in 1 2; do head -n 1; done', {io: {stdin: typed()}})).stdout).toBe('one\ntwo\n');
	});

	it('change nothing in the shell that runs them', async () => {
		const state = createShellState();
		expect(await tryShell('A=1; A=2 | B=3 | export C=4; echo $A$B$C; exit 7 | exit 8', {state})).toMatchObject({
			stdout: '1\n',
			status: 8,
			exited: false,
		});
	});

	it('carry many lines', async () => {
		expect((await tryShell('seq 200000 | grep 7 | sort -n | tail -n 1')).stdout).toBe('199997\n');
	});
});

describe('Ctrl-C', () => {
	async function interrupt(text: string, programs: Record<string, Program> = {}, io: Partial<ProcessIo> = {}) {
		const controller = new AbortController();
		const running = tryShell(text, {programs, io: {signal: controller.signal, ...io}});
		await settle();
		controller.abort();
		return running;
	}

	it.each([
		'never; echo no',
		'never || echo no',
		'! never',
		'cat; echo no',
		'never | never | cat',
		'echo $(never) no',
		'A=$(never); echo no',
		'for N in 1 2; do never; echo no; done; echo no',
		'for N in $(never); do echo no; done',
		'never > f; echo no',
		'echo > $(never); echo no',
		'for N in a; do echo no; done > $(never); echo no',
	])('ends %s', async text => {
		const waiting: AsyncIterable<string> = {[Symbol.asyncIterator]: () => ({next: () => new Promise(() => {})})};
		expect(await interrupt(text, {never}, {stdin: waiting})).toEqual({
			stdout: '',
			stderr: '',
			status: 130,
			exited: false,
		});
	});

	it('ends a sleep that rejects', async () => {
		const controller = new AbortController();
		const sleep = () =>
			new Promise<void>((_, reject) =>
				controller.signal.addEventListener('abort', () => reject(controller.signal.reason)),
			);
		const running = tryShell('sleep 5; echo no', {io: {signal: controller.signal, sleep}});
		await settle();
		controller.abort();
		expect(await running).toMatchObject({stdout: '', status: 130});
	});

	it('mutes what is left behind', async () => {
		let speak = () => {};
		const slow: Program = async (_, io) => {
			await new Promise<void>(resolve => (speak = resolve));
			io.stdout('late');
			return 0;
		};
		const {io, stdout} = createIo();
		const controller = new AbortController();
		const running = runText('slow', createShellState(), {io: {...io, signal: controller.signal}, programs: {slow}});
		await settle();
		controller.abort();
		expect(await running).toEqual({status: 130, exited: false});
		speak();
		await settle();
		expect(stdout).toEqual([]);
	});
});

describe('exit', () => {
	it('ends the script and says so', async () => {
		expect(await tryShell('echo a; exit 3; echo b')).toMatchObject({stdout: 'a\n', status: 3, exited: true});
		expect(await tryShell('for N in 1 2; do false && true; exit; done')).toMatchObject({status: 1, exited: true});
		expect(await tryShell('true && exit 2 || echo no')).toMatchObject({stdout: '', status: 2, exited: true});
	});

	it('ends only the subshell it is said in', async () => {
		expect(await tryShell('echo $(exit 3)a; exit 4 | true; echo b')).toMatchObject({
			stdout: 'a\nb\n',
			status: 0,
			exited: false,
		});
	});

	it('wants a number', async () => {
		expect(await tryShell('exit now')).toMatchObject({
			status: 2,
			exited: true,
			stderr: 'swarmlab: exit: now: numeric argument required\n',
		});
		expect(await tryShell('exit 1 2; echo $?')).toMatchObject({stdout: '1\n', exited: false});
	});
});

describe('a shell', () => {
	it('remembers variables and the last status from line to line', async () => {
		const state = createShellState();
		await tryShell('TOKEN=$(echo SWMTKN); export HOST=a; false', {state});
		expect(await tryShell('echo $? $TOKEN $HOST', {state})).toMatchObject({stdout: '1 SWMTKN a\n'});
		expect(structuredClone(state)).toEqual(state);
	});

	it('leaves braces alone that would fill the memory', async () => {
		expect((await tryShell('echo {1..1000000000}')).stdout).toBe('{1..1000000000}\n');
		expect((await tryShell(`echo ${'{a,b}'.repeat(40)} | wc -w`)).stdout).toBe('1\n');
		for (const braces of ['{a,'.repeat(600), `${'{a,'.repeat(400)}${'}'.repeat(400)}{`, '{a,'.repeat(100_000)])
			expect((await tryShell(`echo ${braces} | wc -w`)).status).toBe(0);
		expect((await tryShell('echo {1..9999} | wc -w')).stdout).toBe('9999\n');
	});

	it('keeps its own files apart from /dev/null', async () => {
		const files = new Map<string, string>();
		const {io} = createIo(files);
		await tryShell('echo a > /dev/null; echo b > f; cat /dev/null f > g; cat nofile', {io: {files: io.files}});
		expect([...files]).toEqual([
			['f', 'b\n'],
			['g', 'b\n'],
		]);
	});

	it('says what went wrong as Bash and the tools do', async () => {
		const messages: [string, string][] = [
			['cat < nofile', 'swarmlab: nofile: No such file or directory\n'],
			['echo > ""', 'swarmlab: : No such file or directory\n'],
			['A="b c"; echo > $A', 'swarmlab: ambiguous redirect\n'],
			['export 1a=2', "swarmlab: export: `1a=2': not a valid identifier\n"],
			['unset 1a', "swarmlab: unset: `1a': not a valid identifier\n"],
			['cat nofile', 'cat: nofile: No such file or directory\n'],
			['head nofile', "head: cannot open 'nofile' for reading: No such file or directory\n"],
			['sort nofile', 'sort: cannot read: nofile: No such file or directory\n'],
			['grep', "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"],
			['grep -E "(a"', 'grep: Unmatched ( or \\(\n'],
			['grep "[a"', 'grep: Unmatched [, [^, [:, [., or [=\n'],
			['grep "[[:nope:]]"', 'grep: Invalid character class name\n'],
			['grep a\\\\', 'grep: Trailing backslash\n'],
			['grep -A x a', 'grep: x: invalid context length argument\n'],
			['head -n x', 'head: invalid number of lines: ‘x’\n'],
			['head -n', "head: option requires an argument -- 'n'\n"],
			['cut', "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n"],
			['seq x', "seq: invalid floating point argument: ‘x’\nTry 'seq --help' for more information.\n"],
			['sleep 1y', "sleep: invalid time interval ‘1y’\nTry 'sleep --help' for more information.\n"],
			['head --lines=3', "head: no option --lines=3 in the lab's head; it has -q -v -n -c\n"],
			['cat -n', "cat: no option -n in the lab's cat; it has none\n"],
		];
		for (const [text, stderr] of messages) expect([text, (await tryShell(text)).stderr]).toEqual([text, stderr]);
	});

	it('lists what it exports', async () => {
		expect((await tryShell("B=1; export C='a\"$b' A; export B; export -n C; export")).stdout).toBe(
			'declare -x A\ndeclare -x B="1"\n',
		);
	});

	it('sleeps in virtual time', async () => {
		const slept: number[] = [];
		await tryShell('sleep 5; sleep 1.5 2m; sleep .25h', {io: {sleep: async ms => void slept.push(ms)}});
		expect(slept).toEqual([5000, 121_500, 900_000]);
	});

	it('shows the history it is given', async () => {
		const history = () => ['docker info', 'docker node ls', 'history'];
		expect((await tryShell('history', {history})).stdout).toBe(
			'    1  docker info\n    2  docker node ls\n    3  history\n',
		);
		expect((await tryShell('history 1', {history})).stdout).toBe('    3  history\n');
	});

	it('clears the screen it is given', async () => {
		let cleared = 0;
		expect(await tryShell('clear', {clear: () => cleared++})).toMatchObject({status: 0, stdout: ''});
		expect(cleared).toBe(1);
	});

	it('helps within 80 columns', async () => {
		const {stdout} = await tryShell('help', {
			programs: {docker: never},
			descriptions: {docker: 'the Docker command line; docker --help'},
		});
		expect(stdout).toMatch(/^ {2}docker +the Docker command line; docker --help$/m);
		expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([]);
	});

	it('has help for every command, and no help for others', () => {
		const listed = describeCommands({})
			.replace(/^The lab's shell has |; help says more\.$/g, '')
			.split(', ');
		expect(listed).toEqual([...Object.keys(tools), ...Object.keys(builtins)].sort());
		for (const name of listed) expect(formatHelp({}, {})).toMatch(new RegExp(`^  ${name} `, 'm'));
	});
});

describe('a text that is all there is', () => {
	it('runs, as ssh hands it to another machine', async () => {
		const hosts = new Map<string, string[]>();
		const ssh: Program = async ([host, ...command], io) => {
			const lines = hosts.get(host as string) ?? [];
			hosts.set(host as string, lines);
			const {status} = await runText(command.join(' '), createShellState({HOSTNAME: host as string}), {
				io,
				programs: {ssh},
			});
			return status;
		};
		const ran = await tryShell(
			'TOKEN=abc; ssh node3 echo $TOKEN "\\$HOSTNAME"; ssh node4 "echo a; exit 3"; echo $?; echo b | ssh node5 cat',
			{programs: {ssh}},
		);
		expect(ran).toMatchObject({stdout: 'abc node3\na\n3\nb\n', exited: false});
		expect((await tryShell('ssh node2 \'ssh node3 "echo \\$HOSTNAME"\'', {programs: {ssh}})).stdout).toBe('node3\n');
	});

	it.each([
		['echo )', "swarmlab: syntax error near unexpected token `)'\n"],
		["echo 'a", "swarmlab: unexpected end of file, before '\n"],
		['for N in a; do echo', 'swarmlab: unexpected end of file, before done\n'],
	])('is refused with status 2 where it cannot be read: %s', async (text, message) => {
		const {io, stderr} = createIo();
		const state = createShellState();
		expect(await runText(text, state, {io, programs: {}})).toEqual({status: 2, exited: false});
		expect(stderr.join('')).toBe(message);
		expect(state.status).toBe(2);
	});
});
