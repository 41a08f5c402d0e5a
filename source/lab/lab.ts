import {adviseOn} from './advice.ts';
import {completeLine} from './completion.ts';
import type {Lab} from './contract.ts';
import {createDriver, type RealTime} from './driver.ts';
import {inflict, readFault} from './faults.ts';
import {hintFor} from './hints.ts';
import {describeIdle} from './idle-fault.ts';
import {createInspection} from './inspect/inspect.ts';
import {createNodeFiles} from './node-files.ts';
import {enginesOf, type LabEngine} from './outside.ts';
import {descriptions, programsOf, sleepOn} from './programs.ts';
import type {ClusterView, LabSnapshot, ListView, NodeView} from './snapshot.ts';
import {createSockets, type ServeEngines} from './sockets.ts';
import {findMachine, hostOf, targetOf} from './target.ts';
import {
	createTerminal,
	currentHost,
	dockerHostOf,
	interrupt,
	isSecret,
	leaveShell,
	promptOf,
	type Surroundings,
	show,
	type Terminal,
	typeLine,
} from './terminal.ts';
import {
	clusterIds,
	membersOf,
	nextRotation,
	viewCluster,
	viewLeaderless,
	viewLinkFaults,
	viewList,
	viewNode,
} from './views.ts';
import {warnOf} from './warning.ts';
import {clockOn, createWorld, nextAt, type WorldOptions} from './world.ts';

export type LabOptions = WorldOptions & {
	readonly realTime: RealTime;
	readonly speed?: number;
	/** Absent: `serve` is no command. */
	readonly serve?: ServeEngines;
};

/** How many lines of the feed a snapshot carries. */
const FEED_MAX = 1000;
/** How long a jump goes on after the rotation, so that all of it is seen. Unit: milliseconds, virtual. */
const AFTERMATH = 2000;
/** How far a step looks for something to happen. Unit: milliseconds, virtual. */
const STEP_MAX = 400 * 86_400_000;

/** Keeps the old object where the new one says the same. */
function keep<Value>(old: Value | undefined, next: Value): Value {
	return old !== undefined && JSON.stringify(old) === JSON.stringify(next) ? old : next;
}

/** A lab, as it is handed to the edge that opens and closes it. */
export type OpenLab = Lab & {
	/** The nodes' engines, to be served outside the lab. */
	readonly engines: readonly LabEngine[];
	readonly close: () => void;
};

/** A session with its machines, terminals and clock: what the screen works with. */
export function createLab(options: LabOptions): OpenLab {
	const world = createWorld(options);
	const {sim} = world;
	const listeners = new Set<() => void>();
	const terminals = new Map<string, Terminal>();
	const filesOf = createNodeFiles(world);
	/** What each node answered, and at which version of the lab. */
	const lists = new Map<string, {readonly version: number; readonly view: ListView}>();
	const history: string[] = [];
	const letters: string[] = [];
	let snapshot: LabSnapshot | undefined;
	let isStale = true;
	/** Counts whatever may have changed what somebody sees. */
	let version = 0;

	const changed = () => {
		version++;
		isStale = true;
		sockets?.follow();
		for (const listener of listeners) listener();
	};
	const {engines, waiting} = enginesOf(world, () => driver.kick());
	const sockets =
		options.serve &&
		createSockets({
			engines,
			serve: options.serve,
			changed: () => changed(),
		});
	const isBusy = () =>
		waiting() > 0 || [...terminals.values()].some(({running}) => running && !running.isReading && !running.isListening);
	const driver = createDriver({world, realTime: options.realTime, changed, isBusy});
	if (options.speed && options.speed !== 1) driver.setSpeed(options.speed);
	driver.kick();

	const terminalOf = (node: string): Terminal => {
		const terminal = terminals.get(node) ?? createTerminal(node);
		terminals.set(node, terminal);
		return terminal;
	};

	/** The machine whose engine this terminal's `docker` asks. */
	const engineOf = (terminal: Terminal): string => {
		const endpoint = dockerHostOf(terminal);
		const {nodes} = read();
		return findMachine(nodes, hostOf(endpoint ?? '')?.host ?? '') ?? currentHost(terminal);
	};

	const viewClusters = (old: readonly ClusterView[]): readonly ClusterView[] => {
		for (const id of clusterIds(sim)) if (!letters.includes(id)) letters.push(id);
		return letters.flatMap((id, index) => {
			const members = membersOf(sim, id);
			if (members.length === 0) return [];
			const known = old.find(cluster => cluster.id === id);
			const now = viewCluster(sim, id, String.fromCharCode(65 + (index % 26)));
			if (now) return [keep(known, now)];
			return known ? [keep(known, viewLeaderless(sim, known))] : [];
		});
	};

	const build = (old: LabSnapshot | undefined): LabSnapshot => {
		const clusters = keepList(old?.clusters, viewClusters(old?.clusters ?? []));
		const ids = clusters.map(cluster => cluster.id);
		const nodes = keepList<NodeView>(
			old?.nodes,
			Object.values(sim.hosts).map((host, index) => keep(old?.nodes[index], viewNode(sim, host, ids))),
		);
		const clock = {
			now: sim.now,
			elapsed: sim.now - sim.startedAt,
			speed: driver.speed(),
			isPaused: driver.isPaused(),
			seed: sim.seed,
		};
		const newest = sim.journal.at(-1);
		const feed = old && old.feed.at(-1) === newest ? old.feed : sim.journal.slice(-FEED_MAX);
		const faults = keep(old?.faults, viewLinkFaults(sim));
		return {clock: keep(old?.clock, clock), nodes, clusters, faults, feed, sockets: sockets?.view()};
	};

	const read = (): LabSnapshot => {
		if (snapshot && !isStale) return snapshot;
		const next = build(snapshot);
		const isSame =
			snapshot &&
			next.clock === snapshot.clock &&
			next.nodes === snapshot.nodes &&
			next.clusters === snapshot.clusters &&
			next.faults === snapshot.faults &&
			next.feed === snapshot.feed &&
			next.sockets === snapshot.sockets;
		if (!isSame) snapshot = next;
		isStale = false;
		return snapshot as LabSnapshot;
	};

	const surroundings: Surroundings = {
		programsOf: (node, ties) => programsOf(world, node, {filesOf, ...ties}),
		descriptions,
		filesOf,
		sleepOn: (node, signal) => sleepOn(world, node, signal),
		now: node => clockOn(world, node),
		history: () => history,
		changed: () => {
			changed();
			driver.kick();
		},
		inflict: line => {
			try {
				const fault = readFault(line, Object.keys(sim.hosts));
				const idle = describeIdle(sim, fault);
				if (idle === undefined) void inflict(world, fault);
				return {idle};
			} catch {
				return undefined;
			}
		},
		ended: (terminal, command, result) => {
			isStale = true;
			const {clusters, nodes} = read();
			const target = targetOf(command, engineOf(terminal), nodes);
			const node = nodes.find(one => one.name === target.node);
			const cluster = clusters[node?.cluster ?? -1];
			const managers = nodes
				.filter(
					one =>
						one.isRunning && one.state !== 'locked' && one.role === 'manager' && cluster?.members.includes(one.name),
				)
				.map(one => one.name);
			const role = node?.state === 'active' ? node.role : undefined;
			const asked = target.words[0] === 'docker' ? target.words.join(' ') : command;
			const {isRunning = true, isPowered = true} = node ?? {};
			const ghosts = cluster ? cluster.ghosts : clusters.flatMap(one => one.ghosts);
			const needsOldKey = node?.needsOldKey === true;
			const facts = {
				node: target.node,
				isRunning,
				isPowered,
				clusters: clusters.length,
				role,
				managers,
				ghosts,
				needsOldKey,
			};
			const hint = hintFor({command, asked, ...result, ...facts});
			if (hint !== undefined) show(terminal, 'hint', hint);
		},
	};

	/** `serve`, where nothing runs that the line could be an answer to. */
	const obeySockets = (node: string, line: string): boolean => {
		const terminal = terminalOf(node);
		if (!sockets || terminal.running || terminal.unfinished !== '') return false;
		const shown = promptOf(terminal) + line;
		let isShown = false;
		const tell = (...lines: readonly string[]) => {
			if (!isShown) show(terminal, 'command', shown);
			isShown = true;
			show(terminal, 'note', ...lines);
			surroundings.changed();
		};
		return sockets.obey(line, tell);
	};

	return {
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		snapshot: read,
		list: node => {
			const host = sim.hosts[node];
			const old = lists.get(node);
			if (!host) return {type: 'refusal', message: `there is no ${node}`};
			if (old?.version === version) return old.view;
			const view = keep(old?.view, viewList(sim, host, old?.view));
			lists.set(node, {version, view});
			return view;
		},
		terminal: node => terminalOf(node).lines,
		prompt: node => promptOf(terminalOf(node)),
		isSecret: node => isSecret(terminalOf(node)),
		isBusy: node => terminalOf(node).running !== undefined,
		type: (node, text) => {
			for (const line of text.split('\n')) {
				const isAnswer = terminalOf(node).running?.isReading === true;
				if (!isAnswer && line.trim() !== '' && history.at(-1) !== line) history.push(line);
				if (!obeySockets(node, line)) typeLine(terminalOf(node), line, surroundings);
			}
			driver.kick();
		},
		interrupt: node => {
			interrupt(terminalOf(node));
			surroundings.changed();
		},
		endOfInput: node => {
			const terminal = terminalOf(node);
			if (terminal.running) terminal.running.end();
			else if (terminal.unfinished !== '') interrupt(terminal);
			else leaveShell(terminal);
			surroundings.changed();
		},
		host: node => currentHost(terminalOf(node)),
		clear: node => {
			terminalOf(node).lines = [];
			changed();
		},
		history: () => history,
		complete: (node, line, cursor) => completeLine(read(), engineOf(terminalOf(node)), line, cursor),
		advice: node => adviseOn(read(), engineOf(terminalOf(node)), nextRotation(sim)),
		nextRotation: () => nextRotation(sim),
		warning: (node, line) => warnOf(read(), engineOf(terminalOf(node)), line),
		inspect: createInspection({sim: () => sim, terminals: () => [...terminals.values()], version: () => version}),
		time: {
			pause: driver.pause,
			play: driver.play,
			setSpeed: driver.setSpeed,
			step: () => {
				const {length} = sim.journal;
				const end = sim.now + STEP_MAX;
				// Where nothing is to come the clock stays where it is.
				const isIdle = () => (nextAt(world) ?? Number.POSITIVE_INFINITY) > end;
				driver.runTo(end, () => sim.journal.length > length || isIdle());
			},
			jump: () => {
				const next = nextRotation(sim);
				if (!next) return;
				sim.journal.push({at: sim.now, type: 'lab', text: `Jump: ${next.what}`});
				driver.runTo(next.at + AFTERMATH, () => false);
			},
		},
		engines,
		close: () => {
			sockets?.close();
			driver.close();
		},
	};
}

function keepList<Value>(old: readonly Value[] | undefined, next: readonly Value[]): readonly Value[] {
	return old && old.length === next.length && old.every((value, index) => value === next[index]) ? old : next;
}
