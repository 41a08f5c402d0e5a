import type {Inspection} from './inspection.ts';
import type {LabSnapshot, ListView, MarkKind, TerminalLine} from './snapshot.ts';

/** What the screen may do with a session. The UI knows the lab by this type alone. */
export type Lab = {
	readonly subscribe: (listener: () => void) => () => void;
	/** Cheap; the same object until something changed. */
	readonly snapshot: () => LabSnapshot;
	/** `docker node ls` as this node answers it now. The same object until it changed. */
	readonly list: (node: string) => ListView;
	/** The node's terminal with its scrollback: append-only, the same array object while nothing was added. */
	readonly terminal: (node: string) => readonly TerminalLine[];
	/** What the prompt of this node's terminal shows: `node1 $ `, `> ` while a command is unfinished, a running command's question. */
	readonly prompt: (node: string) => string;
	/** True while a running command asks for what nobody shall see: what is typed is not shown. */
	readonly isSecret: (node: string) => boolean;
	/** True while a command runs in this node's terminal. */
	readonly isBusy: (node: string) => boolean;
	/** Types a line (or several) into a node's terminal and runs it; input while busy goes to the running command's standard input. */
	readonly type: (node: string, text: string) => void;
	/** Ctrl-C in that terminal: interrupts what runs there, drops an unfinished line. */
	readonly interrupt: (node: string) => void;
	/** Ctrl-D on an empty prompt: ends what the command reads, or an unfinished line, or the `ssh` session one level. */
	readonly endOfInput: (node: string) => void;
	/** The machine that the node's terminal is on now: another one inside `ssh`. */
	readonly host: (node: string) => string;
	/** Empties the terminal's scrollback. */
	readonly clear: (node: string) => void;
	/** Lines typed, oldest first, all nodes together. */
	readonly history: () => readonly string[];
	readonly complete: (node: string, line: string, cursor: number) => Completion;
	/** One line for whoever does not know what to do next. */
	readonly advice: (node: string) => string;
	/** What rotates next, and when: where `time.jump` leads. Undefined while nothing does. */
	readonly nextRotation: () => Rotation | undefined;
	/** What running this line would cost, said before Enter: undefined where nothing is at stake. */
	readonly warning: (node: string, line: string) => Warning | undefined;
	readonly inspect: Inspection;
	readonly time: Time;
};

/** What one may do with time. */
export type Time = {
	readonly pause: () => void;
	readonly play: () => void;
	/** 1 … 1,000,000 */
	readonly setSpeed: (speed: number) => void;
	/** Lets the next event happen, then stands still. */
	readonly step: () => void;
	/** Jumps to the next rotation (renewal, gossip key) and stands still just after it. Says what it was. */
	readonly jump: () => void;
	/**
	Goes to another moment of the session and stands still there. Looking at the past changes nothing; what is typed
	there leaves it in another direction, and the old future is kept as a branch.
	*/
	readonly travel: (to: Destination) => void;
};

export type Destination =
	/** Unit: milliseconds since 1970, virtual. */
	| {readonly type: 'moment'; readonly at: number}
	/** The next mark, or the one before; past the last one the end of what is known. */
	| {readonly type: 'mark'; readonly step: -1 | 1}
	/** Just before the last thing typed. */
	| {readonly type: 'undo'}
	/** The end of what is known. */
	| {readonly type: 'end'}
	/** The end of another branch, which goes on from there. `number` as in `BranchView`. */
	| {readonly type: 'branch'; readonly number: number}
	/** The next mark of a kind, known or not; stays where it is if none comes within 400 days. */
	| {readonly type: 'next'; readonly kind: MarkKind};

export type Completion = {
	/** Where the word that would be replaced begins, in UTF-16 units. */
	readonly from: number;
	readonly candidates: readonly {readonly text: string; readonly note?: string}[];
};

/** Unit of `at`: milliseconds since 1970, virtual. */
export type Rotation = {readonly at: number; readonly what: string};

export type Warning = {
	readonly text: string;
	/** True: cannot be undone, so Enter asks once more. */
	readonly needsConfirmation: boolean;
};
