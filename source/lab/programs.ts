import type {Transport} from '../api/message.ts';
import type {Files, ProcessIo, Program} from '../base/program.ts';
import {createDocker} from '../docker/docker.ts';
import type {EngineHost} from '../engine/engine.ts';
import {runText} from '../shell/run.ts';
import {createShellState} from '../shell/state.ts';
import {tools} from '../shell/tools.ts';
import {canReach} from '../simulation/network.ts';
import {faultGrammar} from './fault-grammar.ts';
import {FaultError, inflict, readFault} from './faults.ts';
import {describeIdle} from './idle-fault.ts';
import {opensslOn} from './openssl/openssl.ts';
import {hostOf} from './target.ts';
import {noDaemon} from './views.ts';
import {clockOn, requestOf, type World, waitFor} from './world.ts';

/** The programs that a machine of the lab has beside its shell's own tools. */
export const descriptions: Readonly<Record<string, string>> = {
	docker: 'the real command line, to this node’s engine',
	openssl: 'req, x509, verify: roots of your own, and a look at /var/lib/docker/swarm/certificates',
	serve: '[off]: in the app, sockets for docker outside of it',
	ssh: 'NODE [COMMAND]: work on another node',
	...Object.fromEntries(Object.entries(faultGrammar).map(([verb, text]) => [verb, text.slice(verb.length).trim()])),
};

/** What Docker's client takes to start, before it asks anything. */
const CLIENT_START_MS = 10;

const machineCalled = ({sim}: World, name: string): EngineHost | undefined =>
	sim.hosts[name] ?? Object.values(sim.hosts).find(one => one.interfaces.some(nic => nic.address === name));

/** Tells when whoever reads has nothing to read and waits for more. */
const heard = (pieces: AsyncIterable<string>, listens: Listens): AsyncIterable<string> => ({
	[Symbol.asyncIterator]: () => {
		const reader = pieces[Symbol.asyncIterator]();
		return {
			...reader,
			next: async () => {
				listens(true);
				return reader.next().finally(() => listens(false));
			},
		};
	},
});

type Listens = NonNullable<Surroundings['listens']>;

const transportTo =
	(world: World, target: string, listens: Listens): Transport =>
	async request => {
		const response = await requestOf(world, target, request);
		return response.stream ? {...response, stream: heard(response.stream, listens)} : response;
	};

const dockerOn = (world: World, node: string, {listens = () => {}}: Surroundings): Program => {
	const reach = (endpoint: string) => {
		const {scheme, host = ''} = hostOf(endpoint) ?? {};
		if (scheme === 'ssh') return throughSsh(world, node, host, listens);
		const target = machineCalled(world, host);
		return target && transportTo(world, target.name, listens);
	};
	const docker = createDocker({transport: transportTo(world, node, listens), reach});
	return async (argv, io) => {
		await io.sleep(CLIENT_START_MS);
		return docker(argv, io);
	};
};

/** What a machine's ssh says after a while, where it does not get through; docker's waits no longer than 30 s. */
type SshFailure = {readonly afterMs: number; readonly message: string};
const NEIGHBOUR_TIMEOUT_MS = 3060;
const TCP_TIMEOUT_MS = 127_000;
const DOCKER_SSH_TIMEOUT_MS = 30_000;

function sshFailure({sim}: World, node: string, name: string, target: EngineHost | undefined): SshFailure | undefined {
	if (!target) return {afterMs: 0, message: `ssh: Could not resolve hostname ${name}: Name or service not known`};
	const from = sim.hosts[node];
	if (!from || canReach(sim, from, target)) return undefined;
	const isSilent = target.isPowered && !sim.links.cut[target.name] && !sim.links.cut[node];
	const [afterMs, reason] = isSilent
		? [TCP_TIMEOUT_MS, 'Connection timed out']
		: [NEIGHBOUR_TIMEOUT_MS, 'No route to host'];
	return {afterMs, message: `ssh: connect to host ${name} port 22: ${reason}`};
}

/** As Docker's client does it: `docker system dial-stdio` on the other machine, by way of ssh. */
function throughSsh(world: World, node: string, host: string, listens: Listens): Transport {
	const target = machineCalled(world, host);
	const fail = (status: number, message: string): never => {
		throw new Error(
			`command [ssh -o ConnectTimeout=30 -T -- ${host} docker system dial-stdio] has exited with exit status ` +
				`${status}, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: ` +
				`stderr=${message}`,
		);
	};
	return async request => {
		const failure = sshFailure(world, node, host, target);
		if (!failure && target?.isRunning) return transportTo(world, target.name, listens)(request);
		if (!failure) return fail(1, `failed to open the raw stream connection: ${noDaemon}`);
		await waitFor(world, node, Math.min(failure.afterMs, DOCKER_SSH_TIMEOUT_MS));
		return fail(255, failure.message);
	};
}

/** Faults are typed like commands, on whatever node: they are done to the lab. */
const faultProgram =
	(world: World, verb: string): Program =>
	async (argv, io) => {
		if (argv.length === 1 && /^(?:--help|-h)$/.test(argv[0] ?? '')) {
			io.stdout(`${faultGrammar[verb]}\n`);
			return 0;
		}
		try {
			const fault = readFault([verb, ...argv].join(' '), Object.keys(world.sim.hosts));
			const idle = describeIdle(world.sim, fault);
			if (idle === undefined) await inflict(world, fault);
			else io.stderr(`swarmlab: ${idle}\n`);
			return 0;
		} catch (error) {
			if (!(error instanceof FaultError)) throw error;
			io.stderr(`swarmlab: ${error.message}\n`);
			return 2;
		}
	};

/** `cut node2` unplugs a cable; every other `cut` is the text tool. */
const cutProgram = (world: World): Program => {
	const fault = faultProgram(world, 'cut');
	return (argv, io) =>
		argv.length === 1 && /^node\d+$/.test(argv[0] ?? '') ? fault(argv, io) : (tools.cut as Program)(argv, io);
};

/** By itself on a line of the app it never gets here: see sockets.ts. */
const misplacedServe: Program = async (_argv, io) => {
	io.stderr('swarmlab: serve and serve off are for the app, each alone on its line; without it: swarmlab serve\n');
	return 2;
};

/** What a machine's programs know of the others. */
export type Surroundings = {
	readonly filesOf: (node: string) => Files;
	/** What `ssh NODE` without a command does: only a terminal can follow. */
	readonly follow?: (node: string) => void;
	/** A docker client from outside, instead of ours. */
	readonly docker?: (node: string) => Program;
	/** Whether a program waits for news that may never come. */
	readonly listens?: (isListening: boolean) => void;
};

const sshFrom =
	(world: World, from: string, {filesOf, follow, docker, listens}: Surroundings): Program =>
	async (argv, io) => {
		const [target = '', ...words] = argv;
		const host = target.replace(/^[^@]*@/, '');
		if (target === '' || target.startsWith('-')) {
			io.stderr('usage: ssh NODE [COMMAND]\n');
			return 255;
		}
		const machine = machineCalled(world, host);
		const failure = sshFailure(world, from, host, machine);
		if (failure || !machine) {
			await io.sleep(failure?.afterMs ?? 0);
			io.stderr(`${failure?.message}\n`);
			return 255;
		}
		const node = machine.name;
		if (words.length === 0) {
			if (follow && io.stdinIsTerminal) {
				follow(node);
				return 0;
			}
			io.stderr(`swarmlab: ssh ${node}: name a command, as in: ssh ${node} docker info\n`);
			return 255;
		}
		const surroundings = {
			io: {
				...io,
				env: {},
				files: filesOf(node),
				now: () => clockOn(world, node),
				sleep: sleepOn(world, node, io.signal),
			},
			programs: programsOf(world, node, {filesOf, docker, listens}),
			descriptions,
		};
		return (await runText(words.join(' '), createShellState(), surroundings)).status;
	};

export const programsOf = (world: World, node: string, surroundings: Surroundings): Record<string, Program> => ({
	...Object.fromEntries(Object.keys(faultGrammar).map(verb => [verb, faultProgram(world, verb)])),
	cut: cutProgram(world),
	docker: surroundings.docker?.(node) ?? dockerOn(world, node, surroundings),
	openssl: opensslOn(world, node),
	ssh: sshFrom(world, node, surroundings),
	serve: misplacedServe,
});

/** Waits in virtual time; an interrupt ends the wait. */
export const sleepOn =
	(world: World, node: string, signal: AbortSignal): ProcessIo['sleep'] =>
	ms => {
		if (signal.aborted) return Promise.reject(interrupted());
		return new Promise((resolve, reject) => {
			const interrupt = () => reject(interrupted());
			signal.addEventListener('abort', interrupt, {once: true});
			void waitFor(world, node, ms).then(() => {
				signal.removeEventListener('abort', interrupt);
				resolve();
			});
		});
	};

const interrupted = (): Error => Object.assign(new Error('interrupted'), {name: 'AbortError'});
