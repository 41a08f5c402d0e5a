import type {LabSnapshot, NodeView} from '../../lab/snapshot.ts';
import type {MenuItem} from './menu.ts';

/** The next question about a fault, or the command that its answers make. */
export type FaultStep = {readonly question: string; readonly items: readonly MenuItem[]} | {readonly text: string};

/** Ends a list of nodes. No machine is called so. */
const enough = 'that is all';
const everything = 'all links';

/** Leads from the kind of fault through its nodes to how long or how much. */
export function stepFault({nodes, faults}: LabSnapshot, answers: readonly string[]): FaultStep {
	const [verb, ...words] = answers;
	switch (verb) {
		case undefined:
			return {question: 'What shall happen?', items: kinds({nodes, faults})};
		case 'power-off':
			return words.length === 0 ? which(nodes, reasonFor(verb)) : (forHowLong(words) ?? done(verb, words));
		case 'clock':
			return words.length === 0 ? which(nodes, () => undefined) : (howFarOff(words) ?? done(verb, words));
		case 'partition':
			return divide(nodes, words);
		case 'heal':
			return words.length === 0
				? whatToHeal(nodes, faults)
				: done(
						verb,
						words.filter(word => word !== everything),
					);
		case 'unblock':
			return words.length === 0 ? whatToUnblock(faults) : done(verb, words);
		case 'block':
			return pair(nodes, words, ['Whose packets shall be lost?', 'On their way to whom?']) ?? done(verb, words);
		case 'latency':
		case 'loss':
			return pair(nodes, words, ['Between which node …', '… and which other?']) ?? howMuch(verb, words);
		default:
			return words.length === 0 ? which(nodes, reasonFor(verb)) : done(verb, words);
	}
}

function done(verb: string, words: readonly string[]): FaultStep {
	return {text: [verb, ...words].filter(word => word !== '').join(' ')};
}

type Links = Pick<LabSnapshot, 'nodes' | 'faults'>;

const notes: readonly (readonly [verb: string, note: string])[] = [
	['stop', 'kill an engine, as a crash does'],
	['shutdown', 'stop an engine gracefully'],
	['start', 'start an engine again, or switch its machine on'],
	['power-off', 'switch a machine off, for a while or for good'],
	['cut', 'unplug a machine from the network'],
	['heal', 'plug in again, end a partition, mend links'],
	['partition', 'divide the network in two'],
	['block', 'one way between two nodes carries nothing'],
	['unblock', 'it carries again'],
	['latency', 'a slow link between two nodes'],
	['loss', 'a link that loses segments'],
	['clock', "put a machine's clock off"],
];

function kinds(links: Links): readonly MenuItem[] {
	return notes.map(([verb, note]) => ({label: verb, value: verb, note, disabledReason: uselessness(verb, links)}));
}

/** Why a fault has nothing to do now. */
function uselessness(verb: string, {nodes, faults}: Links): string | undefined {
	switch (verb) {
		case 'start':
			return nodes.every(({isRunning}) => isRunning) ? 'nothing to start: every engine runs' : undefined;
		case 'heal':
			return faults.length > 0 || nodes.some(isApart) ? undefined : 'nothing to heal: all links are whole';
		case 'unblock':
			return faults.some(({type}) => type === 'block') ? undefined : 'nothing to unblock';
		default:
			return undefined;
	}
}

const isApart = ({isCut, island}: NodeView): boolean => isCut || island !== undefined;

/** Why a fault cannot happen to a node now. */
function reasonFor(verb: string): (node: NodeView) => string | undefined {
	return ({isRunning, isPowered, isCut}) => {
		switch (verb) {
			case 'start':
				return isRunning ? 'runs' : undefined;
			case 'power-off':
				return isPowered ? undefined : 'off already';
			case 'cut':
				return isCut ? 'cut off already' : undefined;
			default:
				return isRunning ? undefined : isPowered ? 'stopped already' : 'off already';
		}
	};
}

function itemOf(node: NodeView, disabledReason?: string): MenuItem {
	const note = node.isLeader ? 'manager, leader' : (node.role ?? 'in no swarm');
	return {label: node.name, value: node.name, note, disabledReason};
}

function which(nodes: readonly NodeView[], reason: (node: NodeView) => string | undefined): FaultStep {
	return {question: 'Which node?', items: nodes.map(node => itemOf(node, reason(node)))};
}

const spans: readonly (readonly [span: string, note: string])[] = [
	['', 'until it is started'],
	['1m', 'a minute'],
	['10m', 'ten minutes'],
	['1d', 'a day'],
	['30d', 'a month'],
	['100d', 'longer than a certificate lives'],
];

function forHowLong([node, span]: readonly string[]): FaultStep | undefined {
	if (span !== undefined) return undefined;
	const items = spans.map(([value, note]) => ({label: value === '' ? 'for good' : value, value, note}));
	return {question: `For how long shall ${node} be off?`, items};
}

const shifts: readonly (readonly [shift: string, note: string])[] = [
	['+2h', 'what it signs is not valid yet elsewhere'],
	['-2h', 'what was signed just now is not valid yet here'],
	['+91d', 'beyond the end of its certificate'],
	['0', 'right again'],
];

function howFarOff([node, shift]: readonly string[]): FaultStep | undefined {
	if (shift !== undefined) return undefined;
	return {question: `How far ahead is ${node}?`, items: shifts.map(([value, note]) => ({label: value, value, note}))};
}

/** Who goes to the other side, one after another; everybody else stays. */
function divide(nodes: readonly NodeView[], chosen: readonly string[]): FaultStep {
	const away = chosen.filter(name => name !== enough);
	const staying = nodes.filter(({name}) => !away.includes(name));
	const command = ['partition', ...staying.map(({name}) => name), '|', ...away].join(' ');
	if (chosen.at(-1) === enough) return {text: command};
	const last = staying.length === 1 ? 'somebody has to stay' : undefined;
	const others = staying.map(node => itemOf(node, last));
	if (away.length === 0) return {question: 'Who shall be on the other side?', items: others};
	return {question: 'Who else?', items: [{label: enough, value: enough, note: command}, ...others]};
}

function whatToHeal(nodes: readonly NodeView[], faults: LabSnapshot['faults']): FaultStep {
	const isHurt = (node: NodeView) =>
		node.isCut || faults.some(fault => fault.type === 'block' && fault.nodes.includes(node.name));
	const items = nodes.map(node => itemOf(node, isHurt(node) ? undefined : 'nothing of its own to heal'));
	return {
		question: 'Heal what?',
		items: [{label: everything, value: everything, note: 'ends a partition too'}, ...items],
	};
}

function whatToUnblock(faults: LabSnapshot['faults']): FaultStep {
	const blocked = faults.filter(({type}) => type === 'block');
	return {question: 'Which way?', items: blocked.map(({nodes, text}) => ({label: text, value: nodes.join(' ')}))};
}

/** Undefined when both are chosen. */
function pair(
	nodes: readonly NodeView[],
	[a, b]: readonly string[],
	[first, second]: readonly [string, string],
): FaultStep | undefined {
	if (a === undefined) return {question: first, items: nodes.map(node => itemOf(node))};
	const others = nodes.map(node => itemOf(node, node.name === a ? 'needs another one' : undefined));
	return b === undefined ? {question: second, items: others} : undefined;
}

const amounts = {
	latency: [
		['50ms', 'another country'],
		['200ms', 'another continent'],
		['1s', 'too slow for comfort'],
		['5s', 'an election may come of it'],
		['0ms', 'as fast as before'],
	],
	loss: [
		['5%', 'a bad cable'],
		['20%', 'a very bad one'],
		['50%', 'every other segment'],
		['90%', 'hardly anything arrives'],
		['0%', 'none any more'],
	],
} as const;

function howMuch(verb: keyof typeof amounts, [a, b, amount]: readonly string[]): FaultStep {
	if (amount !== undefined) return done(verb, [a ?? '', b ?? '', amount]);
	const question = verb === 'latency' ? 'How much longer, each way?' : 'How much shall be lost?';
	return {question, items: amounts[verb].map(([value, note]) => ({label: value, value, note}))};
}
