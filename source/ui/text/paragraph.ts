import type {Row} from './row.ts';
import type {StyleName} from './theme.ts';
import {wrapWords} from './width.ts';

/** A text in rows of `width`, all of them set in by `indent`. */
export function paragraph(text: string, width: number, style?: StyleName, indent = 0): readonly Row[] {
	const margin = ' '.repeat(indent);
	return wrapWords(text, width - indent).map((part): Row => [[margin + part, style]]);
}

/** `term  text`, the text wrapped beside its term. */
export function definition(
	term: string,
	text: string,
	{width, termWidth, style}: {readonly width: number; readonly termWidth: number; readonly style?: StyleName},
): readonly Row[] {
	const parts = wrapWords(text, width - termWidth);
	return parts.map(
		(part, y): Row => [
			[(y === 0 ? term : '').padEnd(termWidth), 'muted'],
			[part, style],
		],
	);
}
