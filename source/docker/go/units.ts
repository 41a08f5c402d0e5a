import stringWidth from 'string-width';
import {formatFloat} from './float.ts';
import {sprintf} from './format.ts';
import {fromUtf8, toLower, toUpper, utf8} from './strconv.ts';
import type {GoValue} from './values.ts';

const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

/** go-units `BytesSize`: `20MiB`, `1.953GiB`. */
export function bytesSize(bytes: number): string {
	let size = bytes;
	let unit = 0;
	while (size >= 1024 && unit < binaryUnits.length - 1) {
		size /= 1024;
		unit++;
	}
	return `${formatFloat(size, 'g', 4)}${binaryUnits[unit]}`;
}

const nanosecondsPerSecond = 1_000_000_000n;
const secondsPerHour = 3600;
const hoursPerDay = 24;
const hoursPerWeek = 7 * hoursPerDay;
const hoursPerMonth = 30 * hoursPerDay;
const hoursPerYear = 365 * hoursPerDay;

/** go-units `HumanDuration`: `About a minute`, `3 months`. Unit: nanoseconds. */
export function humanDuration(nanoseconds: number | bigint): string {
	const exact = typeof nanoseconds === 'bigint' ? nanoseconds : BigInt(Math.trunc(nanoseconds));
	const seconds = Number(exact / nanosecondsPerSecond);
	if (seconds < 1) return 'Less than a second';
	if (seconds === 1) return '1 second';
	if (seconds < 60) return `${seconds} seconds`;
	const minutes = Math.trunc(seconds / 60);
	if (minutes === 1) return 'About a minute';
	if (minutes < 60) return `${minutes} minutes`;
	const hours = Math.trunc(Number(exact) / 1e9 / secondsPerHour + 0.5);
	if (hours === 1) return 'About an hour';
	if (hours < 2 * hoursPerDay) return `${hours} hours`;
	if (hours < 2 * hoursPerWeek) return `${Math.trunc(hours / hoursPerDay)} days`;
	if (hours < 2 * hoursPerMonth) return `${Math.trunc(hours / hoursPerWeek)} weeks`;
	if (hours < 2 * hoursPerYear) return `${Math.trunc(hours / hoursPerMonth)} months`;
	return `${Math.trunc(seconds / secondsPerHour / hoursPerYear)} years`;
}

/** docker/cli `PrettyPrint`: first byte upper case, the rest lower; `undefined` is nil: `None`. */
export function prettyPrint(value: string | GoValue | undefined): string {
	if (value === undefined) return 'None';
	const bytes = utf8(typeof value === 'string' ? value : sprintf('%s', [value]));
	if (bytes.length < 2) return toLower(fromUtf8(bytes));
	return toUpper(String.fromCharCode(bytes[0] ?? 0)) + toLower(fromUtf8(bytes.subarray(1)));
}

/** The first 12 characters of an ID, without an algorithm before `:`. */
export function truncateId(id: string): string {
	return fromUtf8(utf8(id.slice(id.indexOf(':') + 1)).subarray(0, 12));
}

/** Cuts to at most `width` display columns, the last of them `…`. */
export function ellipsis(text: string, width: number): string {
	if (width <= 0) return '';
	const runes = [...text];
	if (width === 1) return runes[0] ?? '';
	// Docker counts each code point for itself, and none as less than one column.
	const widths = runes.map(rune => Math.max(stringWidth(rune), 1));
	if (widths.reduce((sum, columns) => sum + columns, 0) <= width) return text;
	let kept = 0;
	let columns = 0;
	while (columns + (widths[kept] ?? 0) <= width - 1) {
		columns += widths[kept] ?? 0;
		kept++;
	}
	// Where not even the first fits beside the ellipsis, Docker gives up and cuts nothing.
	return kept === 0 ? text : `${runes.slice(0, kept).join('')}…`;
}
