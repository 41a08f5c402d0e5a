import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {joinCommand, type OpenLab, openLab} from './open-lab.ts';

let opened: OpenLab;
beforeEach(() => {
	opened = openLab();
});
afterEach(() => opened.lab.close());

describe('a terminal', () => {
	test('shows each command with its prompt, then what it printed, errors as such', async () => {
		const {lab, run, shown} = opened;
		await run('node1', 'echo out; echo err >&2');
		expect(shown('node1')).toEqual(['$ node1 $ echo out; echo err >&2', '| out', '! err']);
		expect(lab.terminal('node2')).toEqual([]);
		expect(lab.isBusy('node1')).toBe(false);
	});

	test('keeps its array while nothing is added, and its older lines when something is', async () => {
		const {lab, run} = opened;
		await run('node1', 'echo a');
		const before = lab.terminal('node1');
		expect(lab.terminal('node1')).toBe(before);
		await run('node1', 'echo b');
		const after = lab.terminal('node1');
		expect(after).not.toBe(before);
		expect(after.slice(0, before.length)).toEqual(before);
		for (const [index, line] of before.entries()) expect(after[index]).toBe(line);
	});

	test('shows no control characters, widens tabs, and ends a line that the program did not', async () => {
		const {run} = opened;
		expect(await run('node1', `printf 'a\\tb\\033[31mred\\033[0m\\007!'`)).toEqual(['| a       bred!']);
		expect(await run('node1', `printf 'no end'; echo; printf 'x\\ny'`)).toEqual(['| no end', '| x', '| y']);
	});

	test('cuts a line that has no end, and says so', async () => {
		const [line = ''] = await opened.run('node1', 'echo $(seq 1 20000)');
		expect(line).toMatch(/^\| 1 2 3 .*… \(98893 more characters\)$/);
		expect(line.length).toBeLessThan(10_100);
		// What a pipe carries is whole.
		expect(await opened.run('node1', 'echo $(seq 1 20000) | wc -c')).toEqual(['| 108894']);
	});

	test('goes on with an unfinished command on the next line, under another prompt', async () => {
		const {lab, pass, run, shown} = opened;
		lab.type('node1', 'echo one \\');
		await pass(100);
		expect(lab.prompt('node1')).toBe('> ');
		lab.type('node1', 'two "three');
		await pass(100);
		expect(lab.prompt('node1')).toBe('> ');
		expect(await run('node1', 'four"')).toEqual(['| one two three', '| four']);
		expect(lab.prompt('node1')).toBe('node1 $ ');
		expect(shown('node1').slice(0, 3)).toEqual(['$ node1 $ echo one \\', '$ > two "three', '$ > four"']);
	});

	test('takes several lines at once, one after the other', async () => {
		const {lab, pass, shown, run} = opened;
		lab.type('node1', 'for x in a b\ndo echo $x\ndone\nsleep 1\necho last');
		await pass(3000);
		expect(shown('node1').filter(line => line.startsWith('|'))).toEqual(['| a', '| b', '| last']);
		expect(await run('node1', 'echo again')).toEqual(['| again']);
	});

	test('says what cannot be parsed, and forgets it', async () => {
		const {lab, shown} = opened;
		lab.type('node1', 'echo )');
		expect(shown('node1')[1]).toMatch(/^! swarmlab: /);
		expect(lab.prompt('node1')).toBe('node1 $ ');
	});

	test('names what it does not know, and what there is', async () => {
		expect((await opened.run('node1', 'kubectl get nodes')).join('\n')).toMatch(/swarmlab: kubectl: not found/);
	});

	test('is emptied by clear, typed or asked for', async () => {
		const {lab, run, shown} = opened;
		await run('node1', 'echo a');
		await run('node1', 'clear');
		expect(shown('node1').filter(line => line.startsWith('|'))).toEqual([]);
		await run('node1', 'echo b');
		lab.clear('node1');
		expect(lab.terminal('node1')).toEqual([]);
	});

	test('forgets its oldest lines rather than growing for ever', async () => {
		const {lab, run} = opened;
		await run('node1', 'seq 6000');
		expect(lab.terminal('node1').length).toBeLessThanOrEqual(5000);
		expect(lab.terminal('node1').at(-1)?.text).toBe('6000');
	});
});

describe('variables and files', () => {
	test('live as long as the terminal does, for each node its own', async () => {
		const {run} = opened;
		await run('node1', 'NAME=value; echo text >file');
		expect(await run('node1', 'echo $NAME; cat file')).toEqual(['| value', '| text']);
		expect((await run('node2', 'echo [$NAME]; cat file'))[0]).toBe('| []');
	});

	test('of a machine are the same through ssh; its variables are not', async () => {
		const {run} = opened;
		await run('node2', 'echo there >file');
		await run('node1', 'X=here');
		expect(await run('node1', 'ssh node2 cat file')).toEqual(['| there']);
		expect(await run('node1', `ssh node2 'echo [$X]'`)).toEqual(['| []']);
	});
});

describe('an engine elsewhere', () => {
	const name = "docker info --format '{{.Name}}'";

	test('is asked by DOCKER_HOST or -H, over TCP or ssh', async () => {
		const {run} = opened;
		for (const host of ['tcp://node3:2375', 'tcp://172.31.4.13:2375', 'ssh://node3', 'ssh://root@172.31.4.13']) {
			expect(await run('node1', `DOCKER_HOST=${host} ${name}`), host).toEqual(['| node3']);
			expect(await run('node1', name.replace('docker', `docker -H ${host}`)), host).toEqual(['| node3']);
		}
	});

	test('stands in the prompt as long as the environment names it', async () => {
		const {lab, run} = opened;
		await run('node1', 'DOCKER_HOST=tcp://172.31.4.12:2375');
		expect(lab.prompt('node1')).toBe('node1 $ ');
		await run('node1', 'export DOCKER_HOST');
		expect(lab.prompt('node1')).toBe('node1 (DOCKER_HOST 172.31.4.12) $ ');
		await run('node1', 'ssh node3');
		expect(lab.prompt('node1')).toBe('node3 (ssh) $ ');
		await run('node1', 'exit');
		await run('node1', 'unset DOCKER_HOST');
		expect(lab.prompt('node1')).toBe('node1 $ ');
	});

	test('is what hints, warnings and advice go by', async () => {
		const {lab, run} = opened;
		await run('node1', 'docker swarm init');
		expect(await run('node1', 'docker -H ssh://node2 node ls')).toContainEqual(
			expect.stringMatching(/^\? This node is in no swarm/),
		);
		await run('node2', 'export DOCKER_HOST=tcp://node1:2375');
		expect(lab.warning('node2', 'docker swarm leave --force')?.text).toContain('only manager');
		expect(lab.warning('node3', 'docker -H node1 swarm leave --force')?.text).toContain('only manager');
		expect(lab.warning('node3', 'DOCKER_HOST=node1 docker swarm leave --force')?.text).toContain('only manager');
		expect(lab.warning('node3', 'docker swarm leave --force')).toBeUndefined();
		expect(lab.advice('node2')).toBe(lab.advice('node1'));
		expect(lab.advice('node2')).not.toBe(lab.advice('node3'));
	});

	test('behind an ssh that fails is told as Docker tells it', async () => {
		const {run} = opened;
		const failed = (host: string, status: number, stderr: string) =>
			expect.stringContaining(
				`command [ssh -o ConnectTimeout=30 -T -- ${host} docker system dial-stdio] has exited with exit status ` +
					`${status}, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: ` +
					`stderr=${stderr}`,
			);
		expect(await run('node1', 'docker -H ssh://node9 node ls')).toContainEqual(
			failed('node9', 255, 'ssh: Could not resolve hostname node9: Name or service not known'),
		);
		await run('node1', 'power-off node2');
		expect(await run('node1', 'docker -H ssh://node2 node ls')).toContainEqual(
			failed('node2', 255, 'ssh: connect to host node2 port 22: No route to host'),
		);
	});
});

describe('a fault', () => {
	test('happens at once where a command hangs that waits for it; another line waits for the command', async () => {
		const {lab, run, pass, shown} = opened;
		lab.type('node1', 'sleep 60');
		await pass(500);
		lab.type('node1', 'stop node2');
		lab.type('node1', 'echo later');
		await pass(500);
		expect(lab.snapshot().nodes[1]?.isRunning).toBe(false);
		expect(shown('node1')).toEqual(['$ node1 $ sleep 60', '$ node1 (meanwhile) $ stop node2']);
		// The text tool of that name is no fault.
		lab.type('node1', 'cut -c 1-2');
		expect(shown('node1')).toHaveLength(2);
		lab.interrupt('node1');
		await pass(500);
		expect(await run('node1', 'stop --help')).toEqual(['| stop NODE: kill its engine, as a crash does']);
	});
});

describe('ssh', () => {
	test('leads to another machine, and exit or Ctrl-D back, level by level', async () => {
		const {lab, run, shown} = opened;
		await run('node1', 'ssh node2');
		expect([lab.host('node1'), lab.prompt('node1')]).toEqual(['node2', 'node2 (ssh) $ ']);
		await run('node1', 'ssh node3');
		expect(lab.host('node1')).toBe('node3');
		expect(await run('node1', "docker info --format '{{.Name}}'")).toEqual(['| node3']);
		await run('node1', 'exit');
		expect(lab.host('node1')).toBe('node2');
		lab.endOfInput('node1');
		expect(lab.host('node1')).toBe('node1');
		expect(shown('node1').filter(line => line.startsWith('-'))).toEqual([
			'- Connection to node3 closed.',
			'- Connection to node2 closed.',
		]);
	});

	test('with a command stays here', async () => {
		const {lab, run} = opened;
		expect(await run('node1', "ssh node3 docker info --format '{{.Name}}'")).toEqual(['| node3']);
		expect(await run('node1', 'ssh node2 ssh node4 echo far')).toEqual(['| far']);
		expect(lab.host('node1')).toBe('node1');
	});

	test('finds a machine by its address too', async () => {
		expect(await opened.run('node1', "ssh root@172.31.4.13 docker info --format '{{.Name}}'")).toEqual(['| node3']);
	});

	test.each([
		['power-off node2', 'No route to host', 4],
		['cut node2', 'No route to host', 4],
		['partition node1 | node2', 'Connection timed out', 128],
	])('fails as ssh does after %s: %s', async (fault, reason, seconds) => {
		const {run, clock} = opened;
		await run('node1', fault);
		opened.lab.time.setSpeed(10);
		const before = clock().now;
		expect(await run('node1', 'ssh node2 docker info')).toEqual([`! ssh: connect to host node2 port 22: ${reason}`]);
		expect((clock().now - before) / 1000).toBeGreaterThan(seconds - 2);
		expect((clock().now - before) / 1000).toBeLessThan(seconds);
		expect(await run('node1', 'ssh node2')).toEqual([`! ssh: connect to host node2 port 22: ${reason}`]);
		expect(opened.lab.host('node1')).toBe('node1');
	});

	test('refuses what it does not know', async () => {
		const {run} = opened;
		expect(await run('node1', 'ssh node9')).toEqual([
			'! ssh: Could not resolve hostname node9: Name or service not known',
		]);
		expect((await run('node1', 'ssh'))[0]).toMatch(/^! usage: ssh/);
		expect((await run('node1', 'echo x | ssh node2'))[0]).toMatch(/^! swarmlab: ssh node2: name a command/);
	});

	test('on the node itself there is nowhere to leave to', async () => {
		const {lab, run, shown} = opened;
		await run('node1', 'exit');
		lab.endOfInput('node1');
		expect(lab.host('node1')).toBe('node1');
		expect(shown('node1').filter(line => line.includes('nothing to leave'))).toHaveLength(2);
	});
});

describe('while a command runs', () => {
	test('what is typed waits its turn, and runs in its order', async () => {
		const {lab, pass, shown} = opened;
		lab.type('node1', 'sleep 2; echo slept');
		lab.type('node1', 'echo first');
		lab.type('node1', 'echo second');
		await pass(1000);
		expect(lab.isBusy('node1')).toBe(true);
		expect(shown('node1')).toEqual(['$ node1 $ sleep 2; echo slept']);
		await pass(2000);
		expect(shown('node1').slice(1)).toEqual([
			'| slept',
			'$ node1 $ echo first',
			'| first',
			'$ node1 $ echo second',
			'| second',
		]);
	});

	test('that reads its input, what is typed goes there, until Ctrl-D', async () => {
		const {lab, pass, shown} = opened;
		lab.type('node1', 'cat');
		await pass(100);
		lab.type('node1', 'hello');
		await pass(100);
		expect(shown('node1')).toEqual(['$ node1 $ cat', '$ hello', '| hello']);
		lab.endOfInput('node1');
		await pass(100);
		expect(lab.isBusy('node1')).toBe(false);
		expect(lab.host('node1')).toBe('node1');
	});

	test('the other terminals are free', async () => {
		const {lab, run} = opened;
		lab.type('node1', 'sleep 100');
		expect(await run('node2', 'echo free')).toEqual(['| free']);
		expect([lab.isBusy('node1'), lab.isBusy('node2')]).toEqual([true, false]);
	});

	test('that asks, its question stands before the answer, and it goes on with that', async () => {
		const {lab, pass, shown, run} = opened;
		await run('node1', 'docker swarm init');
		lab.type('node1', 'docker network rm ingress');
		await pass(500);
		expect(lab.isBusy('node1')).toBe(true);
		lab.type('node1', 'y');
		// It has its answer: this is for the shell.
		lab.type('node1', 'echo after');
		await pass(2000);
		expect(lab.isBusy('node1')).toBe(false);
		expect(shown('node1').find(line => line.includes('[y/N]'))).toMatch(/^\$ .*\[y\/N\] y$/);
		expect(shown('node1').slice(-3)).toEqual(['| ingress', '$ node1 $ echo after', '| after']);
	});
});

describe('Ctrl-C', () => {
	test('ends a wait, and drops what was typed ahead', async () => {
		const {lab, pass, run, shown} = opened;
		lab.type('node1', 'sleep 1000; echo never');
		lab.type('node1', 'echo neither');
		await pass(500);
		lab.interrupt('node1');
		await pass(500);
		expect(lab.isBusy('node1')).toBe(false);
		expect(shown('node1')).toEqual(['$ node1 $ sleep 1000; echo never', '- ^C']);
		expect((await run('node1', 'echo $?'))[0]).toBe('| 130');
	});

	test('ends a join under way; the engine goes on with it in the background', async () => {
		const {lab, pass, run, shown} = opened;
		await run('node1', 'docker swarm init');
		lab.type('node2', joinCommand(opened, 'worker').replace('172.31.4.11', '172.31.4.99'));
		await pass(5000);
		expect(lab.isBusy('node2')).toBe(true);
		lab.interrupt('node2');
		await pass(100);
		expect(lab.isBusy('node2')).toBe(false);
		expect(shown('node2').at(-1)).toBe('- ^C');
		expect(lab.snapshot().nodes[1]?.state).toBe('pending');
		expect(await run('node2', "docker info --format '{{.Swarm.LocalNodeState}}'")).toEqual(['| pending']);
	});

	test('ends a program that reads, and drops an unfinished line', async () => {
		const {lab, pass, shown} = opened;
		lab.type('node1', 'cat');
		await pass(100);
		lab.interrupt('node1');
		await pass(100);
		expect(lab.isBusy('node1')).toBe(false);
		lab.type('node1', 'echo "unfinished');
		await pass(100);
		expect(lab.prompt('node1')).toBe('> ');
		lab.interrupt('node1');
		await pass(100);
		expect(lab.prompt('node1')).toBe('node1 $ ');
		expect(shown('node1').filter(line => line.includes('^C'))).toHaveLength(1);
	});
});

test('the history has every line typed on any node once, in order, and repeats no line twice in a row', async () => {
	const {lab, run} = opened;
	await run('node1', 'echo a');
	await run('node1', 'echo a');
	await run('node2', 'echo b');
	lab.type('node2', '   ');
	await run('node1', 'echo a');
	expect(lab.history()).toEqual(['echo a', 'echo b', 'echo a']);
	expect((await run('node1', 'history')).length).toBeGreaterThan(2);
});

test('a long loop leaves nothing behind: no listener of an interrupt for each of its commands', async () => {
	const warnings: string[] = [];
	const listen = (warning: Error) => void warnings.push(warning.message);
	process.on('warning', listen);
	await opened.run('node1', 'for n in $(seq 1 15); do docker info >/dev/null; sleep 1; ssh node2 sleep 1; done');
	await opened.pass(100);
	process.off('warning', listen);
	expect(warnings).toEqual([]);
});
