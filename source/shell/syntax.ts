/** Offsets into the parsed text, in UTF-16 units; `to` is exclusive. */
export type Span = {readonly from: number; readonly to: number};

/** Lists, run one after another. */
export type Script = readonly AndOrList[];

export type AndOrList = {
	readonly first: Pipeline;
	readonly rest: readonly {readonly operator: '&&' | '||'; readonly pipeline: Pipeline}[];
};

export type Pipeline = {readonly negated: boolean; readonly commands: readonly Command[]};

export type Command = SimpleCommand | ForLoop;

export type SimpleCommand = Span & {
	readonly type: 'simple';
	readonly assignments: readonly Assignment[];
	readonly words: readonly Word[];
	readonly redirections: readonly Redirection[];
};

export type ForLoop = Span & {
	readonly type: 'for';
	readonly variable: string;
	readonly words: readonly Word[];
	readonly body: Script;
	readonly redirections: readonly Redirection[];
};

export type Assignment = Span & {readonly name: string; readonly value: Word};

/** Standard input, output and error. */
export type Descriptor = 0 | 1 | 2;

export type Redirection =
	| (Span & {readonly operator: '<' | '>' | '>>'; readonly descriptor: Descriptor; readonly target: Word})
	| (Span & {readonly operator: '>&'; readonly descriptor: Descriptor; readonly target: Descriptor});

export type Word = Span & {readonly parts: readonly Part[]};

/** A piece of a word. What is quoted is neither split into fields nor dropped when empty. */
export type Part = Span & {readonly quoted: boolean} & (
		| {readonly type: 'text'; readonly text: string}
		| {readonly type: 'parameter'; readonly name: string}
		| {readonly type: 'substitution'; readonly script: Script}
	);

/** The word's text without its quotes; undefined where an expansion decides it. */
export function literalText(word: Word): string | undefined {
	let text = '';
	for (const part of word.parts) {
		if (part.type !== 'text') return undefined;
		text += part.text;
	}
	return text;
}

/** A word of the form `NAME=…`, its name unquoted. */
export function readAssignment(word: Word): Assignment | undefined {
	const [first, ...rest] = word.parts;
	if (first?.type !== 'text' || first.quoted) return undefined;
	const head = /^([A-Za-z_]\w*)=/.exec(first.text);
	if (!head) return undefined;
	const remainder = first.text.slice(head[0].length);
	const from = word.from + head[0].length;
	const parts = remainder === '' ? rest : [{...first, text: remainder, from}, ...rest];
	return {from: word.from, to: word.to, name: head[1] as string, value: {from, to: word.to, parts}};
}
