import {formatDuration} from '../../base/duration.ts';
import {type BasicType, GoError, type GoMethods, int64Type, stringType, type TimeType} from './type.ts';
import {
	type GoValue,
	goBool,
	goFloat,
	goInt,
	goString,
	type IntValue,
	type TimeValue,
	zeroTimeSeconds,
} from './values.ts';

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A method without parameters. */
function getter<Receiver extends GoValue>(call: (receiver: Receiver) => GoValue): GoMethods[string] {
	return {parameters: [], call};
}

/** `time.Duration`: a 64-bit number of nanoseconds that prints as `2160h0m0s`. */
export const durationType: BasicType = {
	kind: 'int',
	name: 'time.Duration',
	bits: 64,
	methods: {
		String: getter<IntValue>(({value}) => goString(formatDuration(value))),
		Nanoseconds: getter<IntValue>(({value}) => goInt(value, int64Type)),
		Microseconds: getter<IntValue>(({value}) => goInt(value / 1_000n, int64Type)),
		Milliseconds: getter<IntValue>(({value}) => goInt(value / 1_000_000n, int64Type)),
		Seconds: getter<IntValue>(({value}) => goFloat(inUnits(value, 1_000_000_000n))),
		Minutes: getter<IntValue>(({value}) => goFloat(inUnits(value, 60_000_000_000n))),
		Hours: getter<IntValue>(({value}) => goFloat(inUnits(value, 3_600_000_000_000n))),
	},
};

function inUnits(nanoseconds: bigint, unit: bigint): number {
	return Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit);
}

const monthType: BasicType = {
	kind: 'int',
	name: 'time.Month',
	bits: 64,
	methods: {String: getter<IntValue>(({value}) => goString(months[Number(value) - 1] ?? ''))},
};
const weekdayType: BasicType = {
	kind: 'int',
	name: 'time.Weekday',
	bits: 64,
	methods: {String: getter<IntValue>(({value}) => goString(weekdays[Number(value)] ?? ''))},
};

/** What `String` and `{{.CreatedAt}}` print. */
const stringLayout = '2006-01-02 15:04:05.999999999 -0700 MST';
const int64Max = (1n << 63n) - 1n;

export const timeType: TimeType = {
	kind: 'time',
	name: 'time.Time',
	methods: {
		String: getter<TimeValue>(time => goString(formatTime(time, stringLayout))),
		GoString: getter<TimeValue>(time => goString(goSyntax(time))),
		Format: {
			parameters: [stringType],
			call: (time: TimeValue, layout: {value: string}) => goString(formatTime(time, layout.value)),
		},
		IsZero: getter<TimeValue>(time => goBool(time.seconds === zeroTimeSeconds && time.nanoseconds === 0)),
		UTC: getter<TimeValue>(time => ({...time, offsetSeconds: 0, zone: 'UTC'})),
		Local: getter<TimeValue>(time => ({...time, offsetSeconds: 0, zone: 'UTC'})),
		Unix: getter<TimeValue>(time => goInt(time.seconds, int64Type)),
		UnixMilli: getter<TimeValue>(({seconds, nanoseconds}) => {
			return goInt(seconds * 1000 + Math.floor(nanoseconds / 1_000_000), int64Type);
		}),
		// Beyond the years 1678 to 2262 it wraps around, as Go's does.
		UnixNano: getter<TimeValue>(time => goInt(BigInt.asIntN(64, unixNano(time)), int64Type)),
		Year: getter<TimeValue>(time => goInt(civil(time).year)),
		Month: getter<TimeValue>(time => goInt(civil(time).month, monthType)),
		Day: getter<TimeValue>(time => goInt(civil(time).day)),
		YearDay: getter<TimeValue>(time => goInt(civil(time).yearDay)),
		Weekday: getter<TimeValue>(time => goInt(civil(time).weekday, weekdayType)),
		Hour: getter<TimeValue>(time => goInt(civil(time).hour)),
		Minute: getter<TimeValue>(time => goInt(civil(time).minute)),
		Second: getter<TimeValue>(time => goInt(civil(time).second)),
		Nanosecond: getter<TimeValue>(time => goInt(time.nanoseconds)),
		Add: {
			parameters: [durationType],
			call: (time: TimeValue, duration: IntValue) => addNanoseconds(time, duration.value),
		},
		Sub: comparison((a, b) => goInt(saturate(unixNano(a) - unixNano(b)), durationType)),
		Before: comparison((a, b) => goBool(unixNano(a) < unixNano(b))),
		After: comparison((a, b) => goBool(unixNano(a) > unixNano(b))),
		Equal: comparison((a, b) => goBool(unixNano(a) === unixNano(b))),
	},
};

/** A method that takes another time. */
function comparison(call: (time: TimeValue, other: TimeValue) => GoValue): GoMethods[string] {
	return {parameters: [{kind: 'time', name: 'time.Time'}], call};
}

function saturate(nanoseconds: bigint): bigint {
	if (nanoseconds > int64Max) return int64Max;
	return nanoseconds < -int64Max - 1n ? -int64Max - 1n : nanoseconds;
}

/** `%#v`. */
function goSyntax(time: TimeValue): string {
	const {year, month, day, hour, minute, second} = civil(time);
	const zone = time.offsetSeconds === 0 ? 'time.UTC' : 'time.Location("")';
	const clock = [day, hour, minute, second, time.nanoseconds].join(', ');
	return `time.Date(${year}, time.${months[month - 1]}, ${clock}, ${zone})`;
}

function unixNano({seconds, nanoseconds}: TimeValue): bigint {
	return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}

function addNanoseconds(time: TimeValue, duration: bigint): TimeValue {
	const total = unixNano(time) + duration;
	const nanoseconds = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
	return {...time, seconds: Number((total - nanoseconds) / 1_000_000_000n), nanoseconds: Number(nanoseconds)};
}

/** A UTC time from nanoseconds since 1970-01-01T00:00:00Z. */
export function unixTime(nanoseconds: bigint): TimeValue {
	return addNanoseconds(goTime(0), nanoseconds);
}

/** A UTC time from milliseconds since 1970-01-01T00:00:00Z. */
export function goTime(ms: number): TimeValue {
	const seconds = Math.floor(ms / 1000);
	const nanoseconds = Math.round((ms - seconds * 1000) * 1_000_000);
	return {kind: 'time', type: timeType, seconds, nanoseconds, offsetSeconds: 0, zone: 'UTC'};
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** A time from an RFC 3339 text as JSON has it. Errors: a `GoError`. */
export function parseTime(text: string): TimeValue {
	const parts = rfc3339.exec(text);
	if (parts === null) {
		throw new GoError(`parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${text}" as "2006"`);
	}
	const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes] = parts;
	const offsetSeconds = (sign === '-' ? -1 : 1) * (Number(offsetHours ?? 0) * 3600 + Number(offsetMinutes ?? 0) * 60);
	// Date.UTC takes the years 0 to 99 for 1900 to 1999, hence the ISO text.
	const localMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	if (Number.isNaN(localMs)) throw new GoError(`parsing time "${text}": day out of range`);
	const zone = offsetSeconds === 0 ? 'UTC' : '';
	const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
	return {kind: 'time', type: timeType, seconds: localMs / 1000 - offsetSeconds, nanoseconds, offsetSeconds, zone};
}

function civil({seconds, offsetSeconds}: TimeValue) {
	const date = new Date((seconds + offsetSeconds) * 1000);
	const year = date.getUTCFullYear();
	const firstDay = new Date(date);
	firstDay.setUTCMonth(0, 1);
	return {
		year,
		month: date.getUTCMonth() + 1,
		day: date.getUTCDate(),
		yearDay: Math.round((date.getTime() - firstDay.getTime()) / 86_400_000) + 1,
		weekday: date.getUTCDay(),
		hour: date.getUTCHours(),
		minute: date.getUTCMinutes(),
		second: date.getUTCSeconds(),
	};
}

/** Every element a layout may have, longest first where one begins another. */
export const layoutElements = new RegExp(
	[
		'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST',
		'2006|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07',
		'01|02|03|04|05|06|002|__2|_2(?!006)|15|PM|pm',
		'[.,]0+(?![0-9])|[.,]9+(?![0-9])|1|2|3|4|5',
	].join('|'),
	'g',
);

/** Go's `Time.Format`: `formatTime(time, '2006-01-02T15:04:05Z07:00')`. */
export function formatTime(time: TimeValue, layout: string): string {
	return layout.replace(layoutElements, element => formatElement(time, element));
}

type Civil = ReturnType<typeof civil>;

const two = (number: number) => String(number).padStart(2, '0');
const twelve = (hour: number) => hour % 12 || 12;
const elements: Readonly<Record<string, (time: Civil) => string>> = {
	'2006': ({year}) => (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0'),
	'06': ({year}) => two(Math.abs(year) % 100),
	January: ({month}) => months[month - 1] ?? '',
	Jan: ({month}) => months[month - 1]?.slice(0, 3) ?? '',
	'1': ({month}) => String(month),
	'01': ({month}) => two(month),
	Monday: ({weekday}) => weekdays[weekday] ?? '',
	Mon: ({weekday}) => weekdays[weekday]?.slice(0, 3) ?? '',
	'2': ({day}) => String(day),
	_2: ({day}) => String(day).padStart(2),
	'02': ({day}) => two(day),
	__2: ({yearDay}) => String(yearDay).padStart(3),
	'002': ({yearDay}) => String(yearDay).padStart(3, '0'),
	'15': ({hour}) => two(hour),
	'3': ({hour}) => String(twelve(hour)),
	'03': ({hour}) => two(twelve(hour)),
	'4': ({minute}) => String(minute),
	'04': ({minute}) => two(minute),
	'5': ({second}) => String(second),
	'05': ({second}) => two(second),
	PM: ({hour}) => (hour >= 12 ? 'PM' : 'AM'),
	pm: ({hour}) => (hour >= 12 ? 'pm' : 'am'),
};

function formatElement(time: TimeValue, element: string): string {
	const format = elements[element];
	if (format !== undefined) return format(civil(time));
	if (element === 'MST') return time.zone || formatOffset(time.offsetSeconds, '-0700');
	if (/[.,]/.test(element)) return formatFraction(time.nanoseconds, element);
	return element.startsWith('Z') && time.offsetSeconds === 0 ? 'Z' : formatOffset(time.offsetSeconds, element);
}

/** `.000` keeps zeros at the end, `.999` drops them, and the point with the last. */
function formatFraction(nanoseconds: number, element: string): string {
	const digits = String(nanoseconds)
		.padStart(9, '0')
		.slice(0, element.length - 1)
		.padEnd(element.length - 1, '0');
	if (element[1] === '0') return element[0] + digits;
	const trimmed = digits.replace(/0+$/, '');
	return trimmed && element[0] + trimmed;
}

/** In the form of `-07`, `-0700`, `-07:00`, `-070000` or `-07:00:00`. */
function formatOffset(offsetSeconds: number, form: string): string {
	const magnitude = Math.abs(offsetSeconds);
	const parts = [magnitude / 3600, (magnitude % 3600) / 60, magnitude % 60].map(part => two(Math.trunc(part)));
	const count = form.replace(/\D/g, '').length / 2;
	return (offsetSeconds < 0 ? '-' : '+') + parts.slice(0, count).join(form.includes(':') ? ':' : '');
}
