import type {ClockView, LinkFault} from '../../lab/snapshot.ts';
import {rememberRows} from '../state/remember.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, rowWidth, spread} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {formatMoment, formatSpan, formatSpeed} from '../text/time.ts';
import {cellWidth} from '../text/width.ts';
import {selectSeenNodes} from './nodes.ts';

/** `► 1×`, `‖ paused`, and what it will be again; of the past how long ago it is. */
export function describeSpeed({speed, isPaused, now}: ClockView, end?: number): string {
	const rate = formatSpeed(speed);
	if (end !== undefined)
		return `${isPaused ? glyphs.pause : glyphs.play} ${end - now < 1000 ? 'a moment' : formatSpan(end - now)} ago`;
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

/** `first` and `last` only where not all nodes are seen. */
type Counts = {
	readonly swarms: number;
	readonly nodes: number;
	readonly first?: number;
	readonly last?: number;
	/** Docker clients outside of the lab reach its engines. */
	readonly isServed: boolean;
};

/** What gives way first is what says least. */
function drawRight({swarms, nodes, first, last, isServed}: Counts, faults: readonly LinkFault[], width: number): Row {
	const seen = first === undefined ? [] : [`nodes ${first}${glyphs.dash}${last} of ${nodes}`];
	if (faults.length > 0) return faultRow(faults, width);
	const words = [
		...(isServed ? ['served'] : []),
		...(seen.length === 0 ? [count(nodes, 'node')] : seen),
		count(swarms, 'swarm'),
	];
	const all = words.join(` ${glyphs.dot} `);
	return [[`${cellWidth(all) + 1 <= width ? all : (seen[0] ?? all)} `, 'muted']];
}

const drawHeader = rememberRows(
	(
		clock: ClockView,
		end: number | undefined,
		swarms: number,
		nodes: number,
		first: number | undefined,
		last: number | undefined,
		isServed: boolean,
		faults: readonly LinkFault[],
		columns: number,
		theme: Theme,
	) => {
		const left: Row = [
			[' swarmlab', 'selected'],
			[`   ${formatMoment(clock.now)}`, 'strong'],
			[`   +${formatSpan(clock.elapsed, '')}`],
			['   '],
			[describeSpeed(clock, end), clock.isPaused || end !== undefined ? 'warn' : 'ok'],
			[`   seed ${clock.seed}`, 'muted'],
		];
		const right = drawRight({swarms, nodes, first, last, isServed}, faults, columns - rowWidth(left) - 1);
		return [drawRow(spread(left, right, columns), columns, theme)];
	},
);

export function selectHeader(view: View): readonly string[] {
	const {snapshot, columns, theme} = view;
	const {clock, clusters, nodes, faults, sockets, timeline} = snapshot;
	const [first, last] = selectSeenNodes(view) ?? [];
	const isServed = sockets !== undefined;
	return drawHeader(clock, timeline.end, clusters.length, nodes.length, first, last, isServed, faults, columns, theme);
}

function count(amount: number, noun: string): string {
	return `${amount === 0 ? 'no' : amount} ${noun}${amount === 1 ? '' : 's'}`;
}
