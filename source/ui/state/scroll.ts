/** A list that grows at its end and whose lines take several rows. */
export type Tail = {
	/** Line after the last one seen; undefined: follows. */
	readonly end: number | undefined;
	readonly length: number;
	/** Rows that a line takes. */
	readonly rowsOf: (index: number) => number;
	/** Rows of the panel. */
	readonly height: number;
};

export type Distance = 'line' | 'half' | 'page' | 'all';

/** The next `end`; undefined where the end is in sight again. */
export function scrollTail(tail: Tail, by: Distance, step: -1 | 1): number | undefined {
	const {length, height} = tail;
	const end = Math.min(tail.end ?? length, length);
	const first = firstPage(tail);
	if (by === 'all') return step === 1 ? undefined : settle(first, length);
	const rows = by === 'line' ? 1 : by === 'half' ? Math.max(1, Math.floor(height / 2)) : Math.max(1, height - 1);
	const next =
		step === -1 ? Math.max(first, fill({...tail, height: rows}, end, -1)) : fill({...tail, height: rows}, end, 1);
	return settle(next, length);
}

/** Lines that fit on one page from the first on. */
function firstPage({length, rowsOf, height}: Tail): number {
	let rows = 0;
	let at = 0;
	while (at < length && rows + rowsOf(at) <= height) rows += rowsOf(at++);
	return Math.max(1, at);
}

function settle(end: number, length: number): number | undefined {
	return end >= length ? undefined : end;
}

/** Goes from `start` over as many lines as give `height` rows, at least one. */
function fill({length, rowsOf, height}: Tail, start: number, step: -1 | 1): number {
	let at = start;
	let rows = 0;
	while (rows < height && (step === 1 ? at < length : at > 0)) {
		rows += rowsOf(step === 1 ? at : at - 1);
		at += step;
	}
	return at;
}

/** First row seen of a list of `length` rows in a panel of `height`. */
export function scrollTop(top: number, length: number, height: number, by: Distance, step: -1 | 1): number {
	const last = Math.max(0, length - height);
	if (by === 'all') return step === 1 ? last : 0;
	const rows = by === 'line' ? 1 : by === 'half' ? Math.max(1, Math.floor(height / 2)) : Math.max(1, height - 1);
	return Math.max(0, Math.min(last, Math.min(top, last) + step * rows));
}
