import {beforeAll, describe, expect, test} from 'vitest';
import type {Sim} from '../../source/engine/engine.ts';
import {
	advance,
	answerTo,
	ask,
	createMachines,
	createSwarm,
	hostOf,
	initSwarm,
	joinSwarm,
	leaderOf,
	leaveSwarm,
	listenAnywhere,
	minute,
	mustAsk,
	nodeIdOf,
	readNode,
	readSwarm,
	refusal,
	second,
	send,
	updateNode,
} from './machines.ts';

const alreadyMember =
	'503 This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
const noSwarm =
	'503 This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
const onWorker =
	"503 This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";

let sim: Sim;
beforeAll(() => {
	sim = createSwarm('1', 1, 1, 2);
});

describe('the version in a path', () => {
	test.each(['', '/v1.24', '/v1.50', '/v1.51'])('`%s` is served', prefix => {
		expect(refusal(sim, 'node1', 'GET', `${prefix}/nodes`)).toBe('200');
	});

	test.each(['1.0', '1.23', '1.9', '0.51'])('%s is too old', version => {
		expect(ask(sim, 'node1', 'GET', `/v${version}/nodes`)).toMatchObject({
			status: 400,
			body: `client version ${version} is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version\n`,
		});
	});

	test.each(['1.52', '1.100', '2.0'])('%s is too new', version => {
		expect(refusal(sim, 'node1', 'GET', `/v${version}/nodes`)).toBe(
			`400 client version ${version} is too new. Maximum supported API version is 1.51`,
		);
	});
});

describe('there is no such page', () => {
	test.each([
		['GET', '/nope'],
		['GET', '/'],
		['PUT', '/nodes'],
		['POST', '/nodes'],
		['DELETE', '/swarm'],
		['GET', '/nodes/a/b'],
		['GET', '/v1.50'],
	] as const)('as %s %s', (method, path) => {
		expect(refusal(sim, 'node1', method, path)).toBe('404 page not found');
	});
});

describe('a body', () => {
	const sent = (path: string, body: string | undefined, headers?: Record<string, string>) =>
		refusal(sim, 'node3', 'POST', path, {body, headers});

	test.each([
		['/swarm/init', '400 invalid ListenAddr "": invalid empty address'],
		['/swarm/join', '400 invalid ListenAddr "": invalid empty address'],
		['/networks/create', '400 invalid name: name is empty'],
	])('of %s that is missing, empty or null is one with nothing in it', (path, expected) => {
		for (const body of [undefined, '', '{}', 'null', '{"nobody":"knows"}']) expect(sent(path, body)).toBe(expected);
	});

	test.each(['/swarm/init', '/swarm/join', '/networks/create'])('of %s must be JSON, and say so', path => {
		expect(sent(path, '  ')).toBe('400 invalid JSON: got EOF while reading request body');
		expect(sent(path, '{"a"')).toBe('400 invalid JSON: unexpected EOF');
		expect(sent(path, '{} {}')).toBe('400 unexpected content after JSON');
		expect(sent(path, "{'a':1}")).toBe(
			"400 invalid JSON: invalid character '\\'' looking for beginning of object key string",
		);
		expect(sent(path, '{}', {'Content-Type': 'text/plain'})).toBe(
			"400 unsupported Content-Type header (text/plain): must be 'application/json'",
		);
		expect(sent(path, '{}', {'content-type': 'Application/JSON; charset=utf-8'})).not.toContain('Content-Type');
	});

	const cannot = '400 invalid JSON: json: cannot unmarshal';
	const field = (what: string, name: string, type: string) =>
		`${cannot} ${what} into Go struct field ${name} of type ${type}`;
	test.each([
		['init', '[]', `${cannot} array into Go value of type swarm.InitRequest`],
		['init', '5', `${cannot} number into Go value of type swarm.InitRequest`],
		['init', '{"ListenAddr":5}', field('number', 'InitRequest.ListenAddr', 'string')],
		['init', '{"listenaddr":true}', field('bool', 'InitRequest.ListenAddr', 'string')],
		['init', '{"DataPathPort":-1}', field('number -1', 'InitRequest.DataPathPort', 'uint32')],
		['init', '{"SubnetSize":1.5}', field('number 1.5', 'InitRequest.SubnetSize', 'uint32')],
		['init', '{"ForceNewCluster":"yes"}', field('string', 'InitRequest.ForceNewCluster', 'bool')],
		['init', '{"DefaultAddrPool":"10.0.0.0/8"}', field('string', 'InitRequest.DefaultAddrPool', '[]string')],
		['init', '{"DefaultAddrPool":[8]}', field('number', 'InitRequest.DefaultAddrPool', 'string')],
		['init', '{"Spec":{"Raft":{"ElectionTick":"x"}}}', field('string', 'RaftConfig.Spec.Raft.ElectionTick', 'int')],
		['init', '{"Spec":{"Labels":["x"]}}', field('array', 'Spec.Spec.Labels', 'map[string]string')],
		[
			'init',
			'{"Availability":1,"ListenAddr":2}',
			field('number', 'InitRequest.Availability', 'swarm.NodeAvailability'),
		],
		['join', '{"RemoteAddrs":{}}', field('object', 'JoinRequest.RemoteAddrs', '[]string')],
	])('of /swarm/%s as %s is of the wrong type', (name, body, expected) => {
		expect(sent(`/swarm/${name}`, body)).toBe(expected);
	});

	test('of the wrong type changes nothing in a swarm', () => {
		const {Version} = readSwarm(sim, 'node1');
		const query = {version: `${Version.Index}`};
		expect(refusal(sim, 'node1', 'POST', '/swarm/update', {query, body: {Dispatcher: {HeartbeatPeriod: '5s'}}})).toBe(
			field('string', 'DispatcherConfig.Dispatcher.HeartbeatPeriod', 'time.Duration'),
		);
		expect(refusal(sim, 'node1', 'POST', '/nodes/node2/update', {query, body: {Role: 1}})).toBe(
			field('number', 'NodeSpec.Role', 'swarm.NodeRole'),
		);
		expect(refusal(sim, 'node1', 'POST', '/networks/create', {body: {Name: 'x', IPAM: {Config: {}}}})).toBe(
			field('object', 'IPAM.IPAM.Config', '[]network.IPAMConfig'),
		);
		expect(readSwarm(sim, 'node1').Version).toEqual(Version);
	});
});

test('a path that cannot be decoded is taken as it stands', () => {
	expect(refusal(sim, 'node1', 'GET', '/nodes/%zz')).toBe('404 node %zz not found');
	expect(refusal(sim, 'node1', 'GET', '/nodes/a%20b')).toBe('404 node a b not found');
});

describe('what only a manager serves', () => {
	const routes = [
		['GET', '/swarm'],
		['GET', '/nodes'],
		['GET', '/nodes/x'],
		['POST', '/swarm/update'],
		['POST', '/nodes/x/update'],
		['DELETE', '/nodes/x'],
		['GET', '/swarm/unlockkey'],
		['GET', '/tasks'],
		['GET', '/services'],
	] as const;

	test.each(routes)('%s %s is refused outside of a swarm and by a worker', (method, path) => {
		const words = {query: {version: '1'}, body: {}};
		expect(refusal(sim, 'node3', method, path, words)).toBe(noSwarm);
		expect(refusal(sim, 'node2', method, path, words)).toBe(onWorker);
	});

	test.each([
		[
			'POST',
			'/swarm/update',
			{body: '{bad'},
			"400 invalid JSON: invalid character 'b' looking for beginning of object key string",
		],
		[
			'POST',
			'/swarm/update',
			{query: {version: '1', rotateWorkerToken: 'maybe'}, body: {}},
			'400 invalid value for rotateWorkerToken: maybe',
		],
		[
			'POST',
			'/nodes/x/update',
			{body: {}},
			`400 invalid node version '': strconv.ParseUint: parsing "": invalid syntax`,
		],
		['GET', '/nodes', {query: {filters: '{'}}, '400 invalid filter'],
		['GET', '/tasks', {query: {filters: '{'}}, '400 invalid filter'],
	] as const)('comes after what cannot be read: %s %s %j', (method, path, words, message) => {
		expect(refusal(sim, 'node2', method, path, words)).toBe(message);
	});

	test('is said to be in preparation while a joiner’s manager is', () => {
		const joining = createMachines('1', 2);
		initSwarm(joining);
		const body = {
			...listenAnywhere,
			RemoteAddrs: ['172.31.4.11:2377'],
			JoinToken: readSwarm(joining, 'node1').JoinTokens.Manager,
		};
		send(joining, 'node2', 'POST', '/swarm/join', {body});
		const seen = new Set<string>();
		for (let count = 0; count < 40; count++) seen.add(refusal(joining, 'node2', 'GET', '/nodes'));
		expect(seen).toContain(
			'503 This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.',
		);
	});
});

describe('init', () => {
	test('is refused in a swarm, whatever it says', () => {
		for (const node of ['node1', 'node2']) {
			expect(refusal(sim, node, 'POST', '/swarm/init', {body: {ListenAddr: 'nonsense'}})).toBe(alreadyMember);
		}
	});

	test.each([
		[{Availability: 'asleep'}, '500 invalid Availability: "asleep"'],
		[{Spec: {Name: 'mine'}}, '400 swarm spec must be named "default"'],
		[{ListenAddr: ''}, '400 invalid ListenAddr "": invalid empty address'],
		[
			{AdvertiseAddr: '0.0.0.0'},
			'400 advertise address must be a non-zero IP address or network interface (with optional port number)',
		],
		[{DataPathPort: 80}, '500 Datapath port number is not in valid range (1024-49151) : 80'],
		[{SubnetSize: 30}, '500 subnet size is out of range: 30'],
	])('with %j is refused, and nothing is left of it', (body, expected) => {
		const lab = createMachines('1', 1);
		expect(refusal(lab, 'node1', 'POST', '/swarm/init', {body: {...listenAnywhere, ...body}})).toBe(expected);
		expect(mustAsk<{Swarm: {LocalNodeState: string}}>(lab, 'node1', 'GET', '/info').Swarm.LocalNodeState).toBe(
			'inactive',
		);
		expect(lab.journal).toEqual([]);
		initSwarm(lab);
	});

	test('answers with the node’s ID, and the user’s settings reach the cluster as an update', () => {
		const lab = createMachines('1', 1);
		const id = initSwarm(lab, 'node1', {
			Availability: 'drain',
			DataPathPort: 5789,
			DefaultAddrPool: ['10.20.0.0/16'],
			SubnetSize: 26,
			Spec: {
				Labels: {zone: 'east'},
				Orchestration: {TaskHistoryRetentionLimit: 3},
				Dispatcher: {HeartbeatPeriod: 7e9},
				CAConfig: {NodeCertExpiry: 3.6e12},
			},
		});
		expect(id).toBe(nodeIdOf(lab, 'node1'));
		expect(readNode(lab, 'node1', id).Spec.Availability).toBe('drain');
		expect(readSwarm(lab, 'node1')).toMatchObject({
			Version: {Index: 10},
			DataPathPort: 5789,
			DefaultAddrPool: ['10.20.0.0/16'],
			SubnetSize: 26,
			Spec: {
				Name: 'default',
				Labels: {zone: 'east'},
				Orchestration: {TaskHistoryRetentionLimit: 3},
				Raft: {SnapshotInterval: 10_000, ElectionTick: 10},
				Dispatcher: {HeartbeatPeriod: 7e9},
				CAConfig: {NodeCertExpiry: 3.6e12},
			},
		});
	});

	test('elsewhere makes another, disjoint swarm', () => {
		const lab = createMachines('1', 2);
		const [one, other] = ['node1', 'node2'].map(node => {
			initSwarm(lab, node);
			return readSwarm(lab, node);
		});
		expect(one?.JoinTokens.Worker.split('-')[2]).not.toBe(other?.JoinTokens.Worker.split('-')[2]);
		expect(mustAsk<unknown[]>(lab, 'node1', 'GET', '/nodes')).toHaveLength(1);
	});
});

describe('join', () => {
	const worker = () => readSwarm(sim, 'node1').JoinTokens.Worker;
	const join = (body: object) => refusal(sim, 'node3', 'POST', '/swarm/join', {body: {...listenAnywhere, ...body}});
	const via = ['172.31.4.11:2377'];

	test.each([
		[{RemoteAddrs: []}, '400 at least 1 RemoteAddr is required to join'],
		[{}, '400 at least 1 RemoteAddr is required to join'],
		[{RemoteAddrs: ['']}, '400 invalid remoteAddr "": invalid empty address'],
		[{RemoteAddrs: via, ListenAddr: ''}, '400 invalid ListenAddr "": invalid empty address'],
		[{RemoteAddrs: via, Availability: 'asleep'}, '500 invalid Availability: "asleep"'],
		[{RemoteAddrs: via, JoinToken: 'foo'}, '500 invalid join token'],
	])('with %j is refused at once', (body, expected) => {
		const began = sim.now;
		expect(join(body)).toBe(expected);
		expect(sim.now - began).toBeLessThan(second);
	});

	test.each([
		[
			'a wrong secret',
			() => `${worker().slice(0, -25)}${'0'.repeat(25)}`,
			/^400 rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster$/,
		],
		[
			'another root’s digest',
			() => worker().replace(/-[0-9a-z]{50}-/, `-${'0'.repeat(49)}1-`),
			/^500 .*remote CA does not match fingerprint. Expected: 0{63}1$/,
		],
	])('with %s is refused after five tries in ten seconds, and leaves the node as it was', (_, token, expected) => {
		const began = sim.now;
		expect(join({RemoteAddrs: via, JoinToken: token()})).toMatch(expected);
		expect((sim.now - began) / second).toBeCloseTo(10, 0);
		expect(hostOf(sim, 'node3').engine.membership).toBeUndefined();
		expect(hostOf(sim, 'node3').swarm).toBeUndefined();
		expect(mustAsk<unknown[]>(sim, 'node1', 'GET', '/nodes')).toHaveLength(2);
	});

	test('through a worker, whose port is closed, is refused after ten seconds', () => {
		const began = sim.now;
		expect(join({RemoteAddrs: ['172.31.4.12:2377'], JoinToken: worker()})).toMatch(/^503 .*connection refused"$/);
		expect((sim.now - began) / second).toBeCloseTo(10, 0);
	});

	test('through an address that nobody has is given up at 20 s, goes on, and ends in an error', () => {
		const lab = createSwarm('1', 1, 0, 1);
		const {JoinTokens} = readSwarm(lab, 'node1');
		const body = {...listenAnywhere, RemoteAddrs: ['172.31.4.99:2377'], JoinToken: JoinTokens.Worker};
		const began = lab.now;
		expect(refusal(lab, 'node2', 'POST', '/swarm/join', {body})).toBe(
			'503 Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.',
		);
		expect((lab.now - began) / second).toBeCloseTo(20, 1);
		const state = () => mustAsk<{Swarm: {LocalNodeState: string; Error: string}}>(lab, 'node2', 'GET', '/info').Swarm;
		expect(state()).toMatchObject({LocalNodeState: 'pending', Error: ''});
		expect(refusal(lab, 'node2', 'POST', '/swarm/join', {body})).toBe(alreadyMember);
		advance(lab, 30 * second);
		expect(state().LocalNodeState).toBe('error');
		expect(state().Error).toMatch(/no route to host/);
		// It is not tried again; without --force it can be left.
		advance(lab, 10 * minute);
		expect(state().LocalNodeState).toBe('error');
		leaveSwarm(lab, 'node2', false);
		joinSwarm(lab, 'node2', 'worker');
	});

	test('that is left while it is under way is cancelled', () => {
		const lab = createSwarm('1', 1, 0, 1);
		const body = {
			...listenAnywhere,
			RemoteAddrs: ['172.31.4.99:2377'],
			JoinToken: readSwarm(lab, 'node1').JoinTokens.Worker,
		};
		const id = send(lab, 'node2', 'POST', '/swarm/join', {body});
		advance(lab, 5 * second);
		leaveSwarm(lab, 'node2', false);
		expect(answerTo(lab, id)).toMatchObject({status: 500, body: '{"message":"context canceled"}\n'});
		advance(lab, minute);
		expect(lab.outbox).toEqual([]);
		expect(hostOf(lab, 'node2').engine.membership).toBeUndefined();
	});
});

describe('leaving', () => {
	const base = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
	const tail =
		'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';
	const leave = (lab: Sim, node: string) => refusal(lab, node, 'POST', '/swarm/leave');

	test('no swarm is an error', () => {
		expect(leave(sim, 'node4')).toBe('503 This node is not part of a swarm');
	});

	test.each([
		[
			1,
			`Removing the last manager erases all current state of the swarm. Use \`--force\` to ignore this message. `,
			false,
		],
		[2, 'Removing this node leaves 1 managers out of 2. Without a Raft quorum your swarm will be inaccessible. ', true],
		[3, '', true],
	])('as one of %i managers needs force', (managers, middle, hasTail) => {
		const lab = createSwarm('1', managers, 0);
		expect(leave(lab, `node${managers}`)).toBe(`503 ${base}${middle}${hasTail ? tail : ''}`);
		expect(hostOf(lab, `node${managers}`).engine.membership?.state).toBe('active');
	});

	test('one of three of which one is down loses the quorum', () => {
		const lab = createSwarm('1', 3, 0);
		leaveSwarm(lab, 'node3');
		advance(lab, 10 * second);
		expect(leave(lab, 'node2')).toContain('Removing this node leaves 1 managers out of 3. Without a Raft quorum');
	});

	test('as a worker needs none, and takes the node out of it', () => {
		const lab = createSwarm('1', 1, 1);
		expect(leave(lab, 'node2')).toBe('200');
		const {Swarm} = mustAsk<{Swarm: object}>(lab, 'node2', 'GET', '/info');
		expect(Swarm).toEqual({
			NodeID: '',
			NodeAddr: '',
			LocalNodeState: 'inactive',
			ControlAvailable: false,
			Error: '',
			RemoteManagers: null,
		});
	});
});

describe('updating', () => {
	test('a swarm needs a version, the present one, and a spec that can be', () => {
		const update = (version: string | undefined, body: object) =>
			refusal(sim, 'node1', 'POST', '/swarm/update', {query: version === undefined ? {} : {version}, body});
		const now = `${readSwarm(sim, 'node1').Version.Index}`;
		expect(update('x', {})).toBe(`400 invalid swarm version 'x': strconv.ParseUint: parsing "x": invalid syntax`);
		expect(update(undefined, {})).toBe(`400 invalid swarm version '': strconv.ParseUint: parsing "": invalid syntax`);
		expect(update('1', {})).toBe('500 rpc error: code = Unknown desc = update out of sequence');
		expect(update(now, {Name: 'mine'})).toBe('400 swarm spec must be named "default"');
		expect(update(now, {CAConfig: {NodeCertExpiry: 3.5e12}})).toBe(
			'400 rpc error: code = InvalidArgument desc = minimum certificate expiry time is: 1h0m0s',
		);
		expect(update(now, {Dispatcher: {HeartbeatPeriod: -1}})).toBe(
			'400 rpc error: code = InvalidArgument desc = heartbeat time period cannot be a negative duration',
		);
		expect(`${readSwarm(sim, 'node1').Version.Index}`).toBe(now);
	});

	test('takes the body for the whole: what it leaves out becomes zero, and zero is not shown where Go leaves it out', () => {
		const lab = createSwarm('1', 1, 0);
		const query = {version: `${readSwarm(lab, 'node1').Version.Index}`};
		mustAsk(lab, 'node1', 'POST', '/swarm/update', {query, body: {Name: 'default'}});
		const {Spec} = mustAsk<{Spec: object}>(lab, 'node1', 'GET', '/swarm');
		expect(Spec).toEqual({
			Name: 'default',
			Labels: {},
			Orchestration: {TaskHistoryRetentionLimit: 0},
			Raft: {KeepOldSnapshots: 0, ElectionTick: 0, HeartbeatTick: 0},
			Dispatcher: {},
			CAConfig: {},
			TaskDefaults: {},
			EncryptionConfig: {AutoLockManagers: false},
		});
	});

	test('a swarm’s tokens takes a truth as Go reads it', () => {
		const query = {version: `${readSwarm(sim, 'node1').Version.Index}`};
		const update = (rotateWorkerToken: string) =>
			refusal(sim, 'node1', 'POST', '/swarm/update', {query: {...query, rotateWorkerToken}, body: {}});
		expect(update('maybe')).toBe('400 invalid value for rotateWorkerToken: maybe');
		expect(update('yes')).toBe('400 invalid value for rotateWorkerToken: yes');
	});

	test('rotates the tokens that it is asked to, and keeps the digest', () => {
		const lab = createSwarm('1', 1, 0);
		const before = readSwarm(lab, 'node1');
		const query = {version: `${before.Version.Index}`, rotateWorkerToken: 'true', rotateManagerToken: '0'};
		mustAsk(lab, 'node1', 'POST', '/swarm/update', {query, body: {}});
		const {JoinTokens} = readSwarm(lab, 'node1');
		expect(JoinTokens.Manager).toBe(before.JoinTokens.Manager);
		expect(JoinTokens.Worker).not.toBe(before.JoinTokens.Worker);
		expect(JoinTokens.Worker.slice(0, 59)).toBe(before.JoinTokens.Worker.slice(0, 59));
	});

	test('a node needs a version and known words', () => {
		const update = (query: Record<string, string>, body: object) =>
			refusal(sim, 'node1', 'POST', '/nodes/node2/update', {query, body});
		expect(update({version: '-1'}, {})).toBe(
			`400 invalid node version '-1': strconv.ParseUint: parsing "-1": invalid syntax`,
		);
		expect(updateNode(sim, 'node1', 'node2', {Role: 'boss'})).toBe('400 invalid Role: "boss"');
		expect(updateNode(sim, 'node1', 'node2', {Availability: 'asleep'})).toBe('400 invalid Availability: "asleep"');
		expect(updateNode(sim, 'node1', 'node2', {Availability: 'Drain', Role: 'WORKER'})).toBe('200');
		expect(readNode(sim, 'node1', 'node2').Spec).toMatchObject({Availability: 'drain', Role: 'worker'});
	});
});

describe('a node is found', () => {
	test('by its whole ID, its hostname, or the beginning of its ID, if that is one node’s', () => {
		const lab = createSwarm('1', 1, 1);
		const id = nodeIdOf(lab, 'node2');
		for (const reference of [id, 'node2', id.slice(0, 12)]) expect(readNode(lab, 'node1', reference).ID).toBe(id);
		leaveSwarm(lab, 'node2', false);
		joinSwarm(lab, 'node2', 'worker');
		expect(refusal(lab, 'node1', 'GET', '/nodes/node2')).toBe('400 node node2 is ambiguous (2 matches found)');
		expect(refusal(lab, 'node1', 'GET', '/nodes/NODE2')).toBe('404 node NODE2 not found');
		expect(readNode(lab, 'node1', id).ID).toBe(id);
	});

	test.each([
		['{"role":["manager"]}', ['node1']],
		['{"role":{"worker":true}}', ['node2']],
		['{"role":["Manager","worker"]}', ['node1', 'node2']],
		['{"name":["node"]}', ['node1', 'node2']],
		['{"name":["node2"]}', ['node2']],
		['{"name":["ode"]}', []],
		['{"node.label":["zone=east"]}', ['node2']],
		['{"node.label":["zone"]}', ['node2']],
		['{"node.label":["zone=west"]}', []],
		['{"membership":["accepted"]}', ['node1']],
		['{"label":["x"]}', []],
		['', ['node1', 'node2']],
	])('by the filter %s', (filters, expected) => {
		const lab = createSwarm('1', 1, 1);
		updateNode(lab, 'node1', 'node2', {Labels: {zone: 'east'}});
		const nodes = mustAsk<{Description: {Hostname: string}}[]>(lab, 'node1', 'GET', '/nodes', {query: {filters}});
		expect(nodes.map(node => node.Description.Hostname).toSorted()).toEqual(expected);
	});

	test.each([
		['{"role":["boss"]}', "500 Invalid role filter: 'boss'"],
		['{"membership":["maybe"]}', "500 Invalid membership filter: 'maybe'"],
		['{"colour":["red"]}', "400 invalid filter 'colour'"],
		['not json', '400 invalid filter'],
	])('not by the filter %s', (filters, expected) => {
		expect(refusal(sim, 'node1', 'GET', '/nodes', {query: {filters}})).toBe(expected);
	});
});

test('info says what it can where nobody leads: the swarm’s error, and no numbers', () => {
	const lab = createSwarm('1', 3, 0);
	leaveSwarm(lab, 'node2');
	leaveSwarm(lab, 'node3');
	advance(lab, 2 * minute);
	const {Swarm} = mustAsk<{Swarm: Record<string, unknown>}>(lab, 'node1', 'GET', '/info');
	expect(Swarm).toMatchObject({LocalNodeState: 'active', ControlAvailable: true});
	expect(Swarm.Error).toMatch(/^rpc error: code = Unknown desc = The swarm does not have a leader\./);
	expect(Swarm).not.toHaveProperty('Nodes');
	expect(ask(lab, 'node1', 'GET', '/_ping').headers.Swarm).toBe('active/manager');
	expect(() => leaderOf(lab)).toThrow();
});

test('a ping says the node’s state, from inactive to error', () => {
	const lab = createMachines('1', 2);
	const state = () => ask(lab, 'node2', 'HEAD', '/_ping').headers.Swarm;
	expect(state()).toBe('inactive');
	initSwarm(lab);
	const {JoinTokens} = readSwarm(lab, 'node1');
	send(lab, 'node2', 'POST', '/swarm/join', {
		body: {...listenAnywhere, RemoteAddrs: ['172.31.4.99:2377'], JoinToken: JoinTokens.Worker},
	});
	expect(state()).toBe('pending');
	advance(lab, minute);
	expect(state()).toBe('error');
	leaveSwarm(lab, 'node2', false);
	joinSwarm(lab, 'node2', 'manager');
	expect(state()).toBe('active/manager');
});
