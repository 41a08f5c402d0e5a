import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {startCompletion, stepCompletion} from '../../../source/ui/prompt/completion.ts';
import {refineSearch, startSearch, stepSearch, walkHistory} from '../../../source/ui/prompt/history.ts';
import type {Line} from '../../../source/ui/prompt/line-editor.ts';
import {windowLine} from '../../../source/ui/prompt/line-window.ts';
import {splitPaste} from '../../../source/ui/prompt/paste.ts';
import {cellWidth} from '../../../source/ui/text/width.ts';

function line(text: string, cursor = text.length): Line {
	return {text, cursor, killed: ''};
}

function candidates(...texts: string[]) {
	return texts.map(text => ({text}));
}

describe('completion', () => {
	it('takes the only candidate and goes on with a blank', () => {
		const {line: after, completion} = startCompletion(line('docker no'), {from: 7, candidates: candidates('node')});
		expect(after).toMatchObject({text: 'docker node ', cursor: 12});
		expect(completion).toBeUndefined();
	});

	it('adds no blank after what wants a value, nor in the middle of a line', () => {
		expect(startCompletion(line('--adv'), {from: 0, candidates: candidates('--advertise-addr=')}).line.text).toBe(
			'--advertise-addr=',
		);
		const {line: after} = startCompletion(line('docker no ls', 9), {from: 7, candidates: candidates('node')});
		expect(after).toMatchObject({text: 'docker node ls', cursor: 11});
	});

	it('fills in what all candidates have in common, then walks through them and round', () => {
		const first = startCompletion(line('docker swarm j'), {from: 13, candidates: candidates('join', 'join-token')});
		expect(first.line.text).toBe('docker swarm join');
		const texts: string[] = [];
		let {line: now, completion} = first;
		for (const step of [1, 1, 1, -1] as const) {
			if (completion === undefined) throw new Error('the list is gone');
			({line: now, completion} = stepCompletion(now, completion, step));
			texts.push(now.text);
		}
		expect(texts).toEqual([
			'docker swarm join',
			'docker swarm join-token',
			'docker swarm join',
			'docker swarm join-token',
		]);
	});

	it('leaves the line alone where there is no candidate', () => {
		expect(startCompletion(line('xyz'), {from: 0, candidates: []})).toEqual({line: line('xyz'), completion: undefined});
	});
});

describe('history', () => {
	const history = ['docker swarm init', 'docker node ls', 'docker swarm join-token worker', 'docker node ls'];

	it('walks to older lines, and back to what was being typed', () => {
		const one = walkHistory(history, undefined, 'draft', -1);
		expect(one?.text).toBe('docker node ls');
		const two = walkHistory(history, one?.walk, 'ignored', -1);
		expect(two?.text).toBe('docker swarm join-token worker');
		const back = walkHistory(history, walkHistory(history, two?.walk, '', 1)?.walk, '', 1);
		expect(back).toEqual({text: 'draft', walk: undefined});
	});

	it('ends at the oldest line and at the newest', () => {
		expect(walkHistory(history, {index: 4, draft: ''}, '', -1)).toBeUndefined();
		expect(walkHistory(history, undefined, '', 1)).toBeUndefined();
		expect(walkHistory([], undefined, '', -1)).toBeUndefined();
	});

	it('finds the newest line with the query, then older ones that differ, and newer again', () => {
		const start = startSearch(history, 'draft');
		const found = refineSearch(history, start, 'swarm');
		expect(found.found).toBe('docker swarm join-token worker');
		const older = stepSearch(history, found, -1);
		expect(older.found).toBe('docker swarm init');
		expect(stepSearch(history, older, -1)).toBe(older);
		expect(stepSearch(history, older, 1).found).toBe('docker swarm join-token worker');
	});

	it('finds nothing for what was never typed, and keeps the draft', () => {
		expect(refineSearch(history, startSearch(history, 'draft'), 'kubectl')).toMatchObject({
			found: undefined,
			draft: 'draft',
		});
	});
});

describe('paste', () => {
	it.each([
		['docker swarm join --token X a:2377\n', ['docker swarm join --token X a:2377']],
		['docker swarm join \\\n  --token X \\\n  a:2377\n', ['docker swarm join   --token X   a:2377']],
		['docker node ls\ndocker info\n\n', ['docker node ls', 'docker info']],
		['for N in 1 2; do\n\techo $N\ndone', ['for N in 1 2; do', ' echo $N', 'done']],
		['\n', ['']],
	])('%j becomes %j', (text, lines) => {
		expect(splitPaste(text)).toEqual(lines);
	});
});

describe('long lines', () => {
	it('are shown whole while they fit', () => {
		expect(windowLine('docker', 3, 20)).toEqual({text: 'docker', column: 3});
	});

	it('keep the cursor in sight, at any place and any width', () => {
		fc.assert(
			fc.property(
				fc.string({unit: 'grapheme', maxLength: 80}),
				fc.nat(),
				fc.integer({min: 8, max: 60}),
				(text, at, width) => {
					const stops = [
						0,
						...Array.from(new Intl.Segmenter().segment(text), ({index, segment}) => index + segment.length),
					];
					const cursor = stops[at % stops.length] ?? 0;
					const seen = windowLine(text, cursor, width);
					expect(cellWidth(seen.text)).toBeLessThanOrEqual(width);
					expect(seen.column).toBeLessThan(width);
					expect(seen.column).toBeGreaterThanOrEqual(0);
				},
			),
			{seed: 42, numRuns: 300},
		);
	});

	it('show what follows the cursor too', () => {
		const seen = windowLine('0123456789'.repeat(10), 50, 20);
		expect(seen.text.slice(seen.column, seen.column + 3)).toBe('012');
		expect(seen.text).toMatch(/^…\d+…$/);
	});
});
