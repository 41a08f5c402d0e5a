/** A text that arrives in pieces: one writes, one reads. */
export type TextStream = {
	/** What is written before it is read waits for the reader. */
	readonly pieces: AsyncIterable<string>;
	readonly write: (piece: string) => void;
	readonly end: () => void;
	/** The reader has all that was written before, and then this error. */
	readonly fail: (error: Error) => void;
};

type Ending = {readonly error?: Error};

/** `left` is called when the reader goes away before the end. */
export function createTextStream(left: () => void): TextStream {
	const waiting: string[] = [];
	let ending: Ending | undefined;
	let wake: (() => void) | undefined;

	const finish = (how: Ending) => {
		ending ??= how;
		wake?.();
	};
	const over = {done: true, value: undefined} as const;

	// No generator: a generator that waits for the next piece could not be left.
	const reader: AsyncIterator<string> = {
		async next() {
			while (waiting.length === 0 && !ending) {
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}
			const value = waiting.shift();
			if (value !== undefined) return {done: false, value};
			const error = ending?.error;
			ending = {};
			if (error) throw error;
			return over;
		},
		async return() {
			if (!ending) left();
			waiting.length = 0;
			finish({});
			return over;
		},
	};

	return {
		pieces: {[Symbol.asyncIterator]: () => reader},
		write: piece => {
			if (ending) return;
			waiting.push(piece);
			wake?.();
		},
		end: () => finish({}),
		fail: error => finish({error}),
	};
}
