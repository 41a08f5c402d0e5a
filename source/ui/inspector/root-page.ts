import type {RootProgress, RootStage, RootTrust, RootView} from '../../lab/inspection.ts';
import {selectCluster, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {paragraph} from '../text/paragraph.ts';
import type {Row, Span} from '../text/row.ts';
import {drawScale} from '../text/scale.ts';
import {formatMoment, formatSpan} from '../text/time.ts';
import type {Page} from './page.ts';

const stages: readonly RootStage[] = ['old', 'asked', 'signing', 'renewed', 'trusts'];

const words: Readonly<Record<RootStage, string>> = {
	old: 'has a certificate of the old root',
	asked: 'was asked for a new one',
	signing: 'has sent its request: the CA signs',
	renewed: 'has a certificate of the new root',
	trusts: 'trusts the new root: done',
};

/** `━━━─`: how many of the four steps are done. */
function stepsOf(stage: RootStage): Span[] {
	const done = stages.indexOf(stage);
	return [
		[glyphs.barFull.repeat(2 * done), done === stages.length - 1 ? 'ok' : 'accent'],
		[glyphs.barEmpty.repeat(2 * (stages.length - 1 - done)), 'muted'],
	];
}

const isMissing = ({stage, status}: RootProgress): boolean =>
	status !== 'ready' && stage !== 'renewed' && stage !== 'trusts';

function nodeRow(progress: RootProgress): Row {
	const {node, stage, status} = progress;
	const missing: Span[] = isMissing(progress)
		? [[`  ${glyphs.failed} ${status}: holds it up`, 'bad']]
		: status === 'ready'
			? []
			: [[`  ${status}`, 'warn']];
	return [[`  ${node.padEnd(9)}`], ...stepsOf(stage), [`  ${words[stage]}`], ...missing];
}

function rootRows(label: string, {digest, notBefore, notAfter}: RootView, now: number, width: number): readonly Row[] {
	const bar = drawScale({from: notBefore, until: notAfter, now}, Math.min(40, width - 46));
	return [
		[
			[label.padEnd(10), 'title'],
			['CN=swarm-ca  '],
			[`sha256 ${digest.slice(0, Math.max(16, Math.min(64, width - 34)))}${width < 98 ? glyphs.more : ''}`, 'muted'],
		],
		[
			[' '.repeat(10)],
			...bar,
			[`  ${formatSpan(notAfter - now)} left, until ${formatMoment(notAfter).slice(0, 10)}`, 'muted'],
		],
	];
}

/** Who keeps it from going on, and what helps. */
function holdUp(nodes: readonly RootProgress[], width: number): readonly Row[] {
	const missing = nodes.filter(isMissing).map(({node}) => node);
	if (missing.length === 0) return [];
	const [first] = missing;
	const who =
		missing.length > 4 ? `${missing.slice(0, 4).join(', ')} and ${missing.length - 4} more` : missing.join(', ');
	const text = `${who} cannot be told to renew, and the rotation waits for every node, however long. Bring it back (start ${first}, or heal its links); if it is gone for good, docker node rm ${first}.`;
	return [[], ...paragraph(text, width, 'warn')];
}

function rotatingRows(trust: RootTrust, target: RootView, now: number, width: number): readonly Row[] {
	const {root, nodes} = trust;
	const renewed = nodes.filter(({stage}) => stage === 'renewed' || stage === 'trusts').length;
	const bar = Math.min(40, width - 40);
	const full = Math.round((bar * renewed) / Math.max(1, nodes.length));
	const both =
		'Both are called CN=swarm-ca: the key tells them apart. Until all are done everybody trusts the old root, and the new key signs: a cross-signed certificate, the new key with the signature of the old root, goes along and makes it acceptable.';
	return [
		...rootRows('old root', root, now, width),
		...rootRows('new root', target, now, width),
		[],
		...paragraph(both, width),
		[],
		[
			['progress  ', 'title'],
			[glyphs.barFull.repeat(full), 'ok'],
			[glyphs.barEmpty.repeat(bar - full), 'muted'],
			[`  ${renewed} of ${nodes.length} nodes renewed`, 'strong'],
		],
		...nodes.map(nodeRow),
		...holdUp(nodes, width),
		[],
		...paragraph(
			'When all have one, the new root takes the place of the old one, everybody is told to trust it, and both join tokens are replaced: their digest is of the root.',
			width,
			'muted',
		),
	];
}

const steps = [
	'A new root is made, and cross-signed by the old one: who trusts the old root accepts the new key, too.',
	'Every 3 s up to 30 nodes are asked to renew. Their new certificates are signed with the new key.',
	'A node that is down holds it up until it comes back, or is removed.',
	'When all have one, the new root takes the place of the old one, and all nodes learn to trust it.',
	'Both join tokens are replaced. Old ones let nobody in any more.',
];

function restingRows({root, nodes}: RootTrust, now: number, width: number): readonly Row[] {
	const trusting = nodes.filter(({stage}) => stage === 'trusts').length;
	const isDone = trusting === nodes.length;
	const others: readonly Row[] = isDone ? [] : nodes.filter(({stage}) => stage !== 'trusts').map(nodeRow);
	return [
		...rootRows('root CA', root, now, width),
		[],
		...paragraph(
			'Every certificate of this swarm leads to it. Its key is in the replicated store, so every manager can become the CA; it is the leader that signs.',
			width,
		),
		[],
		[
			[isDone ? `${glyphs.check} ` : `${glyphs.joining} `, isDone ? 'ok' : 'warn'],
			[`${trusting} of ${nodes.length} nodes trust it and have a certificate of it`],
		],
		...others,
		[],
		[
			['What ', 'title'],
			['docker swarm ca --rotate', 'accent'],
			[' would do', 'title'],
		],
		...steps.flatMap((step, index) =>
			paragraph(step, width - 5).map((row, y): Row => [[`  ${y === 0 ? `${index + 1}.` : '  '} `, 'muted'], ...row]),
		),
	];
}

/** The root CA, and how far each node follows while it is rotated. */
export function rootPage(view: View, width: number): Page {
	const {inspected, snapshot} = view;
	const cluster = selectCluster(view);
	const several = snapshot.clusters.length > 1 && cluster ? ` of swarm ${cluster.letter}` : '';
	const base = {head: [], foot: []};
	const room = Math.min(width, 110);
	const trust = inspected?.trust;
	if (trust === undefined) {
		const text =
			cluster === undefined
				? 'There is no swarm yet, and no root CA.'
				: 'Nobody leads: how far the nodes are cannot be said now.';
		return {
			...base,
			title: `root CA${several}`,
			body: paragraph(text, width, cluster === undefined ? 'muted' : 'warn'),
		};
	}
	const {now} = snapshot.clock;
	if (trust.target) {
		return {
			...base,
			title: `root CA${several} ${glyphs.dot} rotation under way`,
			body: rotatingRows(trust, trust.target, now, room),
		};
	}
	return {...base, title: `root CA${several}`, body: restingRows(trust, now, room)};
}
