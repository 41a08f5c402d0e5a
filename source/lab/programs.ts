import type {Transport} from '../api/message.ts';
import type {Files, ProcessIo, Program} from '../base/program.ts';
import {createDocker} from '../docker/docker.ts';
import {runText} from '../shell/run.ts';
import {createShellState} from '../shell/state.ts';
import {tools} from '../shell/tools.ts';
import {faultGrammar} from './fault-grammar.ts';
import {FaultError, inflict, readFault} from './faults.ts';
import {requestOf, type World, waitFor} from './world.ts';

/** The programs that a machine of the lab has beside its shell's own tools. */
export const descriptions: Readonly<Record<string, string>> = {
	docker: 'the real command line, to this node’s engine',
	ssh: 'NODE [COMMAND]: work on another node',
	...Object.fromEntries(Object.entries(faultGrammar).map(([verb, text]) => [verb, text.slice(verb.length).trim()])),
};

/** What Docker's client takes to start, before it asks anything. */
const CLIENT_START_MS = 10;

/** The lab's engines also listen on port 2375, as those of workshops do: `DOCKER_HOST=tcp://node3:2375`. */
function findListener({sim}: World, host: string): string | undefined {
	const name = /^tcp:\/\/([^:]+):2375$/.exec(host)?.[1] ?? '';
	const machine =
		sim.hosts[name] ?? Object.values(sim.hosts).find(one => one.interfaces.some(nic => nic.address === name));
	return machine?.name;
}

/** Tells when whoever reads has nothing to read and waits for more. */
const heard = (pieces: AsyncIterable<string>, listens: (isListening: boolean) => void): AsyncIterable<string> => ({
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

const dockerOn = (world: World, node: string, {listens = () => {}}: Surroundings): Program => {
	const transportTo =
		(target: string): Transport =>
		async request => {
			const response = await requestOf(world, target, request);
			return response.stream ? {...response, stream: heard(response.stream, listens)} : response;
		};
	const reach = (host: string) => {
		const target = findListener(world, host);
		return target === undefined ? undefined : transportTo(target);
	};
	const docker = createDocker({transport: transportTo(node), reach});
	return async (argv, io) => {
		await io.sleep(CLIENT_START_MS);
		return docker(argv, io);
	};
};

/** Faults are typed like commands, on whatever node: they are done to the lab. */
const faultProgram =
	(world: World, verb: string): Program =>
	async (argv, io) => {
		try {
			await inflict(world, readFault([verb, ...argv].join(' '), Object.keys(world.sim.hosts)));
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
		argv.length === 1 && world.sim.hosts[argv[0] ?? ''] ? fault(argv, io) : (tools.cut as Program)(argv, io);
};

/** What a machine's programs know of the others. */
export type Surroundings = {
	readonly filesOf: (node: string) => Files;
	/** What `ssh NODE` without a command does: only a terminal can follow. */
	readonly follow?: (node: string) => void;
	/** Whether a program waits for news that may never come. */
	readonly listens?: (isListening: boolean) => void;
};

const sshFrom =
	(world: World, {filesOf, follow, listens}: Surroundings): Program =>
	async (argv, io) => {
		const [target = '', ...words] = argv;
		const node = target.replace(/^[^@]*@/, '');
		if (target === '' || target.startsWith('-')) {
			io.stderr('usage: ssh NODE [COMMAND]\n');
			return 255;
		}
		if (!world.sim.hosts[node]) {
			io.stderr(`ssh: Could not resolve hostname ${node}: Name or service not known\n`);
			return 255;
		}
		if (words.length === 0) {
			if (follow && io.stdinIsTerminal) {
				follow(node);
				return 0;
			}
			io.stderr(`swarmlab: ssh ${node}: name a command, as in: ssh ${node} docker info\n`);
			return 255;
		}
		const surroundings = {
			io: {...io, env: {}, files: filesOf(node), sleep: sleepOn(world, node, io.signal)},
			programs: programsOf(world, node, {filesOf, listens}),
			descriptions,
		};
		return (await runText(words.join(' '), createShellState(), surroundings)).status;
	};

export const programsOf = (world: World, node: string, surroundings: Surroundings): Record<string, Program> => ({
	...Object.fromEntries(Object.keys(faultGrammar).map(verb => [verb, faultProgram(world, verb)])),
	cut: cutProgram(world),
	docker: dockerOn(world, node, surroundings),
	ssh: sshFrom(world, surroundings),
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
