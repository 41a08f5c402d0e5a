import {selectCluster, type View} from '../state/view.ts';
import type {Action} from './actions.ts';

/** Where a key counts: while typing, in keys mode, while something is looked at, a menu or the help is open, or the history searched. */
export type KeyMode = 'typing' | 'keys' | 'inspector' | 'menu' | 'help' | 'search';

export type Binding = {
	/** Names as `readKey` gives them. */
	readonly keys: readonly string[];
	/** How help writes them, where not one by one. */
	readonly label?: string;
	readonly modes: readonly KeyMode[];
	readonly action: Action;
	readonly description: string;
	/** Its words in the footer, and their rank there: the first are the last to give way; its keys, where not the first. */
	readonly hint?: readonly [words: string, rank: number, keys?: string];
	/** Why it does nothing now. */
	readonly disabledReason?: (view: View) => string | undefined;
};

export type BindingGroup = {readonly title: string; readonly bindings: readonly Binding[]};

export function bind(
	keys: readonly string[],
	modes: readonly KeyMode[],
	description: string,
	action: Action,
	more: Pick<Binding, 'label' | 'hint' | 'disabledReason'> = {},
): Binding {
	return {keys, modes, action, description, ...more};
}

/** The digits of the nodes that have a pane. */
export function prefixed(prefix: string): readonly string[] {
	return Array.from('123456789', digit => prefix + digit);
}

export const needsSwarm = {
	disabledReason: (view: View) =>
		selectCluster(view) === undefined ? 'There is no swarm yet: type docker swarm init first.' : undefined,
};
