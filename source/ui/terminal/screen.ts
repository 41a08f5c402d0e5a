import {EventEmitter} from 'node:events';
import fs from 'node:fs';

/** What the screen needs of a terminal; `process.stdout` is one. */
export type TerminalOutput = Pick<NodeJS.WriteStream, 'on' | 'off' | 'columns' | 'rows'> & {
	readonly fd?: number;
	readonly write: (text: string, done?: () => void) => boolean;
};

/** Zero-based cell of the terminal's cursor; undefined: hidden. */
export type Cursor = {readonly x: number; readonly y: number} | undefined;

export type Screen = {
	/** What Ink writes to. */
	readonly stdout: NodeJS.WriteStream;
	/** Takes the terminal over, or again after `leave`. */
	readonly enter: () => void;
	/** Gives the terminal back; writes synchronously, so a process that exits may call it. */
	readonly leave: () => void;
	/** Draws every row anew. */
	readonly repaint: () => void;
	/** Moves the cursor where only it changed. */
	readonly placeCursor: () => void;
	/** Writes something that is no frame: OSC 52. */
	readonly send: (sequence: string) => void;
};

const csi = '\u001B[';
/** Alternate screen, cleared, cursor hidden, bracketed paste. */
export const enterSequence = `${csi}?1049h${csi}H${csi}2J${csi}?25l${csi}?2004h`;
const leaveSequence = `${csi}0m${csi}?2026l${csi}?2004l${csi}?25h${csi}?1049l`;
/** What Ink puts round a frame; it cannot occur inside one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Ink writes them
const inkControl = /\u001B\[(?:\?2026[hl]|\?25[hl]|2J|3J|H|2K|1A|G|1G)/g;

export function sizeOf(output: TerminalOutput): {readonly columns: number; readonly rows: number} {
	return {columns: output.columns || 80, rows: output.rows || 24};
}

/** A frame's rows as a terminal should get them: each at its place, inside one synchronized update. */
export function drawRows(rows: ReadonlyMap<number, string>): string {
	let drawn = '';
	for (const [y, row] of rows) drawn += `${csi}${y + 1};1H${row}${csi}0m${csi}K`;
	return drawn;
}

export type ScreenOptions = {
	readonly output: TerminalOutput;
	/** Asked at each paint. */
	readonly cursor: () => Cursor;
	/** Rows that are on the screen already: the terminal is taken over and shows them. */
	readonly painted?: readonly string[];
};

/**
Stands between Ink and the terminal. Ink draws a full-height frame by wiping the screen and the
user's scrollback and writing all of it; here only rows that changed are written.
*/
export function createScreen({output, cursor, painted}: ScreenOptions): Screen {
	let shown: readonly string[] = painted ?? [];
	let isDirty = painted === undefined;
	let isEntered = painted !== undefined;
	let isHeld = false;
	let shownCursor = '';

	const cursorSequence = () => {
		const at = cursor();
		return at === undefined ? `${csi}?25l` : `${csi}${at.y + 1};${at.x + 1}H${csi}?25h`;
	};
	const flush = (changed: ReadonlyMap<number, string>) => {
		const at = cursorSequence();
		if (changed.size === 0 && at === shownCursor) return;
		shownCursor = at;
		const rows = changed.size === 0 ? '' : `${csi}?25l${drawRows(changed)}`;
		output.write(`${csi}?2026h${rows}${at}${csi}?2026l`);
	};
	const paint = (frame: string) => {
		if (!isEntered || isHeld) return;
		const {rows} = sizeOf(output);
		const lines = frame.replace(/\n$/, '').split('\n');
		const next = Array.from({length: rows}, (_, y) => lines[y] ?? '');
		const changed = new Map<number, string>();
		for (const [y, line] of next.entries()) if (isDirty || line !== (shown[y] ?? '')) changed.set(y, line);
		shown = next;
		isDirty = false;
		flush(changed);
	};
	const emitter = new EventEmitter();
	emitter.setMaxListeners(0);
	const stdout = Object.assign(emitter, {
		isTTY: true,
		writable: true,
		write(chunk: string, ...rest: unknown[]) {
			const frame = chunk.replace(inkControl, '');
			if (frame !== '') paint(frame);
			const done = rest.find(item => typeof item === 'function') as (() => void) | undefined;
			if (done !== undefined) setImmediate(done);
			return true;
		},
	});
	Object.defineProperties(stdout, {
		columns: {get: () => sizeOf(output).columns},
		rows: {get: () => sizeOf(output).rows},
	});
	const repaint = () => {
		isDirty = true;
		shownCursor = '';
		emitter.emit('resize');
	};
	const onResize = () => {
		if (!isEntered) return;
		// Ink at once draws the old frame at the new size; the app's new frame follows in the same turn.
		isHeld = true;
		repaint();
		isHeld = false;
	};
	output.on('resize', onResize);

	return {
		stdout: stdout as unknown as NodeJS.WriteStream,
		repaint,
		placeCursor: () => isEntered && flush(new Map()),
		send: sequence => output.write(sequence),
		enter() {
			if (isEntered) return;
			isEntered = true;
			output.write(enterSequence);
			repaint();
		},
		leave() {
			if (!isEntered) return;
			isEntered = false;
			writeNow(output, leaveSequence);
		},
	};
}

/** A terminal that is busy for a moment answers EAGAIN; one that is gone answers otherwise, and nobody reads it. */
function writeNow(output: TerminalOutput, text: string): void {
	if (output.fd === undefined) {
		output.write(text);
		return;
	}
	for (let attempt = 0; attempt < 1000; attempt++) {
		try {
			fs.writeSync(output.fd, text);
			return;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
		}
	}
}
