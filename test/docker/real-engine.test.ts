import {describe, expect, it} from 'vitest';
import {cases} from './cases.ts';
import {runRealDocker, unixTransport} from './real.ts';
import {runDocker, words} from './run.ts';

/**
Our command line against real engines, beside the real client: both must print the same.

`DOCKER_SOCKETS=/run/n1.sock,/run/n2.sock npx vitest run test/docker/real-engine.test.ts`, with engines that may be
changed at will: the first a manager called node1, the second a worker called node2.
*/
const [manager = '', worker = ''] = (process.env.DOCKER_SOCKETS ?? '').split(',').filter(Boolean);

const isHarmless = (line: string) =>
	!/swarm (init|join |leave|update|ca --rotate|unlock)|--rotate|network (create|rm|prune)|events|context|node (rm|remove|update|promote|demote)|version$/.test(
		line,
	) && !line.includes('<<<');

/** What two runs of the same command do not share. */
function settled(text: string): string {
	return text
		.replaceAll(/\b(Runtimes: ).*/g, '$1…')
		.replaceAll(/"(NFd|NGoroutines)":\d+|"SystemTime":"[^"]*"/g, '…')
		.replaceAll(/0xc[\da-f]{9}/g, '0x…')
		.replaceAll(/[a-z\d]{25}|[\da-f]{64}/g, '<id>');
}

async function both(line: string, socket: string, stdin = '') {
	const argv = words(line).slice(1);
	const host = `unix://${socket}`;
	const real = await runRealDocker(argv, socket, {stdin});
	const env = {HOME: '/root', DOCKER_HOST: host};
	const ours = await runDocker(argv, {transport: unixTransport(socket), host, env, stdin, now: Date.now()});
	const shown = ({stdout, stderr, exitCode}: typeof ours) => ({
		exitCode,
		stdout: settled(stdout),
		stderr: settled(stderr),
	});
	return {real: shown(real), ours: shown(ours)};
}

const changes = [
	'docker node update --availability drain --label-add a=b node2',
	'docker node update --availability nonsense node2',
	'docker node update --role boss node2',
	'docker node update --label-rm nosuch node2',
	'docker node update --availability active node2',
	'docker node promote node1',
	'docker node demote node1 node2',
	'docker node rm node1 node2 nosuch',
	'docker swarm init',
	'docker swarm init --listen-addr nosuch',
	'docker swarm join --token x 1.2.3.4',
	'docker swarm leave',
	'docker swarm update --cert-expiry 30m',
	'docker swarm update --cert-expiry 48h --task-history-limit 3',
	'docker swarm update --dispatcher-heartbeat -5s',
	'docker swarm update --external-ca protocol=cfssl,url=https://ca.example.com',
	'docker swarm update --autolock=false',
	'docker swarm ca --rotate --external-ca protocol=cfssl,url=x',
	'docker swarm join-token worker',
	'docker swarm join-token --rotate -q nonsense',
	'docker swarm unlock',
	'docker swarm unlock-key',
	'docker network create -d overlay --subnet 10.9.0.0/33 x',
	'docker network create -d overlay --ipv4=false x',
	'docker network create ingress',
	'docker network create -d overlay host',
	'docker network create -d overlay --attachable --ingress other',
	'docker network rm none host nosuch',
	'docker network rm -f nosuch',
	'docker network rm ingress <<< n',
];

const observations = [
	'docker info',
	'docker info -f json',
	'docker version',
	'docker node ls',
	'docker node inspect node1 node2',
	'docker node inspect --pretty node1',
	'docker network ls',
	'docker network ls --filter colour=red',
	'docker network inspect ingress host',
	'docker network inspect -v ingress',
	'docker node ls --filter role=boss',
	'docker node ls --filter colour=red',
	'docker node ls --filter name=node --filter role=worker -q',
];

describe.runIf(manager)('beside the real client, on a manager', () => {
	it.each([...new Set([...observations, ...Object.values(cases).flat().filter(isHarmless)])])('%s', async line => {
		const {real, ours} = await both(line, manager);
		expect(ours).toEqual(real);
	});

	it.each(changes)('%s', async line => {
		const [command = '', answer] = line.split(' <<< ');
		const {real, ours} = await both(command, manager, answer && `${answer}\n`);
		expect(ours).toEqual(real);
	});
});

describe.runIf(worker)('beside the real client, on a worker', () => {
	it.each([...observations, ...changes.filter(line => !/swarm leave|create ingress|rm ingress/.test(line))])(
		'%s',
		async line => {
			const [command = '', answer] = line.split(' <<< ');
			const {real, ours} = await both(command, worker, answer && `${answer}\n`);
			expect(ours).toEqual(real);
		},
	);
});
