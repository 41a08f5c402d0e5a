import {randomFraction} from '../../source/base/random.ts';

/** Draws for one case, one after the other. */
export type Chance = {
	/** True once in `odds` times. */
	readonly once: (odds: number) => boolean;
	/** 0 … `bound` - 1. */
	readonly below: (bound: number) => number;
	readonly pick: <Item>(items: readonly Item[]) => Item;
	/** As many as `count` draws of something. */
	readonly some: <Item>(count: number, draw: () => Item) => Item[];
};

export function createChance(seed: number, index: number): Chance {
	let ordinal = 0;
	const below = (bound: number) => Math.floor(randomFraction(seed, 'fuzz.line', index, ordinal++) * bound);
	return {
		below,
		once: odds => below(odds) === 0,
		pick: <Item>(items: readonly Item[]) => items[below(items.length)] as Item,
		some: (count, draw) => Array.from({length: below(count + 1)}, draw),
	};
}
