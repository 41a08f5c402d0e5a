import {expect, test} from 'vitest';
import {durationType} from '../../../source/docker/go/time.ts';
import {bytesSize, ellipsis, humanDuration, prettyPrint, truncateId} from '../../../source/docker/go/units.ts';
import {goInt, goString} from '../../../source/docker/go/values.ts';
import {readCases} from './cases.ts';

test('sizes read as go-units writes them', () => {
	const cases = readCases<[bytes: number, text: string]>('byte-sizes');
	expect(cases.map(([bytes]) => [bytes, bytesSize(bytes)])).toEqual(cases);
	expect(bytesSize(20_971_520)).toBe('20MiB');
	expect(bytesSize(2_097_356_800)).toBe('1.953GiB');
	expect(bytesSize(1)).toBe('1B');
	expect(bytesSize(0)).toBe('0B');
});

test('durations read as go-units writes them', () => {
	const cases = readCases<[nanoseconds: string, text: string]>('human-durations');
	expect(cases.map(([nanoseconds]) => [nanoseconds, humanDuration(BigInt(nanoseconds))])).toEqual(cases);
	expect(humanDuration(5e9)).toBe('5 seconds');
	expect(humanDuration(2160 * 3600e9)).toBe('3 months');
});

test('values are prettified byte by byte', () => {
	expect(prettyPrint('READY')).toBe('Ready');
	expect(prettyPrint('x')).toBe('x');
	expect(prettyPrint('X')).toBe('x');
	expect(prettyPrint('')).toBe('');
	expect(prettyPrint(undefined)).toBe('None');
	expect(prettyPrint(goString('2009-11-10 23:00:00 +0000 UTC'))).toBe('2009-11-10 23:00:00 +0000 utc');
	expect(prettyPrint(goInt(3_600_000_000_000, durationType))).toBe('1h0m0s');
	expect(prettyPrint('ébc')).toBe('Ã\uFFFDbc');
});

test('an ID is cut to twelve characters, without its algorithm', () => {
	expect(truncateId('wq59oyp7mapv5kasikuhflpa7')).toBe('wq59oyp7mapv');
	expect(truncateId('sha256:0123456789abcdef')).toBe('0123456789ab');
	expect(truncateId('short')).toBe('short');
});

test("a text that is too wide ends in an ellipsis, as in Docker's own tests", () => {
	expect(ellipsis('t🐳ststring', 6)).toBe('t🐳st…');
	expect(ellipsis('t🐳ststring', 2)).toBe('t…');
	expect(ellipsis('t🐳ststring', 1)).toBe('t');
	expect(ellipsis('t🐳ststring', 0)).toBe('');
	expect(ellipsis('t🐳ststring', 20)).toBe('t🐳ststring');
	expect(ellipsis('你好世界teststring', 6)).toBe('你好…');
	expect(ellipsis('你好世界teststring', 2)).toBe('你好世界teststring');
	expect(ellipsis('abcdef', 4)).toBe('abc…');
	expect(ellipsis('', 1)).toBe('');
});
