const LENGTH_MAX = 60;

/** A piece of somebody's input as a message may carry it: not much of it, and nothing that a terminal would obey. */
export function legible(text: string): string {
	const start = text.slice(0, LENGTH_MAX);
	// Of a file that is no text: control characters, and what UTF-8 has no character for.
	const shown = start.replaceAll(
		/[\p{C}\uFFFD]/gu,
		character => `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`,
	);
	return text.length > LENGTH_MAX ? `${shown}…` : shown;
}
