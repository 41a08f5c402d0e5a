import {remember} from '../../base/remember.ts';

export {remember};

/** The last list again while the items are the same. */
export function keepSame<Item>(): (items: readonly Item[]) => readonly Item[] {
	let last: readonly Item[] = [];
	return items => {
		const isSame = items.length === last.length && items.every((item, index) => item === last[index]);
		if (!isSame) last = items;
		return last;
	};
}

/** Like `remember`, and rows that read the same stay the same array: then nothing is drawn anew. */
export function rememberRows<Arguments extends readonly unknown[]>(
	compute: (...inputs: Arguments) => readonly string[],
): (...inputs: Arguments) => readonly string[] {
	const keep = keepSame<string>();
	return remember((...inputs: Arguments) => keep(compute(...inputs)));
}

/** Nothing to draw. */
export const noRows: readonly string[] = [];
