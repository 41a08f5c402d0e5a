import {helpRows, helpTitles} from '../help/pages.ts';
import {noRows, rememberRows} from '../state/remember.ts';
import {type HelpState, helpPages} from '../state/ui-state.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawPanel} from '../text/panel.ts';
import {type Row, type Span, spread} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';

/** Tabs and filter, and a blank row. */
const headRows = 2;
const titleRows = 1;
const footerRows = 1;

/** Cells and rows of a help page's text. */
export function helpSize(columns: number, rows: number): {readonly width: number; readonly height: number} {
	return {width: Math.min(100, columns - 4), height: rows - footerRows - titleRows - headRows};
}

const drawHelp = rememberRows((help: HelpState, columns: number, rows: number, theme: Theme) => {
	const {page, filter, offset} = help;
	const {width, height} = helpSize(columns, rows);
	const tabs = helpPages.flatMap((each): Span[] => [
		[` ${helpTitles[each]} `, each === page ? 'chip' : 'muted'],
		[' '],
	]);
	const search: Row =
		filter === ''
			? [['type to filter', 'muted']]
			: [
					['filter: ', 'muted'],
					[filter, 'accent'],
				];
	const body = helpRows(page, filter, width);
	const below = Math.max(0, body.length - offset - height);
	const note = below > 0 ? `${glyphs.down} ${below} more` : undefined;
	const panel = drawPanel([spread(tabs, search, columns - 4), [], ...body.slice(offset, offset + height)], {
		chrome: 'rule',
		width: columns,
		height: rows - footerRows,
		title: 'swarmlab help',
		note,
		isFocused: true,
		theme,
	});
	return panel;
});

/** All rows but the footer's. */
export function selectHelp({ui, columns, rows, theme}: View): readonly string[] {
	return ui.help === undefined ? noRows : drawHelp(ui.help, columns, rows, theme);
}
