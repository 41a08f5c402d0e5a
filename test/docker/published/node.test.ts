import {describe, expect, it} from 'vitest';
import {type Answers, error, errorOf, json, manager, node, tryLine} from './fake-engine.ts';

/** Docker's own published cases of its node commands: case, input, expected outcome. (cli/command/node) */

const failing = (route: string, message: string): Answers => ({[route]: error(message)});
const self: Answers = {'GET /info': json({Swarm: {NodeID: 'nodeID1'}})};

const listed = (more: object = {}): Answers => ({
	...self,
	'GET /nodes': json([
		node({
			ID: 'nodeID1',
			Spec: {Availability: 'drain'},
			Description: {Hostname: 'foobar_baz', Engine: {EngineVersion: '18.03.0-ce'}, TLSInfo: {TrustRoot: 'no'}},
			Status: {State: 'foo', Addr: ''},
			...{ManagerStatus: {Leader: true}},
		}),
		node({
			ID: 'nodeID2',
			Description: {Hostname: 'foobar_bar', Engine: {EngineVersion: '1.2.3'}, TLSInfo: {TrustRoot: 'hi'}},
			Status: {State: 'bar', Addr: ''},
			...{ManagerStatus: {Leader: false, Reachability: 'Reachable'}},
		}),
		node({
			ID: 'nodeID3',
			Description: {Hostname: 'foobar_boo', Engine: {}, TLSInfo: {}},
			Status: {State: 'boo', Addr: ''},
		}),
	]),
	...more,
});
const withRoot = {'GET /info': json({Swarm: {NodeID: 'nodeID0', Cluster: {TLSInfo: {TrustRoot: 'hi'}}}})};

describe('node ls', () => {
	it.each([
		[
			'InvalidFunction',
			"'{{InvalidFunction}}'",
			'template parsing error: template: :1: function "InvalidFunction" not defined',
		],
		['nil', "'{{nil}}'", 'template parsing error: template: :1:2: executing "" at <nil>: nil is not a command'],
	])('fails at %s', async (_name, format, message) => {
		expect(await errorOf(`node ls --format ${format}`, listed())).toBe(message);
	});

	// Rows are sorted by host name, as the command does before it formats.
	it.each([
		[
			'table',
			'',
			'ID          HOSTNAME     STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION\n' +
				'nodeID2     foobar_bar   Bar       Active         Reachable        1.2.3\n' +
				'nodeID1 *   foobar_baz   Foo       Drain          Leader           18.03.0-ce\n' +
				'nodeID3     foobar_boo   Boo       Active                          \n',
		],
		['table -q', '-q', 'nodeID2\nnodeID1\nnodeID3\n'],
		['table of host names', "--format 'table {{.Hostname}}'", 'HOSTNAME\nfoobar_bar\nfoobar_baz\nfoobar_boo\n'],
		['the same, quiet', "-q --format 'table {{.Hostname}}'", 'HOSTNAME\nfoobar_bar\nfoobar_baz\nfoobar_boo\n'],
		[
			'raw',
			'--format raw',
			'node_id: nodeID2\nhostname: foobar_bar\nstatus: Bar\navailability: Active\nmanager_status: Reachable\n\n' +
				'node_id: nodeID1\nhostname: foobar_baz\nstatus: Foo\navailability: Drain\nmanager_status: Leader\n\n' +
				'node_id: nodeID3\nhostname: foobar_boo\nstatus: Boo\navailability: Active\nmanager_status: \n\n',
		],
		['raw -q', '-q --format raw', 'node_id: nodeID2\nnode_id: nodeID1\nnode_id: nodeID3\n'],
	])('prints %s', async (_name, flags, output) => {
		expect((await tryLine(`node ls ${flags}`, listed())).stdout).toBe(output);
	});

	it.each([
		[
			'with a cluster that has TLS',
			withRoot,
			'ID        HOSTNAME     TLS STATUS\nnodeID2   foobar_bar   Ready\nnodeID1   foobar_baz   Needs Rotation\nnodeID3   foobar_boo   Unknown\n',
		],
		[
			'with a cluster that has none',
			{'GET /info': json({Swarm: {Cluster: {}}})},
			'ID        HOSTNAME     TLS STATUS\nnodeID2   foobar_bar   Unknown\nnodeID1   foobar_baz   Unknown\nnodeID3   foobar_boo   Unknown\n',
		],
	])('knows the TLS status %s', async (_name, answers, output) => {
		const format = "'table {{.ID}}\\t{{.Hostname}}\\t{{.TLSStatus}}'";
		expect((await tryLine(`node ls --format ${format}`, listed(answers))).stdout).toBe(output);
	});

	it('prints by a template of its own', async () => {
		const {stdout} = await tryLine("node ls --format '{{.Hostname}}  {{.TLSStatus}}'", listed(withRoot));
		expect(stdout).toBe('foobar_bar  Ready\nfoobar_baz  Needs Rotation\nfoobar_boo  Unknown\n');
	});

	it.each([
		['without TLS of the cluster', {}, ['Unknown', 'Unknown', 'Unknown']],
		['with it', withRoot, ['Ready', 'Needs Rotation', 'Unknown']],
	])('prints JSON %s', async (_name, answers, statuses) => {
		const {stdout} = await tryLine("node ls --format '{{json .}}'", listed(answers));
		const rows = stdout
			.trim()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(rows.map(({TLSStatus}) => TLSStatus)).toEqual(statuses);
		expect(rows[0]).toMatchObject({
			Availability: 'Active',
			EngineVersion: '1.2.3',
			Hostname: 'foobar_bar',
			ID: 'nodeID2',
			ManagerStatus: 'Reachable',
			Self: false,
			Status: 'Bar',
		});
		expect(Object.keys(rows[0])).toEqual(Object.keys(rows[0]).toSorted());
	});

	it('prints one field as JSON', async () => {
		expect((await tryLine("node ls --format '{{json .ID}}'", listed())).stdout).toBe(
			'"nodeID2"\n"nodeID1"\n"nodeID3"\n',
		);
	});

	it.each([
		['error listing nodes', failing('GET /nodes', 'error listing nodes')],
		['error asking for node info', listed(failing('GET /info', 'error asking for node info'))],
	])('ends in: %s', async (message, answers) => {
		expect(await errorOf('node ls', answers)).toBe(message);
	});

	it('sorts numbers in names as numbers', async () => {
		const nodes = [
			manager({
				ID: 'nodeID1',
				Description: {Hostname: 'node-2-foo', Engine: {EngineVersion: '.'}},
				...{ManagerStatus: {Leader: true}},
			}),
			manager({ID: 'nodeID2', Description: {Hostname: 'node-10-foo', Engine: {EngineVersion: '18.03.0-ce'}}}),
			node({ID: 'nodeID3', Description: {Hostname: 'node-1-foo', Engine: {}}}),
		];
		expect((await tryLine('node ls', {...self, 'GET /nodes': json(nodes)})).stdout).toBe(
			'ID          HOSTNAME      STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION\n' +
				'nodeID3     node-1-foo    Ready     Active                          \n' +
				'nodeID1 *   node-2-foo    Ready     Active         Leader           .\n' +
				'nodeID2     node-10-foo   Ready     Active         Reachable        18.03.0-ce\n',
		);
	});

	it('prints IDs alone when quiet', async () => {
		expect((await tryLine('node ls -q', {'GET /nodes': json([node({ID: 'nodeID1'})])})).stdout).toBe('nodeID1\n');
	});

	const nodes: Answers = {
		...self,
		'GET /nodes': json([
			manager({ID: 'nodeID1', Description: {Hostname: 'nodeHostname1'}, ...{ManagerStatus: {Leader: true}}}),
			manager({ID: 'nodeID2', Description: {Hostname: 'nodeHostname2'}}),
			node({ID: 'nodeID3', Description: {Hostname: 'nodeHostname3'}}),
		]),
	};
	const files = {
		'/root/.docker/config.json': JSON.stringify({nodesFormat: '{{.ID}}: {{.Hostname}} {{.Status}}/{{.ManagerStatus}}'}),
	};

	it('has its format from the configuration', async () => {
		expect((await tryLine('node ls', nodes, {files})).stdout).toBe(
			'nodeID1: nodeHostname1 Ready/Leader\nnodeID2: nodeHostname2 Ready/Reachable\nnodeID3: nodeHostname3 Ready/\n',
		);
	});

	it('has the format that it is given, whatever the configuration says', async () => {
		expect((await tryLine("node ls --format '{{.Hostname}}: {{.ManagerStatus}}'", nodes, {files})).stdout).toBe(
			'nodeHostname1: Leader\nnodeHostname2: Reachable\nnodeHostname3: \n',
		);
	});
});

describe('node inspect', () => {
	it.each([
		['', {}, 'requires at least 1 argument'],
		['self', failing('GET /info', 'error asking for node info'), 'error asking for node info'],
		[
			'nodeID',
			{...failing('GET /nodes/*', 'error inspecting the node'), ...failing('GET /info', 'x')},
			'error inspecting the node',
		],
		['self', {...self, ...failing('GET /nodes/*', 'error inspecting the node')}, 'error inspecting the node'],
		['self --pretty', failing('GET /info', 'error asking for node info'), 'error asking for node info'],
	])('fails for "%s"', async (args, answers, message) => {
		expect(await errorOf(`node inspect ${args}`, answers)).toContain(message);
	});

	const tail =
		'Platform:\n Operating System:\tlinux\n Architecture:\t\tx86_64\nResources:\n CPUs:\t\t\t0\n Memory:\t\t20MiB\n' +
		'Plugins:\n Network:\t\tbridge, overlay\n Volume:\t\tlocal\nEngine Version:\t\t1.13.0\nEngine Labels:\n - engine=label\n';
	const head = (labels: string) =>
		`ID:\t\t\tnodeID\nName:\t\t\tdefaultNodeName\n${labels}Hostname:              \tdefaultNodeHostname\n` +
		'Joined at:             \t2009-11-10 23:00:00 +0000 utc\nStatus:\n State:\t\t\tReady\n Availability:         \tActive\n Address:\t\t127.0.0.1\n';
	const managing = (leader: string) =>
		`Manager Status:\n Address:\t\t127.0.0.1\n Raft Status:\t\tReachable\n Leader:\t\t${leader}\n`;
	it.each([
		['simple', node({Spec: {Labels: {lbl1: 'value1'}}}), head('Labels:\n - lbl1=value1\n') + tail],
		['manager', manager(), head('') + managing('No') + tail],
		['manager-leader', manager({...{ManagerStatus: {Leader: true}}}), head('') + managing('Yes') + tail],
	])('pretty: %s', async (_name, one, output) => {
		expect((await tryLine('node inspect --pretty nodeID', {'GET /nodes/*': json(one)})).stdout).toBe(output);
	});

	it('pretty, with TLS and without a manager', async () => {
		const one = {
			ID: 'nodeID1',
			CreatedAt: '0001-01-01T00:00:00Z',
			Spec: {Availability: 'drain'},
			Description: {
				Hostname: 'foobar_baz',
				Platform: {OS: 'linux', Architecture: 'amd64'},
				Resources: {MemoryBytes: 1},
				Engine: {EngineVersion: '0.1.1'},
				TLSInfo: {
					TrustRoot: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
					CertIssuerSubject: 'c3ViamVjdA==',
					CertIssuerPublicKey: 'cHViS2V5',
				},
			},
			Status: {State: 'ready', Addr: '1.1.1.1'},
		};
		expect((await tryLine('node inspect --pretty nodeID1', {'GET /nodes/*': json(one)})).stdout).toBe(
			'ID:\t\t\tnodeID1\nHostname:              \tfoobar_baz\nJoined at:             \t0001-01-01 00:00:00 +0000 utc\n' +
				'Status:\n State:\t\t\tReady\n Availability:         \tDrain\n Address:\t\t1.1.1.1\n' +
				'Platform:\n Operating System:\tlinux\n Architecture:\t\tamd64\nResources:\n CPUs:\t\t\t0\n Memory:\t\t1B\n' +
				'Engine Version:\t\t0.1.1\nTLS Info:\n TrustRoot:\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n\n' +
				' Issuer Subject:\tc3ViamVjdA==\n Issuer Public Key:\tcHViS2V5\n',
		);
	});
});

describe('node ps', () => {
	it.each([
		['', failing('GET /info', 'error asking for node info'), 'error asking for node info'],
		['nodeID', failing('GET /nodes/*', 'error inspecting the node'), 'error inspecting the node'],
		['nodeID', failing('GET /tasks', 'error returning the task list'), 'error returning the task list'],
	])('fails for "%s"', async (args, answers, message) => {
		expect(await errorOf(`node ps ${args}`, answers)).toBe(message);
	});

	const now = Date.parse('2026-01-01T12:00:00Z');
	const task = (more: object = {}, hoursAgo = 2) => ({
		ID: 'taskID',
		ServiceID: 'rl02d5gwz6chzu7il5fhtb8be',
		Slot: 1,
		DesiredState: 'ready',
		Spec: {ContainerSpec: {Image: 'myimage:mytag'}},
		Status: {
			State: 'ready',
			Timestamp: new Date(now - hoursAgo * 3_600_000).toISOString(),
			PortStatus: {Ports: [{TargetPort: 80, PublishedPort: 80, Protocol: 'tcp'}]},
		},
		NodeID: 'nodeID',
		...more,
	});
	const named = (Name: string): Answers => ({'GET /services/*': json({ID: Name, Spec: {Name}})});

	it('simple', async () => {
		const answers = {...named('rl02d5gwz6chzu7il5fhtb8be'), 'GET /tasks': json([task()])};
		expect((await tryLine('node ps nodeID', answers, {now})).stdout).toBe(
			'ID        NAME                          IMAGE           NODE              DESIRED STATE   CURRENT STATE       ERROR     PORTS\n' +
				'taskID    rl02d5gwz6chzu7il5fhtb8be.1   myimage:mytag   defaultNodeName   Ready           Ready 2 hours ago             *:80->80/tcp\n',
		);
	});

	it('with errors', async () => {
		const failed = (ID: string, hours: number) =>
			task(
				{
					ID,
					ServiceID: 'failure',
					Status: {State: 'ready', Err: 'a task error', Timestamp: new Date(now - hours * 3_600_000).toISOString()},
				},
				hours,
			);
		const answers = {
			...named('failure'),
			'GET /tasks': json([failed('taskID1', 2), failed('taskID2', 3), failed('taskID3', 4)]),
		};
		expect((await tryLine('node ps nodeID', answers, {now})).stdout).toBe(
			'ID        NAME            IMAGE           NODE              DESIRED STATE   CURRENT STATE       ERROR            PORTS\n' +
				'taskID1   failure.1       myimage:mytag   defaultNodeName   Ready           Ready 2 hours ago   "a task error"   \n' +
				'taskID2    \\_ failure.1   myimage:mytag   defaultNodeName   Ready           Ready 3 hours ago   "a task error"   \n' +
				'taskID3    \\_ failure.1   myimage:mytag   defaultNodeName   Ready           Ready 4 hours ago   "a task error"   \n',
		);
	});
});

describe.each([
	['promote', 'manager', manager()],
	['demote', 'worker', node()],
])('node %s', (verb, role, inRole) => {
	it.each([
		['', {}, 'requires at least 1 argument'],
		['nodeID', failing('GET /nodes/*', 'error inspecting the node'), 'error inspecting the node'],
		[
			'nodeID',
			{
				'GET /nodes/*': json(role === 'manager' ? node() : manager()),
				...failing('POST /nodes/*/update', 'error updating the node'),
			},
			'error updating the node',
		],
	])('fails for "%s"', async (args, answers, message) => {
		expect(await errorOf(`node ${verb} ${args}`, answers)).toContain(message);
	});

	it('leaves alone what is in the role', async () => {
		const {exitCode, stdout, sent} = await tryLine(`node ${verb} nodeID`, {'GET /nodes/*': json(inRole)});
		expect({exitCode, sent}).toEqual({exitCode: 0, sent: {}});
		expect(stdout).toBe(`Node nodeID is already a ${role}.\n`);
	});

	it('changes several', async () => {
		const other = role === 'manager' ? node() : manager();
		const {exitCode, requests} = await tryLine(`node ${verb} nodeID1 nodeID2`, {'GET /nodes/*': json(other)});
		const bodies = requests.flatMap(({body}) => (body ? [JSON.parse(body)] : []));
		expect(exitCode).toBe(0);
		expect(bodies).toMatchObject([{Role: role}, {Role: role}]);
	});
});

describe('node rm', () => {
	it('not enough arguments', async () => expect(await errorOf('node rm')).toContain('requires at least 1 argument'));
	it('API error', async () => {
		expect(await errorOf('node rm nodeID', failing('DELETE /nodes/*', 'error removing the node'))).toBe(
			'error removing the node',
		);
	});
	it('several', async () => expect((await tryLine('node rm nodeID1 nodeID2')).stdout).toBe('nodeID1\nnodeID2\n'));
});

describe('node update', () => {
	it.each([
		['', {}, 'requires 1 argument'],
		['node1 node2', {}, 'requires 1 argument'],
		['nodeID', failing('GET /nodes/*', 'error inspecting the node'), 'error inspecting the node'],
		['nodeID', failing('POST /nodes/*/update', 'error updating the node'), 'error updating the node'],
		['nodeID --label-rm not-present', {}, "key not-present doesn't exist in node's labels"],
	])('fails for "%s"', async (args, answers, message) => {
		expect(await errorOf(`node update ${args}`, answers)).toContain(message);
	});

	const labelled = {'GET /nodes/*': json(node({Spec: {Labels: {key: 'value'}}}))};
	it.each([
		['--role manager', {}, {Role: 'manager'}],
		['--availability drain', {}, {Availability: 'drain'}],
		['--label-add lbl', {}, {Labels: {lbl: ''}}],
		['--label-add key=value', {}, {Labels: {key: 'value'}}],
		['--label-rm key', labelled, {Labels: {}}],
	])('%s', async (flags, answers, expected) => {
		const {sent} = await tryLine(`node update ${flags} nodeID`, answers);
		expect(sent['POST /nodes/nodeID/update']).toMatchObject(expected);
		if (flags === '--label-rm key') expect(sent['POST /nodes/nodeID/update']).toHaveProperty('Labels', {});
	});
});
