import type {ApiRequest, ApiResponse} from '../api/message.ts';
import {passTo} from '../simulation/simulation.ts';
import {type KnownClusters, lookAtClusters, noClusters} from './clusters.ts';
import {inflict, readFault} from './faults.ts';
import {hintFor} from './hints.ts';
import {describeIdle} from './idle-fault.ts';
import {type Kept, keep, recall} from './keep.ts';
import {createNodeFiles, type FileContents} from './node-files.ts';
import {descriptions, programsOf, sleepOn} from './programs.ts';
import type {Beginning, Input, Position} from './session.ts';
import type {NodeView} from './snapshot.ts';
import {findMachine, hostOf, targetOf} from './target.ts';
import {
	createTerminal,
	currentHost,
	dockerHostOf,
	interrupt,
	leaveShell,
	type Surroundings,
	show,
	type Terminal,
	typeLine,
} from './terminal.ts';
import {viewNode} from './views.ts';
import {clockOn, createWorld, nextAt, requestOf, runSlice, serveOutbox, settle, stepOnce, type World} from './world.ts';

/** The machines of a lab and whatever stands on their terminals, at one moment. */
export type Present = {
	readonly world: World;
	readonly terminals: Map<string, Terminal>;
	readonly files: FileContents;
	/** Lines typed, oldest first. */
	readonly history: string[];
	/** As they were when a command last ended: hints follow from that. */
	clusters: KnownClusters;
	/** How many inputs of its branch have happened. */
	inputs: number;
	/** Told when somebody may see a difference. */
	changed: () => void;
	/** A client outside is being answered. */
	answered: (request: ApiRequest, answer: Promise<ApiResponse>) => void;
};

const nobody = (): void => {};

/** Whoever asked once is not there when it happens again. */
export const nobodyAsked: Present['answered'] = (_request, answer) =>
	void answer.then(
		({stream}) => stream?.[Symbol.asyncIterator]().return?.(),
		() => {},
	);

/** `everyTick`: idle time is not leapt over. Everything is the same then, and takes longer. */
export const createPresent = (beginning: Beginning, everyTick = false): Present => ({
	world: createWorld({...beginning, everyTick}),
	terminals: new Map(),
	files: new Map(),
	history: [],
	clusters: noClusters,
	inputs: 0,
	changed: nobody,
	answered: nobodyAsked,
});

export function terminalOf({terminals}: Present, node: string): Terminal {
	const terminal = terminals.get(node) ?? createTerminal(node);
	terminals.set(node, terminal);
	return terminal;
}

export const positionOf = ({world, inputs}: Present): Position => ({at: world.sim.now, inputs});

/** A command runs somewhere and waits neither for who types nor for news. */
export const isBusy = ({terminals}: Present): boolean =>
	[...terminals.values()].some(({running}) => running && !running.isReading && !running.isListening);

/** Nothing runs that could not be begun again from data alone. */
const isQuiet = ({terminals, world}: Present): boolean =>
	world.sim.outbox.length === 0 && ![...terminals.values()].some(({running}) => running !== undefined);

const machinesOf = ({world}: Present) =>
	Object.values(world.sim.hosts).map(({name, interfaces}) => ({name, addresses: interfaces}));

/** The machine whose engine a terminal's `docker` asks. */
export function engineAsked(present: Present, terminal: Terminal): string {
	const {host = ''} = hostOf(dockerHostOf(terminal) ?? '') ?? {};
	return (host && findMachine(machinesOf(present), host)) || currentHost(terminal);
}

/** What a hint wants to know of a node and its swarm: as the machines have it, whatever the screen has seen of them. */
function hintedFacts({world: {sim}, clusters: {views}}: Present, node: string) {
	const ids = views.map(({id}) => id);
	const viewOf = (name: string) => {
		const host = sim.hosts[name];
		return host && viewNode(sim, host, ids);
	};
	const own = viewOf(node);
	const cluster = views[own?.cluster ?? -1];
	const isManager = (one: NodeView | undefined) => one?.isRunning && one.state !== 'locked' && one.role === 'manager';
	return {
		node,
		isRunning: own?.isRunning ?? true,
		isPowered: own?.isPowered ?? true,
		clusters: views.length,
		role: own?.state === 'active' ? own.role : undefined,
		managers: (cluster?.members ?? []).filter(name => isManager(viewOf(name))),
		ghosts: cluster ? cluster.ghosts : views.flatMap(one => one.ghosts),
		needsOldKey: own?.needsOldKey === true,
		error: own?.error ?? '',
	};
}

function surroundingsOf(present: Present): Surroundings {
	const {world, files, history} = present;
	const filesOf = createNodeFiles(world, files);
	return {
		programsOf: (node, ties) => programsOf(world, node, {filesOf, ...ties}),
		descriptions,
		filesOf,
		sleepOn: (node, signal) => sleepOn(world, node, signal),
		now: node => clockOn(world, node),
		history: () => history,
		changed: () => present.changed(),
		inflict: line => {
			try {
				const fault = readFault(line, Object.keys(world.sim.hosts));
				const idle = describeIdle(world.sim, fault);
				if (idle === undefined) void inflict(world, fault);
				return {idle};
			} catch {
				return undefined;
			}
		},
		ended: (terminal, command, result) => {
			const {node, words} = targetOf(command, engineAsked(present, terminal), machinesOf(present));
			const asked = words[0] === 'docker' ? words.join(' ') : command;
			present.clusters = lookAtClusters(world.sim, present.clusters);
			const hint = hintFor({command, asked, ...result, ...hintedFacts(present, node)});
			if (hint !== undefined) show(terminal, 'hint', hint);
		},
	};
}

function apply(present: Present, input: Input): void {
	const terminal = terminalOf(present, input.node);
	present.inputs++;
	switch (input.type) {
		case 'line': {
			const {history} = present;
			const isAnswer = terminal.running?.isReading === true;
			if (!isAnswer && input.text.trim() !== '' && history.at(-1) !== input.text) history.push(input.text);
			typeLine(terminal, input.text, surroundingsOf(present));
			break;
		}
		case 'request':
			present.answered(input.request, requestOf(present.world, input.node, input.request));
			break;
		case 'interrupt':
			interrupt(terminal);
			break;
		case 'end':
			if (terminal.running) terminal.running.end();
			else if (terminal.unfinished !== '') interrupt(terminal);
			else leaveShell(terminal);
			break;
		case 'clear':
			terminal.lines = [];
			break;
	}
	present.changed();
}

/**
Goes on up to a moment, inputs and all that they lead to included, or until the time is up. Virtual time stands still
while a program that was served makes something of it; an input waits until everything due by its moment has happened.
*/
export async function advance(
	present: Present,
	inputs: readonly Input[],
	until: number,
	isTimeUp: () => boolean,
): Promise<'done' | 'more'> {
	const {world} = present;
	for (;;) {
		const input = inputs[present.inputs];
		const isDue = input !== undefined && input.at <= until;
		const outcome = runSlice(world, isDue ? input.at : until, isTimeUp);
		if (outcome === 'more') return 'more';
		if (outcome === 'deliver') await serveOutbox(world);
		else if (!isDue) return 'done';
		else {
			apply(present, input);
			await settle();
		}
		if (isTimeUp()) return 'more';
	}
}

/** The next event or input alone, if it is due by `until`. */
export async function advanceOnce(present: Present, inputs: readonly Input[], until: number): Promise<boolean> {
	const {world} = present;
	const input = inputs[present.inputs];
	const isInput = input !== undefined && input.at <= until && (nextAt(world) ?? Number.POSITIVE_INFINITY) > input.at;
	if (!isInput) return stepOnce(world, until);
	passTo(world.sim, input.at);
	apply(present, input);
	await settle();
	return true;
}

/** A present as data, of which others can be made. Only a quiet one can be kept: a program that runs is no data. */
export type Checkpoint = Position & {
	/** How much has happened by then, in events. */
	readonly work: number;
	readonly state: Kept<State>;
};

type State = {
	readonly sim: World['sim'];
	readonly nextId: number;
	readonly terminals: readonly (Pick<Terminal, 'node' | 'lines' | 'unfinished'> & {
		readonly shells: readonly ShellData[];
	})[];
	readonly files: readonly (readonly [node: string, files: readonly (readonly [path: string, text: string])[]])[];
	readonly history: readonly string[];
	readonly clusters: KnownClusters;
};
type ShellData = {
	readonly node: string;
	readonly variables: readonly (readonly [name: string, value: string])[];
	readonly exported: readonly string[];
	readonly status: number;
};

export const workOf = ({world}: Present): number => world.sim.sequence;

/** Undefined while something runs. `last`: an earlier one, with which it will share what did not change. */
export function takeCheckpoint(present: Present, last: Checkpoint | undefined): Checkpoint | undefined {
	if (!isQuiet(present)) return undefined;
	const {world, terminals, files, history, clusters} = present;
	const state: State = {
		sim: world.sim,
		nextId: world.nextId,
		terminals: [...terminals.values()].map(({node, lines, unfinished, shells}) => ({
			node,
			lines,
			unfinished,
			shells: shells.map(({node: place, state: {variables, exported, status}}) => ({
				node: place,
				variables: [...variables],
				exported: [...exported],
				status,
			})),
		})),
		files: [...files].map(([node, own]) => [node, [...own]] as const),
		history,
		clusters,
	};
	return {...positionOf(present), work: workOf(present), state: keep(state, last?.state)};
}

export function restore(checkpoint: Checkpoint): Present {
	const {sim, nextId, terminals, files, history, clusters} = recall(checkpoint.state);
	return {
		world: {sim, nextId, waiting: new Map()},
		terminals: new Map(
			terminals.map(({node, lines, unfinished, shells}) => [
				node,
				{
					...createTerminal(node),
					lines,
					unfinished,
					shells: shells.map(({node: place, variables, exported, status}) => ({
						node: place,
						state: {variables: new Map(variables), exported: new Set(exported), status},
					})),
				},
			]),
		),
		files: new Map(files.map(([node, own]) => [node, new Map(own)])),
		history: [...history],
		clusters,
		inputs: checkpoint.inputs,
		changed: nobody,
		answered: nobodyAsked,
	};
}
