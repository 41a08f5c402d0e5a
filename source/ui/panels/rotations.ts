import type {ClusterView, LinkFault, NodeView} from '../../lab/snapshot.ts';
import {findPanel, type PlacedPanel} from '../state/layout.ts';
import {noRows, remember, rememberRows} from '../state/remember.ts';
import {selectCluster, selectLayout, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {type Chrome, drawPanel, innerHeight, innerWidth} from '../text/panel.ts';
import type {Row, Span} from '../text/row.ts';
import {drawScale, type Scale} from '../text/scale.ts';
import type {Theme} from '../text/theme.ts';
import {formatAge, formatSpan, formatSpanShort} from '../text/time.ts';
import {certificateTimer, keyScale, nextKeys, rootSpan, rotationProgress, timerRows} from './timers.ts';

const labelWidth = 14;

/** How much there is room for: words; bars, too; whole sentences. */
type Form = 'narrow' | 'middle' | 'wide';

function formOf(width: number): Form {
	return width < 34 ? 'narrow' : width < 60 ? 'middle' : 'wide';
}

function line(label: string, ...value: readonly Span[]): Row {
	return [[label.padEnd(labelWidth), 'muted'], ...value];
}

type Quorum = ClusterView['quorum'];

/** One manager alone is no group that could lose its majority. */
function isEndangered({managers, tolerates}: Quorum): boolean {
	return tolerates < 0 || (managers > 1 && tolerates === 0);
}

/** `2 of 3 · tolerates 0 · losing one more stops the swarm`, in rows. */
function quorumRows({quorum, leader}: ClusterView, isWide: boolean): Row[] {
	const {reachable, managers, tolerates} = quorum;
	const style = tolerates < 0 ? 'bad' : isEndangered(quorum) ? 'warn' : undefined;
	const have = `${reachable} of ${managers}`;
	const means = tolerates < 0 ? 'lost' : `tolerates ${tolerates}`;
	return [
		...(isWide
			? [line('quorum', [`${have} ${glyphs.dot} ${means}`, style])]
			: [line('quorum', [have, style]), ...(tolerates < 0 ? [] : [line('tolerates', [`${tolerates}`, style])])]),
		...consequence(quorum, leader, isWide).map((text): Row => [[text, style]]),
	];
}

/** What that means for the swarm; nothing where all is well. */
function consequence(quorum: Quorum, leader: string | undefined, isWide: boolean): readonly string[] {
	if (quorum.tolerates < 0)
		return isWide ? ['the swarm stands still: nothing in', 'it can be read or changed'] : ['lost: it stands still'];
	if (leader === undefined) return [isWide ? 'nobody leads: waits for an election' : 'no leader: election'];
	if (!isEndangered(quorum)) return [];
	return [isWide ? 'losing one more stops the swarm' : 'one more stops it'];
}

function raftRow({term, commitIndex}: ClusterView): Row {
	return line('raft', [`term ${term} ${glyphs.dot} index ${commitIndex}`]);
}

function tokenText({setAt, rotations}: ClusterView['tokens']['worker'], now: number, form: Form): string {
	const age = formatAge(now - setAt);
	if (form === 'narrow') return age;
	return rotations === 0 ? `set ${age}` : `${age} ${glyphs.dot} rotated ${rotations}${glyphs.times}`;
}

function clusterRows(cluster: ClusterView, now: number, form: Form, width: number): Row[] {
	const {tokens, gossip, rootCa} = cluster;
	const isWide = form !== 'narrow';
	const quorum = quorumRows(cluster, isWide);
	const isUrgent = isEndangered(cluster.quorum) || cluster.leader === undefined;
	const next = nextKeys(cluster, now, form === 'narrow');
	const gossipBar = keyScale(gossip.nextRotationAt, now);
	const bar = (scale: Scale | undefined): readonly Span[] => (isWide && scale ? [...drawScale(scale, 8), [' ']] : []);
	const rotation = rotationProgress(cluster, width - labelWidth);
	return [
		...(isUrgent ? quorum : []),
		line('worker token', [tokenText(tokens.worker, now, form)]),
		line('manager token', [tokenText(tokens.manager, now, form)]),
		line('gossip keys', ...bar(gossipBar), [next]),
		line('root CA', ...bar({...rootSpan(rootCa), now}), [formatSpan(rootCa.notAfter - now)]),
		...(rotation ? [line(isWide ? 'root rotation' : 'rotation', rotation)] : []),
		...(isUrgent ? [] : quorum),
		...(isWide ? [raftRow(cluster)] : []),
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

function certificateRow(node: NodeView, now: number, form: Form, width: number): Row {
	const {certificate} = node;
	if (certificate === undefined) return [];
	if (form !== 'narrow') return certificateTimer(node, certificate, now, form === 'wide', width);
	const left = certificate.notAfter - now;
	const style = left <= 0 ? 'bad' : now >= certificate.renewFrom ? 'warn' : undefined;
	return [
		[`${node.name} `.padEnd(9), 'muted'],
		[(left <= 0 ? 'expired' : formatSpanShort(left)).padEnd(6), left <= 0 ? 'bad' : undefined],
		[left <= 0 ? '' : renewalWindow(certificate, now), style],
	];
}

const noSwarm: readonly Row[] = [[['No swarm yet:', 'muted']], [['nothing to rotate.', 'muted']]];

type Rotations = {
	readonly cluster: ClusterView | undefined;
	/** The swarm's letter, where there are several. */
	readonly letter: string | undefined;
	/** Who has a certificate of this swarm. */
	readonly holders: readonly NodeView[];
	readonly faults: readonly LinkFault[];
};

const gatherRotations = remember(
	(
		nodes: readonly NodeView[],
		clusters: readonly ClusterView[],
		cluster: ClusterView | undefined,
		faults: readonly LinkFault[],
	): Rotations => ({
		cluster,
		faults,
		letter: clusters.length > 1 ? cluster?.letter : undefined,
		holders: nodes.filter(node => node.certificate !== undefined && clusters[node.cluster ?? -1] === cluster),
	}),
);

function selectRotationFacts(view: View): Rotations {
	const {nodes, clusters, faults} = view.snapshot;
	return gatherRotations(nodes, clusters, selectCluster(view), faults);
}

function linkRows(faults: readonly LinkFault[]): readonly Row[] {
	if (faults.length === 0) return [];
	return [[['links', 'title']], ...faults.map(({text}): Row => [[text, 'warn']])];
}

const headings: Readonly<Record<Form, string>> = {
	narrow: `${'cert'.padEnd(9)}${'left'.padEnd(6)}renews`,
	middle: `certificates  ${glyphs.range} window ${glyphs.mark} renewal`,
	wide: `node certificates   ${glyphs.range} window of the renewal, 50 to 80 % of their life   ${glyphs.mark} drawn moment`,
};

/** What stands above the certificates. */
function headRows({cluster, holders, faults}: Rotations, now: number, width: number): readonly Row[] {
	const form = formOf(width);
	const ofCluster =
		cluster === undefined
			? noSwarm
			: form === 'wide'
				? [...timerRows(cluster, holders, now, width), ...quorumRows(cluster, true), raftRow(cluster)]
				: clusterRows(cluster, now, form, width);
	const rows = [...ofCluster, ...linkRows(faults)];
	if (holders.length === 0) return rows;
	return [...rows, ...(form === 'wide' ? [[]] : []), [[headings[form], 'title']]];
}

const drawRotations = rememberRows(
	(
		facts: Rotations,
		now: number,
		top: number,
		place: PlacedPanel,
		chrome: Chrome,
		isFocused: boolean,
		theme: Theme,
	) => {
		const {width, height} = place;
		const inner = innerWidth(chrome, width);
		const form = formOf(inner);
		const head = headRows(facts, now, inner);
		const seen = innerHeight(chrome, height);
		const length = head.length + facts.holders.length;
		const start = Math.max(0, Math.min(top, length - seen));
		const certificates = facts.holders.slice(Math.max(0, start - head.length), start + seen);
		const rows = [...head.slice(start), ...certificates.map(node => certificateRow(node, now, form, inner))];
		const below = length - start - seen;
		const note = below > 0 ? `F4 ${glyphs.down} ${below}` : start > 0 ? `${glyphs.up} ${start}` : undefined;
		const title = facts.letter === undefined ? 'rotations' : `rotations ${glyphs.dot} swarm ${facts.letter}`;
		return drawPanel(rows, {chrome, width, height, title, note, isFocused, theme});
	},
);

export function selectRotations(view: View): readonly string[] {
	const {snapshot, ui, theme} = view;
	const layout = selectLayout(view);
	const {chrome} = layout;
	const place = findPanel(layout, 'rotations');
	if (place === undefined) return noRows;
	const {now} = snapshot.clock;
	return drawRotations(
		selectRotationFacts(view),
		now,
		ui.top.rotations,
		place,
		chrome,
		ui.focus === 'rotations',
		theme,
	);
}

export function countRotationRows(view: View, width: number): number {
	const facts = selectRotationFacts(view);
	return headRows(facts, view.snapshot.clock.now, width).length + facts.holders.length;
}
