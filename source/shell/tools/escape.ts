const simpleEscapes: Readonly<Record<string, string>> = {
	'\\': '\\',
	a: '\u0007',
	b: '\b',
	e: '\u001b',
	E: '\u001b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
};

/** The escapes of `echo -e` and of `printf %b`; `\c` drops all that follows. */
export function unescapeText(text: string): {readonly text: string; readonly stopped: boolean} {
	const end = /^(?:[^\\]|\\[^c])*?\\c/.exec(text)?.[0];
	const kept = end === undefined ? text : end.slice(0, -2);
	const unescaped = kept.replace(
		/\\(?:0([0-7]{1,3})|x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|([^0xu]|0))/g,
		(whole, octal, hex, unicode, simple) => (simple === '0' ? '\0' : decode(octal, hex ?? unicode, simple, whole)),
	);
	return {text: unescaped, stopped: end !== undefined};
}

/** The escapes of a `printf` format: octal without the leading zero, and `\"`. */
export function unescapeFormat(text: string): string {
	return text.replace(
		/\\(?:([0-7]{1,3})|x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|(.))/gs,
		(whole, octal, hex, unicode, simple) =>
			/["']/.test(simple) ? simple : decode(octal, hex ?? unicode, simple, whole),
	);
}

function decode(octal: string | undefined, hex: string | undefined, simple: string, whole: string): string {
	if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
	if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
	return simpleEscapes[simple] ?? whole;
}
