/**
Keeps plain data as it is now, to be had again later. What two moments have in common is kept once: a part that
reads the same as at the last moment is the last moment's part, so a long row of moments costs what changed between
them. Parts that nobody ever changes in place (a journal's entries, a store's objects, messages under way) are not
copied at all.
*/

/** Arrays that only grow in place: a shorter array is a prefix of what it became. */
const growing: ReadonlySet<string> = new Set(['journal', 'entries', 'history']);
/** Arrays and tables whose own items are never changed, only replaced. */
const shallow: ReadonlySet<string> = new Set([
	'queue',
	'trace',
	'outbox',
	'events',
	'waiting',
	'interfaces',
	'clusters',
	'nodes',
	'networks',
	'calls',
	'serving',
	'members',
	'registrations',
	'certificateWaiters',
	'joins',
	'configuring',
]);
/** Values that are replaced as a whole; whether two are one and the same object may matter. */
const immutable: ReadonlySet<string> = new Set([
	'config',
	'credentials',
	'trustRoot',
	'introduced',
	'keys',
	'seen',
	'told',
	'founding',
	'signer',
	'snapshot',
	'disk',
	'kept',
	'sealed',
	'wanted',
	'voters',
	'groups',
	'lines',
]);

/** An array as long as it was. */
type Prefix = {readonly of: readonly unknown[]; readonly length: number};
/** What is kept of a value: to be read by nobody but `recall`. */
export type Kept<Value> = {readonly kept: Value};

type Table = Record<string, unknown>;
const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null;

/** `last`: what was kept of the same value earlier. */
export function keep<Value>(value: Value, last?: Kept<Value>): Kept<Value> {
	return {kept: keepPart('', value, last?.kept) as Value};
}

function keepPart(key: string, value: unknown, last: unknown): unknown {
	if (!isTable(value)) return value;
	if (growing.has(key)) return keepPrefix(value as unknown as unknown[], last as Prefix | undefined);
	if (immutable.has(key)) return value;
	const isDeep = !shallow.has(key);
	return Array.isArray(value) ? keepArray(value, last, isDeep) : keepTable(value, last, isDeep);
}

function keepPrefix(of: readonly unknown[], last: Prefix | undefined): Prefix {
	return last?.of === of && last.length === of.length ? last : {of, length: of.length};
}

function keepArray(value: readonly unknown[], last: unknown, isDeep: boolean): readonly unknown[] {
	const old = Array.isArray(last) ? last : undefined;
	const copy = value.slice();
	let isSame = old?.length === copy.length;
	for (let index = 0; index < copy.length; index++) {
		if (isDeep) copy[index] = keepPart('', copy[index], old?.[index]);
		if (isSame && copy[index] !== old?.[index]) isSame = false;
	}
	return isSame && old ? old : copy;
}

function keepTable(value: Table, last: unknown, isDeep: boolean): Table {
	const old = isTable(last) && !Array.isArray(last) ? last : {};
	const keys = Object.keys(value);
	const oldKeys = Object.keys(old);
	// Nothing is made while all is as it was. The order counts: what comes first is asked first.
	let copy: Table | undefined;
	const copyUpTo = (count: number): Table => {
		const made = {...value};
		for (const key of keys.slice(0, count)) made[key] = old[key];
		return made;
	};
	for (let index = 0; index < keys.length; index++) {
		const key = keys[index] as string;
		const item = value[key];
		const kept = isDeep && isTable(item) ? keepPart(key, item, old[key]) : item;
		if (!copy && (kept !== old[key] || oldKeys[index] !== key)) copy = copyUpTo(index);
		if (copy && kept !== item) copy[key] = kept;
	}
	return copy ?? (oldKeys.length === keys.length ? old : copyUpTo(keys.length));
}

/** The value as it was, to be changed at will. */
export const recall = <Value>({kept}: Kept<Value>): Value => recallPart('', kept) as Value;

function recallPart(key: string, kept: unknown): unknown {
	if (!isTable(kept)) return kept;
	if (growing.has(key)) {
		const {of, length} = kept as Prefix;
		return of.slice(0, length);
	}
	if (immutable.has(key)) return kept;
	const isDeep = !shallow.has(key);
	if (Array.isArray(kept)) return isDeep ? kept.map(item => recallPart('', item)) : kept.slice();
	const copy = {...kept};
	if (!isDeep) return copy;
	for (const name of Object.keys(copy)) {
		const item = copy[name];
		if (isTable(item)) copy[name] = recallPart(name, item);
	}
	return copy;
}
