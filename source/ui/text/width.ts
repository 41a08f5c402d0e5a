import stringWidth from 'string-width';

/** Texts of only these take one cell a character. Asking string-width costs 40 ms the first time it meets another one. */
const oneCellOnly =
	/^[\u0020-\u007E\u00A0-\u00AC\u00AE-\u024F\u2010-\u2027\u2039\u203A\u2016\u2190-\u2193\u2260\u2500-\u259F\u25A0\u25A1\u25AA\u25BA\u25C4\u25C6\u25CB\u25CC\u25CF\u2605\u2713\u2717\u276F]*$/;
const asciiOnly = /^[\u0020-\u007E]*$/;

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character. */
export function graphemes(text: string): string[] {
	if (asciiOnly.test(text)) return text.split('');
	segmenter ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
	return Array.from(segmenter.segment(text), ({segment}) => segment);
}

/** Unit: terminal cells. The text has neither control characters nor styles. */
export function cellWidth(text: string): number {
	return oneCellOnly.test(text) ? text.length : stringWidth(text);
}

/** The longest beginning that fits into `width` cells. */
export function head(text: string, width: number): string {
	if (width <= 0) return '';
	if (oneCellOnly.test(text)) return text.slice(0, width);
	let used = 0;
	let end = 0;
	for (const grapheme of graphemes(text)) {
		used += stringWidth(grapheme);
		if (used > width) break;
		end += grapheme.length;
	}
	return text.slice(0, end);
}

/** Cut to `width` cells, with a mark where something is missing. */
export function cut(text: string, width: number, mark = '…'): string {
	return cellWidth(text) <= width ? text : head(text, width - cellWidth(mark)) + head(mark, width);
}

/** Exactly `width` cells: cut or filled with blanks. */
export function fitCells(text: string, width: number, mark = '…'): string {
	const short = cut(text, width, mark);
	return short + ' '.repeat(Math.max(0, width - cellWidth(short)));
}

/** Breaks like a terminal does: wherever the row is full. */
export function wrapHard(text: string, width: number): string[] {
	if (width < 1 || cellWidth(text) <= width) return [text];
	const rows: string[] = [];
	let rest = text;
	while (rest !== '') {
		const row = head(rest, width) || (graphemes(rest)[0] ?? rest);
		rows.push(row);
		rest = rest.slice(row.length);
	}
	return rows;
}

/** Breaks between words; a word longer than a row is broken hard. Blanks at the beginning are kept. */
export function wrapWords(text: string, width: number): string[] {
	if (width < 1 || cellWidth(text) <= width) return [text];
	const rows: string[] = [];
	const indent = /^ */.exec(text)?.[0] ?? '';
	let row = indent;
	for (const [index, word] of text.slice(indent.length).split(' ').entries()) {
		const longer = index === 0 ? row + word : `${row} ${word}`;
		if (cellWidth(longer) <= width) {
			row = longer;
			continue;
		}
		if (row.trim() !== '') rows.push(row);
		const start = row.trim() === '' ? row : '';
		const parts = wrapHard(start + word, width);
		row = parts.pop() ?? '';
		rows.push(...parts);
	}
	rows.push(row);
	return rows;
}
