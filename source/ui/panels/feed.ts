import type {FeedLine} from '../../lab/snapshot.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {noRows, rememberRows} from '../state/remember.ts';
import {selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerHeight, innerWidth} from '../text/panel.ts';
import type {Row} from '../text/row.ts';
import {sanitize} from '../text/sanitize.ts';
import type {Theme} from '../text/theme.ts';
import {formatDate, formatTimeOfDay} from '../text/time.ts';
import {wrapWords} from '../text/width.ts';

const timeWidth = 9;

function feedRows({at, node, text, type}: FeedLine, width: number): Row[] {
	const who = node === undefined || node === '' ? '' : `${sanitize(node)} `;
	const parts = wrapWords(who + sanitize(text), width - timeWidth);
	return parts.map((part, y): Row => {
		const style = type === 'fault' ? 'bad' : undefined;
		if (y > 0) return [[' '.repeat(timeWidth)], [part, style]];
		const isNamed = who !== '' && part.startsWith(who);
		return [
			[`${formatTimeOfDay(at)} `, 'muted'],
			[isNamed ? who : '', 'accent'],
			[isNamed ? part.slice(who.length) : part, style],
		];
	});
}

const dateRow = (at: number): Row => [[formatDate(at), 'title']];

/** A line's rows, after the date where a day begins with it. */
function rowsOfLine(feed: readonly FeedLine[], index: number, width: number): Row[] {
	const line = feed[index];
	if (line === undefined) return [];
	const before = feed[index - 1];
	const isNewDay = before !== undefined && formatDate(before.at) !== formatDate(line.at);
	return isNewDay ? [dateRow(line.at), ...feedRows(line, width)] : feedRows(line, width);
}

/** The rows that end with line `last`, as many as fit, and the day on which they begin. */
function rowsBefore(feed: readonly FeedLine[], last: number, width: number, height: number) {
	const rows: Row[] = [];
	let first = last;
	while (first > 0 && rows.length < height) {
		const more = rowsOfLine(feed, first - 1, width);
		// The end of a sentence without its beginning tells nothing.
		if (rows.length > 0 && rows.length + more.length > height) break;
		rows.unshift(...more);
		first--;
	}
	return {rows: rows.slice(-height), day: formatDate(feed[first]?.at ?? 0)};
}

const drawFeed = rememberRows(
	(
		feed: readonly FeedLine[],
		length: number,
		end: number | undefined,
		today: string,
		place: PlacedPanel,
		chrome: Chrome,
		isFocused: boolean,
		theme: Theme,
	) => {
		const {width, height} = place;
		const inner = innerWidth(chrome, width);
		const seen = innerHeight(chrome, height);
		const last = Math.min(end ?? length, length);
		const below = length - last;
		const note = below > 0 ? `${below} more below ${glyphs.down}` : undefined;
		const {rows, day} = rowsBefore(feed, last, inner, seen);
		// The rows tell where a day begins; the title, that they begin on another one than today.
		const title = length === 0 || day === today ? 'activity' : `activity ${glyphs.dot} ${day}`;
		const body = length === 0 ? [[['What happens under the hood appears here.', 'muted']] as Row] : rows;
		return drawPanel(body, {chrome, width, height, title, note, isFocused, theme});
	},
);

export function selectFeed(view: View): readonly string[] {
	const {snapshot, ui, theme} = view;
	const layout = selectLayout(view);
	const place = findPanel(layout, 'feed');
	if (place === undefined) return noRows;
	const {feed} = snapshot;
	const today = formatDate(snapshot.clock.now);
	return drawFeed(feed, feed.length, ui.end.feed, today, place, layout.chrome, ui.focus === 'feed', theme);
}

export function countFeedRows(feed: readonly FeedLine[], index: number, width: number): number {
	return rowsOfLine(feed, index, width).length;
}
