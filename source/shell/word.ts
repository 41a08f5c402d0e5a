import {
	currentFrame,
	incomplete,
	isAtEnd,
	ParseFailure,
	type Reader,
	spanFrom,
	syntaxFault,
	take,
	unsupported,
} from './reader.ts';
import type {Part, Script, Word} from './syntax.ts';

/** Reads one word; the reader stands on its first character. Undefined: no word begins here. */
export function readWord(reader: Reader): Word | undefined {
	const frame = currentFrame(reader);
	if (isAtEnd(reader) && frame.word) return undefined;
	const start = reader.at;
	const parts: Part[] = [];
	frame.word = {from: reader.origin(start), parts, quote: ''};
	while (readPiece(reader, parts)) {
		// Each call reads one piece.
	}
	if (!isAtEnd(reader)) frame.word = undefined;
	if (reader.at === start) return undefined;
	return {...spanFrom(reader, start), parts};
}

function readPiece(reader: Reader, parts: Part[]): boolean {
	const start = reader.at;
	const plain = take(reader, /[^ \t\n;&|<>()'"\\$`]+/y);
	if (plain) {
		addText(reader, parts, plain[0], start, false);
		return true;
	}
	switch (reader.text[reader.at]) {
		case "'":
			readSingleQuoted(reader, parts);
			return true;
		case '"':
			readDoubleQuoted(reader, parts);
			return true;
		case '\\':
			readEscape(reader, parts);
			return true;
		case '$':
			readDollar(reader, parts, false);
			return true;
		case '`':
			readBackquoted(reader, parts, false);
			return true;
		default:
			return false;
	}
}

function addText(reader: Reader, parts: Part[], text: string, from: number, quoted: boolean): void {
	parts.push({type: 'text', text, quoted, ...spanFrom(reader, from)});
}

function readEscape(reader: Reader, parts: Part[]): void {
	const start = reader.at;
	const [, escaped] = take(reader, /\\(.?)/suy) as RegExpExecArray;
	if (escaped === '') throw incomplete('the next line');
	if (escaped !== '\n') addText(reader, parts, escaped as string, start, true);
	else if (isAtEnd(reader)) throw incomplete('the next line');
}

function readSingleQuoted(reader: Reader, parts: Part[]): void {
	const start = reader.at;
	const [, text, close] = take(reader, /'([^']*)('?)/y) as RegExpExecArray;
	addText(reader, parts, text as string, start, true);
	if (close === '') throw unclosedQuote(reader, "'");
}

function readDoubleQuoted(reader: Reader, parts: Part[]): void {
	const count = parts.length;
	let start = reader.at++;
	let text = '';
	const flush = () => {
		if (text !== '') addText(reader, parts, text, start, true);
		text = '';
	};
	while (!isAtEnd(reader) && reader.text[reader.at] !== '"') {
		const plain = take(reader, /[^"\\$`]+|\\.?/sy);
		if (plain) {
			text += unescapeDoubleQuoted(plain[0]);
			continue;
		}
		flush();
		if (reader.text[reader.at] === '$') readDollar(reader, parts, true);
		else readBackquoted(reader, parts, true);
		start = reader.at;
	}
	if (isAtEnd(reader)) {
		flush();
		throw unclosedQuote(reader, '"');
	}
	reader.at++;
	flush();
	if (parts.length === count) addText(reader, parts, '', start, true);
}

/** Between double quotes a backslash escapes only what is special there. */
function unescapeDoubleQuoted(text: string): string {
	if (text === '\\\n') return '';
	return /^\\[$`"\\]/.test(text) ? text.slice(1) : text;
}

function unclosedQuote(reader: Reader, quote: '"' | "'") {
	const {word} = currentFrame(reader);
	if (word) word.quote = quote;
	return incomplete(quote);
}

/** `$NAME`, `${NAME}`, `$(…)`, `$?` and its kin; a dollar sign that begins none of them stands for itself. */
function readDollar(reader: Reader, parts: Part[], quoted: boolean): void {
	const start = reader.at;
	const next = reader.text.slice(start + 1, start + 3);
	if (next === '((') throw unsupported(reader, '$((…))');
	if (next.startsWith('(')) {
		reader.at += 2;
		readSubstitution(reader, parts, start, quoted);
		return;
	}
	if (!quoted && /^['"]/.test(next)) throw unsupported(reader, `$${next[0]}…${next[0]}`);
	const parameter = take(reader, /\$(?:([A-Za-z_]\w*|[?#@*!$\d-])|\{([A-Za-z_]\w*|[?#@*!$\d-])\})/y);
	if (parameter) {
		const name = (parameter[1] ?? parameter[2]) as string;
		parts.push({type: 'parameter', name, quoted, ...spanFrom(reader, start)});
		return;
	}
	if (!next.startsWith('{')) {
		reader.at++;
		addText(reader, parts, '$', start, quoted);
		return;
	}
	const close = reader.text.indexOf('}', start);
	if (close < 0) throw incomplete('}');
	const text = reader.text.slice(start, close + 1);
	throw close === start + 2 ? syntaxFault(reader, `${text}: bad substitution`) : unsupported(reader, text);
}

function readSubstitution(reader: Reader, parts: Part[], start: number, quoted: boolean): void {
	const script = reader.readScript(reader, ')');
	reader.at++;
	parts.push({type: 'substitution', script, quoted, ...spanFrom(reader, start)});
}

/** Backquotes hide backslashes from the commands inside, so these are read from a text of their own. */
function readBackquoted(reader: Reader, parts: Part[], quoted: boolean): void {
	const start = reader.at++;
	let text = '';
	const offsets: number[] = [];
	while (!isAtEnd(reader) && reader.text[reader.at] !== '`') {
		if (reader.text[reader.at] === '\\' && (quoted ? /[$`\\"]/ : /[$`\\]/).test(reader.text[reader.at + 1] ?? ''))
			reader.at++;
		offsets.push(reader.origin(reader.at));
		text += reader.text[reader.at++];
	}
	const end = reader.origin(reader.at);
	const inner: Reader = {...reader, text, at: 0, origin: at => offsets[at] ?? end};
	const isClosed = !isAtEnd(reader);
	const script = readInnerScript(inner, isClosed);
	if (!isClosed) throw incomplete('`');
	reader.frames.pop();
	reader.at++;
	parts.push({type: 'substitution', script, quoted, ...spanFrom(reader, start)});
}

function readInnerScript(inner: Reader, isClosed: boolean): Script {
	try {
		return inner.readScript(inner);
	} catch (failure) {
		const isCutOff = failure instanceof ParseFailure && failure.outcome.type === 'incomplete';
		throw isClosed && isCutOff ? syntaxFault(inner, 'unexpected end of file inside `…`') : failure;
	}
}
