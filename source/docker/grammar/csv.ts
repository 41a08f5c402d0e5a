/**
One line of comma-separated values as Go's encoding/csv reads it: a field that begins with a double quote runs to the
next lone one. Throws an Error with Go's message.
*/
export function parseCsvLine(text: string): string[] {
	const fields: string[] = [];
	// Empty lines do not count, and what follows the first other one is not read.
	let rest = text.replace(/^\n+/, '');
	if (rest === '') throw new Error('EOF');
	for (;;) {
		const {field, length} = rest.startsWith('"') ? quoted(rest, text) : plain(rest, text);
		fields.push(field);
		if (length >= rest.length || rest[length] === '\n') return fields;
		rest = rest.slice(length + 1);
	}
}

function fail(text: string, rest: string, at: number, what: string): never {
	const column = new TextEncoder().encode(text.slice(0, text.length - rest.length + at)).length + 1;
	throw new Error(`parse error on line 1, column ${column}: ${what}`);
}

function plain(rest: string, text: string) {
	const field = rest.split(/[,\n]/, 1)[0] ?? '';
	const quote = field.indexOf('"');
	if (quote >= 0) fail(text, rest, quote, 'bare " in non-quoted-field');
	return {field, length: field.length};
}

function quoted(rest: string, text: string) {
	const body = /^"((?:[^"]|"")*)"/.exec(rest);
	if (!body) return fail(text, rest, rest.length, 'extraneous or missing " in quoted-field');
	const [whole, inner = ''] = body;
	if (whole.length < rest.length && rest[whole.length] !== ',' && rest[whole.length] !== '\n') {
		fail(text, rest, whole.length - 1, 'extraneous or missing " in quoted-field');
	}
	return {field: inner.replaceAll('""', '"'), length: whole.length};
}
