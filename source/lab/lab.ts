import type {ApiRequest, ApiResponse} from '../api/message.ts';
import {remember} from '../base/remember.ts';
import {adviseOn} from './advice.ts';
import {keepIfSame, keepListIfSame, lookAtClusters, noClusters} from './clusters.ts';
import {completeLine} from './completion.ts';
import type {Destination, Lab} from './contract.ts';
import {createDriver, type RealTime} from './driver.ts';
import {createFeed} from './feed.ts';
import {createInspection} from './inspect/inspect.ts';
import {enginesOf, type LabEngine} from './outside.ts';
import {engineAsked, isBusy, nobodyAsked, terminalOf} from './present.ts';
import {beginSession, currentBranch, type Record, type Session} from './session.ts';
import type {FeedLine, LabSnapshot, ListView, NodeView, SavingView, TimelineView} from './snapshot.ts';
import {createSockets, type ServeEngines} from './sockets.ts';
import {currentHost, isSecret, promptOf, show} from './terminal.ts';
import {createTimeline, type Draft} from './timeline.ts';
import {nextRotation, viewLinkFaults, viewList, viewNode} from './views.ts';
import {warnOf} from './warning.ts';
import {nextAt, type WorldOptions} from './world.ts';

export type LabOptions = WorldOptions & {
	readonly realTime: RealTime;
	readonly speed?: number;
	/** To be gone on with. Absent: a new one. */
	readonly session?: Session;
	/** What its user should know of it. */
	readonly notices?: readonly string[];
	/** Absent: `serve` makes no sockets. */
	readonly serve?: ServeEngines;
};

export type OpenLab = Lab & {
	/** The nodes' engines, to be served outside the lab. */
	readonly engines: readonly LabEngine[];
	/** From now on what is done is written down. */
	readonly keepDiary: (diary: Diary) => void;
	readonly close: () => void;
};

/** Keeps a session beyond the program's end. */
export type Diary = {
	/** Before it shows any effect, as far as the disk allows. */
	readonly write: (record: Record) => void;
	/** The same object until something changed. */
	readonly view: () => SavingView;
	readonly subscribe: (listener: () => void) => void;
};

/** How often it is written down how far time has gone. Unit: milliseconds, real. */
const PUT_DOWN_EVERY = 30_000;
/** How many lines of the feed a snapshot carries. */
const FEED_MAX = 1000;
/** How long a jump goes on after the rotation, so that all of it is seen. Unit: milliseconds, virtual. */
const AFTERMATH = 2000;
/** How far a step looks for something to happen. Unit: milliseconds, virtual. */
const STEP_MAX = 400 * 86_400_000;

/** A session with its machines, terminals and clock: what the screen works with. */
export function createLab(options: LabOptions): OpenLab {
	const {seed, startedAt, nodes: count, interfaces = []} = options;
	const session = options.session ?? beginSession({seed, startedAt, nodes: count, interfaces});
	let diary: Diary | undefined;
	let putDownNext = 0;
	/** Before an earlier moment was gone to. */
	let wasPlaying = true;
	const listeners = new Set<() => void>();
	/** What each node answered, and at which version of the lab. */
	const lists = new Map<string, {readonly version: number; readonly view: ListView}>();
	/** What the lab itself has to say, among what the machines do. */
	let notes: readonly FeedLine[] = (options.notices ?? []).map(text => ({
		at: currentBranch(session).end,
		type: 'lab',
		text,
	}));
	let seen = noClusters;
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
	/** Clients outside that wait for an answer. */
	const askers = new Map<ApiRequest, (answer: Promise<ApiResponse>) => void>();
	/** How to break their connections. */
	const leaving = new Set<() => void>();
	const timeline = createTimeline({
		session,
		everyTick: options.everyTick,
		record: record => diary?.write(record),
		changed: () => {
			changed();
			driver.kick();
		},
		answered: (request, answer) => {
			const asker = askers.get(request);
			askers.delete(request);
			if (asker) asker(answer);
			else nobodyAsked(request, answer);
		},
		left: () => {
			if (wasPlaying) driver.play();
		},
		/** Another moment than before: what was remembered of the old one is not true of it. */
		arrived: ({world: {sim}, clusters}) => {
			seen = clusters;
			lists.clear();
			notes = notes.filter(({at}) => at <= sim.now);
			// What was asked is of another time now.
			for (const leave of leaving) leave();
			leaving.clear();
			askers.clear();
		},
	});
	const now = () => timeline.present();
	const theSim = () => now().world.sim;
	const terminal = (node: string) => terminalOf(now(), node);
	const {engines, waiting} = enginesOf({
		world: () => now().world,
		isLive: timeline.isLive,
		ask: (node, request) =>
			new Promise((resolve, reject) => {
				const leave = () => reject(new Error('EOF'));
				leaving.add(leave);
				askers.set(request, answer => void answer.then(resolve, reject).finally(() => leaving.delete(leave)));
				type({type: 'request', node, request});
			}),
	});
	const sockets = options.serve && createSockets({engines, serve: options.serve, changed: () => changed()});
	const driver = createDriver({
		present: now,
		inputs: timeline.inputs,
		realTime: options.realTime,
		changed,
		isBusy: () => !timeline.isPast() && (waiting() > 0 || isBusy(now())),
		isTyped: () => timeline.isTyped(),
		sliced: () => {
			timeline.advanced();
			if (!diary || options.realTime.now() < putDownNext) return;
			timeline.putDown();
			putDownNext = options.realTime.now() + PUT_DOWN_EVERY;
		},
	});
	if (options.speed && options.speed !== 1) driver.setSpeed(options.speed);
	driver.kick();

	const type = (draft: Draft) => {
		timeline.type(draft);
		driver.serve();
	};
	const travel = (to: Destination) => {
		if (!timeline.isPast()) wasPlaying = !driver.isPaused();
		const goal = timeline.travel(to);
		if (goal) driver.pursue(goal);
	};
	/** A session that is gone on with is lived again, and then goes on. */
	const resume = () => {
		const goal = timeline.travel({type: 'end'});
		if (!goal) return;
		driver.pursue(async isTimeUp => {
			if (!(await goal(isTimeUp))) return false;
			setImmediate(driver.play);
			return true;
		});
	};
	resume();

	/** The machine whose engine this terminal's `docker` asks. */
	const engineOf = (node: string): string => engineAsked(now(), terminal(node));

	const readFeed = createFeed(() => theSim().journal, FEED_MAX);
	const viewFeed = (old: LabSnapshot['feed'] | undefined): LabSnapshot['feed'] => {
		const recent = readFeed();
		const feed = notes.length === 0 ? recent : [...recent, ...notes].sort((a, b) => a.at - b.at).slice(-FEED_MAX);
		return old ? keepListIfSame(old, feed) : feed;
	};

	const build = (old: LabSnapshot | undefined): LabSnapshot => {
		const sim = theSim();
		const {clusters: known} = now();
		seen = lookAtClusters(sim, known.ids.length > seen.ids.length ? known : seen);
		const clusters = seen.views;
		const ids = clusters.map(cluster => cluster.id);
		const nodes = keepListIfSame<NodeView>(
			old?.nodes,
			Object.values(sim.hosts).map((host, index) => keepIfSame(old?.nodes[index], viewNode(sim, host, ids))),
		);
		const clock = {
			now: sim.now,
			elapsed: sim.now - sim.startedAt,
			speed: driver.speed(),
			isPaused: driver.isPaused(),
			seed: sim.seed,
		};
		return {
			clock: keepIfSame(old?.clock, clock),
			nodes,
			clusters,
			faults: keepIfSame(old?.faults, viewLinkFaults(sim)),
			feed: viewFeed(old?.feed),
			timeline: viewTimeline(timeline.view(), diary?.view()),
			sockets: sockets?.view(),
		};
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
			next.timeline === snapshot.timeline &&
			next.sockets === snapshot.sockets;
		if (!isSame) snapshot = next;
		isStale = false;
		return snapshot as LabSnapshot;
	};

	/** `serve`, where nothing runs that the line could be an answer to. */
	const obeySockets = (node: string, line: string): boolean => {
		const typedOn = terminal(node);
		if (!sockets || !timeline.isLive() || typedOn.running || typedOn.unfinished !== '') return false;
		const typed = promptOf(typedOn) + line;
		let isShown = false;
		return sockets.obey(line, (...lines) => {
			if (!isShown) show(typedOn, 'command', typed);
			isShown = true;
			show(typedOn, 'note', ...lines);
			changed();
		});
	};

	return {
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		snapshot: read,
		list: node => {
			const sim = theSim();
			const host = sim.hosts[node];
			const old = lists.get(node);
			if (!host) return {type: 'refusal', message: `there is no ${node}`};
			if (old?.version === version) return old.view;
			const view = keepIfSame(old?.view, viewList(sim, host, old?.view));
			lists.set(node, {version, view});
			return view;
		},
		terminal: node => terminal(node).lines,
		prompt: node => promptOf(terminal(node)),
		isSecret: node => isSecret(terminal(node)),
		isBusy: node => terminal(node).running !== undefined || timeline.isTyped(node),
		type: (node, text) => {
			for (const line of text.split('\n')) if (!obeySockets(node, line)) type({type: 'line', node, text: line});
		},
		interrupt: node => type({type: 'interrupt', node}),
		endOfInput: node => type({type: 'end', node}),
		host: node => currentHost(terminal(node)),
		clear: node => type({type: 'clear', node}),
		history: () => now().history,
		complete: (node, line, cursor) => completeLine(read(), engineOf(node), line, cursor),
		advice: node => adviseOn(read(), engineOf(node), nextRotation(theSim())),
		nextRotation: () => nextRotation(theSim()),
		warning: (node, line) => warnOf(read(), engineOf(node), line),
		inspect: createInspection({
			sim: theSim,
			terminals: () => [...now().terminals.values()],
			version: () => version,
		}),
		time: {
			pause: () => {
				timeline.stay();
				driver.pause();
			},
			play: driver.play,
			setSpeed: driver.setSpeed,
			step: () => {
				const {sim} = now().world;
				const {length} = sim.journal;
				const end = sim.now + STEP_MAX;
				// Where nothing is to come the clock stays where it is.
				const isIdle = () => (nextAt(now().world) ?? Number.POSITIVE_INFINITY) > end;
				driver.runTo(end, () => theSim().journal.length > length || isIdle());
			},
			jump: () => {
				const sim = theSim();
				const next = nextRotation(sim);
				if (!next) return;
				notes = [...notes, {at: sim.now, type: 'lab', text: `Jump: ${next.what}`}];
				driver.runTo(next.at + AFTERMATH, () => false);
			},
			travel,
		},
		keepDiary: kept => {
			diary = kept;
			kept.subscribe(changed);
			changed();
		},
		engines,
		close: () => {
			sockets?.close();
			timeline.putDown();
			driver.close();
		},
	};
}

const viewTimeline = remember(
	(timeline: TimelineView, saving: SavingView | undefined): TimelineView => (saving ? {...timeline, saving} : timeline),
);
