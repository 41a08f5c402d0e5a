import type {FeedLine} from '../../lab/snapshot.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {noRows, rememberRows} from '../state/remember.ts';
import {selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerHeight, innerWidth} from '../text/panel.ts';
import type {Row} from '../text/row.ts';
import {sanitize} from '../text/sanitize.ts';
import type {Theme} from '../text/theme.ts';
import {formatTimeOfDay} from '../text/time.ts';
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

const drawFeed = rememberRows(
	(
		feed: readonly FeedLine[],
		length: number,
		end: number | undefined,
		place: PlacedPanel,
		chrome: Chrome,
		isFocused: boolean,
		theme: Theme,
	) => {
		const {width, height} = place;
		const inner = innerWidth(chrome, width);
		const seen = innerHeight(chrome, height);
		const last = Math.min(end ?? length, length);
		const rows: Row[] = [];
		for (let index = last - 1; index >= 0 && rows.length < seen; index--) {
			const line = feed[index];
			const more = line === undefined ? [] : feedRows(line, inner);
			// The end of a sentence without its beginning tells nothing.
			if (rows.length > 0 && rows.length + more.length > seen) break;
			rows.unshift(...more);
		}
		const below = length - last;
		const note = below > 0 ? `${below} more below ${glyphs.down}` : undefined;
		const body = length === 0 ? [[['What happens under the hood appears here.', 'muted']] as Row] : rows.slice(-seen);
		return drawPanel(body, {chrome, width, height, title: 'activity', note, isFocused, theme});
	},
);

export function selectFeed(view: View): readonly string[] {
	const {snapshot, ui, theme} = view;
	const layout = selectLayout(view);
	const place = findPanel(layout, 'feed');
	if (place === undefined) return noRows;
	const {feed} = snapshot;
	return drawFeed(feed, feed.length, ui.end.feed, place, layout.chrome, ui.focus === 'feed', theme);
}

export function countFeedRows(line: FeedLine | undefined, width: number): number {
	return line === undefined ? 0 : feedRows(line, width).length;
}
