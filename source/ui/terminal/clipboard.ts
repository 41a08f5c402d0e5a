/** OSC 52: asks the terminal, also over ssh, to put a text on the user's clipboard. */
export function clipboardSequence(text: string): string {
	return `\u001B]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
}
