/** A map as Go writes it: sorted by key. */
export const goMap = (map: Readonly<Record<string, string>>): Record<string, string> =>
	Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
