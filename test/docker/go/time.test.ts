import {expect, test} from 'vitest';
import {formatGo, sprintf} from '../../../source/docker/go/format.ts';
import {formatTime, goTime, parseTime} from '../../../source/docker/go/time.ts';
import {GoError} from '../../../source/docker/go/type.ts';
import {readCases} from './cases.ts';

test("times are laid out as Go's Time.Format lays them out", () => {
	const cases = readCases<[time: string, layout: string, text: string]>('times');
	const results = cases.map(([time, layout]) => [time, layout, formatTime(parseTime(time), layout)]);
	expect(results).toEqual(cases);
});

test('a time prints with its zone, the zero time included', () => {
	expect(formatGo(goTime(1_451_606_400_000))).toBe('2016-01-01 00:00:00 +0000 UTC');
	expect(formatGo(goTime(1_451_606_400_123))).toBe('2016-01-01 00:00:00.123 +0000 UTC');
	expect(formatGo(parseTime('0001-01-01T00:00:00Z'))).toBe('0001-01-01 00:00:00 +0000 UTC');
	expect(formatGo(parseTime('2016-01-01T02:30:00.5+02:30'))).toBe('2016-01-01 02:30:00.5 +0230 +0230');
	expect(sprintf('%#v', [parseTime('2016-01-01T02:30:00.5Z')])).toBe(
		'time.Date(2016, time.January, 1, 2, 30, 0, 500000000, time.UTC)',
	);
});

test('what is no RFC 3339 time is refused', () => {
	expect(() => parseTime('yesterday')).toThrow(
		new GoError('parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"'),
	);
	expect(() => parseTime('2016-13-01T00:00:00Z')).toThrow(GoError);
});
