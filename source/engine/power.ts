import {closeScope, type Handlers, note, on, openScope, schedule, setTimer, signal} from '../simulation/simulation.ts';
import {type NodeDisk, resumeNode, saveNode, sealDisk} from '../swarm/disk.ts';
import {startNode, stopNode} from '../swarm/node.ts';
import type {NodeConfig} from '../swarm/state.ts';
import {wakeAll} from '../swarm/wake.ts';
import type {Disk, EngineHost, Sim} from './engine.ts';
import {forgetEvents} from './events.ts';
import {readyOf} from './membership.ts';
import {answerStart, hangUp} from './reply.ts';

/** Stopping an engine, and starting it again from what its disk holds. */
const START_MS = 1200;
const SHUTDOWN_MS = 2000;
/** How long a starting engine waits for its swarm before it answers anybody. */
const SWARM_START_TIMEOUT_MS = 20_000;

const started = signal<{readonly told: number}>('engine.started');
const swarmTimeout = signal<null>('engine.swarm-timeout');
const ended = signal<{readonly told: number}>('engine.ended');

function takeDisk(sim: Sim, host: EngineHost): Disk | undefined {
	const {membership} = host.engine;
	if (!membership) return undefined;
	const {config, localAddress, nodeId} = membership;
	const node = saveNode(host) ?? membership.kept;
	return {config, localAddress, nodeId, node: membership.sealed ?? (node && sealDisk(sim, node))};
}

/** Ends the engine's process. `told` hears of it when it is gone. */
export function stopEngine(sim: Sim, host: EngineHost, isGraceful: boolean, told: number): void {
	if (!host.isRunning) return void sim.outbox.push({request: told, response: undefined});
	wakeAll(sim);
	// One that is still starting has not read its disk yet.
	host.engine.disk ??= takeDisk(sim, host);
	note(sim, host, 'fault', isGraceful ? 'engine shut down' : 'engine killed');
	stopNode(sim, host);
	delete host.engine.membership;
	closeScope(host, 'membership');
	closeScope(host, 'engine');
	host.isRunning = false;
	hangUp(sim, host);
	forgetEvents(host);
	answerStart(sim, host);
	schedule(sim, host, ended, {told}, {delay: isGraceful ? SHUTDOWN_MS : 0});
}

/** Starts the engine again. `told` hears of it when it answers, or is stopped before. */
export function startEngineAgain(sim: Sim, host: EngineHost, told: number): void {
	if (host.isRunning || !host.isPowered) return void sim.outbox.push({request: told, response: undefined});
	wakeAll(sim);
	host.isRunning = true;
	openScope(sim, host, 'engine');
	note(sim, host, 'fault', 'engine started');
	host.engine.starting = [told];
	schedule(sim, host, started, {told}, {delay: START_MS, scope: 'engine'});
}

function boot(sim: Sim, host: EngineHost): void {
	const {disk} = host.engine;
	delete host.engine.disk;
	if (!disk) return answerStart(sim, host);
	openScope(sim, host, 'membership');
	const config = {...disk.config, ...readyOf()};
	host.engine.membership = {...disk, config, state: 'pending', error: '', isFounder: false};
	if (disk.node && 'sealed' in disk.node) {
		host.engine.membership = {...host.engine.membership, state: 'locked', sealed: disk.node};
		note(sim, host, 'key', 'is locked: its key and its Raft log are encrypted, and it waits for the unlock key');
		return answerStart(sim, host);
	}
	setTimer(sim, host, 'membership', 'start', SWARM_START_TIMEOUT_MS, swarmTimeout, null);
	resumeMembership(sim, host, config, disk.node);
}

function resumeMembership(sim: Sim, host: EngineHost, config: NodeConfig, node: NodeDisk | undefined): void {
	if (node) resumeNode(sim, host, config, node);
	else startNode(sim, host, config);
}

export const powerHandlers: Handlers<EngineHost> = {
	...on(started, boot),
	...on(swarmTimeout, answerStart),
	...on(ended, (sim: Sim, _host: EngineHost, {told}) => void sim.outbox.push({request: told, response: undefined})),
};
