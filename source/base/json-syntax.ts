/** What Go's encoding/json says of a text that is not JSON: engines of a request's body, clients of a response's. */
type Cursor = {readonly text: string; at: number};

/** Ends the reading; the message is Go's. */
class SyntaxFault extends Error {}

/** As Go quotes a character: `'b'`, `'\''`, `'"'`, `'\n'`. */
function quote(character: string): string {
	if (character === "'") return "'\\''";
	if (character === '"') return `'"'`;
	return `'${JSON.stringify(character).slice(1, -1)}'`;
}

function fail(cursor: Cursor, where: string): never {
	const character = cursor.text[cursor.at];
	throw new SyntaxFault(character === undefined ? 'unexpected EOF' : `invalid character ${quote(character)} ${where}`);
}

/** Takes one of these characters, or fails. */
function take(cursor: Cursor, accepted: string | RegExp, where: string): string {
	const character = cursor.text[cursor.at] ?? '';
	const isAccepted =
		typeof accepted === 'string' ? character !== '' && accepted.includes(character) : accepted.test(character);
	if (!isAccepted) fail(cursor, where);
	cursor.at++;
	return character;
}

function skip(cursor: Cursor, pattern: RegExp): void {
	while (pattern.test(cursor.text[cursor.at] ?? '')) cursor.at++;
}
const skipBlanks = (cursor: Cursor): void => skip(cursor, /[ \t\r\n]/);

/** Characters of a string that mean themselves: most of a long one, so all at once. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is no part of it
const plain = /[^"\\\u0000-\u001F]+/y;

function readText(cursor: Cursor): void {
	for (;;) {
		plain.lastIndex = cursor.at;
		if (plain.test(cursor.text)) cursor.at = plain.lastIndex;
		const character = take(cursor, /[ -\uFFFF]/, 'in string literal');
		if (character === '"') return;
		if (character !== '\\') continue;
		if (take(cursor, 'bfnrt\\/"u', 'in string escape code') !== 'u') continue;
		for (let digit = 0; digit < 4; digit++) take(cursor, /[0-9a-fA-F]/, 'in \\u hexadecimal character escape');
	}
}

function readNumber(cursor: Cursor, first: string): void {
	const lead = first === '-' ? take(cursor, /\d/, 'in numeric literal') : first;
	if (lead !== '0') skip(cursor, /\d/);
	if (cursor.text[cursor.at] === '.') {
		cursor.at++;
		take(cursor, /\d/, 'after decimal point in numeric literal');
		skip(cursor, /\d/);
	}
	if (/[eE]/.test(cursor.text[cursor.at] ?? '')) {
		cursor.at++;
		if (/[+-]/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
		take(cursor, /\d/, 'in exponent of numeric literal');
		skip(cursor, /\d/);
	}
}

function readObject(cursor: Cursor): void {
	skipBlanks(cursor);
	if (take(cursor, '"}', 'looking for beginning of object key string') === '}') return;
	for (;;) {
		readText(cursor);
		skipBlanks(cursor);
		take(cursor, ':', 'after object key');
		readValue(cursor);
		if (take(cursor, ',}', 'after object key:value pair') === '}') return;
		skipBlanks(cursor);
		take(cursor, '"', 'looking for beginning of object key string');
	}
}

function readArray(cursor: Cursor): void {
	skipBlanks(cursor);
	if (cursor.text[cursor.at] === ']') {
		cursor.at++;
		return;
	}
	do readValue(cursor);
	while (take(cursor, ',]', 'after array element') === ',');
}

const words = ['true', 'false', 'null'];

/** One value, with the blanks around it. */
function readValue(cursor: Cursor): void {
	skipBlanks(cursor);
	const first = take(cursor, /[{["\-\dtfn]/, 'looking for beginning of value');
	const word = words.find(one => one.startsWith(first));
	if (word) {
		for (const letter of word.slice(1)) take(cursor, letter, `in literal ${word} (expecting ${quote(letter)})`);
	} else if (first === '{') readObject(cursor);
	else if (first === '[') readArray(cursor);
	else if (first === '"') readText(cursor);
	else readNumber(cursor, first);
	skipBlanks(cursor);
}

/** What is wrong with a text that `JSON.parse` does not take; undefined: a value that something follows. */
export function explainSyntax(text: string): string | undefined {
	try {
		readValue({text, at: 0});
		return undefined;
	} catch (error) {
		if (error instanceof SyntaxFault) return error.message;
		if (error instanceof RangeError) return 'exceeded max depth';
		throw error;
	}
}
