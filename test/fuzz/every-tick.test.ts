import {expect, test} from 'vitest';
import {recordHistory} from '../../fuzz/history.ts';
import {describeSchedule, drawSchedule} from '../../fuzz/schedule.ts';

/** A day of ticks takes a second: schedules that leave a swarm alone for longer are cut before that. */
const LENGTH_MAX = 2 * 3_600_000;
const SEEDS = 25;

test.each(Array.from({length: SEEDS}, (_, index) => index + 1))(
	'leaping over idle time gives the history that every tick gives, for the schedule of seed %i',
	seed => {
		const drawn = drawSchedule(seed);
		const schedule = {...drawn, steps: drawn.steps.filter(({at}) => at < LENGTH_MAX)};
		const leapt = recordHistory(schedule, false);
		const ticked = recordHistory(schedule, true);
		const index = leapt.seen.findIndex((line, place) => line !== ticked.seen[place]);
		const first = index < 0 ? undefined : {leapt: leapt.seen[index], ticked: ticked.seen[index]};
		expect(first, describeSchedule(schedule)).toBeUndefined();
		expect(ticked.seen).toHaveLength(leapt.seen.length);
		expect(ticked.events).toBeGreaterThan(leapt.events);
	},
);
