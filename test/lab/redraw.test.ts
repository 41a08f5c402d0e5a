import {expect, test} from 'vitest';
import {createProgress} from '../../source/docker/output/progress.ts';
import {movesUp, redraw} from '../../source/lab/redraw.ts';

/** What a terminal shows after a program has written all this. */
const shown = (...texts: readonly string[]): readonly string[] =>
	texts.reduce<readonly string[]>((lines, text) => redraw(lines, text), ['$ before']);

test('what Docker’s progress display draws stays in its lines', () => {
	const written: string[] = [];
	const io = {stdout: (text: string) => void written.push(text), stdoutIsTerminal: true, columns: 80};
	const progress = createProgress(io as never);
	progress.update('digest', '');
	progress.update('certificates', '', {current: 1, total: 30, unit: 'nodes'});
	progress.update('digest', 'sha256:0123');
	progress.update('certificates', '', {current: 9, total: 9, unit: 'nodes'});
	expect(written.every(movesUp)).toBe(true);
	expect(shown(...written).map(line => line.trimEnd())).toEqual([
		'$ before',
		'digest: sha256:0123',
		'certificates:  9/9 nodes',
	]);
});

test('a line that is written over keeps what it is longer by, unless it is erased', () => {
	expect(shown('\n\x1b[1Along line\r\x1b[1B', '\x1b[1Ashort\r\x1b[1B')).toEqual(['$ before', 'shortline']);
	expect(shown('\n\x1b[1Along line\r\x1b[1B', '\x1b[1A\x1b[2K\rshort\r\x1b[1B')).toEqual(['$ before', 'short']);
});

test('the cursor does not leave the first line upwards, nor the last one downwards', () => {
	expect(shown('\x1b[9A\x1b[2K\rfirst\x1b[9B')).toEqual(['first']);
});
