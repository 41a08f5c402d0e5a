/** The one of these words that this one is a slip of. */
export const nearest = (word: string, words: readonly string[]): string | undefined =>
	words.find(other => isNearly(word, other));

/** One character too many, too few or wrong, or two swapped. */
function isNearly(word: string, other: string): boolean {
	const start = [...word].findIndex((character, index) => character !== other[index]);
	if (start < 0) return other.length - word.length === 1;
	const [rest, wanted] = [word.slice(start), other.slice(start)];
	const swapped = (rest[1] ?? '') + rest[0] + rest.slice(2);
	return [
		rest.slice(1) === wanted.slice(1),
		rest.slice(1) === wanted,
		rest === wanted.slice(1),
		swapped === wanted,
	].some(Boolean);
}
