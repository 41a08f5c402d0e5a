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
	const sentences = [
		`swarmlab needs a terminal of ${need}.`,
		`This one is ${have}: make it larger.`,
		'Ctrl-C twice quits.',
	];
	const lines = sentences.flatMap(sentence => wrapWords(sentence, Math.max(1, columns - 2)));
	return Array.from({length: rows}, (_, y) => drawRow([[` ${lines[y] ?? ''}`]], columns, theme));
});

export function selectTooSmall({columns, rows, theme}: View): readonly string[] {
	return drawTooSmall(columns, rows, theme);
}
