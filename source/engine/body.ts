import {ApiError} from '../api/response.ts';
import {explainSyntax} from '../base/json-syntax.ts';

/** Reads bodies as the engine's Go structs take them: what they hold, and what is said of anything else. */
type Leaf =
	| 'string'
	| 'bool'
	| 'int'
	| 'int64'
	| 'uint32'
	| 'uint64'
	| 'time.Duration'
	| 'map[string]string'
	| '[]string';
/** A string type of its own: `swarm.NodeRole`. */
type Words = {readonly words: string};
export type Struct = {readonly name: string; readonly fields: Readonly<Record<string, Shape>>};
type Shape = Leaf | Words | Struct | {readonly list: Struct};

const struct = (name: string, fields: Struct['fields']): Struct => ({name, fields});
const availability: Words = {words: 'swarm.NodeAvailability'};

const spec = struct('swarm.Spec', {
	Name: 'string',
	Labels: 'map[string]string',
	Orchestration: struct('swarm.OrchestrationConfig', {TaskHistoryRetentionLimit: 'int64'}),
	Raft: struct('swarm.RaftConfig', {
		SnapshotInterval: 'uint64',
		KeepOldSnapshots: 'uint64',
		LogEntriesForSlowFollowers: 'uint64',
		ElectionTick: 'int',
		HeartbeatTick: 'int',
	}),
	Dispatcher: struct('swarm.DispatcherConfig', {HeartbeatPeriod: 'time.Duration'}),
	CAConfig: struct('swarm.CAConfig', {
		NodeCertExpiry: 'time.Duration',
		ExternalCAs: {
			list: struct('swarm.ExternalCA', {
				Protocol: {words: 'swarm.ExternalCAProtocol'},
				URL: 'string',
				Options: 'map[string]string',
				CACert: 'string',
			}),
		},
		SigningCACert: 'string',
		SigningCAKey: 'string',
		ForceRotate: 'uint64',
	}),
	EncryptionConfig: struct('swarm.EncryptionConfig', {AutoLockManagers: 'bool'}),
});

/** The bodies that engines read, by what they are for. */
export const bodies = {
	spec,
	init: struct('swarm.InitRequest', {
		ListenAddr: 'string',
		AdvertiseAddr: 'string',
		DataPathAddr: 'string',
		DataPathPort: 'uint32',
		ForceNewCluster: 'bool',
		Spec: spec,
		AutoLockManagers: 'bool',
		Availability: availability,
		DefaultAddrPool: '[]string',
		SubnetSize: 'uint32',
	}),
	join: struct('swarm.JoinRequest', {
		ListenAddr: 'string',
		AdvertiseAddr: 'string',
		DataPathAddr: 'string',
		RemoteAddrs: '[]string',
		JoinToken: 'string',
		Availability: availability,
	}),
	connect: struct('network.ConnectOptions', {Container: 'string'}),
	disconnect: struct('network.DisconnectOptions', {Container: 'string', Force: 'bool'}),
	unlock: struct('swarm.UnlockRequest', {UnlockKey: 'string'}),
	node: struct('swarm.NodeSpec', {
		Name: 'string',
		Labels: 'map[string]string',
		Role: {words: 'swarm.NodeRole'},
		Availability: availability,
	}),
	network: struct('network.CreateRequest', {
		Name: 'string',
		Driver: 'string',
		Scope: 'string',
		EnableIPv4: 'bool',
		EnableIPv6: 'bool',
		IPAM: struct('network.IPAM', {
			Driver: 'string',
			Options: 'map[string]string',
			Config: {
				list: struct('network.IPAMConfig', {
					Subnet: 'string',
					IPRange: 'string',
					Gateway: 'string',
					AuxiliaryAddresses: 'map[string]string',
				}),
			},
		}),
		Internal: 'bool',
		Attachable: 'bool',
		Ingress: 'bool',
		ConfigOnly: 'bool',
		ConfigFrom: struct('network.ConfigReference', {Network: 'string'}),
		Options: 'map[string]string',
		Labels: 'map[string]string',
	}),
} as const satisfies Record<string, Struct>;

/** Where a value stands: the struct that it is a field of, and the way there from the whole body. */
type Place = {readonly struct: Struct; readonly way: readonly string[]};
type Reading = {fault?: string};

const bounds: Readonly<Record<string, readonly [number, number]>> = {
	int: [-(2 ** 63), 2 ** 63],
	int64: [-(2 ** 63), 2 ** 63],
	'time.Duration': [-(2 ** 63), 2 ** 63],
	uint32: [0, 2 ** 32 - 1],
	uint64: [0, 2 ** 64],
};

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'array';
	return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Go goes on after a value of the wrong type, and names the first one. */
function refuse(reading: Reading, what: string, type: string, place: Place | undefined): undefined {
	const where = place
		? `Go struct field ${place.struct.name.replace(/^\w+\./, '')}.${place.way.join('.')}`
		: 'Go value';
	reading.fault ??= `json: cannot unmarshal ${what} into ${where} of type ${type}`;
}

function readStruct(reading: Reading, value: unknown, shape: Struct, place?: Place): object | undefined {
	if (kindOf(value) !== 'object') return refuse(reading, kindOf(value), shape.name, place);
	const names = Object.keys(shape.fields);
	const entries = Object.entries(value as object).flatMap(([key, field]) => {
		const name = names.find(one => one === key) ?? names.find(one => one.toLowerCase() === key.toLowerCase());
		const inner = name === undefined ? undefined : shape.fields[name];
		if (name === undefined || inner === undefined) return [];
		return [[name, readValue(reading, field, inner, {struct: shape, way: [...(place?.way ?? []), name]})]];
	});
	return Object.fromEntries(entries);
}

/** Null leaves everything as it is. */
function readValue(reading: Reading, value: unknown, shape: Shape, place: Place): unknown {
	if (value === null) return undefined;
	if (typeof shape === 'string') return readLeaf(reading, value, shape, place);
	if ('fields' in shape) return readStruct(reading, value, shape, place);
	if ('words' in shape) return typeof value === 'string' ? value : refuse(reading, kindOf(value), shape.words, place);
	if (!Array.isArray(value)) return refuse(reading, kindOf(value), `[]${shape.list.name}`, place);
	return value.filter(one => one !== null).map(one => readStruct(reading, one, shape.list, place));
}

function readLeaf(reading: Reading, value: unknown, shape: Leaf, place: Place): unknown {
	const kind = kindOf(value);
	const readText = (one: unknown) => readValue(reading, one, 'string', place) ?? '';
	const wanted = {string: 'string', bool: 'bool', 'map[string]string': 'object', '[]string': 'array'}[shape as string];
	if (kind !== (wanted ?? 'number')) return refuse(reading, kind, shape, place);
	if (shape === '[]string') return (value as unknown[]).map(readText);
	if (shape === 'map[string]string') {
		return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, readText(one)]));
	}
	if (kind !== 'number') return value;
	const [least = 0, greatest = 0] = bounds[shape] ?? [];
	const isInside = Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest;
	if (!isInside) return refuse(reading, `number ${value}`, shape, place);
	// A double rounds the greatest integers up to a power of two, which would be too much to be sent back.
	return Number(value) === greatest && greatest > Number.MAX_SAFE_INTEGER ? greatest * (1 - 2 ** -53) : value;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		const fault = explainSyntax(text);
		throw new ApiError(400, fault === undefined ? 'unexpected content after JSON' : `invalid JSON: ${fault}`);
	}
}

const jsonType = 'application/json';

/** What Go's mime package makes of a header: the type alone; undefined: it is none. */
function mediaTypeOf(header: string): string | undefined {
	const type = (header.split(';')[0] ?? '').trim().toLowerCase();
	return /^[!#-'*+.^`|~\w-]+(\/[!#-'*+.^`|~\w-]+)?$/.test(type) ? type : undefined;
}

function checkType(header: string): void {
	const type = mediaTypeOf(header);
	if (type === undefined) throw new ApiError(400, `malformed Content-Type header (${header}): mime: no media type`);
	if (type === jsonType) return;
	throw new ApiError(400, `unsupported Content-Type header (${header}): must be '${jsonType}'`);
}

/**
The body of a request, as the struct that it is read into; none is an empty one. Throws what the engine says.
An empty `contentType` is that of a client that says nothing of the type of what it sends.
*/
export function readBody<Body>(shape: Struct, text: string | undefined, contentType = jsonType): Body {
	if (contentType !== '' || text !== undefined) checkType(contentType);
	if (text === undefined) return {} as Body;
	if (text.trim() === '') throw new ApiError(400, 'invalid JSON: got EOF while reading request body');
	const value = parse(text);
	if (value === null) return {} as Body;
	const reading: Reading = {};
	const body = readStruct(reading, value, shape);
	if (reading.fault !== undefined) throw new ApiError(400, `invalid JSON: ${reading.fault}`);
	return body as Body;
}
