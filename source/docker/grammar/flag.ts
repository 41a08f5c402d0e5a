import type {Files} from '../../base/program.ts';

/** What a word stands for, where only the lab knows the candidates. */
export type ArgumentKind = 'node' | 'self or node' | 'network' | 'address' | 'interface' | 'token' | 'file';

/** How the words after a flag become its value: what pflag calls a Value. */
export type FlagKind<Value> = {
	/** Names the value in help (`string`, `list`); empty for a switch. */
	readonly word: string;
	readonly initial: Value;
	/** As help prints it after `(default`; absent where the default is the type's zero. */
	readonly shownDefault?: string;
	/** Stands for the value when the flag is given without one, as switches are. */
	readonly alone?: string;
	/**
	Throws an Error whose message is the cause that Docker names. `previous` is absent the first time a flag is given:
	lists and maps grow, everything else is replaced.
	*/
	read(text: string, previous: Value | undefined, files: Files): Value;
};

export type FlagDetails = {
	readonly shorthand?: string;
	/** The Engine API version that the flag needs. */
	readonly apiVersion?: string;
	/** For completion: the values that fit, or what sort of thing they are. */
	readonly takes?: ArgumentKind | readonly string[];
};

export type Flag<Value = unknown> = FlagKind<Value> & FlagDetails & {readonly description: string};

/** A command's flags by their long names. */
export type Flags = Readonly<Record<string, Flag>>;

export type FlagValues<F extends Flags> = {
	readonly [Name in keyof F]: F[Name] extends FlagKind<infer Value> ? Value : never;
};

export function flag<Value>(kind: FlagKind<Value>, description: string, details: FlagDetails = {}): Flag<Value> {
	return {...kind, ...details, description};
}
