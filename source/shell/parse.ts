import {
	currentFrame,
	type Frame,
	type Incomplete,
	incomplete,
	isAtEnd,
	ParseFailure,
	type Reader,
	type SyntaxFault,
	skipBlanks,
	skipLines,
	spanFrom,
	syntaxFault,
	take,
	unsupported,
} from './reader.ts';
import {
	type AndOrList,
	type Assignment,
	type Command,
	type Descriptor,
	type ForLoop,
	literalText,
	type Pipeline,
	type Redirection,
	readAssignment,
	type Script,
	type SimpleCommand,
	type Word,
} from './syntax.ts';
import {readWord} from './word.ts';

export type Parsed = {readonly type: 'complete'; readonly script: Script} | Incomplete | SyntaxFault;

/** Reads a whole text. Incomplete: more lines would make it one; `at` is a UTF-16 offset. */
export function parse(text: string): Parsed {
	return parseWithFrames(text).parsed;
}

/** The same, with the commands that were still open where the text ended, innermost last. */
export function parseWithFrames(text: string): {readonly parsed: Parsed; readonly frames: readonly Frame[]} {
	const frames: Frame[] = [newFrame()];
	const reader: Reader = {text, at: 0, origin: at => at, frames, readScript};
	try {
		const script = readLists(reader);
		if (!isAtEnd(reader)) throw unexpectedToken(reader);
		return {parsed: {type: 'complete', script}, frames};
	} catch (failure) {
		if (failure instanceof ParseFailure) return {parsed: failure.outcome, frames};
		throw failure;
	}
}

function newFrame(): Frame {
	return {words: [], inComment: false};
}

/** What begins here is a new command: the words before belong to another. */
function beginCommand(reader: Reader): void {
	reader.frames[reader.frames.length - 1] = newFrame();
}

/** Commands inside others, in a frame of their own; what ends with its text leaves the frame to the caller. */
function readScript(reader: Reader, end?: ')' | 'done'): Script {
	if (reader.frames.length > depthMax) throw syntaxFault(reader, 'too many commands inside one another');
	reader.frames.push(newFrame());
	const script = readLists(reader, end);
	if (end) reader.frames.pop();
	else if (!isAtEnd(reader)) throw unexpectedToken(reader);
	return script;
}

const depthMax = 100;

/** Reads lists up to `end`, which is left to the caller, or to something that cannot begin a command. */
function readLists(reader: Reader, end?: ')' | 'done'): Script {
	const script: AndOrList[] = [];
	beginCommand(reader);
	for (;;) {
		skipLines(reader);
		if (isAtEnd(reader)) {
			if (end) throw incomplete(end);
			return script;
		}
		if (end === 'done' ? reservedWord(reader) === 'done' : reader.text[reader.at] === ')') return script;
		script.push(readAndOrList(reader));
		if (take(reader, /;(?!;)|\n/y)) beginCommand(reader);
		else if (!isAtEnd(reader) && !(end === ')' && reader.text[reader.at] === ')')) throw unexpectedToken(reader);
	}
}

function readAndOrList(reader: Reader): AndOrList {
	const first = readPipeline(reader);
	const rest: {operator: '&&' | '||'; pipeline: Pipeline}[] = [];
	for (;;) {
		const operator = take(reader, /&&|\|\|/y)?.[0] as '&&' | '||' | undefined;
		if (!operator) return {first, rest};
		rest.push({operator, pipeline: readPipeline(reader)});
	}
}

function readPipeline(reader: Reader): Pipeline {
	beginCommand(reader);
	skipLines(reader);
	let negated = false;
	while (reservedWord(reader) === '!') {
		reader.at++;
		negated = !negated;
		skipBlanks(reader);
	}
	const commands: Command[] = [];
	for (;;) {
		const command = readCommand(reader);
		const pipe = take(reader, /\|(?!\|)&?/y)?.[0];
		commands.push(pipe === '|&' ? withErrorsPiped(command) : command);
		if (pipe === undefined) return {negated, commands};
		beginCommand(reader);
		skipLines(reader);
	}
}

/** `a |& b` is `a 2>&1 | b`. */
function withErrorsPiped(command: Command): Command {
	const {from, to} = command;
	return {...command, redirections: [...command.redirections, {from, to, operator: '>&', descriptor: 2, target: 1}]};
}

const unsupportedWords = new Set(['if', 'while', 'until', 'case', 'select', 'function', '{', '[[', 'time', 'coproc']);
const misplacedWords = new Set(['do', 'done', 'then', 'else', 'elif', 'fi', 'esac', '}', '!']);

/** A word that the grammar may claim where a command begins; the reader stays before it. */
function reservedWord(reader: Reader): string | undefined {
	const pattern = /(?:[a-z]+|!|\[\[|\{|\})(?=$|[\s;&|<>()])/y;
	pattern.lastIndex = reader.at;
	return pattern.exec(reader.text)?.[0];
}

function readCommand(reader: Reader): Command {
	if (isAtEnd(reader)) throw incomplete('a command');
	const word = reservedWord(reader);
	if (word === 'for') return readForLoop(reader);
	if (word !== undefined && unsupportedWords.has(word)) throw unsupported(reader, word);
	if (word !== undefined && misplacedWords.has(word)) throw unexpectedToken(reader);
	if (reader.text[reader.at] === '(') throw unsupported(reader, '(…)');
	return readSimpleCommand(reader);
}

function readSimpleCommand(reader: Reader): SimpleCommand {
	const start = reader.at;
	let end = start;
	const assignments: Assignment[] = [];
	const words: Word[] = [];
	const redirections: Redirection[] = [];
	for (;;) {
		const redirection = readRedirection(reader);
		const word = redirection ? undefined : readWord(reader);
		if (redirection) redirections.push(...redirection);
		else if (word) {
			const assignment = words.length === 0 ? readAssignment(word) : undefined;
			if (assignment) assignments.push(assignment);
			else words.push(word);
			if (!isAtEnd(reader)) currentFrame(reader).words.push(word);
		} else break;
		end = reader.at;
		skipBlanks(reader);
	}
	if (reader.text[reader.at] === '(')
		throw words.length === 1 ? unsupported(reader, 'a function') : unexpectedToken(reader);
	if (end === start) throw unexpectedToken(reader);
	const span = {from: reader.origin(start), to: reader.origin(end)};
	return {type: 'simple', ...span, assignments, words, redirections};
}

function readForLoop(reader: Reader): ForLoop {
	const start = reader.at;
	const frame = currentFrame(reader);
	const readPlainWord = () => {
		const word = readWord(reader);
		if (word && !isAtEnd(reader)) frame.words.push(word);
		skipBlanks(reader);
		return word;
	};
	readPlainWord();
	if (isAtEnd(reader)) throw incomplete('a name');
	const nameAt = reader.at;
	const name = readPlainWord();
	const variable = name && literalText(name);
	if (variable === undefined || !/^[A-Za-z_]\w*$/.test(variable))
		throw syntaxFault(reader, `for wants a name here, as in: ${forExample}`, nameAt);
	skipLines(reader);
	if (isAtEnd(reader)) throw incomplete('in');
	if (reservedWord(reader) !== 'in') throw syntaxFault(reader, `for wants 'in' here, as in: ${forExample}`);
	readPlainWord();
	const words: Word[] = [];
	for (let word = readPlainWord(); word; word = readPlainWord()) words.push(word);
	if (!take(reader, /;(?!;)|\n/y)) throw isAtEnd(reader) ? incomplete('do') : unexpectedToken(reader);
	beginCommand(reader);
	skipLines(reader);
	if (isAtEnd(reader)) throw incomplete('do');
	if (reservedWord(reader) !== 'do') throw unexpectedToken(reader);
	reader.at += 'do'.length;
	const body = readScript(reader, 'done');
	if (body.length === 0) throw unexpectedToken(reader);
	reader.at += 'done'.length;
	const span = spanFrom(reader, start);
	return {type: 'for', ...span, variable, words, body, redirections: readRedirections(reader)};
}

const forExample = 'for NAME in a b c; do …; done';

function readRedirections(reader: Reader): Redirection[] {
	const redirections: Redirection[] = [];
	for (;;) {
		skipBlanks(reader);
		const more = readRedirection(reader);
		if (!more) return redirections;
		redirections.push(...more);
	}
}

/** One redirection as written, which may mean two (`&>`). Undefined: none begins here. */
function readRedirection(reader: Reader): Redirection[] | undefined {
	const start = reader.at;
	const head = take(reader, /(\d*)(<<<|<<-?|<>|<&|<\(|<|>>|>&|>\||>\(|>)|()(&>>?)/y);
	if (!head) return undefined;
	const operator = head[2] ?? (head[4] as string);
	const number = head[1] || (operator.startsWith('<') ? '0' : '1');
	const isKnown = operator === '<' ? number === '0' : /^[12]$/.test(number) && /^(?:>[>&|]?|&>>?)$/.test(operator);
	if (!isKnown) throw unsupported({...reader, at: start}, head[0]);
	const frame = currentFrame(reader);
	frame.redirection = operator;
	skipBlanks(reader);
	const target = readWord(reader);
	if (!target) throw unexpectedToken(reader);
	if (!isAtEnd(reader)) frame.redirection = undefined;
	const span = spanFrom(reader, start);
	const descriptor = Number(number) as Descriptor;
	const duplicate = operator === '>&' ? literalText(target) : undefined;
	if (duplicate === '1' || duplicate === '2')
		return [{...span, operator: '>&', descriptor, target: Number(duplicate) as Descriptor}];
	if (duplicate !== undefined && /^[-\d]/.test(duplicate)) throw unsupported({...reader, at: start}, `>&${duplicate}`);
	if (operator === '>&' || operator.startsWith('&'))
		return [
			{...span, operator: operator === '&>>' ? '>>' : '>', descriptor: 1, target},
			{...span, operator: '>&', descriptor: 2, target: 1},
		];
	return [{...span, operator: operator === '>|' ? '>' : (operator as '<' | '>' | '>>'), descriptor, target}];
}

/** In Bash's words; a background job deserves a clearer one. */
function unexpectedToken(reader: Reader): ParseFailure {
	const at = reader.at;
	const token = take(reader, /;;|&&|&|\|\||\||[;()<>]|[^\s;&|<>()]+/y)?.[0] ?? 'newline';
	reader.at = at;
	if (token === '&') return unsupported(reader, '& (a background job)');
	return syntaxFault(reader, `syntax error near unexpected token \`${token}'`);
}
