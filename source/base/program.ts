/**
What any program is given when it runs: words, environment, streams, files, the time and a way to
sleep. Nothing here is real by itself: the lab hands out virtual time and its own files.
*/
export type ProcessIo = {
	readonly env: Readonly<Record<string, string>>;
	/** Chunks of text; ends when the writer closes. Empty for a program started without input. */
	readonly stdin: AsyncIterable<string>;
	readonly stdinIsTerminal: boolean;
	/** Whether the terminal shows what is typed, as it does at first. Absent where there is none. */
	readonly setEcho?: (isOn: boolean) => void;
	readonly stdout: (text: string) => void;
	readonly stdoutIsTerminal: boolean;
	readonly stderr: (text: string) => void;
	/** Terminal width in cells, as `docker --help` wraps to it; 80 where there is no terminal. */
	readonly columns: number;
	readonly files: Files;
	/** Unit: milliseconds since 1970-01-01T00:00:00Z, virtual. */
	readonly now: () => number;
	/** Unit: milliseconds, virtual. Rejects with an `AbortError` when `signal` aborts. */
	readonly sleep: (ms: number) => Promise<void>;
	/** Aborted by Ctrl-C. */
	readonly signal: AbortSignal;
};

/** A node's small file system: flat, text only. Paths are as the user typed them. */
export type Files = {
	/** Undefined: no such file. */
	readonly read: (path: string) => string | undefined;
	readonly write: (path: string, text: string) => void;
	/** Does nothing where there is no such file. */
	readonly remove: (path: string) => void;
	/** All of them, in no order. */
	readonly paths: () => readonly string[];
};

/** A command: words after its name in, exit status out. */
export type Program = (argv: readonly string[], io: ProcessIo) => Promise<number>;
