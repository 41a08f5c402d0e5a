import type {ProcessIo, Program} from '../base/program.ts';
import type {ShellState} from './state.ts';

/** What a shell is started with. */
export type Surroundings = {
	readonly io: ProcessIo;
	/** The lab's own commands; they go before the shell's text tools of the same name. */
	readonly programs: Readonly<Record<string, Program>>;
	/** A line of `help` for each of these programs. */
	readonly descriptions?: Readonly<Record<string, string>>;
	/** The lines typed so far, oldest first. */
	readonly history?: () => readonly string[];
	/** Empties the screen that the shell writes to. */
	readonly clear?: () => void;
};

/** A shell at work. */
export type Shell = {
	readonly state: ShellState;
	readonly surroundings: Surroundings;
	/** `exit` has been said: nothing more is run. */
	exited: boolean;
};
