import {wordAt} from '../shell/word-at.ts';
import type {Completion} from './contract.ts';
import {descriptions} from './programs.ts';
import type {LabSnapshot} from './snapshot.ts';

/** What the word under the cursor could become. */
export function completeLine(snapshot: LabSnapshot, _node: string, line: string, cursor: number): Completion {
	const word = wordAt(line, cursor);
	if (!word) return {from: cursor, candidates: []};
	const candidates = candidatesFor(snapshot, word.words);
	return {from: word.from, candidates: candidates.filter(one => one.text.startsWith(word.text))};
}

function candidatesFor({nodes}: LabSnapshot, words: readonly string[]): Completion['candidates'] {
	if (words.length === 0) return Object.entries(descriptions).map(([text, note]) => ({text, note}));
	if (words[0] === 'ssh' && words.length === 1) return nodes.map(node => ({text: node.name, note: node.role ?? node.state}));
	return [];
}
