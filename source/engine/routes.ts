import type {ApiRequest, ApiResponse} from '../api/message.ts';
import {
	ApiError,
	apiVersion,
	emptyResponse,
	errorResponse,
	jsonResponse,
	minApiVersion,
	pingResponse,
	statusOfCode,
} from '../api/response.ts';
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
import {pageNotFound, tooNew, tooOld} from './early.ts';
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
import {prunable, pruneLocalNetworks} from './prune.ts';
import {reply} from './reply.ts';
import {showNode, showSwarm} from './show.ts';
import {checkSpecName, readSigningCa, readSpec, requireAvailability} from './spec.ts';

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

const bodyOf = <Body>({request}: Exchange, shape: Struct): Body =>
	readBody<Body>(shape, request.body, headerOf(request, 'content-type'));

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
	if (/^\d+$/.test(text)) return Number(text);
	throw new ApiError(
		400,
		`invalid ${kind} version '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
	);
}

const queryOf = ({request}: Exchange, key: string): string | undefined => request.query?.[key];
const seen = ({view}: Context): ControlView => view as ControlView;

function answerSwarmUpdate(context: Context): Answer {
	const {exchange} = context;
	const body = bodyOf<SpecJson>(exchange, bodies.spec);
	checkSpecName(body);
	return writing(updateCluster, {
		version: readVersion('swarm', queryOf(exchange, 'version')),
		spec: readSpec(body),
		signingCa: readSigningCa(body),
		rotateWorkerToken: readRotation(exchange, 'rotateWorkerToken'),
		rotateManagerToken: readRotation(exchange, 'rotateManagerToken'),
		rotateUnlockKey: readRotation(exchange, 'rotateManagerUnlockKey'),
	});
}

type NodeSpecRequest = {Name?: string; Labels?: Record<string, string> | null; Role?: string; Availability?: string};

function answerNodeUpdate(context: Context): Answer {
	const {exchange, params} = context;
	const version = readVersion('node', queryOf(exchange, 'version'));
	const body = bodyOf<NodeSpecRequest>(exchange, bodies.node);
	const node = findNode(seen(context).nodes, params[0] ?? '');
	const role = (body.Role ?? '').toLowerCase();
	if (role !== 'manager' && role !== 'worker')
		throw new ApiError(400, `invalid Role: ${JSON.stringify(body.Role ?? '')}`);
	return writing(updateNode, {
		nodeId: node.id,
		version,
		name: body.Name ?? '',
		labels: body.Labels ?? {},
		role: role === 'manager' ? 'manager' : 'worker',
		availability: requireAvailability(body.Availability ?? ''),
	});
}

function answerNetworkCreate(context: Context): Answer {
	const {sim, host, exchange, view} = context;
	const request = bodyOf<NetworkRequest>(exchange, bodies.network);
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
	written?: Route['written'],
): Route => ({
	method,
	path: new RegExp(`^${path.replaceAll('*', '([^/]*)')}$`),
	access,
	answer,
	...(written ? {written} : {}),
});

const filtersOf = (context: Context) => readFilters(queryOf(context.exchange, 'filters'));

const routes: readonly Route[] = [
	route('GET', '/_ping', 'open', ({host}) => pingResponse(pingState(host), true)),
	route('HEAD', '/_ping', 'open', ({host}) => pingResponse(pingState(host), false)),
	route('GET', '/version', 'open', () => jsonResponse(200, showVersion())),
	route('GET', '/info', 'if-manager', ({sim, host, view, viewError}) =>
		jsonResponse(200, showInfo(sim, host, view, viewError)),
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
	route('POST', '/swarm/update', 'manager', answerSwarmUpdate),
	route('GET', '/swarm/unlockkey', 'manager', context =>
		jsonResponse(200, {UnlockKey: seen(context).cluster.unlockKey}),
	),
	route('POST', '/swarm/unlock', 'open', ({sim, host, exchange}) => {
		unlock(sim, host, exchange, bodyOf<{UnlockKey?: string}>(exchange, bodies.unlock).UnlockKey ?? '');
		return 'later';
	}),
	route('GET', '/nodes', 'manager', context =>
		jsonResponse(200, filterNodes(seen(context).nodes, filtersOf(context)).map(showNode)),
	),
	route('GET', '/nodes/*', 'manager', context =>
		jsonResponse(200, showNode(findNode(seen(context).nodes, context.params[0] ?? ''))),
	),
	route('POST', '/nodes/*/update', 'manager', answerNodeUpdate),
	route('DELETE', '/nodes/*', 'manager', context => {
		const node = findNode(seen(context).nodes, context.params[0] ?? '');
		return writing(removeNode, {nodeId: node.id, force: isTrue(queryOf(context.exchange, 'force'))});
	}),
	route('GET', '/tasks', 'manager', context => {
		checkTaskFilters(filtersOf(context));
		return jsonResponse(200, []);
	}),
	route('GET', '/services', 'manager', () => jsonResponse(200, [])),
	route('GET', '/services/*', 'manager', ({params}) => {
		throw new ApiError(404, `service ${params[0]} not found`);
	}),
	route('GET', '/events', 'open', ({sim, host, exchange}) => {
		followEvents(sim, host, exchange);
		return 'later';
	}),
	route('GET', '/networks', 'if-manager', context =>
		jsonResponse(200, filterNetworks(visibleNetworks(context.host, context.view), filtersOf(context))),
	),
	route('GET', '/networks/*', 'if-manager', ({sim, host, exchange, view, params}) => {
		const scope = queryOf(exchange, 'scope') || undefined;
		const networks = visibleNetworks(host, view).filter(network => scope === undefined || network.Scope === scope);
		return jsonResponse(200, withEndpoints(sim, host, findNetwork(networks, params[0] ?? '')));
	}),
	route('POST', '/networks/create', 'if-manager', answerNetworkCreate, (value: {id: string}) =>
		jsonResponse(201, {Id: value.id, Warning: ''}),
	),
	route('POST', '/networks/prune', 'if-manager', answerNetworkPrune, (names: readonly string[], context) =>
		prunedNetworks([...names, ...pruneLocalNetworks(context.sim, context.host, isPrunable(context))]),
	),
	route('POST', '/networks/*/connect', 'open', ({exchange}) => connect(bodyOf(exchange, bodies.connect))),
	route('POST', '/networks/*/disconnect', 'open', ({host, exchange, params}) =>
		disconnect(host, params[0] ?? '', bodyOf(exchange, bodies.disconnect)),
	),
	route('DELETE', '/networks/*', 'if-manager', answerNetworkRemove, () => emptyResponse(204)),
];

const compareVersions = (a: string, b: string): number => {
	const [x, y] = [a, b].map(text => text.split('.').map(Number));
	return (x?.[0] ?? 0) - (y?.[0] ?? 0) || (x?.[1] ?? 0) - (y?.[1] ?? 0);
};

/** Paths that no route matches, and versions that the engine does not speak, are answered before anything else. */
function answerEarly({request}: Exchange, found: Found | undefined): ApiResponse | undefined {
	if (!found) return pageNotFound(request.method);
	const {version} = found;
	if (version === undefined) return undefined;
	if (compareVersions(version, minApiVersion) < 0) return tooOld(version);
	return compareVersions(version, apiVersion) > 0 ? tooNew(version) : undefined;
}

type Found = {readonly route: Route; readonly params: readonly string[]; readonly version: string | undefined};

function findRoute({request}: Exchange): Found | undefined {
	const [, version, path = request.path] = /^\/v([0-9.]+)(\/.*)$/.exec(request.path) ?? [];
	for (const candidate of routes) {
		const match = candidate.method === request.method ? candidate.path.exec(path) : null;
		if (match) return {route: candidate, params: match.slice(1).map(decodeSegment), version};
	}
	return undefined;
}

/** The route of a request that was accepted. */
const routeOf = (exchange: Exchange): Found => findRoute(exchange) as Found;

function decodeSegment(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

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
	const early = answerEarly(exchange, found);
	if (early || !found) return early && reply(sim, host, exchange, early);
	guard(sim, host, exchange, () => {
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
