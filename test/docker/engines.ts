import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {ApiRequest, ApiResponse, Transport} from '../../source/api/message.ts';

/** Engines that answer by rote: what real ones said once (test/oracle/api), and variations that a test needs. */
export type CannedEngine = {
	readonly transport: Transport;
	/** What it was asked, in order. */
	readonly requests: ApiRequest[];
};

type Answer = {readonly status?: number; readonly json?: unknown; readonly text?: string; readonly type?: string};
type Answers = Readonly<Record<string, Answer>>;

const folder = path.join(import.meta.dirname, '../oracle/api');

// biome-ignore lint/suspicious/noExplicitAny: fixtures are changed in depth
function recorded(name: string): any {
	const text = readFileSync(path.join(folder, `${name}.txt`), 'utf8');
	return JSON.parse(text.slice(text.indexOf('\n\n') + 2));
}

function refusal(status: number, message: string): Answer {
	return {status, json: {message}};
}

const notManager =
	'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
const onWorker = recorded('swarm-on-worker').message;

const swarm = recorded('swarm');
const info = recorded('info-manager');
const nodes = recorded('nodes');
const networks = recorded('networks');
const [worker, leader, other] = nodes;

function nodeRoutes(...all: (typeof nodes)[number][]): Answers {
	return Object.fromEntries(
		all.flatMap(node =>
			[node.ID, node.Description.Hostname].flatMap(name => [
				[`GET /nodes/${name}`, {json: node}],
				[`POST /nodes/${name}/update`, {}],
				[`DELETE /nodes/${name}`, {}],
			]),
		),
	);
}

function networkRoutes(all: typeof networks): Answers {
	return Object.fromEntries(
		all.flatMap((network: {Name: string; Id: string}) =>
			[network.Name, network.Id].flatMap(name => [
				[`GET /networks/${name}`, {json: network}],
				[`DELETE /networks/${name}`, {status: 204}],
			]),
		),
	);
}

const event = (more: object) =>
	`${JSON.stringify({Type: 'node', Action: 'update', Actor: {ID: worker.ID}, ...more})}\n`;
/** With times that a double cannot hold, without any, and of a container. */
const events = [
	event({
		Actor: {ID: worker.ID, Attributes: {name: 'node2', 'state.old': 'ready', 'state.new': 'down'}},
		scope: 'swarm',
		time: 1795455259,
		timeNano: 0,
	}).replace('"timeNano":0', '"timeNano":1795455259833965672'),
	event({time: 1795455259}),
	event({Actor: {ID: '', Attributes: {reclaimed: '<0>'}}, Type: 'network', Action: 'prune', scope: 'local'}),
	event({Actor: {ID: 'c1', Attributes: null}, status: 'die', id: 'c1', from: 'img', Type: 'container', Action: 'die'}),
].join('');

const manager: Answers = {
	'GET /info': {json: info},
	'GET /version': {json: recorded('version')},
	'GET /swarm': {json: swarm},
	'GET /swarm/unlockkey': {json: {UnlockKey: ''}},
	'GET /nodes': {json: nodes},
	'GET /nodes/nosuch': refusal(404, 'node nosuch not found'),
	'GET /tasks': {json: []},
	'GET /networks': {json: networks},
	'GET /networks/nosuch': refusal(404, 'network nosuch not found'),
	'DELETE /networks/nosuch': refusal(404, 'network nosuch not found'),
	'DELETE /networks/none': refusal(403, 'none is a pre-defined network and cannot be removed'),
	'DELETE /nodes/nosuch': refusal(404, 'node nosuch not found'),
	'GET /events': {text: events, type: 'application/json'},
	'POST /networks/prune': {json: {NetworksDeleted: ['net1', 'net2']}},
	'POST /networks/ingress/connect': refusal(404, 'No such container: c1'),
	'POST /networks/ingress/disconnect': refusal(404, 'No such container: c1'),
	'POST /networks/create': {status: 201, json: {Id: 'ir5kt86n11wzt8a49v9ixs9k5', Warning: ''}},
	'POST /swarm/init': {json: leader.ID},
	'POST /swarm/join': {},
	'POST /swarm/leave': {},
	'POST /swarm/update': {},
	'POST /swarm/unlock': {},
	...networkRoutes(networks),
	...nodeRoutes(...nodes),
};

const service = {ID: 'rl02d5gwz6chzu7il5fhtb8be', Spec: {Name: 'web'}};

const task = (id: string, slot: number, minutes: number, more = {}) => ({
	ID: id,
	CreatedAt: `2026-01-01T00:0${minutes}:00Z`,
	ServiceID: service.ID,
	Slot: slot,
	NodeID: worker.ID,
	DesiredState: 'running',
	Spec: {ContainerSpec: {Image: `nginx:1.27@sha256:${'0123456789abcdef'.repeat(4)}`}},
	Status: {
		Timestamp: '2026-01-01T00:00:00Z',
		State: 'running',
		PortStatus: {Ports: [{Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080}]},
	},
	...more,
});

const tasks = [
	task('b1eb1eb1eb1eb1eb1eb1eb1e1', 10, 1),
	task('a1eb1eb1eb1eb1eb1eb1eb1e2', 2, 1, {
		Status: {
			Timestamp: '2026-01-01T00:00:00Z',
			State: 'failed',
			Err: 'task: non-zero exit (137): killed by the kernel',
		},
	}),
	task('a1eb1eb1eb1eb1eb1eb1eb1e3', 2, 3),
	task('a1eb1eb1eb1eb1eb1eb1eb1e4', 0, 2, {ServiceID: 'nosuchservice', Spec: {ContainerSpec: {Image: 'alpine'}}}),
	task('a1eb1eb1eb1eb1eb1eb1eb1e5', 1, 2, {
		Spec: {ContainerSpec: {Image: `alpine@sha256:${'0123456789abcdef'.repeat(4)}`}},
		NodeID: '',
	}),
];

/** Everything that can be filled is: names, labels, messages, odd letters, external CAs, tasks. */
const busyNodes = [
	{
		...worker,
		Spec: {...worker.Spec, Name: 'first', Labels: {zone: 'east', tier: '<front> & "back"', empty: ''}},
		Description: {
			...worker.Description,
			Hostname: 'node-10',
			Engine: {...worker.Description.Engine, Labels: {storage: 'ssd', gpu: ''}},
			TLSInfo: {...worker.Description.TLSInfo, TrustRoot: 'another\n'},
		},
		Status: {State: 'down', Message: 'Heartbeat FAILURE', Addr: '172.31.4.12'},
	},
	{...leader, Description: {...leader.Description, Hostname: 'node-9', TLSInfo: {}}},
	{
		...other,
		Description: {Hostname: '機械-2', Platform: {}, Resources: {}, Engine: {}},
		Spec: {Labels: null, Role: 'worker', Availability: 'pause'},
		Status: {State: 'unknown', Message: 'Node moved to "unknown" state due to leadership change in cluster'},
		ManagerStatus: {Reachability: 'unreachable', Addr: '172.31.4.13:2377'},
		CreatedAt: '2026-11-23T03:33:23Z',
	},
	{ID: 'blank', Version: {}, CreatedAt: '0001-01-01T00:00:00Z', Spec: {Labels: {}}, Description: {}, Status: {}},
];

const busySpec = {
	...swarm.Spec,
	Orchestration: {TaskHistoryRetentionLimit: 0},
	Raft: {...swarm.Spec.Raft, KeepOldSnapshots: 3},
	CAConfig: {
		NodeCertExpiry: 3_600_000_000_000,
		ForceRotate: 2,
		ExternalCAs: [
			{Protocol: 'cfssl', URL: 'https://ca.example.com', CACert: swarm.TLSInfo.TrustRoot},
			{Protocol: 'cfssl', URL: 'https://other.example.com', Options: {a: 'b'}, CACert: ''},
		],
	},
	EncryptionConfig: {AutoLockManagers: true},
};

const busySwarm = {
	...swarm,
	Spec: busySpec,
	RootRotationInProgress: true,
	DefaultAddrPool: ['10.0.0.0/8', '10.20.0.0/16'],
};

const busyInfo = {
	...info,
	DriverStatus: [
		['Backing Filesystem', 'extfs'],
		['Supports d_type', 'true'],
	],
	Debug: true,
	Labels: ['zone=east', 'gpu'],
	Runtimes: {runc: {path: 'runc'}},
	HttpProxy: 'http://proxy:3128',
	NoProxy: 'localhost',
	ExperimentalBuild: true,
	LiveRestoreEnabled: true,
	ProductLicense: 'Community Engine',
	DefaultAddressPools: [{Base: '172.30.0.0/16', Size: 24}],
	DiscoveredDevices: [{Source: 'cdi', ID: 'nvidia.com/gpu=gpu0'}],
	SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns', 'rootless'],
	RegistryConfig: {
		...info.RegistryConfig,
		IndexConfigs: {
			...info.RegistryConfig.IndexConfigs,
			'reg:5000': {Name: 'reg:5000', Mirrors: [], Secure: false, Official: false},
		},
		Mirrors: ['https://mirror.example.com/'],
	},
	Plugins: {...info.Plugins, Authorization: ['opa']},
	Warnings: ['WARNING: No swap limit support', 'WARNING: <b>'],
	Swarm: {
		...info.Swarm,
		RemoteManagers: info.Swarm.RemoteManagers.toReversed(),
		Cluster: {...busySwarm, JoinTokens: undefined},
	},
};

const states: Readonly<
	Record<string, {readonly swarm: string; readonly apiVersion?: string; readonly answers: Answers}>
> = {
	manager: {swarm: 'active/manager', answers: manager},
	grammar: {swarm: 'active/manager', answers: manager},
	worker: {
		swarm: 'active/worker',
		answers: {
			...manager,
			'GET /info': {json: recorded('info-worker')},
			'GET /swarm': refusal(503, onWorker),
			'GET /nodes': refusal(503, onWorker),
			'GET /swarm/unlockkey': refusal(503, onWorker),
			'GET /tasks': refusal(503, onWorker),
			...Object.fromEntries(Object.keys(nodeRoutes(...nodes)).map(route => [route, refusal(503, onWorker)])),
			'POST /networks/create': refusal(403, notManager),
		},
	},
	outside: {
		swarm: 'inactive',
		answers: {
			...manager,
			'GET /info': {
				json: {
					...info,
					Warnings: null,
					Swarm: {
						NodeID: '',
						NodeAddr: '',
						LocalNodeState: 'inactive',
						ControlAvailable: false,
						Error: '',
						RemoteManagers: null,
					},
				},
			},
			'GET /swarm': refusal(503, notManager),
			'GET /nodes': refusal(503, notManager),
			'GET /swarm/unlockkey': refusal(503, notManager),
			'POST /swarm/leave': refusal(503, 'This node is not part of a swarm'),
			'POST /swarm/init': refusal(
				400,
				'could not choose an IP address to advertise since this system has multiple addresses on different interfaces (10.0.9.1 on eth1 and 172.31.4.11 on eth0)',
			),
			'POST /swarm/join': refusal(500, 'invalid join token'),
			'GET /networks': {json: []},
		},
	},
	locked: {
		swarm: 'locked',
		answers: {
			...manager,
			'GET /info': {
				json: {
					...info,
					Warnings: null,
					Swarm: {
						NodeID: '',
						NodeAddr: '',
						LocalNodeState: 'locked',
						ControlAvailable: false,
						Error: '',
						RemoteManagers: null,
					},
				},
			},
			'GET /nodes': refusal(
				503,
				'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
			),
		},
	},
	autolock: {
		swarm: 'active/manager',
		answers: {
			...manager,
			'GET /swarm': {json: {...swarm, Spec: {...swarm.Spec, EncryptionConfig: {AutoLockManagers: true}}}},
			'GET /swarm/unlockkey': {json: {UnlockKey: 'SWMKEY-1-qt6HEuvH4w9V9JkWNmXPwXem4B1WTdQy4zM12tjXn4o'}},
		},
	},
	busy: {
		swarm: 'active/manager',
		answers: {
			...manager,
			'GET /info': {json: busyInfo},
			'GET /swarm': {json: busySwarm},
			'GET /nodes': {json: busyNodes},
			'GET /tasks': {json: tasks},
			'GET /services/rl02d5gwz6chzu7il5fhtb8be': {json: service},
			'GET /services/nosuchservice': refusal(404, 'service nosuchservice not found'),
			'GET /networks': {
				json: [
					{...networks[0], Name: 'net-10', Labels: {a: 'b'}, Internal: true, EnableIPv6: true},
					{...networks[0], Name: 'net-9', Id: 'sha256:0123456789abcdef', Created: '2026-01-01T12:00:00.5+02:00'},
				],
			},
			'GET /networks/odd': {json: {...networks[0], Unknown: 1, Labels: {html: '<&>'}, Name: 'odd'}},
			'DELETE /networks/odd': {status: 204},
			...nodeRoutes(...busyNodes.slice(0, 3)),
			'GET /nodes/blank': {json: busyNodes[3]},
		},
	},
	failing: {
		swarm: 'error',
		answers: {
			'GET /info': {
				json: {
					...info,
					Warnings: null,
					Swarm: {
						...info.Swarm,
						LocalNodeState: 'error',
						ControlAvailable: false,
						Error: 'swarm does not have a leader',
						Cluster: undefined,
						Warnings: undefined,
					},
				},
			},
			'GET /nodes': {status: 500, text: ''},
			'GET /swarm': {status: 500, text: 'plain words\n', type: 'text/plain'},
			'GET /version': {status: 500, json: {}},
			'GET /networks': {status: 500, text: 'not JSON', type: 'application/json'},
			'POST /swarm/leave': {status: 503, json: {message: '  blanks around \n'}},
			'POST /swarm/init': {status: 502, text: '', type: 'text/html'},
			'GET /networks/x': {status: 500, text: '{"message":"m"}', type: 'application/json; charset=utf-8'},
		},
	},
	old: {swarm: 'active/manager', apiVersion: '1.28', answers: manager},
	ancient: {swarm: 'active/manager', apiVersion: '1.24', answers: manager},
	silent: {swarm: '', apiVersion: '', answers: manager},
};

export const engineNames = Object.keys(states);

/** Throws for a name that is none of `engineNames`. */
export function cannedEngine(name: string): CannedEngine {
	const state = states[name];
	if (!state) throw new Error(`no engine '${name}'`);
	const {swarm: header, apiVersion = '1.51', answers} = state;
	const requests: ApiRequest[] = [];
	const common = {
		...(apiVersion && {'Api-Version': apiVersion}),
		'Docker-Experimental': 'false',
		Ostype: 'linux',
		Server: 'Docker/28.5.2 (linux)',
	};
	const transport: Transport = async request => {
		requests.push(request);
		if (request.path === '/_ping') {
			const headers = {...common, ...(header && {Swarm: header}), 'Content-Type': 'text/plain; charset=utf-8'};
			return {status: 200, headers, body: request.method === 'HEAD' ? '' : 'OK'};
		}
		const route = `${request.method} ${request.path.replace(/^\/v[\d.]+/, '')}`;
		return response(answers[route] ?? refusal(404, 'page not found'), common);
	};
	return {transport, requests};
}

function response({status = 200, json, text, type}: Answer, headers: ApiResponse['headers']): ApiResponse {
	if (text !== undefined) return {status, headers: {...headers, ...(type && {'Content-Type': type})}, body: text};
	if (json === undefined) return {status, headers, body: ''};
	return {status, headers: {...headers, 'Content-Type': 'application/json'}, body: `${JSON.stringify(json)}\n`};
}
