import {type ApiRequest, type ApiResponse, ConnectionError, type Transport} from '../api/message.ts';
import type {Files, Program} from '../base/program.ts';
import type {RealTime} from './driver.ts';
import {createNodeFiles} from './node-files.ts';
import type {Surroundings} from './programs.ts';
import {clockOn, nextAt, requestOf, runSlice, serveOutbox, settle, stepOnce, type World} from './world.ts';

/** One node's engine, as it is handed to those who serve it outside the lab. */
export type LabEngine = {
	readonly name: string;
	/** What the lab's machines know it by: on port 2375 there. */
	readonly hostnames: readonly string[];
	readonly transport: Transport;
	/** Whether it takes connections now. */
	readonly isUp: () => boolean;
	/** The machine's clock. Unit: milliseconds since 1970. */
	readonly now: () => number;
};

export type EnginesOptions = {
	readonly world: () => World;
	readonly ask: (node: string, request: ApiRequest) => Promise<ApiResponse>;
	/** False: nobody answers now, whatever the machines do. */
	readonly isLive?: () => boolean;
};

/** The engines of all nodes, and how many requests wait for an answer. */
export function enginesOf({world, ask, isLive = () => true}: EnginesOptions): {
	readonly engines: readonly LabEngine[];
	readonly waiting: () => number;
} {
	let waiting = 0;
	const transportTo =
		(node: string): Transport =>
		async request => {
			if (!isLive()) throw new ConnectionError('connection refused');
			waiting++;
			try {
				return await ask(node, request);
			} finally {
				waiting--;
			}
		};
	const isUp = (node: string) => {
		const host = world().sim.hosts[node];
		return isLive() && host?.isRunning === true && host.engine.starting === undefined;
	};
	const engines = Object.values(world().sim.hosts).map(({name, interfaces}) => ({
		name,
		hostnames: [name, ...interfaces.map(({address}) => address)],
		transport: transportTo(name),
		isUp: () => isUp(name),
		now: () => clockOn(world(), name),
	}));
	return {engines, waiting: () => waiting};
}

/** A docker client from outside: real processes that reach the engines over sockets. */
export type Client = {
	readonly docker: (node: string) => Program;
	/** A node's files, of which its docker clients see those without a folder. */
	readonly filesOf: (node: string, others: Files) => Files;
	/** How many of its processes live. */
	readonly processes: () => number;
	/** Engines may have come up or gone down. */
	readonly follow: () => void;
	readonly close: () => void;
};

export type OpenClient = {
	readonly realTime: RealTime;
	/** `ended` is to be called when a process of the client's has ended. */
	readonly open: (engines: readonly LabEngine[], ended: () => void) => Promise<Client>;
};

/** How long to look away while clients are busy with themselves. Unit: milliseconds, real. */
const LOOK_AWAY_MAX = 100;

/** A client's programs and files, and how to let time pass while it runs. */
export type Paced = Pick<Surroundings, 'docker' | 'filesOf'> & {
	readonly runUntil: (isOver: () => boolean) => Promise<void>;
	readonly close: () => void;
};

/**
Time beside real processes: as fast as it can while a request waits for its answer or no process lives, else as fast
as real time, since a client's own waits are real.
*/
export async function paceWith(world: World, {realTime, open}: OpenClient): Promise<Paced> {
	let wake = () => {};
	const {engines, waiting} = enginesOf({
		world: () => world,
		ask: (node, request) => {
			const answer = requestOf(world, node, request);
			wake();
			return answer;
		},
	});
	const client = await open(engines, () => wake());

	const followClock = async (realStart: number, virtualStart: number): Promise<void> => {
		const target = () => Math.floor(virtualStart + realTime.now() - realStart);
		if (runSlice(world, target(), () => false) === 'deliver') return serveOutbox(world);
		const delay = Math.min((nextAt(world) ?? Number.POSITIVE_INFINITY) - world.sim.now, LOOK_AWAY_MAX);
		await new Promise<void>(resolve => {
			const cancel = realTime.after(Math.max(1, delay), resolve);
			wake = () => {
				cancel();
				resolve();
			};
		});
		// What happened while nobody looked happened at that time, not before.
		if (runSlice(world, target(), () => false) === 'deliver') await serveOutbox(world);
	};

	const runUntil = async (isOver: () => boolean): Promise<void> => {
		let start: {real: number; virtual: number} | undefined;
		while (!isOver()) {
			if (client.processes() === 0) {
				// The shell may be about to start the next one.
				await settle();
				if (isOver() || client.processes() > 0) continue;
			}
			if (client.processes() === 0 || waiting() > 0) {
				start = undefined;
				if (await stepOnce(world)) {
					client.follow();
					continue;
				}
			}
			start ??= {real: realTime.now(), virtual: world.sim.now};
			await followClock(start.real, start.virtual);
			client.follow();
		}
	};
	const ownFiles = createNodeFiles(world);
	const filesOf = (node: string) => client.filesOf(node, ownFiles(node));
	return {docker: client.docker, filesOf, runUntil, close: client.close};
}
