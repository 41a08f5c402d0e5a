import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';
import {afterEach, describe, expect, it} from 'vitest';
import {type Cursor, createScreen, type Screen, type TerminalOutput} from '../../../source/ui/terminal/screen.ts';

/** A terminal that can be read, and what was written to it. */
function openTerminal(columns: number, rows: number) {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 100});
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
	const settle = () => new Promise<void>(resolve => terminal.write('', resolve));
	return {
		output: output as unknown as TerminalOutput,
		terminal,
		/** What was written since the last call. */
		take: () => written.splice(0).join(''),
		async read() {
			await settle();
			const {active} = terminal.buffer;
			return Array.from({length: terminal.rows}, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
		},
		resize(nextColumns: number, nextRows: number) {
			terminal.resize(nextColumns, nextRows);
			Object.assign(output, {columns: nextColumns, rows: nextRows});
			output.emit('resize');
		},
	};
}

/** As Ink 6.8 writes a frame as high as the terminal. */
function draw(screen: Screen, ...rows: readonly string[]) {
	screen.stdout.write(`\u001B[?2026h\u001B[2J\u001B[3J\u001B[H${rows.join('\n')}\u001B[?2026l`);
}

const terminals: xterm.Terminal[] = [];
afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.dispose();
});

function open(columns = 20, rows = 4) {
	const opened = openTerminal(columns, rows);
	terminals.push(opened.terminal);
	let cursor: Cursor;
	const screen = createScreen({output: opened.output, cursor: () => cursor});
	return {
		...opened,
		screen,
		setCursor(next: Cursor) {
			cursor = next;
		},
	};
}

describe('screen', () => {
	it('shows a frame at full height without scrolling', async () => {
		const {screen, read} = open();
		screen.enter();
		draw(screen, 'one', 'two', 'three', 'four');
		expect(await read()).toEqual(['one', 'two', 'three', 'four']);
	});

	it('writes the rows that changed, and nothing where none did', async () => {
		const {screen, read, take} = open();
		screen.enter();
		draw(screen, 'one', 'two', 'three', 'four');
		take();
		draw(screen, 'one', 'two', 'three', 'four');
		expect(take()).toBe('');
		draw(screen, 'one', '2', 'three', 'four');
		const written = take();
		expect(written).toContain('2');
		expect(written).not.toContain('three');
		expect(written.length).toBeLessThan(60);
		expect(await read()).toEqual(['one', '2', 'three', 'four']);
	});

	it('clears the rows of a frame that became shorter', async () => {
		const {screen, read} = open();
		screen.enter();
		draw(screen, 'one', 'two', 'three', 'four');
		draw(screen, 'one');
		expect(await read()).toEqual(['one', '', '', '']);
	});

	it('never wipes the scrollback and leaves the shell as it was', async () => {
		const {screen, terminal, read, take} = open();
		terminal.write('$ ls\r\nfile\r\n$ swarmlab');
		screen.enter();
		draw(screen, 'one', 'two', 'three', 'four');
		await read();
		expect(terminal.buffer.active.type).toBe('alternate');
		screen.leave();
		screen.leave();
		expect(await read()).toEqual(['$ ls', 'file', '$ swarmlab', '']);
		expect(terminal.buffer.active.type).toBe('normal');
		expect(terminal.modes.bracketedPasteMode).toBe(false);
		const written = take();
		expect(written).not.toContain('\u001B[3J');
		expect(written.endsWith('\u001B[?25h\u001B[?1049l')).toBe(true);
	});

	it('draws all anew after a resize, and at the new size', async () => {
		const {screen, resize, read} = open();
		screen.enter();
		draw(screen, 'one', 'two', 'three', 'four');
		resize(10, 2);
		draw(screen, 'a', 'b');
		expect(await read()).toEqual(['a', 'b']);
		resize(30, 3);
		draw(screen, 'a', 'b', 'c');
		expect(await read()).toEqual(['a', 'b', 'c']);
	});

	it('draws all anew when it comes back after a suspension', async () => {
		const {screen, read, terminal} = open();
		screen.enter();
		draw(screen, 'one', 'two', 'three', 'four');
		screen.leave();
		draw(screen, 'lost', 'lost', 'lost', 'lost');
		expect((await read()).join('')).toBe('');
		screen.enter();
		draw(screen, 'one', 'two', 'three', 'four');
		expect(await read()).toEqual(['one', 'two', 'three', 'four']);
		expect(terminal.modes.bracketedPasteMode).toBe(true);
	});

	it("puts the terminal's own cursor where the prompt is, also when nothing else changed", async () => {
		const {screen, setCursor, terminal, read, take} = open();
		screen.enter();
		setCursor({x: 3, y: 2});
		draw(screen, 'one', 'two', 'three', 'four');
		await read();
		expect([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY]).toEqual([3, 2]);
		take();
		setCursor({x: 4, y: 2});
		draw(screen, 'one', 'two', 'three', 'four');
		await read();
		expect(terminal.buffer.active.cursorX).toBe(4);
		expect(take().length).toBeLessThan(40);
		setCursor(undefined);
		draw(screen, 'one', 'two', 'three', 'four');
		expect(take()).toContain('\u001B[?25l');
	});

	it('takes over what is on the terminal already and writes only what differs', () => {
		const {output, take} = openTerminal(20, 3);
		const screen = createScreen({output, cursor: () => undefined, painted: ['one', 'two', 'three']});
		screen.enter();
		expect(take()).toBe('');
		draw(screen, 'one', 'TWO', 'three');
		const written = take();
		expect(written).toContain('TWO');
		expect(written).not.toContain('one');
	});
});
