import {completeDocker} from '../docker/completion.ts';
import {builtins} from '../shell/builtins.ts';
import {tools} from '../shell/tools.ts';
import {type CursorWord, wordAt} from '../shell/word-at.ts';
import type {Completion} from './contract.ts';
import {faultGrammar} from './fault-grammar.ts';
import {descriptions} from './programs.ts';
import type {LabSnapshot, NodeView} from './snapshot.ts';

/** What the word under the cursor could become. */
export function completeLine(snapshot: LabSnapshot, node: string, line: string, cursor: number): Completion {
	const word = wordAt(line, cursor);
	if (!word || word.redirection !== undefined) return {from: cursor, candidates: []};
	const {candidates, from} = candidatesFor(snapshot, word.hosts.at(-1) ?? node, word);
	return {from: word.from + from, candidates};
}

const toolNames = [...Object.keys(builtins), ...Object.keys(tools)].sort();

type Candidates = {readonly from: number; readonly candidates: Completion['candidates']};

const startingWith = (text: string, candidates: Completion['candidates']): Candidates => ({
	from: 0,
	candidates: candidates.filter(one => one.text.startsWith(text)),
});

function candidatesFor(snapshot: LabSnapshot, node: string, {words, text}: CursorWord): Candidates {
	const [name, ...rest] = words;
	if (name === undefined) {
		const programs = Object.entries(descriptions).map(([program, note]) => ({text: program, note}));
		return startingWith(text, text === '' ? programs : [...programs, ...toolNames.map(text => ({text}))]);
	}
	if ((name === 'ssh' && rest.length === 0) || name in faultGrammar) return startingWith(text, namesOf(snapshot.nodes));
	return name === 'docker' ? completeCommand(snapshot, node, rest, text) : startingWith(text, []);
}

function completeCommand(snapshot: LabSnapshot, node: string, words: readonly string[], text: string): Candidates {
	const {from, candidates, takes} = completeDocker([...words, text], words.length);
	if (takes === undefined) return {from, candidates};
	const named = candidatesOf(takes, snapshot, node, words).filter(one => one.text.startsWith(text.slice(from)));
	return {from, candidates: [...candidates, ...named]};
}

const namesOf = (nodes: readonly NodeView[]): Completion['candidates'] =>
	nodes.map(node => ({text: node.name, note: node.role ?? node.state}));

/** What only the lab can name: nodes of the swarm, tokens, addresses. */
function candidatesOf(
	kind: NonNullable<ReturnType<typeof completeDocker>['takes']>,
	{nodes, clusters}: LabSnapshot,
	name: string,
	words: readonly string[],
): Completion['candidates'] {
	const node = nodes.find(one => one.name === name);
	const cluster = clusters[node?.cluster ?? 0] ?? clusters[0];
	switch (kind) {
		case 'node':
			return namesOf(nodes.filter(one => one.nodeId !== undefined && clusters[one.cluster ?? -1] === cluster));
		case 'self or node':
			return [
				{text: 'self', note: 'this node'},
				...candidatesOf('node', {nodes, clusters} as LabSnapshot, name, words),
			];
		case 'token':
			return clusters.flatMap(({tokens, letter}) => {
				const of = clusters.length > 1 ? ` of swarm ${letter}` : '';
				return [
					{text: tokens.worker.token, note: `worker${of}`},
					{text: tokens.manager.token, note: `manager${of}`},
				];
			});
		case 'address':
			// A joiner's token says which swarm it means.
			return clusters
				.filter(
					({tokens}) =>
						clusters.length === 1 || words.some(word => word === tokens.worker.token || word === tokens.manager.token),
				)
				.map(({joinAddress, leader}) => ({text: joinAddress, note: leader}));
		case 'interface':
			return (node?.addresses ?? []).flatMap(one => [{text: one.interface}, {text: one.address, note: one.interface}]);
		default:
			return [];
	}
}
