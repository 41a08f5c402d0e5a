import {describe, expect, it} from 'vitest';
import {cannedEngine} from './engines.ts';
import {runDocker, words} from './run.ts';

describe('what the lab does not have', () => {
	it.each([
		['docker run', 'docker run -it --rm alpine sh'],
		['docker service', 'docker service create --replicas 3 nginx'],
		['docker stack', 'docker -D stack deploy -c compose.yml web'],
		['docker ps', 'docker ps'],
		['docker context export', 'docker context export n2'],
		['docker system prune', 'docker system prune -f'],
	])('%s is refused in one line that says what there is: %s', async (path, line) => {
		const {transport, requests} = cannedEngine('manager');
		const {exitCode, stdout, stderr} = await runDocker(words(line).slice(1), {transport});
		expect({exitCode, stdout}).toEqual({exitCode: 1, stdout: ''});
		expect(stderr).toMatch(/^swarmlab: .*docker swarm, node, network, events, context, info and version\n$/);
		expect(stderr).toContain(`${path} is not modelled`);
		expect(requests).toEqual([]);
	});

	it.each(['docker run --help', 'docker help run', 'docker service create --help', 'docker help stack'])(
		'says the same where help is asked for: %s',
		async line => {
			const {transport} = cannedEngine('manager');
			const {exitCode, stdout, stderr} = await runDocker(words(line).slice(1), {transport});
			expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
			expect(stdout).toMatch(/^swarmlab: docker \w+ is not modelled: .*; there is docker swarm, .*\n$/);
		},
	);

	it('is unknown to Docker too where it is no command of Docker’s', async () => {
		const {transport} = cannedEngine('manager');
		const {stderr} = await runDocker(['compose', 'up'], {transport});
		expect(stderr).toBe("docker: unknown command: docker compose\n\nRun 'docker --help' for more information\n");
	});
});
