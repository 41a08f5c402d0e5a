import type {Sim} from '../engine/engine.ts';
import type {ClusterView} from './snapshot.ts';
import {clusterIds, membersOf, viewCluster, viewLeaderless} from './views.ts';

/** What is known of the swarms, one that nobody leads any more included: then nobody could be asked. */
export type KnownClusters = {
	/** In the order in which they were noticed: their letters. */
	readonly ids: readonly string[];
	readonly views: readonly ClusterView[];
};

export const noClusters: KnownClusters = {ids: [], views: []};

/** Looks again. What reads the same stays the same object. */
export function lookAtClusters(sim: Sim, known: KnownClusters): KnownClusters {
	const there = clusterIds(sim);
	const ids = [...known.ids, ...there.filter(id => !known.ids.includes(id))];
	const views = ids.flatMap((id, index) => {
		if (membersOf(sim, id).length === 0) return [];
		const old = known.views.find(cluster => cluster.id === id);
		const now = viewCluster(sim, id, String.fromCharCode(65 + (index % 26)));
		if (now) return [keepIfSame(old, now)];
		return old ? [keepIfSame(old, viewLeaderless(sim, old))] : [];
	});
	return {ids, views: keepListIfSame(known.views, views)};
}

/** The old object where the new one says the same. */
export function keepIfSame<Value>(old: Value | undefined, next: Value): Value {
	return old !== undefined && JSON.stringify(old) === JSON.stringify(next) ? old : next;
}

export function keepListIfSame<Value>(old: readonly Value[] | undefined, next: readonly Value[]): readonly Value[] {
	return old && old.length === next.length && old.every((value, index) => value === next[index]) ? old : next;
}
