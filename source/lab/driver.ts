import {passTo} from '../simulation/simulation.ts';
import {nextAt, runSlice, serveOutbox, stepOnce, type World} from './world.ts';

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
	/** Something is to happen now: a command was typed. */
	readonly kick: () => void;
	/** Runs up to a moment, or until `isOver`, as fast as it can; then pauses. */
	readonly runTo: (at: number, isOver: () => boolean) => void;
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

export type DriverOptions = {
	readonly world: World;
	readonly realTime: RealTime;
	readonly changed: () => void;
	/** A command runs somewhere. */
	readonly isBusy: () => boolean;
};

type Goal = {readonly at: number; readonly isOver: () => boolean};

export function createDriver({world, realTime, changed, isBusy}: DriverOptions): Driver {
	const {sim} = world;
	let anchor = {real: realTime.now(), virtual: sim.now};
	let speed = 1;
	let isPaused = false;
	let goal: Goal | undefined;
	let cancel: (() => void) | undefined;
	let isRunning = false;
	let isKicked = false;
	let isClosed = false;

	const reanchor = () => {
		anchor = {real: realTime.now(), virtual: sim.now};
	};
	const target = () => Math.floor(anchor.virtual + (realTime.now() - anchor.real) * speed);
	const isTimeUp = (since: number) => realTime.now() - since >= SLICE;

	/** Steps towards a goal for one slice. */
	const pursue = async ({at, isOver}: Goal): Promise<number | undefined> => {
		const began = realTime.now();
		while (!isOver() && !isClosed) {
			if (isTimeUp(began)) return 0;
			if (await stepOnce(world, at)) continue;
			if (at < Number.POSITIVE_INFINITY) passTo(sim, at);
			break;
		}
		goal = undefined;
		isPaused = true;
		reanchor();
		return isBusy() ? 0 : undefined;
	};

	const stepForCommand = async (): Promise<number | undefined> => {
		const began = realTime.now();
		while (isBusy() && !isTimeUp(began)) if (!(await stepOnce(world))) return undefined;
		reanchor();
		return isBusy() ? 0 : undefined;
	};

	const followClock = async (): Promise<number> => {
		const began = realTime.now();
		const until = target();
		const outcome = runSlice(world, until, () => isTimeUp(began));
		if (outcome === 'deliver') await serveOutbox(world);
		if (outcome !== 'done') {
			if ((until - sim.now) / speed > LAG_MAX) reanchor();
			return 0;
		}
		if (isBusy()) return BUSY_POLL;
		if (speed > 1) return FRAME;
		const next = (nextAt(world) ?? Number.POSITIVE_INFINITY) - sim.now;
		return Math.max(WAIT_MIN, Math.min(next, SECOND - ((sim.now - sim.startedAt) % SECOND)));
	};

	/** One slice; then how long to wait before the next. Undefined: until somebody kicks. */
	const slice = (): Promise<number | undefined> => {
		if (goal) return pursue(goal);
		return isPaused ? stepForCommand() : followClock();
	};

	const loop = async (): Promise<void> => {
		if (isRunning || isClosed) return;
		isRunning = true;
		isKicked = false;
		cancel = undefined;
		const delay = await slice();
		isRunning = false;
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
	const change = (apply: () => void) => () => {
		apply();
		reanchor();
		changed();
		kick();
	};

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
		runTo: (at, isOver) =>
			change(() => {
				goal = {at, isOver};
			})(),
		close() {
			isClosed = true;
			cancel?.();
		},
	};
}
