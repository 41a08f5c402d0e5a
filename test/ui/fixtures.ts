import type {Inspection} from '../../source/lab/inspection.ts';
import type {
	CertificateView,
	ClusterView,
	FeedLine,
	LabSnapshot,
	LinkFault,
	ListRow,
	ListView,
	Mark,
	MarkKind,
	NodeView,
	TerminalLine,
	TimelineView,
} from '../../source/lab/snapshot.ts';

const hour = 3_600_000;
const day = 24 * hour;
export const start = Date.UTC(2026, 10, 23, 10, 39, 5);
const engineVersion = '28.5.2';

const ids = [
	'8judq1wpg1dy2c4vudcqaox4b',
	'rd4rkkive7ownut8h034rfr2l',
	'xnbmg7u1y986b4bgjs6qy3hti',
	'p2k0v5f6jm7yhrb1c9eod3x8w',
	'zq4t81uylc0n6wgk2m5ahivse',
];

export const tokens = {
	worker: 'SWMTKN-1-4shmyy686x2p31mvnrq40np0dnvgjb14ogmxlj1qz6xwnp1w2m-c344slrpxmltn23dtkitoxbn3',
	manager: 'SWMTKN-1-4shmyy686x2p31mvnrq40np0dnvgjb14ogmxlj1qz6xwnp1w2m-4fok8c70pjxx4w06muekef61e',
};

function idOf(index: number): string {
	return ids[index] ?? `${index.toString(36)}${(ids[index % 5] ?? '').slice(2)}`.padStart(25, 'x').slice(-25);
}

export function addressOf(index: number): string {
	const host = 11 + index;
	return `172.31.${4 + Math.floor(host / 256)}.${host % 256}`;
}

export function aNode(index: number, change: Partial<NodeView> = {}): NodeView {
	return {
		name: `node${index + 1}`,
		addresses: [{interface: 'eth0', address: addressOf(index)}],
		isRunning: true,
		isPowered: true,
		isCut: false,
		state: 'inactive',
		isLeader: false,
		...change,
	};
}

export function aCertificate(role: 'manager' | 'worker', issuedAt: number): CertificateView {
	const notBefore = issuedAt - hour;
	const notAfter = issuedAt + 90 * day;
	const renewFrom = issuedAt + 45 * day;
	const renewUntil = issuedAt + 72 * day;
	return {
		role,
		serialNumber: '01',
		notBefore,
		notAfter,
		renewFrom,
		renewUntil,
		renewAt: issuedAt + 57 * day + 4 * hour,
	};
}

export function aMember(index: number, role: 'manager' | 'worker', change: Partial<NodeView> = {}): NodeView {
	return aNode(index, {
		state: 'active',
		nodeId: idOf(index),
		role,
		cluster: 0,
		availability: 'active',
		status: 'ready',
		certificate: aCertificate(role, start + 30_000),
		...change,
	});
}

/** Three keys of each kind, one more for each rotation since the first. */
export function aGossip(nextRotationAt: number | undefined, rotations: number): ClusterView['gossip'] {
	const first = 2806 + 2 * rotations;
	const three = (from: number, step: number) =>
		[0, 1, 2].map(index => ({lamportTime: from + index * step, isPrimary: index === 1}));
	return {
		nextRotationAt,
		rotations,
		primaryLamportTime: first + 1,
		keys: three(first, 1),
		ipsecKeys: three(first + 3, 1),
	};
}

export function aCluster(nodes: readonly NodeView[], change: Partial<ClusterView> = {}, index = 0): ClusterView {
	const members = nodes.filter(node => node.cluster === index);
	const managers = members.filter(({role}) => role === 'manager').length;
	const leader = members.find(({isLeader}) => isLeader);
	return {
		id: 'm7g1q2bxf0yjr5ch3ndkz8v6u',
		letter: 'AB'[index] ?? 'C',
		createdAt: start + 30_000,
		members: members.map(({name}) => name),
		leader: leader?.name,
		term: 2,
		commitIndex: 14,
		quorum: {managers, reachable: managers, tolerates: Math.floor((managers - 1) / 2)},
		voting: members.filter(({role}) => role === 'manager').map(({name}) => name),
		ghosts: [],
		rootCa: {notBefore: start, notAfter: start + 7300 * day, digest: '', pem: ''},
		tokens: {
			worker: {token: tokens.worker, setAt: start + 30_000, rotations: 0},
			manager: {token: tokens.manager, setAt: start + 30_000, rotations: 0},
		},
		gossip: aGossip(start + 12 * hour, 0),
		isLocked: false,
		joinAddress: `${leader?.addresses[0]?.address ?? '172.31.4.11'}:2377`,
		...change,
	};
}

export function aListRow(node: NodeView, self: string): ListRow {
	const title = (word = '') => word.slice(0, 1).toUpperCase() + word.slice(1);
	return {
		id: node.nodeId ?? '',
		isSelf: node.name === self,
		hostname: node.name,
		status: title(node.status),
		availability: title(node.availability),
		managerStatus: node.isLeader ? 'Leader' : node.role === 'manager' ? 'Reachable' : '',
		engineVersion,
	};
}

const outsideMessage =
	'Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
const workerMessage =
	"Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";

/** What `docker node ls` says on a node of these. */
export function listOn(nodes: readonly NodeView[], name: string): ListView {
	const self = nodes.find(node => node.name === name);
	if (self?.role === undefined) return {type: 'refusal', message: outsideMessage};
	if (self.role === 'worker') return {type: 'refusal', message: workerMessage};
	return {type: 'table', rows: nodes.filter(({cluster}) => cluster === self.cluster).map(node => aListRow(node, name))};
}

export const initOutput: readonly TerminalLine[] = [
	{type: 'command', text: 'node1 $ docker swarm init'},
	{type: 'stdout', text: 'Swarm initialized: current node (8judq1wpg1dy2c4vudcqaox4b) is now a manager.'},
	{type: 'stdout', text: ''},
	{type: 'stdout', text: 'To add a worker to this swarm, run the following command:'},
	{type: 'stdout', text: ''},
	{type: 'stdout', text: `    docker swarm join --token ${tokens.worker} 172.31.4.11:2377`},
	{type: 'stdout', text: ''},
	{
		type: 'stdout',
		text: "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.",
	},
	{type: 'stdout', text: ''},
];

const initFeed: readonly FeedLine[] = [
	{at: start + 30_000, node: 'node1', type: 'ca', text: 'creates a root CA, swarm-ca, valid for 20 years'},
	{at: start + 30_000, node: 'node1', type: 'certificate', text: 'issues itself a manager certificate for 90 days'},
	{
		at: start + 30_000,
		node: 'node1',
		type: 'token',
		text: 'makes two join tokens, one for workers and one for managers',
	},
	{at: start + 30_010, node: 'node1', type: 'raft', text: 'is the only member of Raft and leads term 2'},
	{at: start + 30_020, node: 'node1', type: 'network', text: 'creates the ingress network'},
];

function joinFeed(name: string, role: string, at: number): readonly FeedLine[] {
	return [
		{at, node: name, type: 'ca', text: "fetches the root certificate from 172.31.4.11:2377; its digest is the token's"},
		{at: at + 30, node: name, type: 'certificate', text: 'makes a key and sends a certificate signing request'},
		{at: at + 60, node: 'node1', type: 'certificate', text: `issues ${name} a ${role} certificate for 90 days`},
		...(role === 'manager' ? [{at: at + 900, node: 'node1', type: 'raft' as const, text: `adds ${name} to Raft`}] : []),
	];
}

export type Fixture = {
	readonly snapshot: LabSnapshot;
	readonly terminals: Readonly<Record<string, readonly TerminalLine[]>>;
	readonly advice: Readonly<Record<string, string>>;
	/** Of nodes that do not see what `listOn` says. */
	readonly lists: Readonly<Record<string, ListView>>;
	/** What the lab answers to a closer look. */
	readonly inspect: Partial<Inspection>;
};

type Making = {
	readonly nodes: readonly NodeView[];
	readonly clusters?: readonly ClusterView[];
	readonly feed?: readonly FeedLine[];
	readonly elapsed?: number;
	readonly terminals?: Fixture['terminals'];
	readonly advice?: Fixture['advice'];
	readonly lists?: Fixture['lists'];
	readonly faults?: readonly LinkFault[];
	readonly inspect?: Partial<Inspection>;
	readonly timeline?: Partial<TimelineView>;
};

export function aFixture({
	nodes,
	clusters = [],
	feed = [],
	elapsed = 192_000,
	terminals = {},
	advice = {},
	lists = {},
	faults = [],
	inspect = {},
	timeline = {},
}: Making): Fixture {
	return {
		snapshot: {
			clock: {now: start + elapsed, elapsed, speed: 1, isPaused: false, seed: '42'},
			nodes,
			clusters,
			faults,
			feed,
			timeline: {startedAt: start, marks: [], branches: [{number: 1, isCurrent: true}], ...timeline},
		},
		terminals,
		advice,
		lists,
		inspect,
	};
}

const blank = (count: number) => Array.from({length: count}, (_, index) => aNode(index));

export const emptyLab = aFixture({
	nodes: blank(5),
	elapsed: 0,
	advice: {node1: 'Type docker swarm init and Enter: node1 starts a swarm.'},
});

const firstNodes = [aMember(0, 'manager', {isLeader: true}), ...blank(5).slice(1)];
export const afterInit = aFixture({
	nodes: firstNodes,
	clusters: [aCluster(firstNodes)],
	feed: initFeed,
	terminals: {node1: initOutput},
	advice: {node1: 'Alt-w copies the join command; Alt-2 goes to node2, paste it there.'},
});

const workerLine: TerminalLine = {type: 'stdout', text: 'This node joined a swarm as a worker.'};
const joinLine: TerminalLine = {
	type: 'command',
	text: `node2 $ docker swarm join --token ${tokens.worker} 172.31.4.11:2377`,
};
const twoMembers = [firstNodes[0] as NodeView, aMember(1, 'worker'), ...blank(5).slice(2)];
export const twoNodes = aFixture({
	nodes: twoMembers,
	clusters: [aCluster(twoMembers)],
	feed: [...initFeed, ...joinFeed('node2', 'worker', start + 95_000)],
	terminals: {
		node1: [
			...initOutput,
			{type: 'command', text: 'node1 $ docker info | grep ^Swarm'},
			{type: 'hint', text: 'docker info indents this line now: grep Swarm, without ^'},
		],
		node2: [joinLine, workerLine],
	},
	advice: {
		node1: 'docker node ls shows both; docker swarm join-token manager lets a second manager in.',
		node2: 'Try docker node ls here: a worker refuses.',
	},
});

const fiveMembers = [
	aMember(0, 'manager', {isLeader: true}),
	aMember(1, 'worker', {availability: 'drain'}),
	aMember(2, 'manager'),
	aMember(3, 'manager'),
	aMember(4, 'worker', {status: 'down'}),
];
export const fiveNodes = aFixture({
	nodes: fiveMembers,
	clusters: [
		aCluster(fiveMembers, {
			commitIndex: 31,
			gossip: aGossip(start + 36 * hour, 2),
		}),
	],
	elapsed: 26 * hour + 192_000,
	feed: [
		...initFeed,
		...joinFeed('node2', 'worker', start + 95_000),
		...joinFeed('node3', 'manager', start + 120_000),
		...joinFeed('node4', 'manager', start + 140_000),
		...joinFeed('node5', 'worker', start + 160_000),
		{at: start + 12 * hour, type: 'key', text: 'the leader makes a new gossip key and hands it to all members'},
		{
			at: start + 25 * hour,
			node: 'node5',
			type: 'fault',
			text: 'has missed its heartbeats: the leader takes it for down',
		},
	],
	terminals: {node1: initOutput},
	advice: {node1: 'Three managers tolerate the loss of one: docker node ls shows who can be reached.'},
});

const secondInit = [
	aMember(0, 'manager', {isLeader: true}),
	aMember(1, 'worker'),
	aMember(2, 'manager', {isLeader: true, cluster: 1}),
	aNode(3, {state: 'pending', role: 'worker'}),
	aNode(4, {isRunning: false}),
];
export const twoClusters = aFixture({
	nodes: secondInit,
	clusters: [aCluster(secondInit), aCluster(secondInit, {}, 1)],
	feed: initFeed,
	terminals: {node1: initOutput},
	advice: {node1: 'node3 started a swarm of its own: B knows nothing of A.'},
});

const many = Array.from({length: 200}, (_, index) =>
	aMember(index, index < 5 ? 'manager' : 'worker', {isLeader: index === 0}),
);
export const manyNodes = aFixture({
	nodes: many,
	clusters: [aCluster(many)],
	feed: initFeed,
	terminals: {node1: initOutput},
});

const leaderless =
	"Error response from daemon: rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";
const noDaemon = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
const lockedMessage =
	'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.';

/** Three managers and two workers; what happened to each. */
function threeManagers(...changes: readonly Partial<NodeView>[]): readonly NodeView[] {
	const roles = ['manager', 'manager', 'manager', 'worker', 'worker'] as const;
	return roles.map((role, index) => aMember(index, role, changes[index]));
}

const gone = {isRunning: false, state: 'inactive'} as const;

/** What these looked like, `ago` before the fixtures' now. */
function anOldList(nodes: readonly NodeView[], name: string, ago: number, message: string): ListView {
	const rows = nodes.filter(({role}) => role !== undefined).map(node => aListRow(node, name));
	return {type: 'stale', rows, since: start + 192_000 - ago, message};
}

const healthy = threeManagers({isLeader: true});
const withoutLeader = threeManagers({...gone, status: 'unknown'}, {isLeader: true});
const unreachable = (nodes: readonly NodeView[], lost: readonly string[], name: string): ListView => ({
	type: 'table',
	rows: nodes.map(node => ({
		...aListRow(node, name),
		...(lost.includes(node.name) && node.role === 'manager' ? {managerStatus: 'Unreachable'} : {}),
	})),
});

export const stoppedLeader = aFixture({
	nodes: withoutLeader,
	clusters: [aCluster(withoutLeader, {term: 3, quorum: {managers: 3, reachable: 2, tolerates: 0}})],
	feed: [
		{at: start + 170_000, node: 'node1', type: 'fault', text: 'engine killed'},
		{at: start + 184_000, node: 'node2', type: 'raft', text: 'leads term 3'},
	],
	advice: {node2: '2 of 3 managers left: losing one more stops the swarm. Try: start node1'},
	lists: {
		node1: anOldList(healthy, 'node1', 22_000, noDaemon),
		node2: unreachable(withoutLeader, ['node1'], 'node2'),
		node3: unreachable(withoutLeader, ['node1'], 'node3'),
	},
});

const lost = {status: undefined, availability: undefined} as const;
const twoGone = threeManagers({...gone, ...lost}, {...gone, ...lost, isPowered: false}, lost, lost, lost);
export const lostQuorum = aFixture({
	nodes: twoGone,
	clusters: [aCluster(twoGone, {leader: undefined, term: 3, quorum: {managers: 3, reachable: 1, tolerates: -1}})],
	feed: [
		{at: start + 170_000, node: 'node1', type: 'fault', text: 'engine killed'},
		{at: start + 180_000, node: 'node2', type: 'fault', text: 'power is off'},
	],
	advice: {node3: 'Quorum lost: start node1 brings a manager back; the last resort is in F1.'},
	lists: {node3: anOldList(healthy, 'node3', 12_000, leaderless)},
});

const divided = threeManagers(
	{island: 0, status: 'unknown'},
	{island: 1, isLeader: true},
	{island: 1},
	{island: 0, status: 'down'},
	{island: 1},
);
export const partitioned = aFixture({
	nodes: divided,
	clusters: [aCluster(divided, {term: 3, quorum: {managers: 3, reachable: 2, tolerates: 0}})],
	feed: [{at: start + 150_000, type: 'fault', text: 'the network falls into node1 node4 | node2 node3 node5'}],
	advice: {node1: '2 of 3 managers left: losing one more stops the swarm. Try: heal'},
	lists: {
		node1: anOldList(healthy, 'node1', 42_000, leaderless),
		node2: unreachable(divided, ['node1'], 'node2'),
		node3: unreachable(divided, ['node1'], 'node3'),
	},
});

const withLocked = threeManagers(
	{isLeader: true},
	{},
	{state: 'locked'},
	{isCut: true, status: 'down'},
	{
		state: 'error',
		error: 'manager stopped: remote CA does not match fingerprint',
		status: 'down',
	},
);
/** Docker clients outside of the lab reach two nodes. */
export const served: Fixture = {
	...afterInit,
	snapshot: {
		...afterInit.snapshot,
		sockets: {
			folder: '/run/user/1000/swarmlab',
			exports: {
				node1: 'export DOCKER_HOST=unix:///run/user/1000/swarmlab/node1.sock',
				node2: 'export DOCKER_HOST=unix:///run/user/1000/swarmlab/node2.sock',
			},
		},
	},
};

export const lockedNode = aFixture({
	nodes: withLocked,
	clusters: [aCluster(withLocked, {quorum: {managers: 3, reachable: 2, tolerates: 0}})],
	advice: {node3: 'node3 is locked. docker swarm unlock-key on node1, then unlock there.'},
	lists: {
		node1: unreachable(withLocked, ['node3'], 'node1'),
		node2: unreachable(withLocked, ['node3'], 'node2'),
		node3: {type: 'refusal', message: lockedMessage},
	},
	faults: [
		{type: 'block', nodes: ['node1', 'node5'], text: 'node1 → node5 blocked'},
		{type: 'latency', nodes: ['node1', 'node2'], text: 'node1 – node2 +200 ms'},
	],
});

const minute = 60_000;
const mark = (after: number, kind: MarkKind, text: string): Mark => ({at: start + after, kind, text});

/** Three days of a swarm: its commands, a fault and its repair, keys that rotate, certificates that are renewed. */
const threeDays: readonly Mark[] = [
	mark(2 * minute, 'command', 'node1 $ docker swarm init'),
	mark(2 * minute + 400, 'election', 'node1 leads in term 2'),
	mark(3 * minute, 'command', 'node2 $ docker swarm join'),
	mark(4 * minute, 'command', 'node3 $ docker swarm join'),
	mark(2 * hour, 'fault', 'node1 $ stop node1'),
	mark(2 * hour + 12_000, 'election', 'node2 leads in term 3'),
	mark(2 * hour + 15_000, 'failure', 'node2 has missed three heartbeats of node1: Down'),
	mark(3 * hour, 'fault', 'node1 $ start node1'),
	...Array.from({length: 6}, (_, index) => mark((14 + 12 * index) * hour, 'rotation', 'node2 rotated the gossip keys')),
	mark(40 * hour, 'renewal', 'node3 uses its new manager certificate'),
	mark(60 * hour, 'expiry', 'node4: its certificate has expired'),
];
const inTheFive = {
	nodes: fiveNodes.snapshot.nodes,
	clusters: fiveNodes.snapshot.clusters,
	feed: fiveNodes.snapshot.feed,
	terminals: fiveNodes.terminals,
	advice: fiveNodes.advice,
};

export const threeDaysLater = aFixture({...inTheFive, elapsed: 76 * hour, timeline: {marks: threeDays}});

export const lookingBack = aFixture({
	...inTheFive,
	elapsed: 2 * hour + 10 * minute,
	timeline: {
		marks: threeDays,
		end: start + 76 * hour,
		arrival: 'undone: start node1',
		branches: [
			{number: 1, end: start + 76 * hour, isCurrent: false, first: 'docker swarm leave --force'},
			{number: 2, isCurrent: true, leftAt: start + 30 * minute, first: 'docker node promote node3'},
		],
	},
});

export const onTheWay = aFixture({
	...inTheFive,
	elapsed: 76 * hour,
	timeline: {marks: threeDays, journey: {at: start + hour, share: 0.43}},
});

export const unsaved = aFixture({
	...inTheFive,
	timeline: {marks: threeDays.slice(0, 2), saving: {id: '2026-11-23-1042', problem: 'no space left on device'}},
});
