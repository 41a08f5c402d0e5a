import {afterEach, beforeAll, expect, test} from 'vitest';
import {buildProgram, expectRestored, openProgram, ready, type WatchedTerminal} from './program.ts';

let terminal: WatchedTerminal;
beforeAll(buildProgram, 60_000);
afterEach(() => terminal.close());

test('a newcomer makes a first swarm, changes the window and quits', async () => {
	terminal = openProgram('--seed 42 --clock 2026-01-01T00:00:00Z', {columns: 120, rows: 40});
	await terminal.see(ready);
	expect(terminal.state()).toMatchObject({isAlternate: true, isPasteBracketed: true});
	expect(await terminal.see(/docker swarm init/)).toContain('2026-01-01 00:00:0');

	terminal.type('docker swarm init\r');
	await terminal.see(/Swarm initialized: current node \(\w{25}\) is now a manager\./);
	await terminal.see(/node1 ★/);

	terminal.type('docker swarm join-token -q worker\r');
	const screen = await terminal.see(/-q worker\s*│\n.*SWMTKN-1-\w{50}-\w{25}/);
	const token = /-q worker\s*│\n.*(SWMTKN-1-\w{50}-\w{25})/.exec(screen)?.[1];

	// Alt-2: node2's terminal; the command comes by a bracketed paste, with its line break.
	terminal.type('\u001B2');
	await terminal.see(/node2 \$/);
	terminal.type(`\u001B[200~docker swarm join --token ${token} 172.31.4.11:2377\n\u001B[201~`);
	await terminal.see(/node2 \$ .*SWMTKN/);
	terminal.type('\r');
	await terminal.see(/This node joined a swarm as a worker\./);
	terminal.type('docker node ls\r');
	await terminal.see(/This node is not a swarm manager\. Worker nodes can't be used to view or modify/);

	terminal.type('\u001B1');
	await terminal.see(ready);
	terminal.type('docker node ls\r');
	await terminal.see(/node1 \$ docker node ls.*ID +HOSTNAME.*node1 +Ready +Active +Leader.*node2 +Ready +Active/s);

	terminal.resize(80, 24);
	await terminal.until(() => terminal.screen().split('\n').length === 24 && ready.test(terminal.screen()), '24 rows');
	terminal.resize(40, 10);
	await terminal.see(/40 ?[×x] ?10/);
	expect(terminal.screen()).not.toMatch(ready);
	terminal.resize(120, 40);
	await terminal.see(/node2 +Ready +Active/);

	// Ctrl-C on an empty line says how to quit; the second one quits.
	terminal.type('\u0003');
	await terminal.see(/Ctrl-C/);
	terminal.type('\u0003');
	await expectRestored(terminal, 0);
});

test('what is typed before the app is there arrives in it, and is not echoed elsewhere', async () => {
	terminal = openProgram('', {columns: 100, rows: 30});
	await terminal.until(() => terminal.output().includes('node1'), 'a first frame');
	terminal.type('echo typed $((1)) early');
	await terminal.see(/node1 \$ echo typed \$\(\(1\)\) early/);
	expect(terminal.screen().match(/early/g)).toHaveLength(1);
});

test('the first frame stands as the app will draw it', async () => {
	terminal = openProgram('--seed 1 --clock 2026-01-01T00:00:00Z', {columns: 120, rows: 40});
	const shown: string[] = [];
	await terminal.until(() => {
		const screen = terminal.screen();
		if (ready.test(screen) && screen !== shown.at(-1)) shown.push(screen);
		// The app's first frame is the first synchronized update.
		return terminal.output().includes('\u001B[?2026l') && shown.length > 0;
	}, 'the app');
	// Nothing but the clock may have moved meanwhile.
	const still = shown.map(screen => screen.replace(/\d\d:\d\d:\d\d +\+\d+s/, 'clock'));
	expect(new Set(still).size).toBe(1);
});
