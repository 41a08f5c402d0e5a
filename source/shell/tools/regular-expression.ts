import {ToolFailure} from './options.ts';

/** What a pattern is made of, whichever of the two notations it was written in. */
type Token =
	| {readonly type: 'open' | 'close' | 'or' | 'start'}
	| {readonly type: 'repeat'; readonly quantifier: string; readonly literal: string}
	| {readonly type: 'atom'; readonly source: string}
	| {readonly type: 'backreference'; readonly group: number};

type Translation = {
	readonly pattern: string;
	at: number;
	readonly isExtended: boolean;
	/** Nothing stands here yet that could be repeated. */
	isAtStart: boolean;
	/** What is translated so far, and where in it the last atom begins. */
	source: string;
	atomStart: number;
	/** Where in it the open groups begin. */
	readonly groupStarts: number[];
	groups: number;
};

/** The source of a JavaScript expression (flags `su`) that matches what grep's would. */
export function translatePattern(pattern: string, isExtended: boolean): string {
	const translation: Translation = {
		pattern,
		at: 0,
		isExtended,
		isAtStart: true,
		source: '',
		atomStart: 0,
		groupStarts: [],
		groups: 0,
	};
	for (let token = scan(translation); token; token = scan(translation)) append(token, translation);
	if (translation.groupStarts.length > 0) throw new ToolFailure('Unmatched ( or \\(');
	return translation.source;
}

function append(token: Token, translation: Translation): void {
	const {source, isAtStart, isExtended} = translation;
	const add = (more: string) => {
		translation.atomStart = source.length;
		translation.source += more;
	};
	translation.isAtStart = false;
	switch (token.type) {
		case 'open':
			translation.groups++;
			translation.groupStarts.push(source.length);
			translation.source += '(';
			translation.isAtStart = true;
			break;
		case 'close':
			translation.atomStart = translation.groupStarts.pop() as number;
			translation.source += ')';
			break;
		case 'or':
			translation.source += '|';
			translation.isAtStart = true;
			break;
		case 'start':
			add('^');
			translation.isAtStart = !isExtended;
			break;
		case 'repeat':
			if (!isAtStart) translation.source = repeatAtom(translation, token.quantifier);
			else if (isExtended) translation.isAtStart = true;
			else add(escapeLiteral(token.literal));
			break;
		case 'backreference':
			if (token.group > translation.groups) throw new ToolFailure('Invalid back reference');
			add(`(?:\\${token.group})`);
			break;
		case 'atom':
			add(token.source);
	}
}

function repeatAtom({source, atomStart}: Translation, quantifier: string): string {
	return `${source.slice(0, atomStart)}(?:${source.slice(atomStart)})${quantifier}`;
}

export function escapeLiteral(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

const escapedAtoms: Readonly<Record<string, string>> = {
	w: '\\w',
	W: '\\W',
	s: '\\s',
	S: '\\S',
	b: '\\b',
	B: '\\B',
	'<': '\\b(?=\\w)',
	'>': '\\b(?<=\\w)',
	'`': '^',
	"'": '$',
};

function scan(translation: Translation): Token | undefined {
	const {pattern, at, isExtended} = translation;
	if (at >= pattern.length) return undefined;
	const first = pattern[at] as string;
	if (first === '[') return scanBracket(translation);
	const isEscaped = first === '\\';
	const character = String.fromCodePoint(pattern.codePointAt(isEscaped ? at + 1 : at) ?? 0);
	if (isEscaped && at + 1 === pattern.length) throw new ToolFailure('Trailing backslash');
	translation.at += Number(isEscaped) + character.length;
	// Extended patterns escape these characters to make them ordinary, basic ones to make them special.
	if ('(){}|+?'.includes(character) && isEscaped !== isExtended) return scanOperator(translation, character);
	const isBackreference = isEscaped && /[1-9]/.test(character);
	if (isBackreference) return {type: 'backreference', group: Number(character)};
	const escaped = isEscaped ? escapedAtoms[character] : undefined;
	if (escaped) return {type: 'atom', source: escaped};
	if (!isEscaped && character === '*') return {type: 'repeat', quantifier: '*', literal: '*'};
	if (!isEscaped && character === '.') return {type: 'atom', source: '.'};
	if (!isEscaped && character === '^' && isAnchor(translation, 'start')) return {type: 'start'};
	if (!isEscaped && character === '$' && isAnchor(translation, 'end')) return {type: 'atom', source: '$'};
	return {type: 'atom', source: escapeLiteral(character)};
}

/** In basic patterns `^` and `$` are anchors only where an alternative begins or ends. */
function isAnchor({pattern, at, isExtended, isAtStart}: Translation, type: 'start' | 'end'): boolean {
	if (isExtended) return true;
	if (type === 'end') return at === pattern.length || /^\\[)|]/.test(pattern.slice(at));
	return isAtStart && pattern[at - 2] !== '^';
}

function scanOperator(translation: Translation, operator: string): Token {
	switch (operator) {
		case '(':
			return {type: 'open'};
		case ')':
			if (translation.groupStarts.length > 0) return {type: 'close'};
			if (translation.isExtended) return {type: 'atom', source: '\\)'};
			throw new ToolFailure('Unmatched ) or \\)');
		case '|':
			return {type: 'or'};
		case '{':
			return scanInterval(translation);
		case '}':
			return {type: 'atom', source: '\\}'};
		default:
			return {type: 'repeat', quantifier: operator, literal: operator};
	}
}

/** Begins behind the brace. */
function scanInterval(translation: Translation): Token {
	const {pattern, at, isExtended, isAtStart} = translation;
	if (!isExtended && isAtStart) return {type: 'atom', source: '\\{'};
	const rest = pattern.slice(at);
	const [whole, low, comma, high] = (isExtended ? /^(\d*)(,?)(\d*)\}/ : /^(\d*)(,?)(\d*)\\\}/).exec(rest) ?? [];
	if (whole === undefined || (low === '' && comma === '')) {
		if (isExtended && !/^\d[\d,]*\}/.test(rest)) return {type: 'atom', source: '\\{'};
		throw new ToolFailure(rest.includes('}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
	}
	const [minimum, maximum] = [Number(low), high ? Number(high) : comma ? Infinity : Number(low)];
	if (maximum < minimum) throw new ToolFailure('Invalid content of \\{\\}');
	if (Math.max(minimum, high ? maximum : 0) > 32_767) throw new ToolFailure('Regular expression too big');
	translation.at += whole.length;
	return {type: 'repeat', quantifier: `{${minimum}${comma}${high}}`, literal: `{${whole}`};
}

const characterClasses: Readonly<Record<string, string>> = {
	alnum: 'A-Za-z0-9',
	alpha: 'A-Za-z',
	blank: ' \\t',
	cntrl: '\\x00-\\x1f\\x7f',
	digit: '0-9',
	graph: '\\x21-\\x7e',
	lower: 'a-z',
	print: '\\x20-\\x7e',
	punct: '!-\\/:-@\\[-`\\{-~',
	space: '\\t-\\r ',
	upper: 'A-Z',
	xdigit: '0-9A-Fa-f',
};

/** `[…]`: no escapes inside, `]` may come first, classes and ranges. */
function scanBracket(translation: Translation): Token {
	const {pattern} = translation;
	const isNegated = pattern[translation.at + 1] === '^';
	const start = translation.at + (isNegated ? 2 : 1);
	let at = start;
	let source = '';
	for (;;) {
		const item = /^\[:(.*?):\]|^\[[.=](.)[.=]\]|^./su.exec(pattern.slice(at));
		if (!item) throw new ToolFailure('Unmatched [, [^, [:, [., or [=');
		const [text, className, collating] = item;
		if (text === ']' && at > start) break;
		at += text.length;
		if (className !== undefined) {
			source += characterClasses[className] ?? invalid('Invalid character class name');
			continue;
		}
		const low = collating ?? text;
		const range = /^-([^\]])/u.exec(pattern.slice(at));
		if (range) {
			const high = range[1] as string;
			if ((high.codePointAt(0) as number) < (low.codePointAt(0) as number)) invalid('Invalid range end');
			at += range[0].length;
			source += `${escapeInBracket(low)}-${escapeInBracket(high)}`;
		} else source += escapeInBracket(low);
	}
	const whole = pattern.slice(translation.at, at + 1);
	if (/^\[:[a-z]+:\]$/.test(whole)) invalid('character class syntax is [[:space:]], not [:space:]');
	translation.at = at + 1;
	return {type: 'atom', source: `[${isNegated ? '^' : ''}${source}]`};
}

function escapeInBracket(character: string): string {
	return character.replace(/[\\\]^[-]/, '\\$&');
}

function invalid(message: string): never {
	throw new ToolFailure(message);
}
