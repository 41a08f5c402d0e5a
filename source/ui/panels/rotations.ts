import type {ClusterView, NodeView} from '../../lab/snapshot.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {remember, rememberRows} from '../state/remember.ts';
import {selectCluster, selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerHeight, innerWidth} from '../text/panel.ts';
import type {Row, Span} from '../text/row.ts';
import type {Theme} from '../text/theme.ts';
import {formatAge, formatSpan, formatSpanShort, formatUntil} from '../text/time.ts';

const labelWidth = 14;

function line(label: string, ...value: readonly Span[]): Row {
	return [[label.padEnd(labelWidth), 'muted'], ...value];
}

/** `2 of 3 · tolerates 0`; in two rows where it is narrow. */
function quorumRows({quorum}: ClusterView, isWide: boolean): Row[] {
	const {reachable, managers, tolerates} = quorum;
	const style = tolerates < 0 ? 'bad' : managers > 1 && tolerates === 0 ? 'warn' : undefined;
	const have = `${reachable} of ${managers}`;
	const means = tolerates < 0 ? 'lost' : `tolerates ${tolerates}`;
	if (isWide) return [line('quorum', [`${have} ${glyphs.dot} ${means}`, style])];
	return [
		line('quorum', [have, style]),
		tolerates < 0 ? line('', [means, style]) : line('tolerates', [`${tolerates}`, style]),
	];
}

function clusterRows(cluster: ClusterView, now: number, width: number): Row[] {
	const {tokens, gossip, rootCa} = cluster;
	const isWide = width >= 34;
	const token = ({setAt, rotations}: ClusterView['tokens']['worker']): Span => {
		const age = formatAge(now - setAt);
		if (!isWide) return [age];
		return [rotations === 0 ? `set ${age}` : `${age} ${glyphs.dot} rotated ${rotations}${glyphs.times}`];
	};
	const next = gossip.nextRotationAt;
	const nextGossip = next === undefined ? 'no leader' : `${isWide ? 'in ' : ''}${formatUntil(next - now)}`;
	const gossipCount = isWide && gossip.rotations > 0 ? ` ${glyphs.dot} ${gossip.rotations} done` : '';
	return [
		line('worker token', token(tokens.worker)),
		line('manager token', token(tokens.manager)),
		line('gossip keys', [nextGossip + gossipCount]),
		line('root CA', [`${isWide ? 'valid for ' : ''}${formatSpan(rootCa.notAfter - now)}`]),
		...quorumRows(cluster, isWide),
		...(isWide ? [line('raft', [`term ${cluster.term} ${glyphs.dot} index ${cluster.commitIndex}`])] : []),
	];
}

/** `45–72d`: when after now the renewal may fall. */
function renewalWindow({renewFrom, renewUntil}: NonNullable<NodeView['certificate']>, now: number): string {
	if (now >= renewUntil) return 'overdue';
	const until = formatSpanShort(renewUntil - now);
	if (now >= renewFrom) return `now${glyphs.dash}${until}`;
	const from = formatSpanShort(renewFrom - now);
	return from.at(-1) === until.at(-1) ? `${from.slice(0, -1)}${glyphs.dash}${until}` : `${from}${glyphs.dash}${until}`;
}

function certificateRow(node: NodeView, now: number, width: number): Row {
	const {certificate} = node;
	if (certificate === undefined) return [];
	const left = certificate.notAfter - now;
	const expiry = left <= 0 ? 'expired' : width >= 34 ? formatSpan(left) : formatSpanShort(left);
	const style = left <= 0 ? 'bad' : now >= certificate.renewFrom ? 'warn' : undefined;
	const nameWidth = width >= 34 ? labelWidth : 9;
	return [
		[`${node.name} `.padEnd(nameWidth), 'muted'],
		[expiry.padEnd(width >= 34 ? 10 : 6), left <= 0 ? 'bad' : undefined],
		[renewalWindow(certificate, now), style],
	];
}

const noSwarm: readonly string[] = ['No swarm yet:', 'nothing to rotate.'];

type RotationFacts = {
	readonly cluster: ClusterView | undefined;
	readonly nodes: readonly NodeView[];
	readonly letters: number;
};

const rotationFacts = remember(
	(cluster: ClusterView | undefined, nodes: readonly NodeView[], letters: number): RotationFacts => ({
		cluster,
		nodes,
		letters,
	}),
);

/** Every row of the panel, seen or not. */
export function rotationRows({cluster, nodes}: RotationFacts, now: number, width: number): Row[] {
	if (cluster === undefined) return noSwarm.map((text): Row => [[text, 'muted']]);
	const holders = nodes.filter(({name, certificate}) => certificate !== undefined && cluster.members.includes(name));
	const heading: Row =
		width >= 34
			? [[`${'certificates'.padEnd(labelWidth)}${'expires'.padEnd(10)}renews in`, 'title']]
			: [[`${'cert'.padEnd(9)}${'left'.padEnd(6)}renews`, 'title']];
	return [
		...clusterRows(cluster, now, width),
		...(holders.length === 0 ? [] : [heading]),
		...holders.map(node => certificateRow(node, now, width)),
	];
}

const drawRotations = rememberRows(
	(
		facts: RotationFacts,
		now: number,
		top: number,
		place: PlacedPanel,
		chrome: Chrome,
		isFocused: boolean,
		theme: Theme,
	) => {
		const {width, height} = place;
		const rows = rotationRows(facts, now, innerWidth(chrome, width));
		const seen = innerHeight(chrome, height);
		const start = Math.max(0, Math.min(top, rows.length - seen));
		const below = rows.length - start - seen;
		const note = below > 0 ? `F4 ${glyphs.down} ${below}` : start > 0 ? `${glyphs.up} ${start}` : undefined;
		const letter =
			facts.letters > 1 && facts.cluster !== undefined ? ` ${glyphs.dot} swarm ${facts.cluster.letter}` : '';
		return drawPanel(rows.slice(start), {chrome, width, height, title: `rotations${letter}`, note, isFocused, theme});
	},
);

export function selectRotations(view: View): readonly string[] {
	const {snapshot, ui, theme} = view;
	const layout = selectLayout(view);
	const place = findPanel(layout, 'rotations');
	if (place === undefined) return [];
	const facts = rotationFacts(selectCluster(view), snapshot.nodes, snapshot.clusters.length);
	return drawRotations(
		facts,
		snapshot.clock.now,
		ui.top.rotations,
		place,
		layout.chrome,
		ui.focus === 'rotations',
		theme,
	);
}

export function countRotationRows(view: View, width: number): number {
	const {nodes, clusters, clock} = view.snapshot;
	return rotationRows(rotationFacts(selectCluster(view), nodes, clusters.length), clock.now, width).length;
}
