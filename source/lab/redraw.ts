/** Lines that a program draws anew where they stand, as Docker's progress display does on a terminal. */

/** Stands for the escape character, which has no place in a pattern. */
const escaped = (text: string): string => text.replaceAll('\u001B', '␛');
const token = /\u241B\[(?<count>\d*)(?<verb>[ABK])|(?<newline>\n)|(?<return>\r)|(?<text>[^\u241B\n\r]+)|\u241B/g;

/** Whether a text moves the cursor out of the line it is in. */
export const movesUp = (text: string): boolean => /\u241B\[\d*A/.test(escaped(text));

/**
What is shown once such a text has been written below these lines. Knows the cursor up and down, the erased line,
the carriage return and the line's end.
*/
export function redraw(lines: readonly string[], text: string): readonly string[] {
	const drawn = [...lines];
	/** How far the cursor is above the line below the last one. */
	let up = 0;
	let column = 0;
	for (const {groups = {}} of escaped(text).matchAll(token)) {
		const count = Number(groups.count || 1);
		const at = drawn.length - up;
		if (groups.verb === 'A') up = Math.min(up + count, drawn.length);
		else if (groups.verb === 'B') up = Math.max(up - count, 0);
		else if (groups.verb === 'K') drawn[at] = '';
		else if (groups.return) column = 0;
		else if (groups.newline) {
			if (up === 0) drawn.push('');
			else up--;
			column = 0;
		} else if (groups.text) {
			const before = drawn[at] ?? '';
			drawn[at] = before.slice(0, column).padEnd(column) + groups.text + before.slice(column + groups.text.length);
			column += groups.text.length;
		}
	}
	return drawn;
}
