import {quoteBytes} from '../../base/duration.ts';
import {layoutElements, timeType} from './time.ts';
import {GoError} from './type.ts';
import type {TimeValue} from './values.ts';

/** Parts of a time as a layout's elements set them; months and days count from 1. */
type Parts = {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
	nanoseconds: number;
	offsetSeconds: number;
};

/** How an element reads the beginning of a value: the rest of it, and what is wrong with the number that was there. */
type Reading = {readonly rest: string; readonly outOfRange?: string};

/**
Go's `time.Parse` for layouts of numbers (`2006-01-02T15:04:05.999999999Z07:00`); what names no zone is UTC.

Errors: a `GoError` with Go's text.
*/
export function parseTimeAs(layout: string, text: string): TimeValue {
	const parts: Parts = {year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanoseconds: 0, offsetSeconds: 0};
	const fail = (how: string) => new GoError(`parsing time ${quoteBytes(text)}${how}`);
	const mismatch = (found: string, element: string) =>
		fail(` as ${quoteBytes(layout)}: cannot parse ${quoteBytes(found)} as ${quoteBytes(element)}`);

	const skip = (value: string, prefix: string): string => {
		const same = [...prefix].findIndex((character, index) => value[index] !== character);
		if (same >= 0) throw mismatch(value.slice(same), prefix);
		return value.slice(prefix.length);
	};

	let rest = text;
	let end = 0;
	for (const {0: element, index} of layout.matchAll(layoutElements)) {
		rest = skip(rest, layout.slice(end, index));
		const reading = readers[element]?.(rest, parts);
		if (!reading) throw mismatch(rest, element);
		if (reading.outOfRange) throw fail(`: ${reading.outOfRange} out of range`);
		rest = reading.rest;
		end = index + element.length;
	}
	rest = skip(rest, layout.slice(end));
	if (rest !== '') throw fail(`: extra text: ${quoteBytes(rest)}`);
	if (parts.day < 1 || parts.day > daysIn(parts)) throw fail(': day out of range');
	return asTime(parts);
}

type Reader = (value: string, parts: Parts) => Reading | undefined;

/** One or two digits; `isFixed` takes two only. */
function number(
	name: 'month' | 'day' | 'hour' | 'minute' | 'second',
	isFixed: boolean,
	[least, most]: [number, number],
): Reader {
	return (value, parts) => {
		const digits = (isFixed ? /^\d\d/ : /^\d\d?/).exec(value)?.[0];
		if (digits === undefined) return undefined;
		parts[name] = Number(digits);
		const rest = value.slice(digits.length);
		return parts[name] < least || parts[name] > most ? {rest, outOfRange: name} : {rest};
	};
}

const fraction: Reader = (value, parts) => {
	const digits = /^[.,](\d+)/.exec(value)?.[1];
	if (digits === undefined) return {rest: value};
	parts.nanoseconds = Number(digits.slice(0, 9).padEnd(9, '0'));
	return {rest: value.slice(digits.length + 1)};
};

const readSecond = number('second', true, [0, 59]);

const zone: Reader = (value, parts) => {
	if (value.startsWith('Z')) return {rest: value.slice(1)};
	const [whole, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(value) ?? [];
	if (whole === undefined) return undefined;
	const rest = value.slice(whole.length);
	if (Number(hours) > 24) return {rest, outOfRange: 'time zone offset hour'};
	if (Number(minutes) > 60) return {rest, outOfRange: 'time zone offset minute'};
	parts.offsetSeconds = (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes));
	return {rest};
};

const readers: Readonly<Record<string, Reader>> = {
	'2006': (value, parts) => {
		const digits = /^\d{4}/.exec(value)?.[0];
		if (digits === undefined) return undefined;
		parts.year = Number(digits);
		return {rest: value.slice(4)};
	},
	'01': number('month', true, [1, 12]),
	'02': number('day', true, [0, 99]),
	'15': number('hour', false, [0, 23]),
	'04': number('minute', true, [0, 59]),
	// A fraction may follow where the layout has none.
	'05': (value, parts) => {
		const reading = readSecond(value, parts);
		return reading && !reading.outOfRange ? fraction(reading.rest, parts) : reading;
	},
	'.999999999': fraction,
	'Z07:00': zone,
};

function utcMs({year, month, day, hour, minute, second}: Parts): number {
	// Date.UTC takes the years 0 to 99 for 1900 to 1999.
	const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
	return date.setUTCFullYear(year, month - 1, day);
}

function daysIn({year, month}: Parts): number {
	const date = new Date(0);
	date.setUTCFullYear(year, month, 0);
	return date.getUTCDate();
}

function asTime(parts: Parts): TimeValue {
	const {nanoseconds, offsetSeconds} = parts;
	const seconds = utcMs(parts) / 1000 - offsetSeconds;
	return {kind: 'time', type: timeType, seconds, nanoseconds, offsetSeconds, zone: offsetSeconds === 0 ? 'UTC' : ''};
}
