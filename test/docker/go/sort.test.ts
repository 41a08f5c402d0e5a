import {expect, test} from 'vitest';
import {compareBytes, compareNatural} from '../../../source/docker/go/sort.ts';
import {readCases} from './cases.ts';

test('natural order is that of the package sortorder', () => {
	const cases = readCases<[a: string, b: string, order: number]>('natural-order');
	const results = cases.map(([a, b]) => [a, b, Math.sign(compareNatural(a, b)) + 0]);
	expect(results).toEqual(cases);
	const reversed = cases.map(([a, b]) => [a, b, -Math.sign(compareNatural(b, a)) + 0]);
	expect(reversed).toEqual(cases);
});

test('nodes sort by number, and fewer leading zeros come first', () => {
	expect(['node-10', 'node-2', 'node-1'].sort(compareNatural)).toEqual(['node-1', 'node-2', 'node-10']);
	expect(['02', '2', 'a', '1'].sort(compareNatural)).toEqual(['1', '2', '02', 'a']);
});

test('strings compare by their UTF-8 bytes, not by UTF-16 units', () => {
	expect(compareBytes('\uFFEE', '😀')).toBeLessThan(0);
	expect(['b', 'B', 'a', '', 'ab'].sort(compareBytes)).toEqual(['', 'B', 'a', 'ab', 'b']);
});
