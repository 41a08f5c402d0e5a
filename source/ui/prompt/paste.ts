/**
What a paste means to a prompt: its lines, with a `\` at a line's end joined to the next one as a
shell does. Line ends at the end are dropped, so nothing runs that nobody confirmed with Enter.
*/
export function splitPaste(text: string): string[] {
	const joined = text.replaceAll('\\\n', '');
	return joined
		.replace(/\n+$/, '')
		.split('\n')
		.map(line => line.replaceAll('\t', ' '));
}
