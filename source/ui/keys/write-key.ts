import type {Binding} from './key-table.ts';

/** Names of keys as help and footer write them. */
const written: Readonly<Record<string, string>> = {
	escape: 'Esc',
	tab: 'Tab',
	enter: 'Enter',
	space: 'Space',
	up: 'Up',
	down: 'Down',
	left: 'Left',
	right: 'Right',
	home: 'Home',
	end: 'End',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	backspace: 'Backspace',
	delete: 'Delete',
};

/** `ctrl-a` → `Ctrl-A`, `f1` → `F1`; a single character as it is. */
export function writeKey(name: string): string {
	const match = /^((?:ctrl-|alt-|shift-)*)(.+)$/.exec(name);
	const [, modifiers = '', base = name] = match ?? [];
	const capital = modifiers.replace(/\b[a-z]/g, letter => letter.toUpperCase());
	const isFunction = /^f\d+$/.test(base);
	const shown = written[base] ?? (isFunction || modifiers.startsWith('ctrl') ? base.toUpperCase() : base);
	return capital + shown;
}

export function writeKeys({label, keys}: Binding): string {
	return label ?? keys.map(writeKey).join(' ');
}
