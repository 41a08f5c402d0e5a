import {expect, test} from 'vitest';
import {createTextStream} from '../../source/api/stream.ts';

async function readAll(pieces: AsyncIterable<string>): Promise<string[]> {
	const read: string[] = [];
	for await (const piece of pieces) read.push(piece);
	return read;
}

test('what is written before it is read waits for the reader', async () => {
	const {pieces, write, end} = createTextStream(() => {});
	write('a');
	write('b');
	end();
	expect(await readAll(pieces)).toEqual(['a', 'b']);
});

test('a reader that waits gets what is written later', async () => {
	const {pieces, write, end} = createTextStream(() => {});
	const read = readAll(pieces);
	await Promise.resolve();
	write('late');
	await Promise.resolve();
	end();
	expect(await read).toEqual(['late']);
});

test('a break comes after what was written before it', async () => {
	const {pieces, write, fail} = createTextStream(() => {});
	const reader = pieces[Symbol.asyncIterator]();
	write('a');
	fail(new Error('unexpected EOF'));
	expect(await reader.next()).toEqual({done: false, value: 'a'});
	await expect(reader.next()).rejects.toThrow('unexpected EOF');
	expect(await reader.next()).toEqual({done: true, value: undefined});
});

test('a reader that leaves while it waits is told that it is over, and the writer that it left', async () => {
	let left = 0;
	const {pieces, write} = createTextStream(() => left++);
	const reader = pieces[Symbol.asyncIterator]();
	const waiting = reader.next();
	await reader.return?.();
	expect(await waiting).toEqual({done: true, value: undefined});
	write('nobody reads this');
	expect(await reader.next()).toEqual({done: true, value: undefined});
	await reader.return?.();
	expect(left).toBe(1);
});

test('nobody leaves a stream that has ended', async () => {
	let left = 0;
	const {pieces, end} = createTextStream(() => left++);
	end();
	await pieces[Symbol.asyncIterator]().return?.();
	expect(left).toBe(0);
});
