import {formatDuration, parseExactDuration} from '../../base/duration.ts';
import {quote, trimSpace} from '../go/strconv.ts';
import {parseCsvLine} from './csv.ts';
import type {FlagKind} from './flag.ts';

/** The kinds of flags that every command line written with pflag has, and Docker's own general ones. */

const truths = new Map([
	...['1', 't', 'T', 'TRUE', 'true', 'True'].map(word => [word, true] as const),
	...['0', 'f', 'F', 'FALSE', 'false', 'False'].map(word => [word, false] as const),
]);

export function bool(initial = false): FlagKind<boolean> {
	return {
		word: '',
		initial,
		shownDefault: initial ? 'true' : undefined,
		alone: 'true',
		read: text => {
			return parseBool(text);
		},
	};
}

/** Throws an Error with Go's message. */
export function parseBool(text: string): boolean {
	const value = truths.get(text);
	if (value === undefined) throw new Error(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
	return value;
}

export function string(initial = ''): FlagKind<string> {
	return {
		word: 'string',
		initial,
		shownDefault: initial === '' ? undefined : quote(initial),
		read: text => text,
	};
}

/** Digits of any base that Go reads (`0x1f`, `0b11`, `0o17`, `017`), single underscores between them. */
function parseInteger(text: string): bigint | undefined {
	const match = /^([+-]?)(?:0([xX])_?|0([bB])_?|0([oO]?)_?(?=[\d_]))?([\da-fA-F]+(?:_[\da-fA-F]+)*)$/.exec(text);
	if (!match) return undefined;
	const [, sign, hex, binary, octal, digits = ''] = match;
	const prefix = hex ? '0x' : binary ? '0b' : octal === undefined ? '' : '0o';
	try {
		const magnitude = BigInt(prefix + digits.replaceAll('_', ''));
		return sign === '-' ? -magnitude : magnitude;
	} catch {
		return undefined;
	}
}

/** What a double cannot hold stays a bigint, which JSON takes as well. */
function exactly(value: bigint): number {
	return Number.isSafeInteger(Number(value)) ? Number(value) : (value as unknown as number);
}

function integer(word: string, goFunction: string, min: bigint, max: bigint) {
	return (initial = 0): FlagKind<number> => ({
		word,
		initial,
		shownDefault: initial === 0 ? undefined : String(initial),
		read: text => {
			const value = /^[+-]/.test(text) && min === 0n ? undefined : parseInteger(text);
			const problem = value === undefined ? 'invalid syntax' : 'value out of range';
			if (value === undefined || value < min || value > max) {
				throw new Error(`strconv.${goFunction}: parsing ${quote(text)}: ${problem}`);
			}
			return exactly(value);
		},
	});
}

export const int64 = integer('int', 'ParseInt', -(2n ** 63n), 2n ** 63n - 1n);
export const uint64 = integer('uint', 'ParseUint', 0n, 2n ** 64n - 1n);
export const uint32 = integer('uint32', 'ParseUint', 0n, 2n ** 32n - 1n);

/** A Go duration. Unit: nanoseconds. */
export function duration(initial: number): FlagKind<number> {
	return {
		word: 'duration',
		initial,
		shownDefault: formatDuration(initial),
		read: text => exactly(parseExactDuration(text)),
	};
}

/** May be given again and again; `check` may refuse an element. */
export function list(check: (text: string) => void = () => {}): FlagKind<readonly string[]> {
	return {
		word: 'list',
		initial: [],
		read: (text, previous = []) => {
			check(text);
			return [...previous, text];
		},
	};
}

/** `key=value`, `key` alone for an empty value. */
export const map: FlagKind<ReadonlyMap<string, string>> = {
	word: 'map',
	initial: new Map(),
	shownDefault: 'map[]',
	read: (text, previous) => new Map([...(previous ?? []), cut(text)]),
};

/** `key=value`, or several as comma-separated values; grows when given again. */
export const pairs: FlagKind<ReadonlyMap<string, string>> = {
	word: 'stringToString',
	initial: new Map(),
	shownDefault: '[]',
	read: (text, previous) => {
		const fail = (pair: string): never => {
			throw new Error(`${pair} must be formatted as key=value`);
		};
		const count = text.split('=').length - 1;
		if (count === 0) fail(text);
		const fields = count === 1 ? [text.replaceAll(/^"+|"+$/g, '')] : parseCsvLine(text);
		return new Map([...(previous ?? []), ...fields.map(pair => (pair.includes('=') ? cut(pair) : fail(pair)))]);
	},
};

/** Conditions by key, as the Engine API takes them. */
export type Filters = ReadonlyMap<string, ReadonlySet<string>>;

export const filter: FlagKind<Filters> = {
	word: 'filter',
	initial: new Map(),
	read: (text, previous = new Map()) => {
		if (text === '') return previous;
		if (!text.includes('=')) throw new Error('bad format of filter (expected name=value)');
		const [key, value] = cut(text);
		const name = trimSpace(key).toLowerCase();
		return new Map([...previous, [name, new Set([...(previous.get(name) ?? []), trimSpace(value)])]]);
	},
};

/** Cuts at the first `=`. */
export function cut(text: string): [string, string] {
	const at = text.indexOf('=');
	return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Comma-separated values; grows when given again. */
export const strings: FlagKind<readonly string[]> = {
	word: 'strings',
	initial: [],
	read: (text, previous = []) => [...previous, ...(text === '' ? [] : parseCsvLine(text))],
};
