/** What a shell remembers from one line to the next. */
export type ShellState = {
	readonly variables: Map<string, string>;
	/** The variables that programs see. */
	readonly exported: Set<string>;
	/** Exit status of the last command. */
	status: number;
};

/** A fresh shell; the variables given are exported. */
export function createShellState(environment: Readonly<Record<string, string>> = {}): ShellState {
	return {variables: new Map(Object.entries(environment)), exported: new Set(Object.keys(environment)), status: 0};
}

/** What a subshell begins with: nothing it does comes back. */
export function copyState(state: ShellState): ShellState {
	return {variables: new Map(state.variables), exported: new Set(state.exported), status: state.status};
}

/** The environment that programs are given. */
export function environmentOf(state: ShellState): Record<string, string> {
	const entries = [...state.exported].map(name => [name, state.variables.get(name)] as const);
	return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** `$NAME` and the special parameters; the lab's shell has no arguments and no processes. */
export function parameterValue(state: ShellState, name: string): string {
	switch (name) {
		case '?':
			return String(state.status);
		case '#':
			return '0';
		case '0':
			return 'swarmlab';
		default:
			return state.variables.get(name) ?? '';
	}
}
