import {describe, expect, it} from 'vitest';
import {runDocker, words} from '../run.ts';

/** Docker's own published cases of contexts, and of the command line as a whole. (cli/command/context, cmd/docker) */

const transport = async () => ({status: 200, headers: {'Api-Version': '1.50'}, body: ''});

/** Command lines one after another on the same files. */
async function run(lines: readonly string[], env: Record<string, string> = {}) {
	const files = new Map<string, string>();
	const outcomes = [];
	for (const line of lines) {
		outcomes.push(await runDocker(words(`docker ${line}`).slice(1), {transport, files, env: {HOME: '/root', ...env}}));
	}
	return outcomes;
}
const last = async (lines: readonly string[], env?: Record<string, string>) => (await run(lines, env)).at(-1);

const make = (name: string) =>
	`context create ${name} --docker host=https://someswarmserver.example.com --description 'description of ${name}'`;

describe('context create', () => {
	it.each([
		['', 'context name cannot be empty'],
		[' ', 'context name " " is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"'],
		['default', '"default" is a reserved context name'],
		['existing-context', 'context "existing-context" already exists'],
		['invalid-docker-host --docker host=some///invalid/host', 'unable to parse docker host'],
		['from --from existing-context --docker host=tcp://x', 'cannot use --docker flag when --from is set'],
	])('refuses "%s"', async (args, message) => {
		const line = args.trim() === '' ? `context create '${args}'` : `context create ${args}`;
		expect(await last([make('existing-context'), line])).toMatchObject({
			exitCode: 1,
			stderr: expect.stringContaining(message),
		});
	});

	it('takes over a description, or has its own', async () => {
		const outcomes = await run([
			make('source'),
			'context create copy --from source',
			"context create other --from source --description 'my description'",
			"context inspect -f '{{.Name}}: {{.Metadata.Metadata.Description}} {{.Endpoints.docker.Host}}' copy other",
		]);
		expect(outcomes[1]).toEqual({exitCode: 0, stdout: 'copy\n', stderr: 'Successfully created context "copy"\n'});
		expect(outcomes.at(-1)?.stdout).toBe(
			'copy: description of source https://someswarmserver.example.com\nother: my description https://someswarmserver.example.com\n',
		);
	});
});

describe('context ls', () => {
	const table = [
		'NAME        DESCRIPTION                               DOCKER ENDPOINT                         ERROR',
		'context1    description of context1                   https://someswarmserver.example.com     ',
		'context2    description of context2                   https://someswarmserver.example.com     ',
		'context10   description of context10                  https://someswarmserver.example.com     ',
	];
	const lines = ['context10', 'context2', 'context1'].map(make);

	it('sorts numbers in names as numbers', async () => {
		const {stdout = ''} = (await last([...lines, 'context ls'])) ?? {};
		const names = stdout.split('\n').map(line => line.split(' ')[0]);
		expect(names).toEqual(['NAME', 'context1', 'context2', 'context10', 'default', '']);
		expect(stdout.split('\n')[1]?.replaceAll(/ +/g, ' ')).toBe(table[1]?.replaceAll(/ +/g, ' '));
	});

	it.each([
		['-q', 'context1\ncontext2\ncontext10\ndefault\n'],
		["--format '{{.Name}}{{if .Current}} *{{end}}'", 'context1\ncontext2\ncontext10\ndefault *\n'],
	])('%s', async (flags, output) => {
		expect((await last([...lines, `context ls ${flags}`]))?.stdout).toBe(output);
	});

	it('prints JSON', async () => {
		const stdout = (await last([...lines, 'context use context1', 'context ls --format json']))?.stdout ?? '';
		expect(stdout.split('\n')[0]).toBe(
			'{"Current":true,"Description":"description of context1","DockerEndpoint":"https://someswarmserver.example.com","Error":"","Name":"context1"}',
		);
	});

	it('lists one that is not there with what is wrong', async () => {
		const stdout = (await last([make('current'), 'context ls'], {DOCKER_CONTEXT: 'nosuchcontext'}))?.stdout ?? '';
		expect(stdout).toMatch(/\nnosuchcontext \* +context "nosuchcontext": context not found: …\n/);
	});
});

it('context show', async () => {
	expect((await last([make('current'), 'context use current', 'context show']))?.stdout).toBe('current\n');
});

it('context use, there and back', async () => {
	const outcomes = await run([
		make('test'),
		'context use test',
		'context use test',
		'context use default',
		'context show',
	]);
	expect(outcomes.map(({stdout}) => stdout)).toEqual(['test\n', 'test\n', 'test\n', 'default\n', 'default\n']);
	expect(outcomes[1]?.stderr).toBe('Current context is now "test"\n');
});

it('context use under DOCKER_HOST', async () => {
	const outcome = await last([make('test'), 'context use test'], {DOCKER_HOST: 'tcp://ed:2375/'});
	expect(outcome?.stderr).toBe(
		'Current context is now "test"\n' +
			'Warning: DOCKER_HOST environment variable overrides the active context. To use "test", either set the global --context flag, or unset DOCKER_HOST environment variable.\n',
	);
});

it('context update', async () => {
	const outcomes = await run([
		make('test'),
		"context update test --description 'newly created'",
		"context inspect -f '{{.Metadata.Metadata.Description}}' test",
		'context update test --docker host=some///invalid',
		"context inspect -f '{{.Endpoints.docker.Host}}' test",
	]);
	expect(outcomes[1]).toEqual({exitCode: 0, stdout: 'test\n', stderr: 'Successfully updated context "test"\n'});
	expect(outcomes[2]?.stdout).toBe('newly created\n');
	expect(outcomes[3]?.stderr).toContain('unable to parse docker host');
	expect(outcomes[4]?.stdout).toBe('https://someswarmserver.example.com\n');
});

describe('context rm', () => {
	const two = [make('current'), make('other'), 'context use current'];
	it.each([
		['default', {exitCode: 1, stderr: 'context "default" cannot be removed\n'}],
		['not-a-context', {exitCode: 1, stderr: 'context "not-a-context" does not exist\n'}],
		['-f not-a-context', {exitCode: 0, stdout: 'not-a-context\n'}],
		['current', {exitCode: 1, stderr: 'context "current" is in use, set -f flag to force remove\n'}],
		['-f current', {exitCode: 0, stdout: 'current\n'}],
		['other current', {exitCode: 1, stdout: 'other\n'}],
	])('%s', async (args, expected) => {
		expect(await last([...two, `context rm ${args}`])).toMatchObject(expected);
	});

	it('by force leaves the default one in use', async () => {
		expect((await last([...two, 'context rm -f current', 'context show']))?.stdout).toBe('default\n');
	});
});

describe('the command line as a whole', () => {
	it.each([
		['help invalid', {exitCode: 1, stderr: 'unknown help topic: invalid\n'}],
		['invalid', {exitCode: 1, stderr: expect.stringContaining('docker: unknown command: docker invalid')}],
		['--unknown', {exitCode: 125, stderr: expect.stringContaining('unknown flag: --unknown')}],
		['version --unknown', {exitCode: 125}],
		['--version', {exitCode: 0, stdout: 'Docker version 28.2.2, build e6534b4\n'}],
		['--help', {exitCode: 0, stdout: expect.stringMatching(/^Usage: {2}docker \[OPTIONS\] COMMAND\n/)}],
	])('docker %s', async (line, expected) => {
		expect(await last([line])).toMatchObject(expected);
	});

	it.each([
		['node ls foo', 'accepts no arguments'],
		['swarm foo', 'unknown command: docker swarm foo'],
		['swarm join', 'requires 1 argument'],
		['node rm', 'requires at least 1 argument'],
		['network connect a', 'requires 2 arguments'],
		['context use', 'accepts 1 arg(s), received 0'],
	])('docker %s', async (line, message) => {
		expect(await last([line])).toMatchObject({exitCode: 1, stderr: expect.stringContaining(message)});
	});
});
