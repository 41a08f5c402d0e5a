import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {type EmptyLab, renderFirstFrame} from '../../source/ui/first-frame.ts';
import {type OpenAppOptions, type OpenedApp, openApp} from '../../source/ui/open.tsx';
import {enterSequence} from '../../source/ui/terminal/screen.ts';
import {createFakeLab} from './fake-lab.ts';
import {emptyLab, type Fixture, fiveNodes, listOn} from './fixtures.ts';

/** A terminal at both ends: what is typed, what is shown. */
function openOn(fixture: Fixture, columns: number, rows: number, more: Partial<OpenAppOptions> = {}) {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	const written: string[] = [];
	const output = Object.assign(new EventEmitter(), {
		columns,
		rows,
		write(text: string) {
			written.push(text);
			terminal.write(text);
			return true;
		},
	});
	const modes: boolean[] = [];
	const input = Object.assign(new EventEmitter(), {
		resume: () => undefined,
		pause: () => undefined,
		setRawMode: (isRaw: boolean) => modes.push(isRaw),
	});
	const lab = createFakeLab(fixture);
	const asked: string[] = [];
	if (more.firstFrame !== undefined) terminal.write(enterSequence + more.firstFrame.replaceAll('\n', '\r\n'));
	const app = openApp({
		lab,
		input: input as unknown as OpenAppOptions['input'],
		output: output as unknown as OpenAppOptions['output'],
		environment: {noColor: false},
		onQuit: () => asked.push('quit'),
		onSuspend: () => asked.push('suspend'),
		...more,
	});
	opened.push(app);
	return {
		app,
		lab,
		asked,
		modes,
		terminal,
		take: () => written.splice(0).join(''),
		type: (bytes: string) => input.emit('data', Buffer.from(bytes)),
		async read() {
			await new Promise(resolve => setTimeout(resolve, 40));
			await new Promise<void>(resolve => terminal.write('', resolve));
			const {active} = terminal.buffer;
			return Array.from({length: terminal.rows}, (_, y) => active.getLine(y)?.translateToString(true) ?? '').join('\n');
		},
	};
}

const opened: OpenedApp[] = [];
afterEach(() => {
	for (const app of opened.splice(0)) app.restore();
});

const {snapshot} = emptyLab;
const advice = emptyLab.advice.node1 ?? '';
const described: EmptyLab = {snapshot, list: listOn(snapshot.nodes, 'node1'), prompt: 'node1 $ ', advice};

describe('the app on a terminal', () => {
	it('shows what is typed, at once, and runs it on Enter', async () => {
		const {type, read, lab} = openOn(emptyLab, 80, 24);
		await read();
		type('docker swarm init');
		expect(await read()).toContain('node1 $ docker swarm init');
		type('\r');
		expect(await read()).toContain('\n node1 $ docker swarm init\n');
		expect(lab.typed).toEqual(['node1: docker swarm init']);
	});

	it.each([
		[80, 24],
		[120, 40],
		[200, 60],
		[100, 30],
		[60, 16],
		[40, 10],
	])('draws its first frame without Ink as Ink does at %d×%d', async (columns, rows) => {
		const firstFrame = renderFirstFrame(columns, rows, described, {noColor: false});
		const {read, terminal} = openOn(emptyLab, columns, rows);
		const drawn = await read();
		const prepaint = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
		await new Promise<void>(resolve => prepaint.write(firstFrame.replaceAll('\n', '\r\n'), resolve));
		expect(drawn).toContain(columns < 60 ? 'needs a terminal' : advice);
		expect(cellsOf(prepaint)).toEqual(cellsOf(terminal));
	});

	it('takes its first frame over and leaves it on the terminal', async () => {
		const firstFrame = renderFirstFrame(120, 40, described, {noColor: false});
		const {read, take} = openOn(emptyLab, 120, 40, {firstFrame});
		expect(await read()).toContain(advice);
		expect(take()).not.toContain('\u001B[2J');
	});

	it('writes little while nothing but the clock moves, and nothing while that stands still', async () => {
		const {lab, read, take} = openOn(fiveNodes, 120, 40);
		await read();
		take();
		const {now} = lab.snapshot().clock;
		for (let second = 1; second <= 3; second++) {
			lab.setClock({now: now + second * 1000, elapsed: second * 1000});
			await new Promise(resolve => setTimeout(resolve, 240));
		}
		expect(take().length / 3).toBeLessThan(400);
		lab.setClock({isPaused: true});
		await read();
		await new Promise(resolve => setTimeout(resolve, 240));
		take();
		lab.setClock({});
		await new Promise(resolve => setTimeout(resolve, 300));
		expect(take()).toBe('');
	});

	it('gives the terminal back as it was, however often it is asked', async () => {
		const {app, modes, terminal, read, take} = openOn(fiveNodes, 80, 24);
		await read();
		app.restore();
		app.restore();
		await app.done;
		await read();
		expect(terminal.buffer.active.type).toBe('normal');
		expect(terminal.modes.bracketedPasteMode).toBe(false);
		expect(modes).toEqual([true, false]);
		expect(take().split('\u001B[?1049l').length).toBe(2);
	});

	it('gives up where drawing throws, and says why', async () => {
		const {app, lab, read} = openOn(fiveNodes, 80, 24);
		await read();
		const {snapshot} = fiveNodes;
		lab.show({...fiveNodes, snapshot: {...snapshot, clock: undefined as never}});
		await expect(app.done).rejects.toThrow(TypeError);
	});

	it('is suspended by Ctrl-Z and comes back as it was', async () => {
		const {app, asked, type, read, terminal, modes} = openOn(fiveNodes, 80, 24);
		type('docker');
		const before = await read();
		type('\u001A');
		expect(asked).toEqual(['suspend']);
		app.suspend();
		expect((await read()).trim()).toBe('');
		expect(terminal.buffer.active.type).toBe('normal');
		app.resume();
		expect(await read()).toBe(before);
		expect(modes).toEqual([true, false, true]);
	});

	it('asks to be closed by a second Ctrl-C', async () => {
		const now = vi.fn(() => 0);
		const {asked, type, read} = openOn(fiveNodes, 80, 24, {now});
		type('\u0003');
		expect(await read()).toContain('Ctrl-C once more quits swarmlab.');
		now.mockReturnValue(2001);
		type('\u0003');
		expect(asked).toEqual([]);
		now.mockReturnValue(2500);
		type('\u0003');
		expect(asked).toEqual(['quit']);
	});

	it('puts what it copies on the clipboard of the terminal', async () => {
		const {type, take, read} = openOn(fiveNodes, 80, 24);
		await read();
		take();
		type('\u001Bw');
		const sent = take().split('\u001B]52;c;')[1]?.split('\u0007')[0] ?? '';
		expect(Buffer.from(sent, 'base64').toString()).toMatch(
			/^docker swarm join --token SWMTKN-1-\S+ 172\.31\.4\.11:2377$/,
		);
	});
});

/** Every cell with its character and what makes it look as it does. */
function cellsOf({buffer, rows, cols}: xterm.Terminal): string[] {
	return Array.from({length: rows}, (_, y) =>
		Array.from({length: cols}, (_cell, x) => {
			const cell = buffer.active.getLine(y)?.getCell(x);
			const char = cell?.getChars() || ' ';
			// A blank looks alike in every style but inverse.
			const look =
				char === ' '
					? cell?.isInverse()
					: `${cell?.isBold()},${cell?.isDim()},${cell?.isInverse()},${cell?.getFgColor()}`;
			return `${char}${look}`;
		}).join(' '),
	);
}
