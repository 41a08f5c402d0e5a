import type {GoValue} from './values.ts';

/** `fmt.Sprintf`. `undefined` stands for nil. */
export function sprintf(_format: string, _args: readonly (GoValue | undefined)[]): string {
	throw new Error('TODO');
}

/** `%v`, as `{{.}}` prints it: `map[tier:front zone:east]`, `[a b]`, `{…}`; `<no value>` for `undefined`. */
export function formatGo(_value: GoValue | undefined): string {
	throw new Error('TODO');
}
