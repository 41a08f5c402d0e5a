/**
Chance by name. Every draw is a function of the session's seed, a stream's name and the keys that
say which draw it is (entity, ordinal …), never the next value of a sequence: a new draw in one
place does not reshuffle another, and a draw may be skipped or made late without a trace.
*/
export type Key = string | number;

/** Four 32-bit words from a text (cyrb128: multiply-xorshift mixing, public domain). */
function hashWords(text: string): [number, number, number, number] {
	let h1 = 1_779_033_703;
	let h2 = 3_144_134_277;
	let h3 = 1_013_904_242;
	let h4 = 2_773_480_762;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		h1 = h2 ^ Math.imul(h1 ^ code, 597_399_067);
		h2 = h3 ^ Math.imul(h2 ^ code, 2_869_860_233);
		h3 = h4 ^ Math.imul(h3 ^ code, 951_274_213);
		h4 = h1 ^ Math.imul(h4 ^ code, 2_716_044_179);
	}
	h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
	h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
	h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
	h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
	const all = h1 ^ h2 ^ h3 ^ h4;
	return [all >>> 0, (h2 ^ all) >>> 0, (h3 ^ all) >>> 0, (h4 ^ all) >>> 0];
}

/** A small generator (sfc32) that lives for one draw only. */
function generator(seed: Key, stream: string, keys: readonly Key[]): () => number {
	let [a, b, c, d] = hashWords([seed, stream, ...keys].join('\u0000'));
	const next = () => {
		const sum = (a + b + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (c << 21) | (c >>> 11);
		c = (c + sum) | 0;
		return sum >>> 0;
	};
	for (let round = 0; round < 12; round++) next();
	return next;
}

/** Uniform over [0, 1), 53 bits. */
export function randomFraction(seed: Key, stream: string, ...keys: readonly Key[]): number {
	const next = generator(seed, stream, keys);
	return ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

/** Uniform over the integers [0, bound). */
export function randomInteger(bound: number, seed: Key, stream: string, ...keys: readonly Key[]): number {
	return Math.floor(randomFraction(seed, stream, ...keys) * bound);
}

export function randomBytes(length: number, seed: Key, stream: string, ...keys: readonly Key[]): Uint8Array {
	const next = generator(seed, stream, keys);
	const bytes = new Uint8Array(length);
	for (let index = 0; index < length; index += 4) {
		const word = next();
		for (let byte = 0; byte < 4 && index + byte < length; byte++) bytes[index + byte] = word >>> (8 * byte);
	}
	return bytes;
}

/** Shuffles the integers [0, 2^bits): returns which of them stands at `index`. From 2 to 30 bits. */
export function randomShuffle(bits: number, seed: Key, stream: string, ...keys: readonly Key[]) {
	const next = generator(seed, stream, keys);
	const mask = 2 ** bits - 1;
	const half = bits >> 1;
	// Each step can be undone, so no two places get the same number.
	const [a, b, c, d] = [next() | 1, next(), next() | 1, next()];
	return (index: number): number => {
		let place = (Math.imul(index, a) + b) & mask;
		place ^= place >> half;
		place = (Math.imul(place, c) + d) & mask;
		place ^= place >> half;
		return (Math.imul(place, a) + d) & mask;
	};
}
