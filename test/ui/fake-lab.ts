import type {Completion, Lab, Warning} from '../../source/lab/contract.ts';
import type {Conversation} from '../../source/lab/inspection.ts';
import type {ClockView, LabSnapshot, ListView, TerminalLine} from '../../source/lab/snapshot.ts';
import {warnOf} from '../../source/lab/warning.ts';
import {type Fixture, listOn} from './fixtures.ts';

const words = [
	{text: 'docker', note: 'the real command line'},
	{text: 'docker-proxy'},
	{text: 'head'},
	{text: 'help'},
	{text: 'history'},
];

export type FakeLab = Omit<Lab, 'complete'> & {
	complete: Lab['complete'];
	/** What was typed, `node: line`. */
	readonly typed: string[];
	/** Everything else that was asked for. */
	readonly asked: string[];
	readonly show: (fixture: Fixture) => void;
	readonly setClock: (change: Partial<ClockView>) => void;
	readonly print: (node: string, lines: readonly TerminalLine[]) => void;
	/** The terminals are in ssh on another node. */
	readonly setHost: (host: string) => void;
	readonly setBusy: (isBusy: boolean) => void;
	/** A command runs and wants a key. */
	readonly askForSecret: () => void;
	readonly setList: (node: string, list: ListView) => void;
};

/** A lab that shows what it is told and remembers what it is asked. */
export function createFakeLab(first: Fixture): FakeLab {
	let {snapshot, terminals, advice, lists: given, inspect} = first;
	let isBusy = false;
	let isSecret = false;
	let host: string | undefined;
	const typed: string[] = [];
	const asked: string[] = [];
	const lines: string[] = ['docker swarm init', 'docker node ls', 'docker swarm join-token worker'];
	const listeners = new Set<() => void>();
	const lists = new Map<string, {readonly of: LabSnapshot['nodes']; readonly list: ListView}>();
	const none: readonly TerminalLine[] = [];
	const noConversations: readonly Conversation[] = [];
	const change = (next: LabSnapshot) => {
		snapshot = next;
		for (const listener of listeners) listener();
	};
	const setClock = (clock: Partial<ClockView>) => change({...snapshot, clock: {...snapshot.clock, ...clock}});
	const print = (node: string, more: readonly TerminalLine[]) => {
		terminals = {...terminals, [node]: [...(terminals[node] ?? none), ...more]};
		change({...snapshot});
	};
	return {
		typed,
		asked,
		print,
		setClock,
		setList(node, list) {
			lists.set(node, {of: snapshot.nodes, list});
			change({...snapshot});
		},
		setHost(next) {
			host = next;
			change({...snapshot});
		},
		setBusy(next) {
			isBusy = next;
			change({...snapshot});
		},
		askForSecret() {
			isBusy = true;
			isSecret = true;
			change({...snapshot});
		},
		show(fixture) {
			({terminals, advice, lists: given, inspect} = fixture);
			change(fixture.snapshot);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		snapshot: () => snapshot,
		list(node) {
			const known = lists.get(node);
			if (known?.of === snapshot.nodes) return known.list;
			const list = given[node] ?? listOn(snapshot.nodes, node);
			lists.set(node, {of: snapshot.nodes, list});
			return list;
		},
		terminal: node => terminals[node] ?? none,
		prompt: node => (isSecret ? 'Enter unlock key: ' : `${node} $ `),
		isBusy: () => isBusy,
		isSecret: () => isSecret,
		type(node, text) {
			typed.push(`${node}: ${text}`);
			lines.push(text);
			print(node, [{type: 'command', text: `${node} $ ${text}`}]);
		},
		interrupt: node => void asked.push(`interrupt ${node}`),
		endOfInput: node => void asked.push(`end of input ${node}`),
		host: node => host ?? node,
		clear(node) {
			terminals = {...terminals, [node]: none};
			change({...snapshot});
		},
		history: () => lines,
		complete: (_, line, cursor) => completeWord(line, cursor),
		advice: node => advice[node] ?? '',
		nextRotation: () => {
			const {clock, clusters} = snapshot;
			return clusters.length === 0 ? undefined : {at: clock.now + 43_200_000, what: 'node1 rotates the gossip keys'};
		},
		warning: (node, line) => warn(line) ?? warnOf(snapshot, node, line),
		inspect: {
			certificate: node => inspect.certificate?.(node),
			rootTrust: cluster => inspect.rootTrust?.(cluster),
			tokens: cluster => inspect.tokens?.(cluster),
			conversations: () => inspect.conversations?.() ?? noConversations,
		},
		time: {
			pause: () => setClock({isPaused: true}),
			play: () => setClock({isPaused: false}),
			setSpeed: speed => setClock({speed}),
			step: () => void asked.push('step'),
			jump: () => void asked.push('jump'),
			travel: to => void asked.push(`travel ${JSON.stringify(to)}`),
		},
	};
}

function completeWord(line: string, cursor: number): Completion {
	const from = line.lastIndexOf(' ', cursor - 1) + 1;
	const typed = line.slice(from, cursor);
	return {from, candidates: words.filter(({text}) => text.startsWith(typed))};
}

function warn(line: string): Warning | undefined {
	if (!line.includes('leave')) return undefined;
	return {text: 'node1 is the last manager: the swarm is gone then.', needsConfirmation: line.includes('--force')};
}
