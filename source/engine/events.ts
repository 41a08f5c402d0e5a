import {ApiError, jsonResponse} from '../api/response.ts';
import {clearTimer, type Handlers, type Outcome, on, schedule, setTimer, signal} from '../simulation/simulation.ts';
import type {NetworkObject, NodeObject} from '../swarm/objects.ts';
import type {Change} from '../swarm/store.ts';
import type {EngineEvent, EngineHost, EventFilters, Exchange, Sim} from './engine.ts';
import {hasLabels, readFilters} from './node-query.ts';
import {reply, replyPart} from './reply.ts';

/**
What an engine announces, and who follows it: its own networks, and where it is a manager what happens to its copy of
the store. (moby daemon/events.go, daemon/events)
*/
const EVENTS_MAX = 256;

/** A manager's store has taken up what one transaction wrote. */
export const storeChanged = signal<Outcome<null, readonly Change[]>>('engine.store-changed');
/** A node is attached to these networks of its swarm, and has not been before. */
export const attached = signal<Outcome<null, readonly NetworkObject[]>>('engine.attached');
/** What it takes until a network is there: on the founder of a swarm, and on those that join. Unit: milliseconds. */
const FOUNDER_SETUP_MS = 140;
const JOINER_SETUP_MS = 1000;
const setUp = signal<readonly NetworkObject[]>('engine.networks-set-up');
const untilReached = signal<{readonly id: number}>('engine.events-until');

type Announcement = Pick<EngineEvent, 'Type' | 'Action' | 'Actor' | 'scope'>;

const sortKeys = (map: Readonly<Record<string, string>>): Record<string, string> =>
	Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));

function announce(sim: Sim, host: EngineHost, at: number, {Type, Action, Actor, scope}: Announcement): void {
	const {events, followers} = host.engine;
	const actor = {ID: Actor.ID, Attributes: sortKeys(Actor.Attributes)};
	const event: EngineEvent = {Type, Action, Actor: actor, scope, time: Math.floor(at / 1000), timeNano: at * 1e6};
	events.push(event);
	if (events.length > EVENTS_MAX) events.shift();
	for (const [id, filters] of Object.entries(followers)) if (matches(event, filters)) show(sim, Number(id), event);
}

const show = (sim: Sim, id: number, event: EngineEvent): void =>
	replyPart(sim, id, {piece: `${JSON.stringify(event)}\n`});

/** One of this machine's networks is made or removed. */
export const announceNetwork = (
	sim: Sim,
	host: EngineHost,
	Action: 'create' | 'destroy',
	network: {readonly id: string; readonly name: string; readonly driver: string},
): void =>
	announce(sim, host, sim.now, {
		Type: 'network',
		Action,
		Actor: {ID: network.id, Attributes: {name: network.name, type: network.driver}},
		scope: 'local',
	});

/** Unused networks were removed, or would have been. */
export const announcePrune = (sim: Sim, host: EngineHost): void =>
	announce(sim, host, sim.now, {
		Type: 'network',
		Action: 'prune',
		Actor: {ID: '', Attributes: {reclaimed: '0'}},
		scope: 'local',
	});

/** What a change of a node has changed, as pairs `role.old`, `role.new`. */
function differences(node: NodeObject, previous: NodeObject | undefined): Record<string, string> {
	if (!previous) return {};
	const pairs = [
		['availability', previous.spec.availability, node.spec.availability],
		['role', previous.role, node.role],
		['state', previous.status.state, node.status.state],
	] as const;
	return Object.fromEntries(
		pairs
			.filter(([, before, after]) => before !== after)
			.flatMap(([name, before, after]) => [
				[`${name}.old`, before],
				[`${name}.new`, after],
			]),
	);
}

function actorOf(change: Change): {Type: string; Attributes: Record<string, string>} | undefined {
	if (change.table === 'networks') return {Type: 'network', Attributes: {name: change.object.name}};
	if (change.table !== 'nodes') return undefined;
	const {object: node} = change;
	const name = node.spec.name || (node.description?.hostname ?? '');
	const changed = change.action === 'update' ? differences(node, change.previous) : {};
	return {Type: 'node', Attributes: {name, ...changed}};
}

/** Created and updated objects say when; of a removed one nothing is left to tell. */
function timeOf(sim: Sim, {action, object: {meta}}: Change): number {
	if (action === 'remove') return sim.now;
	return action === 'create' ? meta.createdAt : meta.updatedAt;
}

function watchStore(sim: Sim, host: EngineHost, {result: changes}: Outcome<null, readonly Change[]>): void {
	for (const change of changes) {
		const actor = actorOf(change);
		if (!actor) continue;
		const {Type, Attributes} = actor;
		const Actor = {ID: change.object.id, Attributes};
		announce(sim, host, timeOf(sim, change), {Type, Action: change.action, Actor, scope: 'swarm'});
	}
}

/** Kinds of objects by whose names and IDs events can be picked; any may be given by its beginning. */
const kinds = ['daemon', 'container', 'plugin', 'volume', 'network', 'node', 'service', 'secret', 'config'];

function matches({Type, Action, Actor, scope}: EngineEvent, filters: EventFilters): boolean {
	const isOne = (key: string, text: string | undefined) =>
		!filters[key] || filters[key].length === 0 || filters[key].includes(text ?? '');
	const begins = (key: string, text = '') => isOne(key, text) || filters[key]?.some(value => text.startsWith(value));
	const isNamed = (key: string) => begins(key, Actor.ID) || begins(key, Actor.Attributes.name);
	return (
		isOne('event', Action) &&
		isOne('type', Type) &&
		isOne('scope', scope) &&
		isOne('image', Actor.ID) &&
		kinds.every(isNamed) &&
		hasLabels(Actor.Attributes, filters.label ?? [])
	);
}

/** `1767225600.000000123` to milliseconds; undefined: not given. */
function readTime(text = ''): number | undefined {
	if (text === '') return undefined;
	const [seconds = '', ...rest] = text.split('.');
	const fraction = rest.length > 0 ? rest.join('.') : '0';
	for (const part of [seconds, fraction]) {
		if (!/^[+-]?\d+$/.test(part))
			throw new ApiError(500, `strconv.ParseInt: parsing ${JSON.stringify(part)}: invalid syntax`);
	}
	if (Number(seconds) === -1) return undefined;
	return Number(seconds) * 1000 + Number(fraction) * 10 ** (3 - fraction.length);
}

/** Answers with what has been announced since a moment, and what will be until another; else until the client leaves. */
export function followEvents(sim: Sim, host: EngineHost, exchange: Exchange): void {
	const {id, request} = exchange;
	const {query = {}} = request;
	const since = readTime(query.since);
	const until = readTime(query.until);
	if (until !== undefined && until < (since ?? Number.NEGATIVE_INFINITY)) {
		throw new ApiError(400, `\`since\` time (${query.since}) cannot be after \`until\` time (${query.until})`);
	}
	const filters = readFilters(query.filters);
	const {status, headers} = jsonResponse(200, null);
	replyPart(sim, id, {status, headers, body: ''});
	if (since !== undefined || until !== undefined) {
		for (const event of host.engine.events) {
			const at = event.timeNano / 1e6;
			if (at >= (since ?? 0) && at <= (until ?? at) && matches(event, filters)) show(sim, id, event);
		}
	}
	if (until !== undefined && until < sim.now) return reply(sim, host, exchange, {isOver: true});
	host.engine.followers[id] = filters;
	if (until !== undefined) setTimer(sim, host, 'engine', timerOf(id), until - sim.now, untilReached, {id});
}

const timerOf = (id: number | ''): string => `events/${id}`;

/** Whether somebody follows events up to a moment that is still to come. */
export const isFollowedUntil = ({hosts}: Sim): boolean =>
	Object.values(hosts).some(({timers}) => Object.keys(timers).some(name => name.startsWith(`engine/${timerOf('')}`)));

/** The client has gone away: what was streamed to it ends. */
export function abandon(host: EngineHost, id: number): void {
	delete host.engine.exchanges[id];
	delete host.engine.followers[id];
	clearTimer(host, 'engine', timerOf(id));
}

/** The engine's process ends: nobody follows it any more, and what it remembered is lost. */
export function forgetEvents({engine}: EngineHost): void {
	engine.events.length = 0;
	for (const id of Object.keys(engine.followers)) delete engine.followers[Number(id)];
}

export const eventHandlers: Handlers<EngineHost> = {
	...on(storeChanged, watchStore),
	...on(attached, (sim: Sim, host: EngineHost, {result}) => {
		const delay = host.engine.membership?.isFounder ? FOUNDER_SETUP_MS : JOINER_SETUP_MS;
		schedule(sim, host, setUp, result, {delay, scope: 'membership'});
	}),
	...on(setUp, (sim: Sim, host: EngineHost, networks) => {
		for (const {id, name, driver} of networks) announceNetwork(sim, host, 'create', {id, name, driver: driver.name});
	}),
	...on(untilReached, (sim: Sim, host: EngineHost, {id}) => {
		abandon(host, id);
		reply(sim, host, {id}, {isOver: true});
	}),
};
