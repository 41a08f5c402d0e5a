/** What only a defect here, or a caller that breaks the contract, can bring about. Errors: throws unless it holds. */
export function invariant(holds: boolean, broken: string): asserts holds {
	if (!holds) throw new Error(`raft: ${broken}`);
}
