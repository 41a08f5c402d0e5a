import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Edit, editLine, emptyLine, type Line, type Motion} from '../../../source/ui/prompt/line-editor.ts';

/** `|` is the cursor. */
function line(text: string, killed = ''): Line {
	return {text: text.replace('|', ''), cursor: text.indexOf('|'), killed};
}

function shown({text, cursor}: Line): string {
	return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const move = (motion: Motion): Edit => ({type: 'move', motion});
const kill = (motion: Motion): Edit => ({type: 'delete', motion, kill: true});

describe('line editor', () => {
	it.each<[string, Edit, string]>([
		['docker no|', {type: 'insert', text: 'de'}, 'docker node|'],
		['a|b', move('left'), '|ab'],
		['|ab', move('left'), '|ab'],
		['a|b', move('right'), 'ab|'],
		['docker node ls|', move('start'), '|docker node ls'],
		['|docker', move('end'), 'docker|'],
		['docker node|', move('word-left'), 'docker |node'],
		['docker --quiet  |', move('word-left'), 'docker --|quiet  '],
		['|docker node', move('word-right'), 'docker| node'],
		['docker|  --quiet x', move('word-right'), 'docker  --quiet| x'],
		['docker --force|', kill('blank-left'), 'docker |'],
		['docker --force|', kill('word-left'), 'docker --|'],
		['docker |node ls', kill('word-right'), 'docker | ls'],
		['docker |node', kill('end'), 'docker |'],
		['docker |node', kill('start'), '|node'],
		['ab|', {type: 'transpose'}, 'ba|'],
		['a|bc', {type: 'transpose'}, 'ba|c'],
		['|ab', {type: 'transpose'}, '|ab'],
		['a|', {type: 'transpose'}, 'a|'],
		['né👩‍👩‍👧|', {type: 'delete', motion: 'left', kill: false}, 'né|'],
		['|👩‍👩‍👧x', {type: 'delete', motion: 'right', kill: false}, '|x'],
		['日本|語', move('left'), '日|本語'],
	])('turns %s by %o into %s', (before, edit, after) => {
		expect(shown(editLine(line(before), edit))).toBe(after);
	});

	it('puts back what was cut', () => {
		const cut = editLine(line('docker node| ls'), kill('blank-left'));
		expect(cut).toEqual({text: 'docker  ls', cursor: 7, killed: 'node'});
		expect(shown(editLine(cut, {type: 'yank'}))).toBe('docker node| ls');
	});

	it('keeps what was cut while characters are erased', () => {
		expect(editLine(line('ab|', 'kept'), {type: 'delete', motion: 'left', kill: false}).killed).toBe('kept');
	});

	it('keeps the cursor in the line and never splits a character, whatever the edits', () => {
		const motion = fc.constantFrom<Motion>('left', 'right', 'word-left', 'word-right', 'start', 'end', 'blank-left');
		const edit = fc.oneof<fc.Arbitrary<Edit>[]>(
			fc.record({type: fc.constant('insert' as const), text: fc.string({unit: 'grapheme', maxLength: 4})}),
			fc.record({type: fc.constant('move' as const), motion}),
			fc.record({type: fc.constant('delete' as const), motion, kill: fc.boolean()}),
			fc.constant({type: 'yank'}),
		);
		fc.assert(
			fc.property(fc.array(edit, {maxLength: 30}), edits => {
				for (let state = emptyLine, index = 0; index < edits.length; index++) {
					state = editLine(state, edits[index] as Edit);
					const before = state.text.slice(0, state.cursor);
					expect(state.cursor).toBeGreaterThanOrEqual(0);
					expect(state.cursor).toBeLessThanOrEqual(state.text.length);
					expect(before.at(-1) ?? '').not.toMatch(/^[\uD800-\uDBFF]$/);
				}
			}),
			{seed: 42, numRuns: 200},
		);
	});
});
