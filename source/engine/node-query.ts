import {ApiError} from '../api/response.ts';
import type {ListedNode} from '../swarm/control.ts';

/** Which node a word means, and which nodes a filter leaves. (moby daemon/cluster/helpers.go, filters.go) */
const notFound = (ref: string): ApiError => new ApiError(404, `node ${ref} not found`);

const pick = (ref: string, matches: readonly ListedNode[]): ListedNode => {
	const [only] = matches;
	if (matches.length > 1) throw new ApiError(400, `node ${ref} is ambiguous (${matches.length} matches found)`);
	if (!only) throw notFound(ref);
	return only;
};

/** Full ID, else exact host name, else the beginning of an ID. */
export function findNode(nodes: readonly ListedNode[], ref: string): ListedNode {
	const exact = nodes.find(node => node.id === ref);
	if (exact) return exact;
	const named = nodes.filter(node => node.description?.hostname === ref);
	return pick(ref, named.length > 0 ? named : nodes.filter(node => node.id.startsWith(ref)));
}

export type Filters = Readonly<Record<string, readonly string[]>>;

/** Reads `filters` in both of its shapes, `{"a":{"b":true}}` and `{"a":["b"]}`. */
export function readFilters(text: string | undefined): Filters {
	if (text === undefined || text === '') return {};
	const invalid = new ApiError(400, 'invalid filter');
	try {
		const parsed: unknown = JSON.parse(text);
		if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) throw invalid;
		return Object.fromEntries(
			Object.entries(parsed).map(([key, values]: [string, unknown]) => {
				if (values === null || typeof values !== 'object') throw invalid;
				return [key, Array.isArray(values) ? values.map(String) : Object.keys(values)];
			}),
		);
	} catch {
		throw invalid;
	}
}

export function checkFilterKeys(filters: Filters, accepted: readonly string[]): void {
	for (const key of Object.keys(filters))
		if (!accepted.includes(key)) throw new ApiError(400, `invalid filter '${key}'`);
}

/** All listed labels must be there; a label without value asks for the key alone. */
export const hasLabels = (labels: Readonly<Record<string, string>>, wanted: readonly string[]): boolean =>
	wanted.every(text => {
		const [key = '', ...rest] = text.split('=');
		const value = rest.join('=');
		return key in labels && (value === '' || labels[key] === value);
	});

const matchesAny = (values: readonly string[] | undefined, test: (value: string) => boolean): boolean =>
	!values || values.length === 0 || values.some(test);

function readChoice(kind: string, value: string, choices: readonly string[]): string {
	const lower = value.toLowerCase();
	if (!choices.includes(lower)) throw new ApiError(500, `Invalid ${kind} filter: '${value}'`);
	return lower;
}

export function filterNodes(nodes: readonly ListedNode[], filters: Filters): ListedNode[] {
	checkFilterKeys(filters, ['id', 'name', 'label', 'node.label', 'role', 'membership']);
	const roles = filters.role?.filter(Boolean).map(value => readChoice('role', value, ['worker', 'manager']));
	const memberships = filters.membership
		?.filter(Boolean)
		.map(value => readChoice('membership', value, ['accepted', 'pending']));
	return nodes.filter(
		node =>
			matchesAny(filters.id, id => node.id.startsWith(id)) &&
			matchesAny(filters.name, name => node.description?.hostname.startsWith(name) ?? false) &&
			matchesAny(roles, role => node.role === role) &&
			matchesAny(memberships, membership => node.spec.membership === membership) &&
			hasLabels(node.description?.engine.labels ?? {}, filters.label ?? []) &&
			hasLabels(node.spec.labels, filters['node.label'] ?? []),
	);
}

const taskStates = [
	'new',
	'allocated',
	'pending',
	'assigned',
	'accepted',
	'preparing',
	'ready',
	'starting',
	'running',
	'complete',
	'shutdown',
	'failed',
	'rejected',
	'remove',
	'orphaned',
];

/** There are no tasks here, but a wrong question is wrong all the same. */
export function checkTaskFilters(nodes: readonly ListedNode[], filters: Filters): void {
	checkFilterKeys(filters, ['name', 'id', 'label', 'service', 'node', 'desired-state', 'runtime', '_up-to-date']);
	for (const state of filters['desired-state'] ?? []) if (state !== '') readChoice('desired-state', state, taskStates);
	for (const ref of filters.node ?? []) findNode(nodes, ref);
	for (const ref of filters.service ?? []) throw new ApiError(404, `service ${ref} not found`);
}
