export {type Detection, measureDetection} from './detection.ts';
export {describeSchedule, drawSchedule} from './schedule.ts';

import type {Found} from './run.ts';
import {runSchedule} from './run.ts';
import {describeSchedule, drawSchedule, type Schedule} from './schedule.ts';
import {shrink} from './shrink.ts';

/** What many schedules came to. Times in milliseconds. */
export type Tally = {
	schedules: number;
	virtualMs: number;
	realMs: number;
	events: number;
	terms: number;
	entries: number;
	writes: number;
	acknowledged: number;
	readonly failures: Failure[];
};

export type Failure = {readonly seed: number; readonly found: Found};

export const createTally = (): Tally => ({
	schedules: 0,
	virtualMs: 0,
	realMs: 0,
	events: 0,
	terms: 0,
	entries: 0,
	writes: 0,
	acknowledged: 0,
	failures: [],
});

/** Runs one seed's schedule and adds it up. Returns what it violated. */
export function fuzzSeed(tally: Tally, seed: number, now: () => number): Failure | undefined {
	const began = now();
	const outcome = runSchedule(drawSchedule(seed));
	tally.realMs += now() - began;
	tally.schedules++;
	for (const key of ['virtualMs', 'events', 'terms', 'entries', 'writes', 'acknowledged'] as const)
		tally[key] += outcome[key];
	if (!outcome.found) return undefined;
	const failure = {seed, found: outcome.found};
	tally.failures.push(failure);
	return failure;
}

/** A seed's shortest schedule that violates the property, and what it violates in the end. */
export function explain({seed, found}: Failure): {
	readonly schedule: Schedule;
	readonly found: Found;
	readonly text: string;
} {
	const schedule = shrink(drawSchedule(seed), found.property);
	const outcome = runSchedule(schedule);
	const last = outcome.found ?? found;
	const text = [
		`seed ${seed}: ${last.property}: ${last.detail} (+${(last.atMs / 1000).toFixed(3)}s)`,
		describeSchedule(schedule),
		...(last.stack ? [last.stack] : []),
	].join('\n');
	return {schedule, found: last, text};
}

const perSecond = (amount: number, realMs: number): number => (realMs > 0 ? (1000 * amount) / realMs : 0);

/** The figures of a run, in one line. */
export function describeTally(tally: Tally): string {
	const {schedules, virtualMs, realMs, events, terms, entries, writes, acknowledged, failures} = tally;
	const each = (amount: number) => (amount / Math.max(1, schedules)).toFixed(1);
	return [
		`${schedules} schedules`,
		`${failures.length} violated`,
		`${Math.round(60 * perSecond(schedules, realMs))} a minute`,
		`${Math.round(perSecond(virtualMs / 1000, realMs)).toLocaleString('en-US')}× real time`,
		`${Math.round(perSecond(events, realMs)).toLocaleString('en-US')} events/s`,
		`each ${each(virtualMs / 60_000)} min, ${each(terms)} terms, ${each(entries)} entries, ${each(acknowledged)} of ${each(writes)} writes acknowledged`,
	].join(' · ');
}
