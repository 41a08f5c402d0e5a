import {remember} from '../base/remember.ts';
import {passTo} from '../simulation/simulation.ts';
import {addCheckpoint, type Checkpoints, isUpTo, nearest} from './checkpoints.ts';
import type {Destination} from './contract.ts';
import type {Goal} from './driver.ts';
import {expiriesAfter, markOfEntry, markOfInput, type Stop, stopsOf} from './marks.ts';
import {
	advance,
	advanceOnce,
	createPresent,
	nobodyAsked,
	type Present,
	positionOf,
	restore,
	takeCheckpoint,
	workOf,
} from './present.ts';
import {
	addRecord,
	type Branch,
	beforeLastInput,
	currentBranch,
	describeInput,
	endOf,
	type Input,
	type Position,
	type Record,
	type Session,
} from './session.ts';
import type {BranchView, Mark, MarkKind, TimelineView} from './snapshot.ts';

/** A session being played: the present, and the way to any other moment. */
export type Timeline = {
	readonly present: () => Present;
	readonly inputs: () => readonly Input[];
	/** An earlier moment is being looked at. */
	readonly isPast: () => boolean;
	/** The present goes on: none other is looked at or on the way. */
	readonly isLive: () => boolean;
	/** Something was typed (on that node) that has not happened yet. */
	readonly isTyped: (node?: string) => boolean;
	/** Something is typed: now, or as soon as a journey has ended. */
	readonly type: (draft: Draft) => void;
	/** To be told after some of the present was simulated. */
	readonly advanced: () => void;
	/** A way to another moment; undefined: there is none. */
	readonly travel: (to: Destination) => Goal | undefined;
	/** Gives a journey up where it is: the moment before it stays. */
	readonly stay: () => void;
	/** Puts down how far time has gone. */
	readonly putDown: () => void;
	/** The same object until something but the clock changed. */
	readonly view: () => TimelineView;
	/** For measuring. */
	readonly checkpoints: () => Checkpoints;
};

/** Without the moment at which it will happen. */
export type Draft = WithoutMoment<Input>;
type WithoutMoment<One> = One extends Input ? Omit<One, 'at'> : never;

export type TimelineOptions = {
	readonly session: Session;
	readonly everyTick?: boolean;
	/** Every record as it is made. */
	readonly record: (record: Record) => void;
	readonly changed: () => void;
	/** What a client outside asked is being answered. */
	readonly answered: Present['answered'];
	/** The past was left in another direction. */
	readonly left: () => void;
	/** The present is another moment than before. */
	readonly arrived: (present: Present) => void;
};

type Journey = {readonly from: number; readonly to: number; candidate: Present; readonly waiting: Draft[]};
type Marks = {marks: readonly Mark[]; entries: number; inputs: number; expiriesSeen: number; expiriesDue: number};

/** A certificate lives an hour at least, so a new one need not be looked at sooner. Unit: milliseconds. */
const EXPIRY_LOOK = 3_600_000;

/** So much has to happen before a checkpoint is worth its place. Unit: events. */
const WORK_MIN = 200;
/** In a large lab a checkpoint takes as long as so many events, per machine. */
const WORK_PER_NODE = 10;
/** How far a search for a mark goes. Unit: milliseconds, virtual. */
const SEARCH_MAX = 400 * 86_400_000;
/** How much of what a mark brings about is waited for. Unit: milliseconds, virtual. */
const AFTERMATH = 2000;

export function createTimeline({
	session,
	everyTick,
	record,
	changed,
	answered,
	left,
	arrived,
}: TimelineOptions): Timeline {
	const kept = new Map<number, Checkpoints>();
	const marked = new Map<number, Marks>();
	let present = createPresent(session.beginning, everyTick);
	let isPast = positionOf(present).at < currentBranch(session).end;
	let journey: Journey | undefined;
	/** Up to where the time is written down; another branch begins anew. */
	let putDownAt = 0;
	let arrival: string | undefined;

	const branch = (): Branch => currentBranch(session);
	const add = (one: Record) => {
		addRecord(session, one);
		record(one);
		putDownAt = branch().end;
	};
	const settleOn = (next: Present) => {
		present.changed = () => {};
		present.answered = nobodyAsked;
		present = next;
		present.changed = changed;
		present.answered = answered;
	};
	const of = <Value>(map: Map<number, Value>, number: number, make: () => Value): Value => {
		const known = map.get(number) ?? make();
		map.set(number, known);
		return known;
	};
	const checkpointsOf = (number: number) => of(kept, number, (): Checkpoints => []);

	const keepIfWorth = (moment: Present, number: number) => {
		const checkpoints = checkpointsOf(number);
		const last = nearest(checkpoints, positionOf(moment));
		const least = Math.max(WORK_MIN, WORK_PER_NODE * session.beginning.nodes);
		if (workOf(moment) - (last?.work ?? 0) < least) return;
		const checkpoint = takeCheckpoint(moment, last ?? checkpoints[0]);
		if (checkpoint) addCheckpoint(checkpoints, checkpoint);
	};

	/** Certificates that have ended since this was last asked. */
	const markExpiries = (all: Marks): Mark[] => {
		const {sim} = present.world;
		if (sim.now < all.expiriesDue) return [];
		const ends = expiriesAfter(sim, all.expiriesSeen);
		all.expiriesSeen = sim.now;
		all.expiriesDue = Math.min(sim.now + EXPIRY_LOOK, ...ends.map(({at}) => at).filter(at => at > sim.now));
		return ends.filter(({at}) => at <= sim.now);
	};

	/** Of the current branch, up to what the present has seen of it. */
	const markUp = (): readonly Mark[] => {
		const all = of(
			marked,
			session.current,
			(): Marks => ({marks: [], entries: 0, inputs: 0, expiriesSeen: 0, expiriesDue: 0}),
		);
		if (isPast) return all.marks;
		const {journal} = present.world.sim;
		const entries = journal.slice(all.entries).flatMap(entry => markOfEntry(entry) ?? []);
		const inputs = branch()
			.inputs.slice(all.inputs, present.inputs)
			.flatMap(input => markOfInput(input) ?? []);
		all.entries = journal.length;
		all.inputs = present.inputs;
		const more = [...inputs, ...entries, ...markExpiries(all)].sort((a, b) => a.at - b.at);
		if (more.length > 0) all.marks = [...all.marks, ...more];
		return all.marks;
	};

	const advanced = () => {
		const current = branch();
		const {at, inputs} = positionOf(present);
		if (isPast && at >= current.end && inputs >= current.inputs.length) isPast = false;
		if (!isPast) {
			current.end = Math.max(current.end, at);
			markUp();
		}
		keepIfWorth(present, session.current);
	};

	const fork = () => {
		const old = session.current;
		const position = positionOf(present);
		const checkpoints = checkpointsOf(old);
		add({type: 'fork', ...position});
		const shared = checkpoints.filter(one => isUpTo(one, position));
		kept.set(session.current, shared);
		// The way back to it goes from where it left, or from its end.
		kept.set(old, [...shared, ...checkpoints.slice(shared.length).slice(-1)]);
		isPast = false;
		arrival = undefined;
		left();
	};

	const type = (draft: Draft): void => {
		if (journey) {
			journey.waiting.push(draft);
			return;
		}
		if (isPast) fork();
		arrival = undefined;
		add({at: present.world.sim.now, ...draft});
	};

	const arrive = (candidate: Present, number: number, text: string | undefined) => {
		const waiting = journey?.waiting ?? [];
		journey = undefined;
		if (number !== session.current) add({type: 'branch', branch: number});
		settleOn(candidate);
		arrived(candidate);
		const {at, inputs} = positionOf(candidate);
		isPast = at < branch().end || inputs < branch().inputs.length;
		arrival = text;
		advanced();
		for (const draft of waiting) type(draft);
	};

	/** The nearest moment from which another one can be reached by going on; another present than this one. */
	const begin = (number: number, position: Position): Present => {
		const checkpoint = nearest(checkpointsOf(number), position);
		return checkpoint ? restore(checkpoint) : createPresent(session.beginning, everyTick);
	};

	const goTo = (number: number, position: Position, text?: string): Goal => {
		const inputs = (session.branches[number] as Branch).inputs.slice(0, position.inputs);
		const checkpoint = nearest(checkpointsOf(number), position);
		const isAhead =
			number === session.current && isUpTo(positionOf(present), position) && workOf(present) >= (checkpoint?.work ?? 0);
		const candidate = isAhead ? present : begin(number, position);
		const mine: Journey = {from: candidate.world.sim.now, to: position.at, candidate, waiting: []};
		journey = mine;
		return async isTimeUp => {
			if (journey !== mine) return true;
			const outcome = await advance(candidate, inputs, position.at, isTimeUp);
			if (outcome === 'more') keepIfWorth(candidate, number);
			if (outcome === 'more' || journey !== mine) return false;
			arrive(candidate, number, text);
			return true;
		};
	};

	const search = (kind: MarkKind): Goal => {
		const number = session.current;
		const {inputs} = branch();
		const from = positionOf(present);
		const candidate = begin(number, from);
		const mine: Journey = {from: from.at, to: from.at + SEARCH_MAX, candidate, waiting: []};
		journey = mine;
		const {sim} = candidate.world;
		let read = 0;
		let found: Mark | undefined;
		/** Up to where no certificate ends. */
		let calmUntil = kind === 'expiry' ? from.at : mine.to;
		return async isTimeUp => {
			while (!isTimeUp() && journey === mine) {
				found ??= sim.journal
					.slice(read)
					.flatMap(entry => markOfEntry(entry) ?? [])
					.find(mark => mark.kind === kind && mark.at > from.at);
				read = sim.journal.length;
				const until = found ? found.at + AFTERMATH : calmUntil;
				if (await advanceOnce(candidate, inputs, until)) continue;
				if (!found && calmUntil < mine.to) {
					passTo(sim, calmUntil);
					const ends = expiriesAfter(sim, from.at);
					found = ends.find(({at}) => at <= sim.now);
					calmUntil = Math.min(mine.to, sim.now + EXPIRY_LOOK, ...ends.map(({at}) => at).filter(at => at > sim.now));
					continue;
				}
				if (!found) {
					journey = undefined;
					arrival = `no ${kind} comes`;
					return true;
				}
				passTo(sim, until);
				arrive(candidate, number, found.text);
				return true;
			}
			return journey !== mine;
		};
	};

	const travel = (to: Destination): Goal | undefined => {
		const current = branch();
		const now = positionOf(present);
		const toEndOf = (number: number) => {
			const there = session.branches[number];
			return there && goTo(number, {at: there.end, inputs: there.inputs.length});
		};
		switch (to.type) {
			case 'moment': {
				const at = Math.min(current.end, Math.max(session.beginning.startedAt, to.at));
				return goTo(session.current, endOf(current, at));
			}
			case 'mark': {
				const stop = findStop(stopsOf(markUp()), now.at, to.step);
				if (stop) return goTo(session.current, endOf(current, Math.min(stop.at, current.end)), stop.text);
				if (to.step > 0) return isPast ? toEndOf(session.current) : undefined;
				return goTo(session.current, {at: session.beginning.startedAt, inputs: 0}, 'the beginning');
			}
			case 'undo': {
				const position = beforeLastInput(current.inputs, now.inputs);
				const input = current.inputs[position?.inputs ?? 0];
				return position && input && goTo(session.current, position, `undone: ${describeInput(input)}`);
			}
			case 'next':
				return search(to.kind);
			case 'end':
				return isPast ? toEndOf(session.current) : undefined;
			case 'branch':
				return to.number - 1 === session.current && !isPast ? undefined : toEndOf(to.number - 1);
		}
	};

	const readView = remember(
		(
			marks: readonly Mark[],
			end: number | undefined,
			branches: readonly BranchView[],
			at: number | undefined,
			share: number,
			said: string | undefined,
		): TimelineView => ({
			startedAt: session.beginning.startedAt,
			marks,
			branches,
			...(end === undefined ? {} : {end}),
			...(at === undefined ? {} : {journey: {at, share}}),
			...(said === undefined ? {} : {arrival: said}),
		}),
	);
	const readBranches = remember((_count: number, _current: number, _inputs: number): readonly BranchView[] =>
		viewBranches(session),
	);

	present.changed = changed;
	present.answered = answered;
	return {
		present: () => present,
		inputs: () => branch().inputs,
		isPast: () => isPast,
		isLive: () => !isPast && !journey,
		isTyped: node =>
			!isPast &&
			branch()
				.inputs.slice(present.inputs)
				.some(input => node === undefined || input.node === node),
		type,
		advanced,
		travel,
		stay: () => {
			journey = undefined;
		},
		putDown: () => {
			const {end} = branch();
			if (end > putDownAt) record({type: 'clock', at: end});
			putDownAt = end;
		},
		view: () =>
			readView(
				markUp(),
				isPast ? branch().end : undefined,
				readBranches(session.branches.length, session.current, branch().inputs.length),
				journey?.to,
				journey ? shareOf(journey) : 0,
				arrival,
			),
		checkpoints: () => checkpointsOf(session.current),
	};
}

const shareOf = ({from, to, candidate}: Journey): number =>
	to > from ? Math.round((100 * (candidate.world.sim.now - from)) / (to - from)) / 100 : 1;

function findStop(stops: readonly Stop[], now: number, step: -1 | 1): Stop | undefined {
	return step > 0 ? stops.find(stop => stop.at > now) : stops.findLast(stop => stop.at < now);
}

function viewBranches({branches, current}: Session): BranchView[] {
	return branches.map(({from, end, inputs}, index) => {
		const parting = from ?? branches.find(other => other.from?.branch === index)?.from;
		const first = inputs[parting?.inputs ?? 0];
		return {
			number: index + 1,
			isCurrent: index === current,
			...(from ? {leftAt: from.at} : {}),
			...(index === current ? {} : {end}),
			...(first?.type === 'line' ? {first: first.text} : {}),
		};
	});
}
