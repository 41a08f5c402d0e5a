import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Kept, keep, recall} from '../../source/lab/keep.ts';

const plain = fc.letrec(tie => ({
	value: fc.oneof(
		{depthSize: 'small'},
		fc.integer({min: 0, max: 3}),
		fc.constantFrom(undefined, null, 'a'),
		fc.array(tie('value'), {maxLength: 3}),
		fc.dictionary(fc.constantFrom('a', 'b', 'c', '1', '2'), tie('value'), {noNullPrototype: true}),
	),
})).value;

describe('what is kept', () => {
	test('is had again as it was, order included, whatever was kept before it', () => {
		fc.assert(
			fc.property(fc.array(plain, {minLength: 1, maxLength: 4}), moments => {
				let last: Kept<unknown> | undefined;
				for (const moment of moments) {
					last = keep(moment, last);
					expect(JSON.stringify(recall(last))).toBe(JSON.stringify(moment));
					expect(recall(last)).toEqual(moment);
				}
			}),
		);
	});

	test('does not change with the value, nor with what was made of it', () => {
		const value = {a: {b: [1, {c: 2}]}, journal: ['one'], nodes: {x: {version: 1}}};
		const first = keep(value);
		value.a.b.push(3);
		value.journal.push('two');
		value.nodes.x = {version: 2};
		const second = keep(value, first);
		const again = recall(first);
		expect(again).toEqual({a: {b: [1, {c: 2}]}, journal: ['one'], nodes: {x: {version: 1}}});
		again.a.b.pop();
		again.journal.push('three');
		again.nodes.x = {version: 3};
		expect(recall(first)).toEqual({a: {b: [1, {c: 2}]}, journal: ['one'], nodes: {x: {version: 1}}});
		expect(recall(second)).toEqual(value);
	});

	test('is the same object where it reads the same as before', () => {
		const value = {still: {deep: [{a: 1}]}, moving: {b: 1}};
		const first = keep(value);
		expect(keep(value, first).kept).toBe(first.kept);
		value.moving.b++;
		const second = keep(value, first);
		expect(second.kept).not.toBe(first.kept);
		expect(second.kept.still).toBe(first.kept.still);
	});

	test('holds no part of a value that lost its last key', () => {
		const value: Record<string, {n: number}> = {a: {n: 1}, b: {n: 2}};
		const first = keep(value);
		delete value.b;
		const second = keep(value, first);
		(value.a as {n: number}).n = 5;
		expect(recall(second)).toEqual({a: {n: 1}});
	});
});
