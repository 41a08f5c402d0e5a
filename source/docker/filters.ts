import type {Filters} from './grammar/kinds.ts';

/** As the Engine API takes conditions: `{"role":{"manager":true}}`, keys in order; undefined where there are none. */
export function encodeFilters(filters: Filters): string | undefined {
	if (filters.size === 0) return undefined;
	const sorted = (keys: Iterable<string>) => [...keys].toSorted();
	const conditions = sorted(filters.keys()).map(key => [
		key,
		Object.fromEntries(sorted(filters.get(key) ?? []).map(value => [value, true])),
	]);
	return JSON.stringify(Object.fromEntries(conditions));
}
