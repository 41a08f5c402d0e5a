/** Walking through the lines typed before; `index` counts back from the newest, which is 1. */
export type HistoryWalk = {
	readonly index: number /** What stood in the line before the walk. */;
	readonly draft: string;
};

export type Walked = {readonly text: string; readonly walk: HistoryWalk | undefined};

/** One line older (-1) or newer (1); past the newest the draft comes back. Undefined: there is no further. */
export function walkHistory(
	history: readonly string[],
	walk: HistoryWalk | undefined,
	current: string,
	step: -1 | 1,
): Walked | undefined {
	const index = (walk?.index ?? 0) - step;
	const draft = walk?.draft ?? current;
	if (index < 0 || index > history.length) return undefined;
	if (index === 0) return {text: draft, walk: undefined};
	return {text: history[history.length - index] ?? '', walk: {index, draft}};
}

/** Ctrl-R: the newest line that contains the query, and older ones on further Ctrl-R. */
export type HistorySearch = {
	readonly query: string;
	/** Place in the history of what was found; the history's length before anything was. */
	readonly at: number;
	readonly found: string | undefined;
	readonly draft: string;
};

export function startSearch(history: readonly string[], draft: string): HistorySearch {
	return {query: '', at: history.length, found: undefined, draft};
}

/** A longer or shorter query looks again from the newest line on. */
export function refineSearch(history: readonly string[], search: HistorySearch, query: string): HistorySearch {
	return lookFor(history, {...search, query, at: history.length, found: undefined}, -1);
}

/** The next match, older (-1) or newer (1); the search stands still where there is none. */
export function stepSearch(history: readonly string[], search: HistorySearch, step: -1 | 1): HistorySearch {
	return lookFor(history, search, step);
}

function lookFor(history: readonly string[], search: HistorySearch, step: -1 | 1): HistorySearch {
	if (search.query === '') return search;
	for (let at = search.at + step; at >= 0 && at < history.length; at += step) {
		const found = history[at] ?? '';
		if (found.includes(search.query) && found !== search.found) return {...search, at, found};
	}
	return search;
}
