import type {NodeView} from '../../lab/snapshot.ts';
import type {NodesLayout} from '../state/layout.ts';
import {rememberRows} from '../state/remember.ts';
import {selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerWidth} from '../text/panel.ts';
import {drawRow, type Row, rowWidth, type Span, spread} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {formatDate, formatMoment, formatSpanShort} from '../text/time.ts';
import {cellWidth} from '../text/width.ts';

/** A node's state in a glyph and words. */
export function describeNode(node: NodeView): {readonly glyph: Span; readonly words: string} {
	if (!node.isPowered) return {glyph: [glyphs.off, 'bad'], words: 'powered off'};
	if (!node.isRunning) return {glyph: [glyphs.stopped, 'bad'], words: 'stopped'};
	switch (node.state) {
		case 'inactive':
			if (node.role !== undefined) return {glyph: [glyphs.joining, 'warn'], words: 'starting'};
			return {glyph: [glyphs.outside, 'muted'], words: 'no swarm'};
		case 'pending':
			return {glyph: [glyphs.joining, 'warn'], words: 'pending'};
		case 'error':
			return {glyph: [glyphs.failed, 'bad'], words: 'error'};
		case 'locked':
			return {glyph: [glyphs.locked, 'warn'], words: 'locked'};
		case 'active':
			return {glyph: [glyphs.running, isLost(node) ? 'bad' : 'ok'], words: node.role ?? 'active'};
	}
}

/** Its swarm does not hear it, or does not know it. */
function isLost({status, isRemoved}: NodeView): boolean {
	return isRemoved === true || status === 'down' || status === 'unknown' || status === 'disconnected';
}

/** What is unusual about a member: how its swarm sees it, or what it is kept from. */
function remark(node: NodeView): Span | undefined {
	if (!node.isRunning || node.state === 'inactive') return undefined;
	if (isLost(node)) return [node.isRemoved ? 'removed' : (node.status ?? ''), 'bad'];
	if (node.availability === 'drain' || node.availability === 'pause') return [node.availability, 'warn'];
	return undefined;
}

/** What its links are like: unplugged, or on which side of a divided network. */
function linkMark({isCut, island}: NodeView): Span | undefined {
	if (isCut) return ['cut off', 'bad'];
	return island === undefined ? undefined : [`side ${island + 1}`, 'warn'];
}

/** Its first address, and what is wrong with its links; where there is no room for both, that alone. */
function addressRow(node: NodeView, width: number): Row {
	const more = node.addresses.length > 1 ? ` +${node.addresses.length - 1}` : '';
	const address: Row = [[`${node.addresses[0]?.address ?? ''}${more}`]];
	const mark = linkMark(node);
	if (mark === undefined) return address;
	const both: Row = [...address, [' '], mark];
	return rowWidth(both) <= width ? both : [mark];
}

/** What it needs, or how long its certificate lasts. */
function lastRow(node: NodeView, now: number, width: number): Row {
	if (node.state === 'error' && node.error !== undefined) return [[node.error, 'bad']];
	if (node.state === 'locked') return [['needs its key', 'warn']];
	if (node.powerReturnsAt !== undefined) return [[offUntil(node.powerReturnsAt, width), 'muted']];
	return certificateBar(node, now, width);
}

/** `until 2026-01-31 12:00`, or as much of that as there is room for. */
function offUntil(at: number, width: number): string {
	const day = formatDate(at);
	const said = [`until ${formatMoment(at).slice(0, -3)}`, `until ${day}`];
	return said.find(each => each.length <= width) ?? day;
}

/** How much of its life is left to a certificate: a bar and words. */
function certificateBar(node: NodeView, now: number, width: number): Row {
	const {certificate} = node;
	if (certificate === undefined) return [];
	const {notBefore, notAfter} = certificate;
	const left = Math.max(0, notAfter - now);
	const words = left === 0 ? 'expired' : formatSpanShort(left);
	const label = width >= 18 ? 'cert ' : '';
	const room = Math.min(20, width - label.length - cellWidth(words) - 1);
	const full = Math.min(room, Math.ceil((left / (notAfter - notBefore)) * room));
	const style = left === 0 ? 'bad' : now >= certificate.renewFrom ? 'warn' : 'ok';
	return [
		[label, 'muted'],
		[glyphs.barFull.repeat(full), style],
		[glyphs.barEmpty.repeat(room - full), 'muted'],
		[` ${words}`, left === 0 ? 'bad' : undefined],
	];
}

type PaneContext = {
	readonly now: number;
	readonly letter: string | undefined;
	readonly isSelected: boolean;
	readonly number: number;
	readonly theme: Theme;
};

function drawPane(node: NodeView, width: number, chrome: Chrome, context: PaneContext): string[] {
	const {theme, number, isSelected, letter} = context;
	const inner = innerWidth(chrome, width);
	const {glyph, words} = describeNode(node);
	const noted = remark(node);
	const role = node.isLeader && inner >= 19 ? `${words} ${glyphs.dot} leader` : words;
	const roleRow = fitRole([glyph, [` ${role}`]], noted, inner);
	const title = `${number} ${node.name}${node.isLeader ? ` ${glyphs.leader}` : ''}`;
	const frame = {chrome, width, height: chrome === 'box' ? 5 : 4, title, note: letter, isFocused: isSelected, theme};
	return drawPanel([roleRow, addressRow(node, inner), lastRow(node, context.now, inner)], frame);
}

/** What is unusual is said in full, if need be instead of the role. */
function fitRole(role: readonly [Span, Span], noted: Span | undefined, width: number): Row {
	if (noted === undefined) return role;
	const both: Row = [...role, [' '], noted];
	return rowWidth(both) <= width ? both : [role[0], [' '], noted];
}

/** One line a node, for many nodes or few rows. */
function gridCell(node: NodeView, width: number, {now, letter, isSelected, theme}: PaneContext): string {
	const {glyph, words} = describeNode(node);
	const noted = node.isRunning ? (linkMark(node) ?? remark(node)) : undefined;
	const left: Row = [
		[isSelected ? `${glyphs.pointer} ` : '  ', 'selected'],
		glyph,
		[` ${node.name}`, isSelected ? 'selected' : 'strong'],
		[
			`${node.isLeader ? ` ${glyphs.leader}` : ''} ${noted?.[0] ?? words}${letter === undefined ? '' : ` ${letter}`}`,
			noted?.[1],
		],
	];
	const {certificate} = node;
	const age = certificate === undefined ? '' : formatSpanShort(Math.max(0, certificate.notAfter - now));
	return `${drawRow(spread(left, [[age, 'muted']], width - 2), width - 2, theme)}  `;
}

/** Side by side, so that each row is one string. */
function joinColumns(blocks: readonly (readonly string[])[], height: number): string[] {
	return Array.from({length: height}, (_, y) => blocks.map(block => block[y] ?? '').join(''));
}

const drawNodes = rememberRows(
	(
		nodes: readonly NodeView[],
		letters: string,
		selected: string,
		now: number,
		layout: NodesLayout,
		columns: number,
		chrome: Chrome,
		theme: Theme,
	): string[] => {
		const context = (node: NodeView, index: number): PaneContext => ({
			now,
			letter: letters.length > 1 && node.cluster !== undefined ? letters[node.cluster] : undefined,
			isSelected: node.name === selected,
			number: index + 1,
			theme,
		});
		const {perRow, height, style} = layout;
		const widths = Array.from({length: perRow}, (_, x) => share(columns, perRow, x));
		const lines = style === 'panes' ? Math.ceil(nodes.length / perRow) : height;
		const skipped = style === 'panes' ? 0 : skippedLines(nodes, selected, perRow, height);
		const rows = Array.from({length: lines}, (_, line) => {
			const start = (line + skipped) * perRow;
			const blocks = nodes.slice(start, start + perRow).map((node, x) => {
				const width = widths[x] ?? 0;
				const about = context(node, start + x);
				return style === 'panes' ? drawPane(node, width, chrome, about) : [gridCell(node, width, about)];
			});
			return joinColumns(blocks, style === 'panes' ? height / lines : 1);
		});
		return rows.flat();
	},
);

/** Which of the nodes are seen, counted from 1, where it is not all of them. */
export function selectSeenNodes(view: View): readonly [first: number, last: number] | undefined {
	const {nodes} = view.snapshot;
	const {style, perRow, height} = selectLayout(view).nodes;
	if (style === 'panes' || nodes.length <= perRow * height) return undefined;
	const first = skippedLines(nodes, view.ui.selected, perRow, height) * perRow;
	return [first + 1, Math.min(nodes.length, first + perRow * height)];
}

/** The grid scrolls so that the selected node is seen, a page at a time. */
function skippedLines(nodes: readonly NodeView[], selected: string, perRow: number, height: number): number {
	const line = Math.floor(nodes.findIndex(({name}) => name === selected) / perRow);
	const last = Math.ceil(nodes.length / perRow) - height;
	return Math.max(0, Math.min(last, line - Math.floor(height / 2)));
}

/** Columns of nearly equal width that together fill the row. */
function share(columns: number, count: number, index: number): number {
	return Math.floor((columns * (index + 1)) / count) - Math.floor((columns * index) / count);
}

export function selectNodes(view: View): readonly string[] {
	const {snapshot, ui, columns, theme} = view;
	const layout = selectLayout(view);
	const letters = snapshot.clusters.map(({letter}) => letter).join('');
	return drawNodes(
		snapshot.nodes,
		letters,
		ui.selected,
		certificateClock(snapshot.nodes, snapshot.clock.now),
		layout.nodes,
		columns,
		layout.chrome,
		theme,
	);
}

/** The bars' clock ticks once an hour, unless a certificate is in its last one: a pane stands still between. */
function certificateClock(nodes: readonly NodeView[], now: number): number {
	const hour = 3_600_000;
	const isUrgent = nodes.some(({certificate}) => certificate !== undefined && certificate.notAfter - now < 2 * hour);
	return isUrgent ? now : now - (now % hour);
}
