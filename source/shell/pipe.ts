/** A pipe between two programs: unbounded, text in, text out. */
export type Pipe = {
	readonly write: (text: string) => void;
	/** The writer is done: the reader sees the end after what is left. */
	readonly end: () => void;
	/** The reader is gone: whatever is written from now on breaks the pipe. */
	readonly abandon: () => void;
	readonly output: AsyncIterable<string>;
};

/** `onBroken` hears of the first write that nobody will read. */
export function createPipe(onBroken: () => void): Pipe {
	let chunks: string[] = [];
	let isEnded = false;
	let isAbandoned = false;
	let wake: (() => void) | undefined;
	const notify = () => {
		wake?.();
		wake = undefined;
	};
	const next = async (): Promise<IteratorResult<string>> => {
		while (chunks.length === 0 && !isEnded) await new Promise<void>(resolve => (wake = resolve));
		if (chunks.length === 0) return {done: true, value: undefined};
		const value = chunks.join('');
		chunks = [];
		return {done: false, value};
	};
	return {
		write(text) {
			if (isAbandoned) onBroken();
			else if (text !== '' && !isEnded) chunks.push(text);
			notify();
		},
		end() {
			isEnded = true;
			notify();
		},
		abandon() {
			isAbandoned = true;
		},
		// No `return`: a reader that stops early leaves the rest to the next one.
		output: {[Symbol.asyncIterator]: () => ({next})},
	};
}
