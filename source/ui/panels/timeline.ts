import type {Mark, MarkKind, TimelineView} from '../../lab/snapshot.ts';
import {rememberRows} from '../state/remember.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow, type Row, rowWidth, type Span} from '../text/row.ts';
import type {StyleName, Theme} from '../text/theme.ts';
import {formatSpan} from '../text/time.ts';
import {cut} from '../text/width.ts';

/** How a mark is drawn; of several in one cell the first of these is seen. */
export const markStyles: readonly (readonly [MarkKind, glyph: string, style: StyleName])[] = [
	['fault', glyphs.failed, 'bad'],
	['failure', glyphs.stopped, 'bad'],
	['expiry', glyphs.expired, 'bad'],
	['command', glyphs.pointer, 'accent'],
	['election', glyphs.leader, 'warn'],
	['rotation', glyphs.rotation, 'ok'],
	['renewal', glyphs.up, 'ok'],
];

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const ticks: readonly (readonly [ms: number, label: string])[] = [
	[minute, '-1m'],
	[hour, '-1h'],
	[day, '-1d'],
	[30 * day, '-30d'],
	[365 * day, '-1y'],
];

/** A part of the strip that exists has room for a mark. */
const PART_MIN = 4;

/** How much room a distance takes: minutes about as much as days and months, so that all fit on one row. */
const depth = (ms: number): number => Math.log1p(ms / minute);

type Cell = {readonly glyph: string; readonly style: StyleName; readonly rank: number};
const NO_MARK = markStyles.length + 1;

/** Cells from the present outwards, of the past or of the future that is known. */
function drawSide(side: Side, length: number): Cell[] {
	const {whole, distances, line, style} = side;
	const cells: Cell[] = Array.from({length}, () => ({glyph: line, style, rank: NO_MARK}));
	const place = (ms: number) => Math.min(length - 1, Math.floor((depth(ms) / depth(whole)) * length));
	for (const {ms, rank} of distances) {
		const at = place(ms);
		const [, glyph = '', markStyle = style] = markStyles[rank] ?? [];
		const cell =
			rank < markStyles.length ? {glyph, style: markStyle} : {glyph: glyphs.branch, style: 'accent' as const};
		if (length > 0 && rank < (cells[at]?.rank ?? 0)) cells[at] = {...cell, rank};
	}
	return cells;
}

type Distance = {readonly ms: number; readonly rank: number};
type Side = {
	readonly whole: number;
	readonly distances: readonly Distance[];
	readonly line: string;
	readonly style: StyleName;
};

/** Ages are written onto the line where nothing else is. */
function writeTicks(cells: Cell[], whole: number): void {
	for (const [ms, label] of ticks) {
		if (ms >= whole) return;
		const middle = Math.floor((depth(ms) / depth(whole)) * cells.length);
		// From the present outwards, which in the past is from right to left.
		const text = [...` ${label} `].reverse();
		const from = middle - Math.floor(text.length / 2);
		const isFree = text.every((_, index) => cells[from + index]?.rank === NO_MARK);
		if (!isFree || from < 1 || from + text.length >= cells.length) continue;
		for (const [index, glyph] of text.entries()) cells[from + index] = {glyph, style: 'muted', rank: NO_MARK - 1};
	}
}

const rankOf = (kind: MarkKind): number => markStyles.findIndex(([each]) => each === kind);

const toSpans = (cells: readonly Cell[]): Row => cells.map(({glyph, style}): Span => [glyph, style]);

/** What stands at the right end: where one is, or what is wrong. */
function describeEnd({end, journey, saving}: TimelineView, now: number, width: number): Row {
	if (journey) return [[` ${glyphs.more} ${Math.round(100 * journey.share)} % `, 'warn']];
	if (saving?.problem !== undefined)
		return [[` ${glyphs.failed} not saved: ${cut(saving.problem, width / 2)} `, 'warn']];
	return end === undefined
		? [[' now ', 'ok']]
		: [[` ${end - now < 1000 ? 'a moment' : formatSpan(end - now)} ahead `, 'warn']];
}

const drawTimeline = rememberRows(
	(timeline: TimelineView, now: number, columns: number, theme: Theme): readonly string[] => {
		const {startedAt, end, marks, branches} = timeline;
		const label = describeEnd(timeline, now, columns);
		const room = columns - rowWidth(label) - 3;
		const past = now - startedAt;
		const future = (end ?? now) - now;
		const share = past + future === 0 ? 1 : depth(past) / (depth(past) + depth(future));
		const least = future > 0 ? PART_MIN : 0;
		const before = Math.max(PART_MIN, Math.min(room - least, Math.round(room * share)));
		const partings: readonly Distance[] = branches.flatMap(({leftAt}) =>
			leftAt === undefined ? [] : [{ms: now - leftAt, rank: markStyles.length}],
		);
		const all = [...marks.map(({at, kind}: Mark) => ({ms: now - at, rank: rankOf(kind)})), ...partings];
		const behind = drawSide(
			{whole: past, distances: all.filter(({ms}) => ms >= 0), line: glyphs.barFull, style: 'muted'},
			before,
		);
		writeTicks(behind, past);
		const ahead = drawSide(
			{
				whole: future,
				distances: all.filter(({ms}) => ms < 0).map(({ms, rank}) => ({ms: -ms, rank})),
				line: glyphs.barEmpty,
				style: 'border',
			},
			Math.max(0, room - before),
		);
		const here: Span = [glyphs.here, end === undefined ? 'ok' : 'warn'];
		return [drawRow([[' '], ...toSpans(behind.reverse()), here, ...toSpans(ahead), ...label], columns, theme)];
	},
);

/** One row: what has happened, where on it one is, and what is known of what comes. */
export function selectTimeline({snapshot, columns, theme}: View): readonly string[] {
	return drawTimeline(snapshot.timeline, snapshot.clock.now, columns, theme);
}

/** What to say of a moment that has passed; undefined in the present. */
export function describePast({snapshot}: View): string | undefined {
	const {timeline, clock} = snapshot;
	if (timeline.journey) return `on the way to ${describeMoment(timeline.journey.at - clock.now)}`;
	if (timeline.end === undefined) return timeline.arrival;
	const arrival = timeline.arrival === undefined ? '' : ` ${glyphs.dot} ${timeline.arrival}`;
	return `The past: type to go another way from here${arrival}`;
}

const describeMoment = (ms: number): string => (ms < 0 ? `${formatSpan(-ms)} ago` : `${formatSpan(ms)} ahead`);
