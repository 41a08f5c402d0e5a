import type {Part, Word} from './syntax.ts';

/** An unquoted character, or a part that braces leave alone. */
type Item = string | Part;

/** `{a,b}` and `{1..5}` as Bash expands them, before all else: one word becomes several. */
export function expandBraces(word: Word): readonly Word[] {
	if (!word.parts.some(part => isPlain(part) && part.text.includes('{'))) return [word];
	const items = word.parts.flatMap((part): Item[] => (isPlain(part) ? [...part.text] : [part]));
	return expandItems(items).map(expanded => ({...word, parts: joinItems(expanded, word)}));
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

function expandItems(items: readonly Item[]): readonly (readonly Item[])[] {
	for (let open = items.indexOf('{'); open >= 0; open = items.indexOf('{', open + 1)) {
		const group = readGroup(items, open);
		if (!group) continue;
		const before = items.slice(0, open);
		const endings = expandItems(items.slice(group.end));
		return group.alternatives.flatMap(middle => endings.map(ending => [...before, ...middle, ...ending]));
	}
	return [items];
}

/** The group whose brace opens at `open`; undefined where the brace stands for itself. */
function readGroup(items: readonly Item[], open: number) {
	const commas: number[] = [];
	let depth = 0;
	for (let index = open; index < items.length; index++) {
		if (items[index] === '{') depth++;
		else if (items[index] === '}') depth--;
		else if (items[index] === ',' && depth === 1) commas.push(index);
		if (depth > 0) continue;
		const bounds = [open, ...commas, index];
		const contents = bounds.slice(1).map((bound, order) => items.slice((bounds[order] as number) + 1, bound));
		const alternatives = commas.length > 0 ? contents.flatMap(expandItems) : expandSequence(contents[0] ?? []);
		return alternatives && {alternatives, end: index + 1};
	}
	return undefined;
}

/** `1..5`, `01..10`, `a..e`, each with an optional step. */
function expandSequence(items: readonly Item[]): string[][] | undefined {
	if (!items.every(item => typeof item === 'string')) return undefined;
	const match = /^(?:(-?\d+)\.\.(-?\d+)|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d+))?$/.exec(items.join(''));
	if (!match) return undefined;
	const [, low, high, firstLetter, lastLetter, stepText] = match;
	const first = low === undefined ? (firstLetter as string).charCodeAt(0) : Number(low);
	const last = high === undefined ? (lastLetter as string).charCodeAt(0) : Number(high);
	const step = Math.abs(Number(stepText ?? 1)) || 1;
	const width = [low, high].some(bound => /^-?0\d/.test(bound ?? '')) ? Math.max(`${low}`.length, `${high}`.length) : 0;
	const format = (value: number) => (low === undefined ? String.fromCharCode(value) : padNumber(value, width));
	const count = Math.floor(Math.abs(last - first) / step) + 1;
	return Array.from({length: count}, (_, index) => [...format(first + index * step * Math.sign(last - first))]);
}

function padNumber(value: number, width: number): string {
	const digits = String(Math.abs(value));
	return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}
