import {passTo} from '../simulation/simulation.ts';
import {advance, advanceOnce, type Present} from './present.ts';
import type {Input} from './session.ts';
import {nextAt} from './world.ts';

/** Real time, as the edge hands it in. */
export type RealTime = {
	/** Unit: milliseconds, monotonic. */
	readonly now: () => number;
	/** Calls back after `ms`; the returned function takes it back. */
	readonly after: (ms: number, then: () => void) => () => void;
};

/**
Moves virtual time along real time, faster or not at all. Long stretches are simulated in slices, so that the
screen stays fluid. In a paused lab time moves only as far as a running command needs it.
*/
export type Driver = {
	readonly speed: () => number;
	readonly isPaused: () => boolean;
	readonly setSpeed: (speed: number) => void;
	readonly pause: () => void;
	readonly play: () => void;
	/** Something is to happen soon. */
	readonly kick: () => void;
	/** Something is to happen now: an input came. */
	readonly serve: () => void;
	/** Runs up to a moment, or until `isOver`, as fast as it can; then pauses. */
	readonly runTo: (at: number, isOver: () => boolean) => void;
	/** Works at something slice by slice, until it says that it is done; then pauses. */
	readonly pursue: (goal: Goal) => void;
	readonly close: () => void;
};

/** Unit of all: milliseconds, real. */
const SLICE = 8;
/** How often the screen hears of a clock that runs fast. */
const FRAME = 200;
/** How often a lab looks for a running command's next event. */
const BUSY_POLL = 4;
const WAIT_MIN = 10;
/** Behind by more than this, the lab runs as fast as it can and forgets the rest. */
const LAG_MAX = 250;
const SECOND = 1000;

/** One slice of work towards something. True: it is reached. */
export type Goal = (isTimeUp: () => boolean) => Promise<boolean>;

export type DriverOptions = {
	readonly present: () => Present;
	/** What was typed, and in the past what will be. */
	readonly inputs: () => readonly Input[];
	readonly realTime: RealTime;
	readonly changed: () => void;
	/** A command runs somewhere, and the lab waits for it even while it is paused. */
	readonly isBusy: () => boolean;
	/** Something was typed that has not happened yet. */
	readonly isTyped?: () => boolean;
	/** A slice was simulated. */
	readonly sliced?: () => void;
};

export function createDriver({present, inputs, realTime, changed, isBusy, isTyped, sliced}: DriverOptions): Driver {
	const now = () => present().world.sim.now;
	let anchor = {real: realTime.now(), virtual: now()};
	let speed = 1;
	let isPaused = false;
	let goal: Goal | undefined;
	let cancel: (() => void) | undefined;
	let isRunning = false;
	let isKicked = false;
	let isClosed = false;

	const reanchor = () => {
		anchor = {real: realTime.now(), virtual: now()};
	};
	const target = () => Math.floor(anchor.virtual + (realTime.now() - anchor.real) * speed);
	const timeUpSince = (began: number) => () => isClosed || realTime.now() - began >= SLICE;

	/** Steps towards a goal for one slice. */
	const follow = async (wanted: Goal): Promise<number | undefined> => {
		const isReached = await wanted(timeUpSince(realTime.now()));
		// Another one may have been set meanwhile.
		if (goal !== wanted || !isReached) return 0;
		goal = undefined;
		isPaused = true;
		reanchor();
		return isBusy() || isTyped?.() ? 0 : undefined;
	};

	const stepForCommand = async (): Promise<number | undefined> => {
		const isTimeUp = timeUpSince(realTime.now());
		if (isTyped?.()) await advance(present(), inputs(), now(), isTimeUp);
		while (isBusy() && !isTimeUp())
			if (!(await advanceOnce(present(), inputs(), Number.POSITIVE_INFINITY))) return undefined;
		reanchor();
		return isBusy() ? 0 : undefined;
	};

	const followClock = async (): Promise<number> => {
		const until = target();
		const outcome = await advance(present(), inputs(), until, timeUpSince(realTime.now()));
		const {sim} = present().world;
		if (outcome === 'more') {
			if ((until - sim.now) / speed > LAG_MAX) reanchor();
			return 0;
		}
		if (isBusy()) return BUSY_POLL;
		if (speed > 1) return FRAME;
		const next = Math.min(
			nextAt(present().world) ?? Number.POSITIVE_INFINITY,
			inputs()[present().inputs]?.at ?? Number.POSITIVE_INFINITY,
		);
		return Math.max(WAIT_MIN, Math.min(next - sim.now, SECOND - ((sim.now - sim.startedAt) % SECOND)));
	};

	/** One slice; then how long to wait before the next. Undefined: until somebody kicks. */
	const slice = async (): Promise<number | undefined> => {
		if (goal) return follow(goal);
		return isPaused ? stepForCommand() : followClock();
	};

	const loop = async (): Promise<void> => {
		if (isRunning || isClosed) return;
		isRunning = true;
		isKicked = false;
		cancel = undefined;
		const delay = await slice();
		isRunning = false;
		sliced?.();
		changed();
		if (isKicked) wake(0);
		else if (delay !== undefined) wake(delay);
	};
	const wake = (delay: number) => {
		cancel?.();
		if (!isClosed) cancel = realTime.after(delay, () => void loop());
	};
	const kick = () => {
		if (isRunning) isKicked = true;
		else wake(0);
	};
	const serve = () => {
		cancel?.();
		if (isRunning) isKicked = true;
		else void loop();
	};
	const change = (apply: () => void) => () => {
		apply();
		reanchor();
		changed();
		kick();
	};
	const pursue = (wanted: Goal) =>
		change(() => {
			goal = wanted;
		})();

	return {
		speed: () => speed,
		isPaused: () => isPaused,
		setSpeed: wanted =>
			change(() => {
				speed = wanted;
				isPaused = false;
			})(),
		pause: change(() => {
			isPaused = true;
			goal = undefined;
		}),
		play: change(() => {
			isPaused = false;
		}),
		kick,
		serve,
		pursue,
		runTo: (at, isOver) =>
			pursue(async isTimeUp => {
				while (!isOver()) {
					if (isTimeUp()) return false;
					if (await advanceOnce(present(), inputs(), at)) continue;
					if (at < Number.POSITIVE_INFINITY) passTo(present().world.sim, at);
					break;
				}
				return true;
			}),
		close() {
			isClosed = true;
			cancel?.();
		},
	};
}
