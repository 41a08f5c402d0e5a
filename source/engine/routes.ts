import type {ApiRequest, ApiResponse} from '../api/message.ts';
import {ApiError, emptyResponse, errorResponse, jsonResponse, pingResponse, statusOfCode} from '../api/response.ts';
import {callback, type Handlers, type Outcome, on, schedule, signal} from '../simulation/simulation.ts';
import {
	type ControlView,
	createNetwork,
	getView,
	PLUGIN_SEARCH_MS,
	removeNetwork,
	removeNetworks,
	removeNode,
	updateCluster,
	updateNode,
} from '../swarm/control.ts';
import {call, type Method} from '../swarm/rpc.ts';
import {describeFailure, type Result} from '../swarm/status.ts';
import {connect, disconnect} from './attachments.ts';
import {bodies, readBody, type Struct} from './body.ts';
import {checkConfigurationRemoval} from './config-networks.ts';
import {networkDrivers} from './description.ts';
import {answerEarly} from './early.ts';
import {checkNetworkRemoval, withEndpoints} from './endpoints.ts';
import type {EngineHost, Exchange, LocalNetwork, Sim, SpecJson} from './engine.ts';
import {announceNetwork, followEvents} from './events.ts';
import {isControlAvailable, locked, pingState, showInfo, showVersion} from './info.ts';
import {explainLeaving} from './leaving.ts';
import {addLocalNetwork} from './local-networks.ts';
import {init, join, leave, notInSwarm, onWorker, unlock} from './membership.ts';
import {
	checkNetworkRequest,
	filterNetworks,
	findNetwork,
	type NetworkRequest,
	orderLocalNetwork,
	orderSwarmNetwork,
	swarmNetworks,
	visibleNetworks,
} from './networks.ts';
import {checkTaskFilters, filterNodes, findNode, readFilters} from './node-query.ts';
import {infoFor, isOlder, networksFor} from './older.ts';
import {emptyLists, missingObjects, notModelled, outside} from './outside.ts';
import {prunable, pruneLocalNetworks} from './prune.ts';
import {reply} from './reply.ts';
import {showNode, showSwarm} from './show.ts';
import {checkSpecName, readSigningCa, readSpec, requireAvailability} from './spec.ts';
import {readTarget} from './target.ts';

/** The Engine API's routes, and how a request finds its way through an engine. */
const CONTROL_TIMEOUT_MS = 20_000;
/** How long a manager that is to leave waits to hear how many there are. */
const COUNT_TIMEOUT_MS = 5000;
/** What the daemon itself takes to answer. */
const SERVICE_MS = 1;
const pluginMissing = signal<{readonly exchange: Exchange; readonly driver: string}>('engine.plugin-missing');

type Context = {
	readonly sim: Sim;
	readonly host: EngineHost;
	readonly exchange: Exchange;
	/** What the path's variable parts are. */
	readonly params: readonly string[];
	/** What the leader's store holds; absent where this node has no manager, or nobody leads. */
	readonly view: ControlView | undefined;
	readonly viewError: string;
};

/** An answer, or a write whose result will be one; `later`: somebody else answers. */
type Answer = ApiResponse | Writing | 'later';
type Writing = {readonly write: Method<never, unknown>; readonly args: unknown};
const writing = <Args, Value>(write: Method<Args, Value>, args: Args): Writing => ({
	write: write as Method<never, unknown>,
	args,
});

type Route = {
	readonly method: ApiRequest['method'];
	readonly path: RegExp;
	/** `manager`: refused elsewhere; `if-manager`: served everywhere, with the swarm's view where there is one. */
	readonly access: 'open' | 'manager' | 'if-manager';
	readonly answer: (context: Context) => Answer;
	/** What cannot be read is told to whoever asks, before it is asked who may. */
	readonly read?: (exchange: Exchange) => unknown;
	/** Turns a write's result into the answer; else the answer is empty. */
	readonly written?: (value: never, context: Pick<Context, 'sim' | 'host' | 'exchange'>) => ApiResponse;
};

const notYet = 'This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.';

/** What this engine says to a request that only a manager can serve; undefined: it serves it. */
export function refusalOf(host: EngineHost): string | undefined {
	if (isControlAvailable(host)) return undefined;
	if (host.engine.membership?.state === 'locked') return locked;
	if (!host.engine.membership || !host.swarm) return notInSwarm;
	return host.swarm.manager ? notYet : onWorker;
}

function requireManager(host: EngineHost): void {
	const refusal = refusalOf(host);
	if (refusal !== undefined) throw new ApiError(503, refusal);
}

/** A body of no length is none; one that comes in chunks is there, even if they are empty. */
function bodyOf<Body>({request}: Exchange, shape: Struct): Body {
	const {body} = request;
	const isThere = body !== '' || headerOf(request, 'transfer-encoding') !== undefined;
	return readBody<Body>(shape, isThere ? body : undefined, headerOf(request, 'content-type'));
}

const headerOf = ({headers = {}}: ApiRequest, name: string): string | undefined =>
	Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];

/** As Docker reads a query's boolean: everything but a few words is true. */
const isTrue = (text: string | undefined): boolean =>
	!['', '0', 'no', 'false', 'none'].includes((text ?? '').trim().toLowerCase());

const truths: Readonly<Record<string, boolean>> = Object.fromEntries([
	...['1', 't', 'T', 'true', 'TRUE', 'True'].map(word => [word, true]),
	...['', '0', 'f', 'F', 'false', 'FALSE', 'False'].map(word => [word, false]),
]);

/** What to rotate is read more strictly. */
function readRotation(exchange: Exchange, key: string): boolean {
	const text = queryOf(exchange, key) ?? '';
	const truth = truths[text];
	if (truth === undefined) throw new ApiError(400, `invalid value for ${key}: ${text}`);
	return truth;
}

function readVersion(kind: string, text = ''): number {
	const isNumber = /^\d+$/.test(text);
	if (isNumber && Number(text) < 2 ** 64) return Number(text);
	const why = isNumber ? 'value out of range' : 'invalid syntax';
	throw new ApiError(
		400,
		`invalid ${kind} version '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`,
	);
}

const queryOf = ({request}: Exchange, key: string): string | undefined => request.query?.[key];
const seen = ({view}: Context): ControlView => view as ControlView;

const readSwarmUpdate = (exchange: Exchange) => ({
	body: bodyOf<SpecJson>(exchange, bodies.spec),
	version: readVersion('swarm', queryOf(exchange, 'version')),
	rotateWorkerToken: readRotation(exchange, 'rotateWorkerToken'),
	rotateManagerToken: readRotation(exchange, 'rotateManagerToken'),
	rotateUnlockKey: readRotation(exchange, 'rotateManagerUnlockKey'),
});

function answerSwarmUpdate(context: Context): Answer {
	const {body, ...wanted} = readSwarmUpdate(context.exchange);
	checkSpecName(body);
	return writing(updateCluster, {...wanted, spec: readSpec(body), signingCa: readSigningCa(body)});
}

type NodeSpecRequest = {Name?: string; Labels?: Record<string, string> | null; Role?: string; Availability?: string};

const readNodeUpdate = (exchange: Exchange) => ({
	body: bodyOf<NodeSpecRequest>(exchange, bodies.node),
	version: readVersion('node', queryOf(exchange, 'version')),
});

function answerNodeUpdate(context: Context): Answer {
	const {body, version} = readNodeUpdate(context.exchange);
	const role = (body.Role ?? '').toLowerCase();
	if (role !== 'manager' && role !== 'worker')
		throw new ApiError(400, `invalid Role: ${JSON.stringify(body.Role ?? '')}`);
	const availability = requireAvailability(body.Availability ?? '');
	const node = findNode(seen(context).nodes, context.params[0] ?? '');
	return writing(updateNode, {
		nodeId: node.id,
		version,
		name: body.Name ?? '',
		labels: body.Labels ?? {},
		role,
		availability,
	});
}

function answerNetworkCreate(context: Context): Answer {
	const {sim, host, exchange, view} = context;
	const {EnableIPv4, ...rest} = bodyOf<NetworkRequest>(exchange, bodies.network);
	const request = EnableIPv4 === undefined || isOlder(exchange, '1.48') ? rest : {...rest, EnableIPv4};
	const taken = visibleNetworks(host, view);
	const {Driver: driver = 'bridge'} = request;
	if (!networkDrivers.includes(driver)) {
		schedule(sim, host, pluginMissing, {exchange, driver}, {delay: PLUGIN_SEARCH_MS, scope: 'engine'});
		return 'later';
	}
	if (checkNetworkRequest(host, request, isControlAvailable(host), taken))
		return writing(createNetwork, orderSwarmNetwork(request));
	const network = addLocalNetwork(sim, host, orderLocalNetwork(host, request));
	announceNetwork(sim, host, 'create', network);
	return jsonResponse(201, {Id: network.id, Warning: ''});
}

function answerNetworkRemove({sim, host, view, params}: Context): Answer {
	const network = findNetwork(visibleNetworks(host, view), params[0] ?? '');
	checkNetworkRemoval(sim, host, network);
	if (network.Scope === 'swarm') {
		if (!view)
			throw new ApiError(
				403,
				`error while removing network: network ${network.Name} id ${network.Id} has active endpoints`,
			);
		return writing(removeNetwork, {id: network.Id});
	}
	const index = host.engine.networks.findIndex(one => one.id === network.Id);
	checkConfigurationRemoval(host, host.engine.networks[index] as LocalNetwork);
	for (const removed of host.engine.networks.splice(index, 1)) announceNetwork(sim, host, 'destroy', removed);
	return emptyResponse(204);
}

const prunedNetworks = (names: readonly string[]): ApiResponse =>
	jsonResponse(200, {NetworksDeleted: names.length > 0 ? names : null});

const isPrunable = ({sim, exchange}: Pick<Context, 'sim' | 'exchange'>) =>
	prunable(readFilters(queryOf(exchange, 'filters')), sim.now);

/** The swarm's networks go first, and all of them. */
function answerNetworkPrune(context: Context): Answer {
	const {sim, host, view} = context;
	const shared = swarmNetworks(view).filter(isPrunable(context));
	if (shared.length === 0) return prunedNetworks(pruneLocalNetworks(sim, host, isPrunable(context)));
	return writing(removeNetworks, {networks: shared.map(({Id: id, Name: name}) => ({id, name}))});
}

const route = (
	method: Route['method'],
	path: string,
	access: Route['access'],
	answer: Route['answer'],
	more: Pick<Route, 'read' | 'written'> = {},
): Route => ({
	method,
	path: new RegExp(`^${path.replaceAll('**', '(.+)').replaceAll('*', '([^/]+)')}$`, 's'),
	access,
	answer,
	...more,
});

const readFiltersOf = (exchange: Exchange) => readFilters(queryOf(exchange, 'filters'));
const filtersOf = ({exchange}: Context) => readFiltersOf(exchange);
const filtered = {read: readFiltersOf};

const routes: readonly Route[] = [
	route('GET', '/_ping', 'open', ({host}) => pingResponse(pingState(host), true)),
	route('HEAD', '/_ping', 'open', ({host}) => pingResponse(pingState(host), false)),
	route('GET', '/version', 'open', () => jsonResponse(200, showVersion())),
	route('GET', '/info', 'if-manager', ({sim, host, exchange, view, viewError}) =>
		jsonResponse(200, infoFor(exchange, showInfo(sim, host, view, viewError))),
	),
	route('POST', '/swarm/init', 'open', ({sim, host, exchange}) => {
		init(sim, host, exchange, bodyOf(exchange, bodies.init));
		return 'later';
	}),
	route('POST', '/swarm/join', 'open', ({sim, host, exchange}) => {
		join(sim, host, exchange, bodyOf(exchange, bodies.join));
		return 'later';
	}),
	route('POST', '/swarm/leave', 'open', ({sim, host, exchange}) => {
		const isForced = isTrue(queryOf(exchange, 'force'));
		const options = {...control, timeoutMs: COUNT_TIMEOUT_MS};
		if (!isForced && isControlAvailable(host))
			call(sim, host, getView, null, options, callback(managersCounted, exchange));
		else leave(sim, host, exchange, explainLeaving(host, undefined, isForced));
		return 'later';
	}),
	route('GET', '/swarm', 'manager', context => jsonResponse(200, showSwarm(seen(context).cluster))),
	route('POST', '/swarm/update', 'manager', answerSwarmUpdate, {read: readSwarmUpdate}),
	route('GET', '/swarm/unlockkey', 'manager', context =>
		jsonResponse(200, {UnlockKey: seen(context).cluster.unlockKey}),
	),
	route('POST', '/swarm/unlock', 'open', ({sim, host, exchange}) => {
		unlock(sim, host, exchange, bodyOf<{UnlockKey?: string}>(exchange, bodies.unlock).UnlockKey ?? '');
		return 'later';
	}),
	route(
		'GET',
		'/nodes',
		'manager',
		context => jsonResponse(200, filterNodes(seen(context).nodes, filtersOf(context)).map(showNode)),
		filtered,
	),
	route('GET', '/nodes/*', 'manager', context =>
		jsonResponse(200, showNode(findNode(seen(context).nodes, context.params[0] ?? ''))),
	),
	route('POST', '/nodes/*/update', 'manager', answerNodeUpdate, {read: readNodeUpdate}),
	route('DELETE', '/nodes/*', 'manager', context => {
		const node = findNode(seen(context).nodes, context.params[0] ?? '');
		return writing(removeNode, {nodeId: node.id, force: isTrue(queryOf(context.exchange, 'force'))});
	}),
	route(
		'GET',
		'/tasks',
		'manager',
		context => {
			checkTaskFilters(seen(context).nodes, filtersOf(context));
			return jsonResponse(200, []);
		},
		filtered,
	),
	route('GET', '/services', 'manager', () => jsonResponse(200, []), filtered),
	route('GET', '/events', 'open', ({sim, host, exchange}) => {
		followEvents(sim, host, exchange);
		return 'later';
	}),
	route('GET', '/networks', 'if-manager', context => {
		const {sim, host, exchange, view} = context;
		const networks = filterNetworks(visibleNetworks(host, view), filtersOf(context));
		return jsonResponse(200, networksFor(sim, host, exchange, networks));
	}),
	route('GET', '/networks/**', 'if-manager', ({sim, host, exchange, view, params}) => {
		const scope = queryOf(exchange, 'scope') || undefined;
		const networks = visibleNetworks(host, view).filter(network => scope === undefined || network.Scope === scope);
		return jsonResponse(200, withEndpoints(sim, host, findNetwork(networks, params[0] ?? '')));
	}),
	route('POST', '/networks/create', 'if-manager', answerNetworkCreate, {
		written: (value: {id: string}) => jsonResponse(201, {Id: value.id, Warning: ''}),
	}),
	route('DELETE', '/networks/**', 'if-manager', answerNetworkRemove, {written: () => emptyResponse(204)}),
	route('POST', '/networks/prune', 'if-manager', answerNetworkPrune, {
		written: (names: readonly string[], context) =>
			prunedNetworks([...names, ...pruneLocalNetworks(context.sim, context.host, isPrunable(context))]),
	}),
	route('POST', '/networks/*/connect', 'open', ({exchange}) => connect(bodyOf(exchange, bodies.connect))),
	route('POST', '/networks/*/disconnect', 'open', ({host, exchange, params}) =>
		disconnect(host, params[0] ?? '', bodyOf(exchange, bodies.disconnect)),
	),
	route('OPTIONS', '/.*', 'open', () => emptyResponse(200)),
	...emptyLists.map(({path, access, answer}) => route('GET', path, access, () => jsonResponse(200, answer), filtered)),
	...missingObjects.map(({path, access, message}) =>
		route('GET', path, access, ({params}) => {
			throw new ApiError(404, message(params[0] ?? ''));
		}),
	),
	...(['GET', 'POST', 'PUT', 'DELETE'] as const).map(method =>
		route(method, `/${outside}`, 'open', () => {
			throw new ApiError(501, notModelled);
		}),
	),
];

type Found = {readonly route: Route; readonly params: readonly string[]};

function findRoute({request}: Exchange): Found | undefined {
	const {path} = readTarget(request.path);
	for (const candidate of routes) {
		const match = candidate.method === request.method ? candidate.path.exec(path) : null;
		if (match) return {route: candidate, params: match.slice(1)};
	}
	return undefined;
}

/** The route of a request that was accepted. */
const routeOf = (exchange: Exchange): Found => findRoute(exchange) as Found;

const arrived = signal<Exchange>('engine.request');
const viewed = signal<Outcome<Exchange, Result<ControlView>>>('engine.viewed');
const written = signal<Outcome<Exchange, Result<unknown>>>('engine.written');
const managersCounted = signal<Outcome<Exchange, Result<ControlView>>>('engine.managers-counted');

/** Puts a request to an engine. Its response comes out of `sim.outbox` some virtual time later. */
export function request(sim: Sim, host: EngineHost, exchange: Exchange): void {
	// An engine that is starting accepts connections only when it is done.
	if (!host.isRunning || host.engine.starting) return reply(sim, host, exchange, {broken: 'refused'});
	host.engine.exchanges[exchange.id] = true;
	schedule(sim, host, arrived, exchange, {delay: SERVICE_MS, scope: 'engine'});
}

/** Answers with what goes wrong on the way; anything else than an API error is our own fault. */
function guard(sim: Sim, host: EngineHost, exchange: Exchange, work: () => void): void {
	try {
		work();
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		reply(sim, host, exchange, errorResponse(error));
	}
}

const control = {to: 'local', scope: 'engine', timeoutMs: CONTROL_TIMEOUT_MS} as const;

function accept(sim: Sim, host: EngineHost, exchange: Exchange): void {
	const found = findRoute(exchange);
	const early = answerEarly(exchange, found !== undefined);
	if (early || !found) return early && reply(sim, host, exchange, early);
	guard(sim, host, exchange, () => {
		found.route.read?.(exchange);
		if (found.route.access === 'manager') requireManager(host);
		if (found.route.access !== 'open' && isControlAvailable(host)) {
			call(sim, host, getView, null, control, callback(viewed, exchange));
		} else answer(sim, host, exchange, undefined, '');
	});
}

function answer(
	sim: Sim,
	host: EngineHost,
	exchange: Exchange,
	view: ControlView | undefined,
	viewError: string,
): void {
	const found = routeOf(exchange);
	const context: Context = {sim, host, exchange, params: found.params, view, viewError};
	const result = found.route.answer(context);
	if (result === 'later') return;
	if ('write' in result) call(sim, host, result.write, result.args as never, control, callback(written, exchange));
	else reply(sim, host, exchange, result);
}

const asApiError = (result: Extract<Result<unknown>, {ok: false}>): ApiError =>
	new ApiError(statusOfCode(result.code), describeFailure(result));

export const routeHandlers: Handlers<EngineHost> = {
	...on(pluginMissing, (sim: Sim, host: EngineHost, {exchange, driver}) =>
		reply(sim, host, exchange, errorResponse(new ApiError(404, `plugin ${JSON.stringify(driver)} not found`))),
	),
	...on(arrived, accept),
	...on(viewed, (sim: Sim, host: EngineHost, {context: exchange, result}) =>
		guard(sim, host, exchange, () => {
			if (result.ok) return answer(sim, host, exchange, result.value, '');
			if (routeOf(exchange).route.access === 'manager') throw asApiError(result);
			answer(sim, host, exchange, undefined, describeFailure(result));
		}),
	),
	...on(managersCounted, (sim: Sim, host: EngineHost, {context: exchange, result}) =>
		guard(sim, host, exchange, () =>
			leave(sim, host, exchange, explainLeaving(host, result.ok ? result.value : undefined, false)),
		),
	),
	...on(written, (sim: Sim, host: EngineHost, {context: exchange, result}) =>
		guard(sim, host, exchange, () => {
			if (!result.ok) throw asApiError(result);
			const finish = routeOf(exchange).route.written;
			reply(sim, host, exchange, finish ? finish(result.value as never, {sim, host, exchange}) : emptyResponse(200));
		}),
	),
};
