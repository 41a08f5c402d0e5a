import fc from 'fast-check';
import {expect, test} from 'vitest';
import {randomShuffle} from '../../source/base/random.ts';

test('a shuffle has every number once, and another name shuffles otherwise', () => {
	fc.assert(
		fc.property(fc.integer({min: 2, max: 12}), fc.string(), (bits, name) => {
			const all = Array.from({length: 2 ** bits}, (_, index) => index);
			const shuffle = randomShuffle(bits, 1, 'test', name);
			expect(all.map(shuffle).toSorted((a, b) => a - b)).toEqual(all);
		}),
	);
	const first = (name: string) => Array.from({length: 20}, (_, index) => randomShuffle(10, 1, 'test', name)(index));
	expect(first('a')).not.toEqual(first('b'));
});

test('neighbours in a shuffle lie about as far apart as chance has it', () => {
	const size = 1024;
	let sum = 0;
	for (let round = 0; round < 50; round++) {
		const shuffle = randomShuffle(10, 1, 'test', round);
		for (let index = 1; index < size; index++) sum += Math.abs(shuffle(index) - shuffle(index - 1));
	}
	expect(sum / (50 * (size - 1) * size)).toBeGreaterThan(0.3);
	expect(sum / (50 * (size - 1) * size)).toBeLessThan(0.37);
});
