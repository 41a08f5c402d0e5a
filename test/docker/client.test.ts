import {describe, expect, it} from 'vitest';
import {type ApiRequest, ConnectionError, type Transport} from '../../source/api/message.ts';
import {cannedEngine} from './engines.ts';
import {type RunOptions, runDocker, words} from './run.ts';

/** Nobody listens. What is expected was seen with the real client. */
const nobody: Transport = async () => {
	throw new ConnectionError('no such file or directory');
};

const run = (line: string, options: Partial<RunOptions> = {}) =>
	runDocker(words(line).slice(1), {transport: nobody, ...options});

const unreachable = (host = 'unix:///var/run/docker.sock') =>
	`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?\n`;

describe('where no engine answers', () => {
	it.each([
		['docker node ls', '', unreachable()],
		['docker node inspect x', '[]\n', unreachable()],
		["docker node inspect x y -f '{{.ID}}'", '\n', unreachable().repeat(2)],
		['docker node ps', '', unreachable()],
		['docker node rm x y', '', unreachable().repeat(2)],
		['docker network rm x y', '', `${unreachable().repeat(2)}exit status 1\n`],
		['docker swarm leave', '', unreachable()],
		["docker info -f '{{.Name}}'", '\n', unreachable()],
		["docker info -f '{{.ServerErrors}}'", '[]\n', unreachable()],
		["docker version -f '{{.Client.Version}}'", '28.2.2\n', unreachable()],
		["docker version -f '{{.Server.Version}}'", '\n', unreachable()],
		[
			"docker info -f '{{.Foo}}'",
			'\n',
			`${unreachable()}template: :1:2: executing "" at <.Foo>: can't evaluate field Foo in type system.dockerInfo\n`,
		],
		[
			'docker info',
			'Client:\n Version:    28.2.2\n Context:    default\n Debug Mode: false\n\nServer:\n',
			unreachable(),
		],
	])('%s', async (line, stdout, stderr) => {
		expect(await run(line)).toEqual({exitCode: 1, stdout, stderr});
	});

	it('says so after a template that cannot be read', async () => {
		const stderr = `${unreachable()}template parsing error: template: :1: unclosed action\n`;
		expect(await run("docker info -f '{{'")).toEqual({exitCode: 64, stdout: '', stderr});
	});

	it('shows the client in docker version', async () => {
		expect(await run('docker version')).toEqual({
			exitCode: 1,
			stdout: `Client:
 Version:           28.2.2
 API version:       1.50
 Go version:        go1.24.3
 Git commit:        e6534b4
 Built:             Fri May 30 12:07:14 2025
 OS/Arch:           linux/amd64
 Context:           default
`,
			stderr: unreachable(),
		});
	});

	it('hides no command in help', async () => {
		expect((await run('docker swarm --help')).stdout).toMatch(
			/ca .*init .*join .*join-token .*leave .*unlock .*update /s,
		);
	});

	it('pings before every request, as long as no ping was answered', async () => {
		const asked: string[] = [];
		const transport: Transport = request => {
			asked.push(`${request.method} ${request.path}`);
			return nobody(request);
		};
		await run('docker node rm x y', {transport});
		expect(asked).toEqual([
			'HEAD /_ping',
			'HEAD /_ping',
			'DELETE /v1.50/nodes/x',
			'HEAD /_ping',
			'DELETE /v1.50/nodes/y',
		]);
	});
});

describe('which engine is meant', () => {
	const transport = cannedEngine('manager').transport;
	const context = (name: string, digest: string) =>
		`Failed to initialize: unable to resolve docker endpoint: context "${name}": context not found: ` +
		`open /root/.docker/contexts/meta/${digest}/meta.json: no such file or directory\n`;
	const foo = context('foo', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae');
	const invalid = (cause: string) => `Failed to initialize: unable to resolve docker endpoint: ${cause}\n`;

	it.each([
		['docker -H tcp://127.0.0.1:1 node ls', {}, unreachable('tcp://127.0.0.1:1')],
		['docker -H tcp:// node ls', {}, unreachable('tcp://localhost:2375')],
		['docker node ls', {DOCKER_HOST: '127.0.0.1'}, unreachable('tcp://127.0.0.1:2375')],
		['docker -H unix:///nope node ls', {}, unreachable('unix:///nope')],
		['docker -H a -H b node ls', {}, invalid('Specify only one -H')],
		['docker -H a -c b node ls', {}, 'conflicting options: cannot specify both --host and --context\n'],
		['docker -H http://a node ls', {}, invalid('invalid bind address format: http://a')],
		['docker -H foo:bar node ls', {}, invalid('parse "tcp://foo:bar": invalid port ":bar" after host')],
		['docker node ls', {DOCKER_HOST: 'tcp://x:y'}, invalid('parse "tcp://x:y": invalid port ":y" after host')],
		['docker -c foo node ls', {}, foo],
		['docker node ls', {DOCKER_CONTEXT: 'foo'}, foo],
	])('%s %o', async (line, env, stderr) => {
		expect(await run(line, {transport, env: {HOME: '/root', ...env}})).toEqual({exitCode: 1, stdout: '', stderr});
	});

	it.each([
		['docker -c default node ls -q', {}],
		["docker -c '' node ls -q", {}],
		["docker -H '' node ls -q", {}],
		['docker -H unix:// node ls -q', {}],
		['docker node ls -q', {DOCKER_CONTEXT: 'foo', DOCKER_HOST: 'unix:///var/run/docker.sock'}],
	])('is this machine’s own for %s %o', async (line, env) => {
		expect(await run(line, {transport, env: {HOME: '/root', ...env}})).toMatchObject({exitCode: 0, stderr: ''});
	});

	it('is not asked where help or a wrong flag answers', async () => {
		expect((await run('docker -c foo node')).stderr).toMatch(/^Usage: {2}docker node COMMAND/);
		expect(await run('docker -c foo node ls --x')).toMatchObject({exitCode: 125});
	});
});

describe('the conversation', () => {
	const answering = (answer: (request: ApiRequest) => {status: number; body?: string}): [Transport, string[]] => {
		const asked: string[] = [];
		const headers = {'Api-Version': '1.51', 'Content-Type': 'application/json'};
		const transport: Transport = async request => {
			asked.push(`${request.method} ${request.path}`);
			return {headers, body: '', ...answer(request)};
		};
		return [transport, asked];
	};

	it('begins with one ping, asked again by GET of engines that do not know HEAD', async () => {
		const [transport, asked] = answering(({method}) => (method === 'HEAD' ? {status: 404} : {status: 200, body: '[]'}));
		await run('docker node ls -q', {transport});
		expect(asked).toEqual(['HEAD /_ping', 'GET /_ping', 'GET /v1.50/nodes']);
	});

	it('tells who asks, and that a body is JSON', async () => {
		const {transport, requests} = cannedEngine('manager');
		await run('docker swarm join --token x y', {transport});
		expect(requests.map(({headers}) => headers)).toEqual([
			{'User-Agent': 'Docker-Client/28.2.2 (linux)'},
			{'User-Agent': 'Docker-Client/28.2.2 (linux)', 'Content-Type': 'application/json'},
			{'User-Agent': 'Docker-Client/28.2.2 (linux)'},
		]);
	});

	it('is in the version that DOCKER_API_VERSION says', async () => {
		const [transport, asked] = answering(() => ({status: 200, body: '[]'}));
		const env = {DOCKER_API_VERSION: '1.30'};
		await run('docker node ls -q', {transport, env});
		expect(asked).toEqual(['HEAD /_ping', 'GET /v1.30/nodes']);
		expect((await run('docker version', {transport: cannedEngine('manager').transport, env})).stdout).toContain(
			' API version:       1.30 (downgraded from 1.50)\n',
		);
	});

	it('may break off', async () => {
		const transport: Transport = async ({path}) => {
			if (path !== '/_ping') throw new Error('EOF');
			return {status: 200, headers: {'Api-Version': '1.51'}, body: ''};
		};
		const stderr = 'error during connect: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/nodes/die": EOF\n';
		expect(await run('docker node inspect die', {transport})).toEqual({exitCode: 1, stdout: '[]\n', stderr});
	});

	it('ends at Ctrl-C, without a word', async () => {
		const controller = new AbortController();
		const transport: Transport = ({path}) => {
			if (path === '/_ping') return Promise.resolve({status: 200, headers: {}, body: ''});
			queueMicrotask(() => controller.abort());
			return new Promise(() => {});
		};
		const outcome = await run('docker swarm join --token x y', {transport, signal: controller.signal});
		expect(outcome).toEqual({exitCode: 130, stdout: '', stderr: ''});
	});
});

describe('Ctrl-C', () => {
	it('lets docker info show what it has', async () => {
		const controller = new AbortController();
		const transport: Transport = ({path}) => {
			if (path === '/_ping') return Promise.resolve({status: 200, headers: {}, body: ''});
			controller.abort();
			return new Promise(() => {});
		};
		const outcome = await run('docker info', {transport, signal: controller.signal});
		expect(outcome).toMatchObject({
			exitCode: 130,
			stdout: expect.stringMatching(/^Client:\n.*\nServer:\n$/s),
			stderr: '',
		});
	});

	it('ends the wait for a line', async () => {
		const outcome = run('docker swarm unlock', {
			transport: cannedEngine('locked').transport,
			signal: AbortSignal.abort(),
		});
		expect(await outcome).toMatchObject({exitCode: 130, stderr: ''});
	});
});

describe('the configuration file', () => {
	const transport = cannedEngine('manager').transport;
	const file = JSON.stringify({nodesFormat: '{{.Hostname}}', networksFormat: 'table {{.Name}}'});

	it.each([
		[{HOME: '/root'}, '/root/.docker/config.json', 'docker node ls'],
		[{DOCKER_CONFIG: '/etc/docker'}, '/etc/docker/config.json', 'docker node ls'],
		[{}, 'mine/config.json', 'docker --config mine node ls'],
	])('%o: is read from %s', async (env, path, line) => {
		expect((await run(line, {transport, env, files: {[path]: file}})).stdout).toBe('node1\nnode2\nnode3\n');
	});

	it('gives way to --format and to -q', async () => {
		const files = {'/root/.docker/config.json': file};
		expect((await run("docker node ls --format '{{.Status}}'", {transport, files})).stdout).toBe('Ready\n'.repeat(3));
		expect((await run('docker network ls -q', {transport, files})).stdout).not.toContain('NAME');
	});

	it('does no harm when it cannot be read', async () => {
		const {exitCode, stderr} = await run('docker node ls', {transport, files: {'/root/.docker/config.json': '{bad'}});
		expect(exitCode).toBe(0);
		expect(stderr).toMatch(/^WARNING: Error parsing config file \(\/root\/\.docker\/config\.json\): .+\n$/);
	});
});

describe('an answer that makes no sense', () => {
	it.each([
		['{"ID":1}', 'docker node inspect x', /cannot unmarshal number/],
		['[', 'docker node ls', /./],
		['[{"ID":"x","Spec":{},"CreatedAt":"yesterday"}]', 'docker network inspect x', /cannot unmarshal array/],
	])('%s is a failure, no crash', async (body, line, stderr) => {
		const headers = {'Api-Version': '1.51', 'Content-Type': 'application/json'};
		const outcome = await run(line, {transport: async () => ({status: 200, headers, body})});
		expect(outcome.exitCode).toBe(1);
		expect(outcome.stderr).toMatch(stderr);
	});
});
