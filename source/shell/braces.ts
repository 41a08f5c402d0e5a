import type {Part, Word} from './syntax.ts';

/** An unquoted character, or a part that braces leave alone. */
type Item = string | Part;

/** `{a,b}` and `{1..5}` as Bash expands them, before all else: one word becomes several. */
export function expandBraces(word: Word): readonly Word[] {
	if (!word.parts.some(part => isPlain(part) && part.text.includes('{'))) return [word];
	const items = word.parts.flatMap((part): Item[] => (isPlain(part) ? [...part.text] : [part]));
	if (items.length > lengthMax) return [word];
	return expandItems(items)?.map(expanded => ({...word, parts: joinItems(expanded, word)})) ?? [word];
}

function isPlain(part: Part): part is Part & {readonly type: 'text'} {
	return part.type === 'text' && !part.quoted;
}

function joinItems(items: readonly Item[], {from, to}: Word): Part[] {
	const parts: Part[] = [];
	let text = '';
	for (const item of [...items, undefined]) {
		if (typeof item === 'string') {
			text += item;
			continue;
		}
		if (text !== '') parts.push({type: 'text', text, quoted: false, from, to});
		text = '';
		if (item) parts.push(item);
	}
	return parts;
}

/** A longer word, or one whose braces would make more words, is left as it is. */
const lengthMax = 2000;
const wordsMax = 100_000;

type Alternatives = readonly (readonly Item[])[];

/** Undefined: too many. */
function expandItems(items: readonly Item[]): Alternatives | undefined {
	for (let open = items.indexOf('{'); open >= 0; open = items.indexOf('{', open + 1)) {
		const group = readGroup(items, open);
		if (!group) continue;
		const endings = group.alternatives && expandItems(items.slice(group.end));
		if (!endings || group.alternatives.length * endings.length > wordsMax) return undefined;
		const before = items.slice(0, open);
		return group.alternatives.flatMap(middle => endings.map(ending => [...before, ...middle, ...ending]));
	}
	return [items];
}

type Group = {readonly alternatives: Alternatives | undefined; readonly end: number};

/** The group whose brace opens at `open`; undefined where the brace stands for itself. */
function readGroup(items: readonly Item[], open: number): Group | undefined {
	const commas: number[] = [];
	let depth = 0;
	for (let index = open; index < items.length; index++) {
		if (items[index] === '{') depth++;
		else if (items[index] === '}') depth--;
		else if (items[index] === ',' && depth === 1) commas.push(index);
		if (depth > 0) continue;
		const bounds = [open, ...commas, index];
		const contents = bounds.slice(1).map((bound, order) => items.slice((bounds[order] as number) + 1, bound));
		if (commas.length > 0) return {alternatives: expandAll(contents), end: index + 1};
		const sequence = readSequence(contents[0] ?? []);
		return sequence && {alternatives: expandSequence(sequence), end: index + 1};
	}
	return undefined;
}

function expandAll(contents: Alternatives): Alternatives | undefined {
	const expanded = contents.map(expandItems);
	return expanded.every(alternatives => alternatives !== undefined) ? expanded.flat() : undefined;
}

type Sequence = {
	readonly first: number;
	readonly last: number;
	readonly step: number;
	readonly format: (value: number) => string;
};

/** `1..5`, `01..10`, `a..e`, each with an optional step. */
function readSequence(items: readonly Item[]): Sequence | undefined {
	if (!items.every(item => typeof item === 'string')) return undefined;
	const match = /^(?:(-?\d+)\.\.(-?\d+)|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d+))?$/.exec(items.join(''));
	if (!match) return undefined;
	const [, low, high, firstLetter = '', lastLetter = '', stepText] = match;
	const step = Math.abs(Number(stepText ?? 1)) || 1;
	if (low === undefined || high === undefined)
		return {
			first: firstLetter.charCodeAt(0),
			last: lastLetter.charCodeAt(0),
			step,
			format: code => String.fromCharCode(code),
		};
	const width = /^-?0\d/.test(low) || /^-?0\d/.test(high) ? Math.max(low.length, high.length) : 0;
	return {first: Number(low), last: Number(high), step, format: value => padNumber(value, width)};
}

function expandSequence({first, last, step, format}: Sequence): Alternatives | undefined {
	const length = Math.floor(Math.abs(last - first) / step) + 1;
	if (length > wordsMax) return undefined;
	return Array.from({length}, (_, index) => [...format(first + index * step * Math.sign(last - first))]);
}

function padNumber(value: number, width: number): string {
	const digits = String(Math.abs(value));
	return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}
