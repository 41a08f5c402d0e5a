import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {DurationError, formatDuration, parseDuration} from '../../source/base/duration.ts';

function readCases<Row>(name: string): readonly Row[] {
	const text = readFileSync(new URL(`cases/${name}`, import.meta.url), 'utf8');
	return text
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line) as Row);
}

function parseOutcome(text: string): number | string {
	try {
		return parseDuration(text);
	} catch (error) {
		if (error instanceof DurationError) return error.message;
		throw error;
	}
}

test('durations parse, or are refused, as time.ParseDuration of Go 1.24 does it', () => {
	const cases = readCases<[text: string, nanosecondsOrError: string, string?: string]>('durations.jsonl');
	const results = cases.map(([text]) => [text, parseOutcome(text)]);
	const expected = cases.map(([text, outcome, shown]) => [text, shown === undefined ? outcome : Number(outcome)]);
	expect(results).toEqual(expected);
	expect(cases.length).toBeGreaterThan(200);
});

test('durations print as Go prints them', () => {
	const cases = readCases<[nanoseconds: string, text: string]>('duration-texts.jsonl');
	expect(cases.map(([nanoseconds]) => formatDuration(BigInt(nanoseconds)))).toEqual(cases.map(([, text]) => text));
});

test('the forms that Docker shows come out as Docker shows them', () => {
	expect(formatDuration(parseDuration('2160h'))).toBe('2160h0m0s');
	expect(formatDuration(parseDuration('8760h'))).toBe('8760h0m0s');
	expect(formatDuration(1_500_000_000)).toBe('1.5s');
	expect(formatDuration(100_000_000)).toBe('100ms');
	expect(formatDuration(0)).toBe('0s');
	expect(parseOutcome('5')).toBe('time: missing unit in duration "5"');
});

test('what is beyond int64 prints as its end', () => {
	expect(formatDuration(2 ** 63)).toBe('2562047h47m16.854775807s');
	expect(formatDuration(-(2 ** 63) * 2)).toBe('-2562047h47m16.854775808s');
});

test('every duration survives being printed and parsed: all to 104 days, whole seconds to 146 years', () => {
	const nanoseconds = fc.integer({min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER});
	const seconds = fc.integer({min: 0, max: 4_611_686_018}).map(value => value * 1_000_000_000);
	const survives = (value: number) => parseDuration(formatDuration(value)) === value;
	fc.assert(fc.property(fc.oneof(nanoseconds, seconds), survives), {seed: 1});
	const exact = (value: bigint) =>
		formatDuration(parseDuration(`${value}s`)) === formatDuration(value * 1_000_000_000n);
	fc.assert(fc.property(fc.bigInt({min: 0n, max: 4_611_686_018n}), exact), {seed: 1});
});
