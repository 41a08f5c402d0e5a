import type {BasicType, TimeType} from './type.ts';
import type {GoValue} from './values.ts';

export type TimeValue = Extract<GoValue, {readonly kind: 'time'}>;

/** `time.Duration`: a 64-bit number of nanoseconds that prints as `2160h0m0s`. */
export const durationType: BasicType = {kind: 'int', name: 'time.Duration', bits: 64};

export const timeType: TimeType = {kind: 'time', name: 'time.Time'};

/** A time from an RFC 3339 text as JSON has it. Errors: a `GoError` with `time.Parse`'s text. */
export function parseTime(_text: string): TimeValue {
	throw new Error('TODO');
}

/** A UTC time from milliseconds since 1970-01-01T00:00:00Z. */
export function goTime(_ms: number): TimeValue {
	throw new Error('TODO');
}

/** Go's `Time.Format`: `formatTime(time, '2006-01-02T15:04:05Z07:00')`. */
export function formatTime(_time: TimeValue, _layout: string): string {
	throw new Error('TODO');
}
