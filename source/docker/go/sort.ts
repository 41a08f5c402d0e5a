/** Natural order (sortorder.NaturalLess) as a compare function: `node-2` before `node-10`, byte-wise otherwise. */
export function compareNatural(_a: string, _b: string): number {
	throw new Error('TODO');
}
