import {marshalJson} from './go/json.ts';
import {boolType, mapOf} from './go/type.ts';
import {goBool, goMap} from './go/values.ts';
import type {Filters} from './grammar/kinds.ts';

const valuesType = mapOf(boolType);
const filtersType = mapOf(valuesType);

/** As the Engine API takes conditions: `{"role":{"manager":true}}`, keys in order; undefined where there are none. */
export function encodeFilters(filters: Filters): string | undefined {
	if (filters.size === 0) return undefined;
	const truths = (values: ReadonlySet<string>) => [...values].map(value => [value, goBool(true)] as const);
	const conditions = [...filters].map(([key, values]) => [key, goMap(truths(values), valuesType)] as const);
	return marshalJson(goMap(conditions, filtersType));
}
