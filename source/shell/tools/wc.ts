import {openInput, readAll, utf8Length} from './input.ts';
import {createTool} from './options.ts';

type Counts = {readonly l: number; readonly w: number; readonly c: number};

export const wc = createTool('wc', {flags: 'lwc'}, 1, async (options, io) => {
	const columns = (['l', 'w', 'c'] as const).filter(letter => options.has(letter));
	const shown = columns.length === 0 ? (['l', 'w', 'c'] as const) : columns;
	const paths = options.operands.length === 0 ? ['-'] : options.operands;
	const rows: {counts: Counts; label: string}[] = [];
	let status = 0;
	for (const path of paths) {
		const input = openInput(path, io);
		if (input) rows.push({counts: count(await readAll(input)), label: options.operands.length === 0 ? '' : ` ${path}`});
		else {
			io.stderr(`wc: ${path}: No such file or directory\n`);
			status = 1;
		}
	}
	const total = rows.map(row => row.counts).reduce(add, {l: 0, w: 0, c: 0});
	const width = numberWidth(paths, shown.length, total.c);
	if (paths.length > 1) rows.push({counts: total, label: ' total'});
	const format = (value: number) => String(value).padStart(width);
	for (const {counts, label} of rows) io.stdout(`${shown.map(letter => format(counts[letter])).join(' ')}${label}\n`);
	return status;
});

/** As wc does: the widest byte count of files; seven where a stream's length is not known beforehand. */
function numberWidth(paths: readonly string[], columns: number, bytes: number): number {
	if (paths.length === 1 && columns === 1) return 1;
	return paths.includes('-') ? 7 : String(bytes).length;
}

function count(text: string): Counts {
	return {
		l: text.split('\n').length - 1,
		w: text.split(/[ \t\n\v\f\r]+/).filter(word => word !== '').length,
		c: utf8Length(text),
	};
}

function add(a: Counts, b: Counts): Counts {
	return {l: a.l + b.l, w: a.w + b.w, c: a.c + b.c};
}
