import {smallest} from '../state/layout.ts';
import {rememberRows} from '../state/remember.ts';
import type {View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {drawRow} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {wrapWords} from '../text/width.ts';

const drawTooSmall = rememberRows((columns: number, rows: number, theme: Theme) => {
	const need = `${smallest.columns}${glyphs.times}${smallest.rows}`;
	const have = `${columns}${glyphs.times}${rows}`;
	const text = `swarmlab needs a terminal of ${need} or more; this one is ${have}. Make it larger, or press Ctrl-C twice to quit.`;
	const lines = wrapWords(text, Math.max(1, columns - 2));
	return Array.from({length: rows}, (_, y) => drawRow([[` ${lines[y] ?? ''}`]], columns, theme));
});

export function selectTooSmall({columns, rows, theme}: View): readonly string[] {
	return drawTooSmall(columns, rows, theme);
}
