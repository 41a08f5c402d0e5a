// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const escapeSequence =
	/\u001B(?:\[[\u0030-\u003F]*[\u0020-\u002F]*[\u0040-\u007E]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|.)?/g;
const control = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const controls = new RegExp(control, 'g');
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: control characters are what it looks for

/** Foreign text without anything that would move the cursor, change colours or reorder what is read. */
export function sanitize(text: string): string {
	if (!control.test(text)) return text;
	return text.replace(escapeSequence, '').replaceAll('\t', '    ').replace(controls, '');
}
