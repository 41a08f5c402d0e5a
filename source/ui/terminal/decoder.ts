import {StringDecoder} from 'node:string_decoder';
import {graphemes} from '../text/width.ts';

export type DecoderListener = {
	/** What the terminal sent for one key. */
	readonly onKey: (raw: string) => void;
	readonly onPaste: (text: string) => void;
};

export type Decoder = {readonly feed: (chunk: Buffer | string) => void; readonly close: () => void};

const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';
/** How long an Esc waits for the rest of a sequence. Unit: milliseconds. */
const escapeMs = 25;
/** No key's sequence is longer; what is longer is not one. */
const sequenceLengthMax = 64;

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: terminals send them
const finished = /^\u001B\u001B?(?:\[\[[A-E]|\[(?!\[)[\u0030-\u003F]*[\u0020-\u002F]*[\u0040-\u007E]|O[\u0040-\u007E])/;
const unfinished = /^\u001B\u001B?(?:\[\[?|\[[\u0030-\u003F]*[\u0020-\u002F]*|O)?$/;
const printable = /^[^\u0000-\u001F\u007F]+/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: terminals send them

/**
Cuts what a terminal sends into keys and pastes, whatever the chunks: sequences, characters and
paste marks may be split anywhere, and many keys may arrive at once.
*/
export function createDecoder({onKey, onPaste}: DecoderListener): Decoder {
	const utf8 = new StringDecoder('utf8');
	let pending = '';
	let paste: string | undefined;
	let timer: NodeJS.Timeout | undefined;

	/** One step: takes a piece off the beginning, or gives up until more arrives. */
	const take = (text: string): string | undefined => {
		if (paste !== undefined) return takePaste(text);
		if (text.startsWith(pasteStart)) {
			paste = '';
			return text.slice(pasteStart.length);
		}
		if (text.startsWith('\u001B')) return takeSequence(text);
		const run = printable.exec(text)?.[0];
		if (run === undefined) {
			onKey(text.slice(0, 1));
			return text.slice(1);
		}
		for (const grapheme of graphemes(run)) onKey(grapheme);
		return text.slice(run.length);
	};

	const takePaste = (text: string): string | undefined => {
		const end = text.indexOf(pasteEnd);
		if (end === -1) {
			const cut = text.lastIndexOf('\u001B');
			const at = cut !== -1 && pasteEnd.startsWith(text.slice(cut)) ? cut : text.length;
			paste += text.slice(0, at);
			pending = text.slice(at);
			return undefined;
		}
		const whole = paste + text.slice(0, end);
		paste = undefined;
		onPaste(whole.replace(/\r\n?/g, '\n'));
		return text.slice(end + pasteEnd.length);
	};

	const takeSequence = (text: string): string | undefined => {
		const sequence = finished.exec(text)?.[0];
		if (sequence !== undefined) {
			onKey(sequence);
			return text.slice(sequence.length);
		}
		if (text.length < sequenceLengthMax && unfinished.test(text)) {
			pending = text;
			timer = setTimeout(giveUp, escapeMs);
			return undefined;
		}
		const key = text.slice(0, 1) + (graphemes(text.slice(1, 16))[0] ?? '');
		onKey(key);
		return text.slice(key.length);
	};

	/** Nothing followed: it was the Esc key (or Alt with `[` or `O`). */
	const giveUp = () => {
		const key = pending;
		pending = '';
		if (key !== '') onKey(key);
	};

	return {
		feed(chunk) {
			clearTimeout(timer);
			let text: string | undefined = pending + (typeof chunk === 'string' ? chunk : utf8.write(chunk));
			pending = '';
			while (text !== undefined && text !== '') text = take(text);
		},
		close() {
			clearTimeout(timer);
			pending = '';
			paste = undefined;
		},
	};
}
