import {bodyHeight, firstRow, pageSize} from '../inspector/page.ts';
import {openPage} from '../inspector/pages.ts';
import {keepSame, noRows} from '../state/remember.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawPanel} from '../text/panel.ts';

const keepRows = keepSame<string>();

/** All rows but the clock's, the status line and the footer. */
export function selectInspector(view: View): readonly string[] {
	const {ui, columns, rows, theme} = view;
	const page = openPage(view);
	if (page === undefined || ui.inspector === undefined) return noRows;
	const {height} = pageSize(columns, rows);
	const seen = bodyHeight(page, height);
	const start = firstRow(page, ui.inspector.top, height);
	const below = page.body.length - start - seen;
	const body = page.body.slice(start, start + seen);
	const more = [
		...(start > 0 ? [`${glyphs.up} ${start}`] : []),
		...(below > 0 ? [`${glyphs.down} ${below}`] : []),
		...(page.note === undefined ? [] : [page.note]),
	];
	const filled = [...body, ...Array.from({length: seen - body.length}, () => [])];
	return keepRows(
		drawPanel([...page.head, ...filled, ...page.foot], {
			chrome: 'rule',
			width: columns,
			height: height + 1,
			title: page.title,
			note: more.length === 0 ? undefined : more.join(` ${glyphs.dot} `),
			isFocused: true,
			theme,
		}),
	);
}
