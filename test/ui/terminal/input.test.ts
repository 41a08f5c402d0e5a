import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {createDecoder} from '../../../source/ui/terminal/decoder.ts';
import {createInput, type TerminalInput} from '../../../source/ui/terminal/input.ts';
import {readKey} from '../../../source/ui/terminal/keys.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Key names, and pastes as `paste:…`. */
function decode(...chunks: readonly (string | Buffer)[]): string[] {
	const events: string[] = [];
	const decoder = createDecoder({
		onKey: raw => events.push(readKey(raw).name),
		onPaste: text => events.push(`paste:${text}`),
	});
	for (const chunk of chunks) decoder.feed(chunk);
	vi.runAllTimers();
	return events;
}

const esc = '\u001B';

describe('keys', () => {
	it.each([
		['a', 'a'],
		[' ', 'space'],
		['\r', 'enter'],
		['\n', 'enter'],
		['\t', 'tab'],
		['\u007F', 'backspace'],
		['\b', 'backspace'],
		['\u0001', 'ctrl-a'],
		['\u001A', 'ctrl-z'],
		[`${esc}[A`, 'up'],
		[`${esc}OA`, 'up'],
		[`${esc}[1;5C`, 'ctrl-right'],
		[`${esc}[1;3D`, 'alt-left'],
		[`${esc}Od`, 'ctrl-left'],
		[`${esc}${esc}[D`, 'alt-left'],
		[`${esc}[3~`, 'delete'],
		[`${esc}[5~`, 'pageup'],
		[`${esc}[7~`, 'home'],
		[`${esc}[Z`, 'shift-tab'],
		[`${esc}OP`, 'f1'],
		[`${esc}[11~`, 'f1'],
		[`${esc}[[A`, 'f1'],
		[`${esc}[17~`, 'f6'],
		[`${esc}[20~`, 'f9'],
		[`${esc}[1;5P`, 'ctrl-f1'],
		[`${esc}b`, 'alt-b'],
		[`${esc}1`, 'alt-1'],
		[`${esc}\u007F`, 'alt-backspace'],
		[esc, 'escape'],
		[`${esc}${esc}`, 'escape'],
		[`${esc}[<0;10;5M`, 'unknown'],
		[`${esc}[?1;2c`, 'unknown'],
	])('%j is %s', (sent, name) => {
		expect(decode(sent)).toEqual([name]);
	});

	it('come one by one however fast they were typed', () => {
		expect(decode('ab\u007F\u007F\r')).toEqual(['a', 'b', 'backspace', 'backspace', 'enter']);
	});

	it('are characters as a reader counts them', () => {
		expect(decode('é👩‍👩‍👧日')).toEqual(['é', '👩‍👩‍👧', '日']);
	});

	it('are the same wherever the bytes are split', () => {
		const sent = Buffer.from(`a日${esc}[1;5C${esc}OP${esc}[200~x${esc}y\r\nz${esc}[201~${esc}b\u0001👍`);
		const whole = decode(sent);
		expect(whole).toEqual(['a', '日', 'ctrl-right', 'f1', `paste:x${esc}y\nz`, 'alt-b', 'ctrl-a', '👍']);
		fc.assert(
			fc.property(fc.array(fc.nat(sent.length), {maxLength: 12}), cuts => {
				const at = [0, ...cuts.sort((one, other) => one - other), sent.length];
				expect(decode(...at.slice(1).map((end, index) => sent.subarray(at[index], end)))).toEqual(whole);
			}),
			{seed: 42, numRuns: 200},
		);
	});

	it('tell Esc from a sequence by what follows within 25 ms', () => {
		const names: string[] = [];
		const decoder = createDecoder({onKey: raw => names.push(readKey(raw).name), onPaste: () => undefined});
		decoder.feed(esc);
		vi.advanceTimersByTime(24);
		expect(names).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(names).toEqual(['escape']);
		decoder.feed('[A');
		expect(names).toEqual(['escape', '[', 'A']);
	});

	it('survive a sequence that never ends', () => {
		expect(decode(`${esc}[${'1;'.repeat(200)}`, 'q').at(-1)).toBe('q');
	});
});

describe('pastes', () => {
	it('come as one, with line feeds, whatever they contain', () => {
		expect(decode(`${esc}[200~docker info\r\ndocker\rnode ${esc}[A${esc}[201~x`)).toEqual([
			`paste:docker info\ndocker\nnode ${esc}[A`,
			'x',
		]);
	});

	it('may be long', () => {
		const text = 'SWMTKN'.repeat(20_000);
		expect(decode(`${esc}[200~${text.slice(0, 70_000)}`, `${text.slice(70_000)}${esc}[2`, '01~')).toEqual([
			`paste:${text}`,
		]);
	});
});

describe('what Ink reads', () => {
	function open(isForward: boolean) {
		let feed: (chunk: string) => void = () => undefined;
		const modes: boolean[] = [];
		const terminal = {
			on: (_: string, listener: typeof feed) => {
				feed = listener;
			},
			off: () => undefined,
			resume: () => undefined,
			pause: () => undefined,
			setRawMode: (isRaw: boolean) => modes.push(isRaw),
		} as unknown as TerminalInput;
		const names: string[] = [];
		const input = createInput(terminal, {onKey: ({name}) => names.push(name), onPaste: () => undefined});
		input.start();
		input.forward(isForward);
		const read: (string | null)[] = [];
		input.stdin.on('readable', () =>
			read.push(input.stdin.read() as string | null, input.stdin.read() as string | null),
		);
		return {feed: (chunk: string) => feed(chunk), names, read, modes, input};
	}

	async function settle(turns = 20) {
		vi.useRealTimers();
		for (let turn = 0; turn < turns; turn++) await new Promise(resolve => setImmediate(resolve));
	}

	it('is one key at a time', async () => {
		const {feed, read} = open(true);
		vi.useRealTimers();
		feed('jj\r');
		await vi.waitFor(() => expect(read).toEqual(['j', null, 'j', null, '\r', null]));
	});

	it('is nothing while no menu is open', async () => {
		const {feed, read, names} = open(false);
		feed('j');
		await settle();
		expect(read).toEqual([]);
		expect(names).toEqual(['j']);
	});

	it('is never what makes it throw, such as Ctrl-F1', async () => {
		const {feed, read, names} = open(true);
		vi.useRealTimers();
		feed(`${esc}[1;5P${esc}[A`);
		await settle();
		expect(names).toEqual(['ctrl-f1', 'up']);
		expect(read).toEqual([`${esc}[A`, null]);
	});

	it('does not switch raw mode: that stays with the app', () => {
		const {input, modes} = open(true);
		input.stdin.setRawMode(false);
		expect(modes).toEqual([true]);
		input.stop();
		input.stop();
		expect(modes).toEqual([true, false]);
	});
});
