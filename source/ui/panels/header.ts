import type {ClockView, LinkFault} from '../../lab/snapshot.ts';
import {rememberRows} from '../state/remember.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, rowWidth, spread} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {formatMoment, formatSpan, formatSpeed} from '../text/time.ts';
import {cellWidth} from '../text/width.ts';

/** `► 1×`, `‖ paused`, and what it will be again. */
export function describeSpeed({speed, isPaused}: ClockView): string {
	const rate = formatSpeed(speed);
	return isPaused ? `${glyphs.pause} paused at ${rate}` : `${glyphs.play} ${rate}`;
}

/** What is wrong with single links, as many as there is room for, and how many more; at least how many. */
function faultRow(faults: readonly LinkFault[], width: number): Row {
	const said = faults.map((_, index) => {
		const shown = faults.slice(0, faults.length - index).map(({text}) => text);
		return shown.join(` ${glyphs.dot} `) + (index === 0 ? '' : ` +${index} more`);
	});
	const text = said.find(each => cellWidth(each) + 3 <= width) ?? count(faults.length, 'link fault');
	return [[`${glyphs.failed} ${text} `, 'warn']];
}

type Counts = {readonly swarms: number; readonly nodes: number};

function drawRight({swarms, nodes}: Counts, faults: readonly LinkFault[], width: number): Row {
	if (faults.length > 0) return faultRow(faults, width);
	return [[`${count(nodes, 'node')} ${glyphs.dot} ${count(swarms, 'swarm')} `, 'muted']];
}

const drawHeader = rememberRows(
	(clock: ClockView, swarms: number, nodes: number, faults: readonly LinkFault[], columns: number, theme: Theme) => {
		const left: Row = [
			[' swarmlab', 'selected'],
			[`   ${formatMoment(clock.now)}`, 'strong'],
			[`   +${formatSpan(clock.elapsed, '')}`],
			['   '],
			[describeSpeed(clock), clock.isPaused ? 'warn' : 'ok'],
			[`   seed ${clock.seed}`, 'muted'],
		];
		const right = drawRight({swarms, nodes}, faults, columns - rowWidth(left) - 1);
		return [drawRow(spread(left, right, columns), columns, theme)];
	},
);

export function selectHeader({snapshot, columns, theme}: View): readonly string[] {
	const {clock, clusters, nodes, faults} = snapshot;
	return drawHeader(clock, clusters.length, nodes.length, faults, columns, theme);
}

function count(amount: number, noun: string): string {
	return `${amount === 0 ? 'no' : amount} ${noun}${amount === 1 ? '' : 's'}`;
}
