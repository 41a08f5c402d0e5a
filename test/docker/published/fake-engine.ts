import type {ApiRequest, Transport} from '../../../source/api/message.ts';
import {type Outcome, type RunOptions, runDocker, words} from '../run.ts';

/** An engine as Docker's own tests fake one: each call answers what a case says, the rest is an object of no interest. */
export type Answer = {readonly error: string} | {readonly json: unknown} | ((request: ApiRequest) => Answer);
export type Answers = Readonly<Record<string, Answer>>;

const fixtures = {
	node: {
		ID: 'nodeID',
		Version: {},
		CreatedAt: '2009-11-10T23:00:00Z',
		UpdatedAt: '2009-11-10T23:00:00Z',
		Spec: {Name: 'defaultNodeName', Labels: null, Role: 'worker', Availability: 'active'},
		Description: {
			Hostname: 'defaultNodeHostname',
			Platform: {Architecture: 'x86_64', OS: 'linux'},
			Resources: {NanoCPUs: 4, MemoryBytes: 20 * 1024 * 1024},
			Engine: {
				EngineVersion: '1.13.0',
				Labels: {engine: 'label'},
				Plugins: [
					{Type: 'Volume', Name: 'local'},
					{Type: 'Network', Name: 'bridge'},
					{Type: 'Network', Name: 'overlay'},
				],
			},
			TLSInfo: {},
		},
		Status: {State: 'ready', Addr: '127.0.0.1'},
	},
	swarm: {
		ID: 'swarm',
		Spec: {},
		JoinTokens: {Worker: 'worker-join-token', Manager: 'manager-join-token'},
	},
};

type Node = typeof fixtures.node & {readonly ManagerStatus?: object};
type NodeChange = Partial<Omit<Node, 'Spec' | 'Description'>> & {Spec?: object; Description?: object};

export const node = (change: NodeChange = {}): Node => ({
	...fixtures.node,
	...change,
	Spec: {...fixtures.node.Spec, ...change.Spec},
	Description: {...fixtures.node.Description, ...change.Description},
});

export const manager = (change: NodeChange = {}): Node =>
	node({
		...change,
		Spec: {Role: 'manager', ...change.Spec},
		ManagerStatus: {Reachability: 'reachable', Addr: '127.0.0.1', ...change.ManagerStatus},
	});

export const swarm = (change: object = {}) => ({...fixtures.swarm, ...change});
export const autolocked = () => swarm({Spec: {EncryptionConfig: {AutoLockManagers: true}}});

const standard: Answers = {
	'GET /info': {json: {Swarm: {}}},
	'GET /swarm': {json: swarm()},
	'GET /swarm/unlockkey': {json: {UnlockKey: ''}},
	'GET /nodes': {json: []},
	'GET /nodes/*': {json: node()},
	'GET /networks': {json: []},
	'POST /swarm/init': {json: ''},
};

export const error = (message: string): Answer => ({error: message});
export const json = (value: unknown): Answer => ({json: value});

export type Tried = Outcome & {
	/** The bodies sent, by route. */
	readonly sent: Readonly<Record<string, unknown>>;
	readonly requests: readonly ApiRequest[];
};

/** Runs one command line against such an engine. */
export async function tryLine(
	line: string,
	answers: Answers = {},
	options: Partial<Omit<RunOptions, 'transport'>> = {},
): Promise<Tried> {
	const sent: Record<string, unknown> = {};
	const requests: ApiRequest[] = [];
	const all = {...standard, ...answers};
	const headers = {'Api-Version': '1.50', 'Content-Type': 'application/json'};
	const transport: Transport = async request => {
		if (request.path === '/_ping') return {status: 200, headers, body: ''};
		requests.push(request);
		const route = `${request.method} ${request.path.replace(/^\/v[\d.]+/, '')}`;
		if (request.body) sent[route] = JSON.parse(request.body);
		let answer = all[route] ?? all[route.replace(/\/[^/]+(?=\/update$|$)/, '/*')];
		while (typeof answer === 'function') answer = answer(request);
		if (answer && 'error' in answer) return {status: 500, headers, body: JSON.stringify({message: answer.error})};
		return {status: 200, headers, body: `${JSON.stringify(answer?.json ?? null)}\n`};
	};
	const outcome = await runDocker(words(`docker ${line}`).slice(1), {transport, ...options});
	return {...outcome, sent, requests};
}

/** The error alone, without the words that only a real engine's error comes with. */
export async function errorOf(
	line: string,
	answers?: Answers,
	options?: Parameters<typeof tryLine>[2],
): Promise<string> {
	const {exitCode, stderr} = await tryLine(line, answers, options);
	if (exitCode === 0) throw new Error(`docker ${line} did not fail`);
	return stderr.replace(/^Error response from daemon: /gm, '').trimEnd();
}
