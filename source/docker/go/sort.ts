/** Go's order of strings: by their bytes, which in UTF-8 is by code points. */
export function compareBytes(a: string, b: string): number {
	for (let index = 0; index < a.length && index < b.length; index++) {
		const unitA = a.charCodeAt(index);
		const unitB = b.charCodeAt(index);
		if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB);
	}
	return a.length - b.length;
}

/** UTF-16 has U+E000…U+FFFF above the surrogates, although these stand for greater code points. */
function codePointRank(unit: number): number {
	return unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit;
}

/** Runs of ASCII digits and, one by one, everything else. */
const tokenPattern = /[0-9]+|./gsu;
const digits = /^[0-9]/;

/** Natural order (sortorder.NaturalLess) as a compare function: `node-2` before `node-10`, byte-wise otherwise. */
export function compareNatural(a: string, b: string): number {
	const tokensA = a.match(tokenPattern) ?? [];
	const tokensB = b.match(tokenPattern) ?? [];
	for (const [index, tokenA] of tokensA.entries()) {
		const tokenB = tokensB[index];
		if (tokenB === undefined) return 1;
		const order = compareTokens(tokenA, tokenB);
		if (order !== 0) return order;
	}
	return tokensA.length - tokensB.length;
}

function compareTokens(a: string, b: string): number {
	const isNumberA = digits.test(a);
	const isNumberB = digits.test(b);
	if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
	if (!isNumberA) return compareBytes(a, b);
	const significantA = a.replace(/^0+/, '');
	const significantB = b.replace(/^0+/, '');
	// Equal numbers: the one with fewer leading zeros first.
	return significantA.length - significantB.length || compareBytes(significantA, significantB) || a.length - b.length;
}
