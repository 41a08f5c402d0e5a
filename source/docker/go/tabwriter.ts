import stringWidth from 'string-width';

export type TabwriterOptions = {
	/** Least cell width, padding included. */
	readonly minWidth: number;
	/** Blanks after the widest cell. */
	readonly padding: number;
};

/** List tables: `tabwriter.NewWriter(out, 10, 1, 3, ' ', 0)`. */
export const listTable: TabwriterOptions = {minWidth: 10, padding: 3};
/** `docker version`. */
export const versionTable: TabwriterOptions = {minWidth: 20, padding: 1};

type Cell = {readonly text: string; readonly columns: number};

/**
Aligns tab-terminated cells as Go's text/tabwriter does: the text after a line's last tab belongs to no column, and a
column is as wide as the widest of its cells in an unbroken run of lines that have it. Widths are display widths.
*/
export function alignColumns(text: string, {minWidth, padding}: TabwriterOptions = listTable): string {
	const lines = text.split('\n').map(line => line.split('\t').map(cell => ({text: cell, columns: columnsOf(cell)})));
	// Where the text ends with a tab, Go never opens the cell after it.
	const lastLine = lines.at(-1);
	if (lastLine !== undefined && lastLine.length > 1 && lastLine.at(-1)?.text === '') lastLine.pop();
	const aligned = lines.map(() => '');
	// Lines from `start` to `end` have all columns before `column`: widens each run that has this one too.
	const alignRun = (start: number, end: number, column: number) => {
		for (let line = start; line < end; ) {
			if (!hasColumn(lines[line], column)) {
				aligned[line] += lines[line]?.[column]?.text ?? '';
				line++;
				continue;
			}
			let runEnd = line;
			let width = minWidth;
			for (; runEnd < end && hasColumn(lines[runEnd], column); runEnd++) {
				width = Math.max(width, (lines[runEnd]?.[column]?.columns ?? 0) + padding);
			}
			for (let index = line; index < runEnd; index++) {
				const cell = lines[index]?.[column];
				if (cell) aligned[index] += cell.text + ' '.repeat(width - cell.columns);
			}
			alignRun(line, runEnd, column + 1);
			line = runEnd;
		}
	};
	alignRun(0, lines.length, 0);
	return aligned.join('\n');
}

/** A line's last cell is in no column. */
function hasColumn(line: readonly Cell[] | undefined, column: number): boolean {
	return line !== undefined && column < line.length - 1;
}

function columnsOf(text: string): number {
	return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
