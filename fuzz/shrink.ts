import {runSchedule} from './run.ts';
import type {Schedule, Step} from './schedule.ts';

/**
The shortest schedule found that violates the same property: steps are dropped in ever smaller pieces while it
still does (Zeller's delta debugging, from the complement's side).
*/
export function shrink(schedule: Schedule, property: string): Schedule {
	const fails = (steps: readonly Step[]) => runSchedule({...schedule, steps}).found?.property === property;
	let {steps} = schedule;
	for (let size = Math.ceil(steps.length / 2); size >= 1; ) {
		const shorter = dropPiece(steps, size, fails);
		if (shorter) steps = shorter;
		else size = size === 1 ? 0 : Math.ceil(size / 2);
	}
	return {...schedule, steps};
}

function dropPiece(
	steps: readonly Step[],
	size: number,
	fails: (steps: readonly Step[]) => boolean,
): readonly Step[] | undefined {
	for (let from = steps.length; from > 0; from -= size) {
		const rest = steps.filter((_, index) => index < from - size || index >= from);
		if (fails(rest)) return rest;
	}
	return undefined;
}
