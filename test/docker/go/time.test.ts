import {expect, test} from 'vitest';
import {formatGo, sprintf} from '../../../source/docker/go/format.ts';
import {executeTemplate, parseTemplate} from '../../../source/docker/go/template.ts';
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

test("a time's and a duration's own methods can be called in a template", () => {
	const day = parseTime('2024-02-29T23:59:58.5Z');
	const run = (format: string) => executeTemplate(parseTemplate(format), day);
	expect(run('{{.Year}} {{.Month}} {{.Day}} {{.Weekday}} {{.YearDay}} {{.Hour}}:{{.Minute}}:{{.Second}}')).toBe(
		'2024 February 29 Thursday 60 23:59:58',
	);
	expect(run('{{.Unix}} {{.UnixMilli}} {{.UnixNano}} {{.IsZero}}')).toBe(
		'1709251198 1709251198500 1709251198500000000 false',
	);
	expect(run('{{.Add 1500000000}} {{(.Add 3600000000000).Sub .}} {{((.Add 5400000000000).Sub .).Hours}}')).toBe(
		'2024-03-01 00:00:00 +0000 UTC 1h0m0s 1.5',
	);
	expect(run('{{.Before (.Add 1)}} {{.After (.Add 1)}} {{.Equal .}} {{.Format "Mon 02 Jan"}}')).toBe(
		'true false true Thu 29 Feb',
	);
	const zero = parseTime('0001-01-01T00:00:00Z');
	expect(executeTemplate(parseTemplate('{{.IsZero}} {{.UnixNano}}'), zero)).toBe('true -6795364578871345152');
});

test('what is no RFC 3339 time is refused', () => {
	expect(() => parseTime('yesterday')).toThrow(
		new GoError('parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"'),
	);
	expect(() => parseTime('2016-13-01T00:00:00Z')).toThrow(GoError);
});
