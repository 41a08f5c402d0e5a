import {parseWithFrames} from './parse.ts';
import type {Frame} from './reader.ts';
import {literalText, type Part} from './syntax.ts';

/** The word that is being typed, and the command that it belongs to. */
export type CursorWord = {
	/** Hosts that `ssh HOST …` in front of the command enters, outermost first. */
	readonly hosts: readonly string[];
	/** The command's words before this one, quotes removed. None: this word names the command. */
	readonly words: readonly string[];
	/** The word up to the cursor, quotes removed. */
	readonly text: string;
	/** The same as it was typed. */
	readonly raw: string;
	/** Where it begins, in UTF-16 units. */
	readonly from: number;
	/** The quote that is still open at the cursor. */
	readonly quote: '' | '"' | "'";
	/** The word names the file of this redirection (`<`, `>`, `>>` …). */
	readonly redirection?: string;
};

/**
What completion has to know, wherever the cursor is: after a pipe, inside `$(…)`, a loop, the command
given to `ssh`. Undefined in a comment and behind what cannot be parsed.
*/
export function wordAt(text: string, cursor: number): CursorWord | undefined {
	const head = text.slice(0, cursor);
	const {parsed, frames} = parseWithFrames(head);
	if (parsed.type === 'error' && parsed.at < cursor) return undefined;
	const frame = frames.at(-1);
	const isBehindKeyword = !frame?.word && /\w$/.test(head);
	if (!frame || frame.inComment || isBehindKeyword) return undefined;
	return insideSsh(describe(frame, head), head);
}

function describe(frame: Frame, head: string): CursorWord {
	const source = (part: Part) => (part.type === 'text' ? part.text : head.slice(part.from, part.to));
	const from = frame.word?.from ?? head.length;
	return {
		hosts: [],
		words: withoutAssignments(frame.words.map(word => literalText(word) ?? word.parts.map(source).join(''))),
		text: frame.word?.parts.map(source).join('') ?? '',
		raw: head.slice(from),
		from,
		quote: frame.word?.quote ?? '',
		redirection: frame.redirection,
	};
}

function withoutAssignments(words: readonly string[]): readonly string[] {
	const first = words.findIndex(word => !/^[A-Za-z_]\w*=/.test(word));
	return first < 0 ? [] : words.slice(first);
}

/** `ssh HOST` and what follows it is a command of its own, in one quoted word or in several. */
function insideSsh(word: CursorWord, head: string): CursorWord {
	const [name, host, ...command] = word.words;
	if (name !== 'ssh' || host === undefined) return word;
	const hosts = [...word.hosts, host];
	if (command.length > 0 || word.quote === '' || word.redirection !== undefined)
		return insideSsh({...word, hosts, words: withoutAssignments(command)}, head);
	const offset = word.from + 1;
	const inner = wordAt(head.slice(offset), head.length - offset);
	if (!inner) return {...word, hosts, words: []};
	return {...inner, hosts: [...hosts, ...inner.hosts], from: inner.from + offset};
}
