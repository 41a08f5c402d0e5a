import {EventEmitter} from 'node:events';
import {createDecoder} from './decoder.ts';
import {type Key, readKey} from './keys.ts';

/** What the input side needs of a terminal; `process.stdin` is one. */
export type TerminalInput = Pick<NodeJS.ReadStream, 'on' | 'off' | 'resume' | 'pause'> & {
	readonly setRawMode?: (isRaw: boolean) => unknown;
};

export type Input = {
	/** What Ink reads from: only keys that it knows, one at a time, and only while `forward` is on. */
	readonly stdin: NodeJS.ReadStream;
	readonly start: () => void;
	readonly stop: () => void;
	/** True while a component of Ink's own (a menu) reads keys. */
	readonly forward: (isOn: boolean) => void;
};

export type InputListener = {readonly onKey: (key: Key) => void; readonly onPaste: (text: string) => void};

/** The escape sequences that Ink 6.8 can name: another one with Ctrl (Ctrl-F1) makes it throw. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send them
const knownToInk = /^\u001B(?:$|[^[O\u001B]|[[O](?:1;\d+)?[ABCDFHZ]$|\[(?:[1345678])(?:;\d+)?~$)/;

/** Stands between the terminal's keys and Ink, which merges fast ones, knows no paste and dies of some. */
export function createInput(terminal: TerminalInput, listener: InputListener): Input {
	const ink = createInkInput();
	const decoder = createDecoder({
		onKey(raw) {
			// Asked before: the key that opens a menu is not for the menu.
			const isForInk = ink.isOn();
			listener.onKey(readKey(raw));
			if (isForInk && (!raw.startsWith('\u001B') || knownToInk.test(raw))) ink.push(raw);
		},
		onPaste: listener.onPaste,
	});
	let isStarted = false;
	return {
		stdin: ink.stdin,
		forward: ink.forward,
		start() {
			if (isStarted) return;
			isStarted = true;
			terminal.setRawMode?.(true);
			terminal.on('data', decoder.feed);
			terminal.resume();
		},
		stop() {
			if (!isStarted) return;
			isStarted = false;
			terminal.off('data', decoder.feed);
			terminal.pause();
			decoder.close();
			terminal.setRawMode?.(false);
		},
	};
}

/** React renders in the first and runs effects before the second; a frame that is late takes some more. */
const SETTLING_TURNS = 8;

function afterTurns(turns: number, then: () => void): void {
	if (turns === 0) then();
	else setImmediate(() => afterTurns(turns - 1, then));
}

/** A stream for Ink that hands out one key, then lets React settle: its handlers close over what was last drawn. */
function createInkInput() {
	const emitter = new EventEmitter();
	emitter.setMaxListeners(0);
	let waiting: string[] = [];
	let released: string | null = null;
	let isOn = false;
	let isTurnTaken = false;

	const release = () => {
		isTurnTaken = false;
		if (waiting.length === 0 || !isOn) return;
		if (emitter.listenerCount('readable') > 0) {
			released = waiting.shift() ?? null;
			emitter.emit('readable');
		}
		takeTurn();
	};
	const takeTurn = () => {
		if (isTurnTaken || waiting.length === 0) return;
		isTurnTaken = true;
		afterTurns(SETTLING_TURNS, release);
	};
	const stdin = Object.assign(emitter, {
		isTTY: true,
		setEncoding: () => undefined,
		setRawMode: () => undefined,
		ref: () => undefined,
		unref: () => undefined,
		read() {
			const key = released;
			released = null;
			return key;
		},
	});
	return {
		stdin: stdin as unknown as NodeJS.ReadStream,
		isOn: () => isOn,
		forward(next: boolean) {
			isOn = next;
			if (!next) waiting = [];
		},
		push(raw: string) {
			// Ink takes 0x7F for the Delete key.
			waiting.push(raw === '\u007F' ? '\b' : raw);
			takeTurn();
		},
	};
}
