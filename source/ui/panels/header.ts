import type {ClockView} from '../../lab/snapshot.ts';
import {rememberRows} from '../state/remember.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, spread} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {formatMoment, formatSpan, formatSpeed} from '../text/time.ts';

/** `► 1×`, `‖ paused`, and what it will be again. */
export function describeSpeed({speed, isPaused}: ClockView): string {
	const rate = formatSpeed(speed);
	return isPaused ? `${glyphs.pause} paused at ${rate}` : `${glyphs.play} ${rate}`;
}

const drawHeader = rememberRows((clock: ClockView, swarms: number, nodes: number, columns: number, theme: Theme) => {
	const left: Row = [
		[' swarmlab', 'selected'],
		[`   ${formatMoment(clock.now)}`, 'strong'],
		[`   +${formatSpan(clock.elapsed, '')}`],
		['   '],
		[describeSpeed(clock), clock.isPaused ? 'warn' : 'ok'],
		[`   seed ${clock.seed}`, 'muted'],
	];
	const right: Row = [[`${count(nodes, 'node')} ${glyphs.dot} ${count(swarms, 'swarm')} `, 'muted']];
	return [drawRow(spread(left, right, columns), columns, theme)];
});

export function selectHeader({snapshot, columns, theme}: View): readonly string[] {
	return drawHeader(snapshot.clock, snapshot.clusters.length, snapshot.nodes.length, columns, theme);
}

function count(amount: number, noun: string): string {
	return `${amount === 0 ? 'no' : amount} ${noun}${amount === 1 ? '' : 's'}`;
}
