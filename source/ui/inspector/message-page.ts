import type {Carried, Conversation, MessageView} from '../../lab/inspection.ts';
import {remember} from '../state/remember.ts';
import {selectCluster, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {paragraph} from '../text/paragraph.ts';
import type {Row, Span} from '../text/row.ts';
import type {StyleName} from '../text/theme.ts';
import {formatTimeOfDay} from '../text/time.ts';
import {cut, fitCells} from '../text/width.ts';
import {drawLanes, laneNames, layLanes} from './lanes.ts';
import type {Page} from './page.ts';
import {maskToken} from './token-page.ts';

/** Beyond this many cells there is room for a list of the conversations. */
const listFrom = 110;
const listWidth = 38;
const timeWidth = 10;
const labelWidthMin = 19;
const labelWidthMax = 32;

/** All that was said, in one conversation. */
export const everything = 'all';

export type ChosenConversation = {readonly conversation: Conversation; readonly index: number; readonly step: number};

const byTime = (a: MessageView, b: MessageView): number => a.at - b.at;

const listAll = remember((all: readonly Conversation[]): readonly Conversation[] => {
	const [first] = all;
	if (first === undefined) return [];
	const messages = all.flatMap(({messages: each}) => each).toSorted(byTime);
	return [{id: everything, title: 'all together', at: first.at, messages}, ...all];
});

const none: readonly Conversation[] = [];

/** First all of them together, then one by one; the newest is the last. */
export const listConversations = ({inspected}: View): readonly Conversation[] =>
	listAll(inspected?.conversations ?? none);

/** The conversation and the step that are looked at; where nothing was chosen, the newest of all. */
export function chooseConversation(view: View): ChosenConversation | undefined {
	const list = listConversations(view);
	const {conversation: id, step} = view.ui.inspector ?? {};
	const found = id === undefined ? -1 : list.findIndex(each => each.id === id);
	const index = found === -1 ? list.length - 1 : found;
	const conversation = list[index];
	if (conversation === undefined) return undefined;
	const last = conversation.messages.length - 1;
	return {conversation, index, step: Math.min(step ?? last, last)};
}

/** `+12 ms`, `+2.0 s`, `+3m 12s` after the first. */
function formatOffset(ms: number): string {
	if (ms < 1000) return `+${ms} ms`;
	if (ms < 100_000) return `+${(ms / 1000).toFixed(1)} s`;
	return `+${Math.floor(ms / 60_000)} min`;
}

function styleOf({fate, isRefusal}: MessageView, isChosen: boolean): StyleName | undefined {
	if (isChosen) return 'selected';
	return fate !== 'arrives' || isRefusal ? 'bad' : undefined;
}

function writeCarried({what, value, isSecret}: Carried, isRevealed: boolean, termWidth: number): Row {
	return [[`  ${what.padEnd(termWidth)}  `, 'muted'], [isSecret ? maskToken(value, isRevealed) : value]];
}

function detailRows(message: MessageView, isRevealed: boolean, width: number): readonly Row[] {
	const {from, to, title, at, arrivesAt, fate, carries, why} = message;
	const way =
		from === to
			? 'at once'
			: fate === 'arrives'
				? `${arrivesAt - at} ms under way`
				: fate === 'refused'
					? 'refused'
					: 'does not arrive';
	const termWidth = Math.max(0, ...carries.map(({what}) => what.length));
	const where = from === to ? `inside of ${from}` : `${from} ${glyphs.arrow} ${to}`;
	return [
		[
			[where, 'strong'],
			[`  ${title}`, 'selected'],
			[`  ${formatTimeOfDay(at)}.${String(at % 1000).padStart(3, '0')}, ${way}`, 'muted'],
		],
		...carries.map(each => writeCarried(each, isRevealed, termWidth)),
		...paragraph(why, Math.min(width, 110)),
	];
}

function listRow({title, at}: Conversation, isChosen: boolean): Span[] {
	const text = `${isChosen ? glyphs.pointer : ' '} ${formatTimeOfDay(at)} ${title}`;
	return [[fitCells(text, listWidth), isChosen ? 'selected' : undefined]];
}

/** The list at the left, page by page. */
function listColumn(list: readonly Conversation[], index: number, height: number): readonly Span[][] {
	const start = Math.max(0, Math.min(list.length - height, index - Math.floor(height / 2)));
	return Array.from({length: height}, (_, y) => {
		const conversation = list[start + y];
		return conversation ? listRow(conversation, start + y === index) : [[' '.repeat(listWidth)]];
	});
}

const nothing =
	'What machines tell each other appears here: docker swarm init on one node, then docker swarm join on another.';

type Diagram = {readonly names: Row; readonly rows: readonly Row[]};

/** A conversation's rows: when, what, and an arrow from lane to lane; above them who it is. */
function drawDiagram({conversation, step}: ChosenConversation, leader: string | undefined, width: number): Diagram {
	const {id, messages, at} = conversation;
	const longest = Math.max(...messages.map(({title}) => title.length)) + 1;
	const labelWidth = Math.max(labelWidthMin, Math.min(labelWidthMax, longest));
	const lanes = layLanes(messages, width - timeWidth - labelWidth - 2);
	const when = (message: MessageView) =>
		id === everything ? formatTimeOfDay(message.at) : formatOffset(message.at - at);
	const rows = messages.map((message, index): Row => {
		const isChosen = index === step;
		const style = styleOf(message, isChosen);
		return [
			[isChosen ? `${glyphs.pointer} ` : '  ', 'selected'],
			[when(message).padEnd(timeWidth), 'muted'],
			[fitCells(cut(message.title, labelWidth - 1), labelWidth), style],
			...drawLanes(lanes, message, style),
		];
	});
	return {names: [[' '.repeat(2 + timeWidth + labelWidth)], ...laneNames(lanes, leader)], rows};
}

/** Where few messages follow each other, the details take as much room as the longest needs, so that nothing jumps. */
const measuredMax = 60;

/** What is said of the chosen message, below a rule. */
function drawFoot(
	{conversation, step}: ChosenConversation,
	isRevealed: boolean,
	width: number,
	height: number,
): readonly Row[] {
	const {messages} = conversation;
	const details = messages.map((message, index) =>
		index === step || messages.length <= measuredMax ? detailRows(message, isRevealed, width) : [],
	);
	const most = Math.max(Math.floor(height * 0.4), Math.min(8, height - 6));
	const rows = Math.min(most, Math.max(6, ...details.map(({length}) => length)));
	return [
		[[glyphs.barEmpty.repeat(width), 'border']],
		...Array.from({length: rows}, (_, y) => details[step]?.[y] ?? []),
	];
}

function noteOf({ui}: View, {index, step, conversation}: ChosenConversation, count: number): string {
	if (ui.inspector?.conversation === undefined && ui.inspector?.step === undefined) return 'follows what comes';
	const which = index === 0 ? '' : `${index} of ${count} ${glyphs.dot} `;
	return `${which}step ${step + 1} of ${conversation.messages.length}`;
}

/** Handshakes step by step, as lanes between the nodes. */
export function messagePage(view: View, width: number, height: number): Page {
	const chosen = chooseConversation(view);
	if (chosen === undefined) return {title: 'messages', head: [], foot: [], body: paragraph(nothing, width, 'muted')};
	const {conversation, index, step} = chosen;
	const list = listConversations(view);
	const hasList = width >= listFrom;
	const {names, rows} = drawDiagram(chosen, selectCluster(view)?.leader, hasList ? width - listWidth - 2 : width);
	const foot = drawFoot(chosen, view.ui.inspector?.isRevealed === true, width, height);
	const frame = {
		title: `messages ${glyphs.dot} ${conversation.title}`,
		note: noteOf(view, chosen, list.length - 1),
		foot,
	};
	if (!hasList) return {...frame, head: [names], body: rows, focus: step};
	const seen = Math.max(1, height - foot.length - 1);
	const start = Math.max(0, Math.min(rows.length - seen, step - Math.floor(seen / 2)));
	const column = listColumn(list, index, seen + 1);
	const beside = (y: number, row: Row): Row => [...(column[y] ?? []), [`${glyphs.lane} `, 'border'], ...row];
	const body = Array.from({length: seen}, (_, y) => beside(y + 1, rows[start + y] ?? []));
	return {...frame, head: [beside(0, names)], body};
}
