import {describe, expect, it} from 'vitest';
import {ConnectionError} from '../../../source/api/message.ts';
import {runDocker} from '../run.ts';
import {type Answers, error, errorOf, json, tryLine} from './fake-engine.ts';

/** Docker's own published cases of info, version and events: case, input, expected outcome. (cli/command/system) */

const sample = {
	ID: 'EKHL:QDUU:QZ7U:MKGD:VDXK:S27Q:GIPU:24B7:R7VT:DGN6:QCSF:2UBX',
	Containers: 0,
	Images: 0,
	Driver: 'overlay2',
	Plugins: {Volume: ['local'], Network: ['bridge', 'host'], Authorization: null, Log: ['json-file']},
	LoggingDriver: 'json-file',
	KernelVersion: '4.4.0-87-generic',
	OperatingSystem: 'Ubuntu 16.04.3 LTS',
	OSType: 'linux',
	Architecture: 'x86_64',
	NCPU: 2,
	MemTotal: 2_097_356_800,
	DockerRootDir: '/var/lib/docker',
	Name: 'system-sample',
	Labels: ['provider=digitalocean'],
	ServerVersion: '17.06.1-ce',
	Swarm: {NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: ''},
	SecurityOptions: ['name=apparmor', 'name=seccomp,profile=default'],
};
const info = (more: object = {}): Answers => ({'GET /info': json({...sample, ...more})});

describe('info', () => {
	it('without a swarm', async () => {
		const {stdout, stderr} = await tryLine('info', info());
		expect(stdout).toContain('\n Swarm: inactive\n');
		expect(stdout).toContain('\n CPUs: 2\n Total Memory: 1.953GiB\n Name: system-sample\n');
		expect(stdout).toContain('\n Security Options:\n  apparmor\n  seccomp\n   Profile: default\n');
		expect(stderr).toBe('');
	});

	it('with a swarm', async () => {
		const address = '165.227.107.89:2377';
		const Swarm = {
			NodeID: 'qo2dfdig9mmxqkawulggepdih',
			NodeAddr: '165.227.107.89',
			LocalNodeState: 'active',
			ControlAvailable: true,
			Error: '',
			RemoteManagers: [{NodeID: 'qo2dfdig9mmxqkawulggepdih', Addr: address}],
			Nodes: 1,
			Managers: 1,
			Cluster: {
				ID: '9vs5ygs0gguyyec4iqf2314c0',
				Spec: {
					Orchestration: {TaskHistoryRetentionLimit: 5},
					Raft: {SnapshotInterval: 10_000, KeepOldSnapshots: 0, ElectionTick: 3, HeartbeatTick: 1},
					Dispatcher: {HeartbeatPeriod: 5_000_000_000},
					CAConfig: {NodeCertExpiry: 7_776_000_000_000_000},
					EncryptionConfig: {AutoLockManagers: true},
				},
			},
		};
		const {stdout} = await tryLine('info', info({Swarm}));
		expect(stdout).toContain(
			[
				' Swarm: active',
				'  NodeID: qo2dfdig9mmxqkawulggepdih',
				'  Is Manager: true',
				'  ClusterID: 9vs5ygs0gguyyec4iqf2314c0',
				'  Managers: 1',
				'  Nodes: 1',
				'  Orchestration:',
				'   Task History Retention Limit: 5',
				'  Raft:',
				'   Snapshot Interval: 10000',
				'   Number of Old Snapshots to Retain: 0',
				'   Heartbeat Tick: 1',
				'   Election Tick: 3',
				'  Dispatcher:',
				'   Heartbeat Period: 5 seconds',
				'  CA Configuration:',
				'   Expiry Duration: 3 months',
				'   Force Rotate: 0',
				'  Autolock Managers: true',
				'  Root Rotation In Progress: false',
				'  Node Address: 165.227.107.89',
				'  Manager Addresses:',
				`   ${address}`,
				'',
			].join('\n'),
		);
	});

	it.each([[null], [[]]])('shows no labels where they are %j', async Labels => {
		expect((await tryLine('info', info({Labels}))).stdout).not.toContain('Labels:');
	});

	it('puts the engine’s warnings on standard error', async () => {
		const Warnings = ['WARNING: No memory limit support', 'WARNING: No swap limit support'];
		const {stdout, stderr} = await tryLine('info', info({Warnings}));
		expect(stdout).toBe((await tryLine('info', info())).stdout);
		expect(stderr).toBe(`${Warnings.join('\n')}\n`);
	});

	it('shows devices', async () => {
		const DiscoveredDevices = [
			{Source: 'cdi', ID: 'com.example.device1'},
			{Source: 'cdi', ID: 'nvidia.com/gpu=gpu0'},
		];
		expect((await tryLine('info', info({DiscoveredDevices}))).stdout).toContain(
			' Discovered Devices:\n  cdi: com.example.device1\n  cdi: nvidia.com/gpu=gpu0\n',
		);
	});

	it('shows what it has of client and server, and fails, where the engine fails', async () => {
		const {exitCode, stdout, stderr} = await tryLine('info', {'GET /info': error('a server error occurred')});
		expect(exitCode).toBe(1);
		expect(stdout).toMatch(/^Client:\n[\s\S]*\n\nServer:\n$/);
		expect(stderr).toBe('ERROR: Error response from daemon: a server error occurred\nerrors pretty printing info\n');
	});

	it.each([
		['{{.ID}}', `${sample.ID}\n`, '', 0],
		['{{}', '', 'template parsing error: template: :1: unexpected "}" in command\n', 64],
		[
			'{{.badString}}',
			'\n',
			'template: :1:2: executing "" at <.badString>: can\'t evaluate field badString in type system.dockerInfo\n',
			1,
		],
	])('--format %s', async (format, stdout, stderr, exitCode) => {
		expect(await tryLine(`info --format '${format}'`, info())).toMatchObject({stdout, stderr, exitCode});
	});

	it.each([
		["''", true],
		['json', true],
		["'{{json .}}'", true],
		["'{{json .ID}}'", true],
		["'{{json .ClientInfo}}'", false],
		["'{{json .ClientInfo }}'", false],
		["'{{json .ClientInfo.Context}}'", false],
	])('--format %s asks the engine: %s', async (format, isAsked) => {
		expect((await tryLine(`info --format ${format}`, info())).requests).toHaveLength(isAsked ? 1 : 0);
	});
});

describe('version', () => {
	it('without a server', async () => {
		const transport = async () => {
			throw new ConnectionError('no server');
		};
		const {exitCode, stdout, stderr} = await runDocker(['version'], {transport});
		expect(exitCode).toBe(1);
		expect(stderr).toContain('Cannot connect to the Docker daemon');
		expect(stdout).toContain('Client:');
		expect(stdout).not.toContain('Server:');
	});

	const server = {
		Platform: {Name: 'Docker Enterprise Edition (EE) 2.0'},
		Components: [
			{
				Name: 'Engine',
				Version: '17.06.2-ee-15',
				Details: {
					ApiVersion: '1.30',
					MinAPIVersion: '1.12',
					GitCommit: '64ddfa6',
					GoVersion: 'go1.8.7',
					Os: 'linux',
					Arch: 'amd64',
					BuildTime: 'Mon Jul  9 23:38:38 2018',
					Experimental: 'false',
				},
			},
			{
				Name: 'Universal Control Plane',
				Version: '17.06.2-ee-15',
				Details: {Version: '3.0.3-tp2', ApiVersion: '1.30', Arch: 'amd64'},
			},
			{Name: 'Kubernetes', Version: '1.8+', Details: {buildDate: '2018-04-26T16:51:21Z', major: '1'}},
			{Name: 'Calico', Version: 'v3.0.8', Details: {cni: 'v2.0.6', 'kube-controllers': 'v2.0.5', node: 'v3.0.8'}},
		],
		Version: '',
		ApiVersion: '',
		GitCommit: '',
		GoVersion: '',
		Os: '',
		Arch: '',
	};

	it('shows every component, details in columns', async () => {
		const {stdout} = await tryLine('version', {'GET /version': json(server)});
		expect(stdout.slice(stdout.indexOf('Server:'))).toBe(
			[
				'Server: Docker Enterprise Edition (EE) 2.0',
				' Engine:',
				'  Version:          17.06.2-ee-15',
				'  API version:      1.30 (minimum version 1.12)',
				'  Go version:       go1.8.7',
				'  Git commit:       64ddfa6',
				'  Built:            Mon Jul  9 23:38:38 2018',
				'  OS/Arch:          linux/amd64',
				'  Experimental:     false',
				' Universal Control Plane:',
				'  Version:          17.06.2-ee-15',
				'  ApiVersion:       1.30',
				'  Arch:             amd64',
				'  Version:          3.0.3-tp2',
				' Kubernetes:',
				'  Version:          1.8+',
				'  buildDate:        2018-04-26T16:51:21Z',
				'  major:            1',
				' Calico:',
				'  Version:          v3.0.8',
				'  cni:              v2.0.6',
				'  kube-controllers: v2.0.5',
				'  node:             v3.0.8',
				'',
			].join('\n'),
		);
	});

	it.each(['json', "'{{json .}}'"])('--format %s', async format => {
		const {stdout} = await tryLine(`version --format ${format}`, {'GET /version': json(server)});
		const {Client, Server} = JSON.parse(stdout);
		expect(Client).toMatchObject({Version: '28.2.2', ApiVersion: '1.50', Context: 'default'});
		expect(Server.Components).toEqual(server.Components);
	});
});

describe('events', () => {
	const message = (Action: string, time: number) => ({
		status: Action,
		id: 'abc123',
		from: 'ubuntu:latest',
		Type: 'container',
		Action,
		Actor: {ID: 'abc123', Attributes: {image: 'ubuntu:latest'}},
		scope: 'local',
		time,
		timeNano: time * 1e9,
	});
	const all = ['create', 'start', 'attach', 'die'].map((action, index) => message(action, index + 1));
	const body = all.map(one => `${JSON.stringify(one)}\n`).join('');
	const run = async (flags: readonly string[]) => {
		const transport = async () => ({status: 200, headers: {'Api-Version': '1.50'}, body});
		return (await runDocker(['events', ...flags], {transport})).stdout;
	};

	it.each([
		[
			'default',
			[],
			all.map(
				({Action, time}) => `1970-01-01T00:00:0${time}.000000000Z container ${Action} abc123 (image=ubuntu:latest)\n`,
			),
		],
		['json', ['--format', 'json'], all.map(one => `${JSON.stringify(one)}\n`)],
		['json template', ['--format', '{{ json . }}'], all.map(one => `${JSON.stringify(one)}\n`)],
		['json action', ['--format', '{{ json .Action }}'], all.map(({Action}) => `"${Action}"\n`)],
	])('%s', async (_name, flags, output) => {
		expect(await run(flags)).toBe(output.join(''));
	});

	it('fails as the engine does', async () => {
		expect(await errorOf('events', {'GET /events': error('no events')})).toBe('no events');
	});
});
