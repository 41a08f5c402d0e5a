import {ApiError} from '../api/response.ts';
import {parseDuration} from '../base/duration.ts';
import {endpointOn} from './endpoints.ts';
import type {EngineHost, Sim} from './engine.ts';
import {announceNetwork, announcePrune} from './events.ts';
import {showLocalNetwork} from './local-networks.ts';
import {predefined, type Shown} from './networks.ts';
import {checkFilterKeys, type Filters, hasLabels} from './node-query.ts';

/** `docker network prune`: which networks nothing uses. (moby daemon/prune.go) */

/** Whether a network meets the conditions. Throws an `ApiError` for conditions that make no sense. */
export function prunable(filters: Filters, now: number): (network: Shown) => boolean {
	checkFilterKeys(filters, ['label', 'label!', 'until']);
	const until = readUntil(filters.until ?? [], now);
	const unwanted = filters['label!'] ?? [];
	return network => {
		const labels = network.Labels ?? {};
		if (predefined(network) || network.Ingress || Date.parse(network.Created) > until) return false;
		return hasLabels(labels, filters.label ?? []) && !(unwanted.length > 0 && hasLabels(labels, unwanted));
	};
}

function readUntil([text, ...more]: readonly string[], now: number): number {
	if (more.length > 0) throw new ApiError(400, 'more than one until filter specified');
	if (text === undefined) return Number.POSITIVE_INFINITY;
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
	if (!Number.isNaN(date)) return date;
	try {
		return now - parseDuration(text) / 1_000_000;
	} catch {
		throw new ApiError(400, `failed to parse value as time or duration: ${JSON.stringify(text)}`);
	}
}

/** Removes what of this machine's networks nothing is attached to. Returns their names. */
export function pruneLocalNetworks(sim: Sim, host: EngineHost, isPrunable: (network: Shown) => boolean): string[] {
	const {networks} = host.engine;
	const removed = networks.filter(network => {
		const shown = showLocalNetwork(network);
		return isPrunable(shown) && !endpointOn(sim, host, shown);
	});
	for (const network of removed) {
		networks.splice(networks.indexOf(network), 1);
		announceNetwork(sim, host, 'destroy', network);
	}
	announcePrune(sim, host);
	return removed.map(({name}) => name);
}
