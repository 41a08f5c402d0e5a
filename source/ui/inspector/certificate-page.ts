import type {CertificateChain, CertificateLink} from '../../lab/inspection.ts';
import type {CertificateView, NodeView} from '../../lab/snapshot.ts';
import {selectNodeView, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {paragraph} from '../text/paragraph.ts';
import {type Row, type Span, spread} from '../text/row.ts';
import {drawScale, labelScale, type Scale} from '../text/scale.ts';
import {formatMoment, formatSpan} from '../text/time.ts';
import {fieldsOf, writeName} from './certificate-fields.ts';
import type {Page} from './page.ts';

export const certificateTabs = ['explained', 'openssl x509 -text', 'PEM'] as const;

const termWidth = 14;
const valueWidthMax = 66;

/** The certificate of the chain that is looked at. */
export function selectLink({ui, inspected}: View): CertificateLink | undefined {
	const links = inspected?.chain?.links ?? [];
	return links[Math.min(ui.inspector?.link ?? 0, links.length - 1)];
}

function nameLink({type, subject}: CertificateLink, {node}: CertificateChain): string {
	if (type === 'node') return `${node}, ${(subject.OU ?? '').replace('swarm-', '')}`;
	return type === 'root' ? 'root CA' : 'cross-signed CA';
}

/** `node2, worker ← root CA`: who signed whom. */
function chainRow(chain: CertificateChain, chosen: CertificateLink): Row {
	const names = chain.links.flatMap((link, index): Span[] => [
		...(index === 0 ? [] : [[' signed by ', 'muted'] as const]),
		[` ${nameLink(link, chain)} `, link === chosen ? 'chip' : 'strong'],
	]);
	return [['chain'.padEnd(termWidth - 1), 'muted'], ...names];
}

function verdictRows({refusal, links}: CertificateChain, width: number): readonly Row[] {
	const isRooted = links.some(({type}) => type === 'root');
	if (refusal !== undefined) return paragraph(`${glyphs.failed} refused: ${refusal}`, width, 'bad', termWidth);
	const text = isRooted
		? `${glyphs.check} it leads to the root that this node trusts, and is valid now`
		: 'Its disk is locked: which root it trusts cannot be read.';
	return paragraph(text, width, isRooted ? 'ok' : 'warn', termWidth);
}

/** What becomes of it, and when. */
function renewalText(
	node: NodeView | undefined,
	{renewAt, renewFrom, renewUntil, notAfter}: CertificateView,
	now: number,
): string {
	if (now >= notAfter)
		return `expired ${formatSpan(now - notAfter)} ago: managers refuse it; the node has to leave and join again`;
	if (node?.isRunning !== true) return 'the engine is stopped: nobody renews it';
	if (now >= renewUntil)
		return `overdue: it should have been renewed ${formatSpan(now - renewUntil)} ago; tries again in ${formatSpan(renewAt - now)}`;
	if (renewAt <= now) return 'is being renewed now';
	const window = `${formatMoment(renewFrom).slice(0, 10)} and ${formatMoment(renewUntil).slice(0, 10)}`;
	return `in ${formatSpan(renewAt - now)}, on ${formatMoment(renewAt).slice(0, 16)}: drawn by chance between ${window} (50 to 80 % of its life)`;
}

function validityRows(view: View, link: CertificateLink, width: number): readonly Row[] {
	const {now} = view.snapshot.clock;
	const node = selectNodeView(view);
	const certificate = link.type === 'node' ? node?.certificate : undefined;
	const {notBefore, notAfter} = link;
	const room = Math.min(90, width - termWidth);
	const range = certificate && {from: certificate.renewFrom, until: certificate.renewUntil};
	const scale: Scale = {
		from: notBefore,
		until: notAfter,
		now,
		range,
		mark: node?.isRunning ? certificate?.renewAt : undefined,
	};
	const left = notAfter - now;
	const labels = [
		{at: notBefore, text: formatMoment(notBefore).slice(0, 10)},
		...(range
			? [
					{
						at: range.from,
						text: node?.isRunning ? `${glyphs.range} renewal ${glyphs.mark} drawn` : `${glyphs.range} renewal`,
					},
				]
			: []),
		{at: notAfter, text: formatMoment(notAfter).slice(0, 10)},
	].map(label => ({...label, style: 'muted' as const}));
	const words =
		left <= 0 ? `expired ${formatSpan(-left)} ago` : `${formatSpan(left)} left of ${formatSpan(notAfter - notBefore)}`;
	return [
		[['valid'.padEnd(termWidth), 'muted'], ...drawScale(scale, room)],
		[[' '.repeat(termWidth)], ...labelScale(scale, labels, room)],
		[
			[' '.repeat(termWidth)],
			[words, left <= 0 ? 'bad' : undefined],
			[`, until ${formatMoment(notAfter).slice(0, 16)} UTC`, 'muted'],
		],
		...(certificate
			? paragraph(renewalText(node, certificate, now), width - termWidth).map(
					(row, y): Row => [[(y === 0 ? 'renewed' : '').padEnd(termWidth), 'muted'], ...row],
				)
			: []),
	];
}

function fieldRows(link: CertificateLink, width: number): readonly Row[] {
	return fieldsOf(link).flatMap(({name, value, meaning}): readonly Row[] => [
		...paragraph(value, Math.min(width, termWidth + valueWidthMax) - termWidth, 'strong').map(
			(row, y): Row => [[(y === 0 ? name : '').padEnd(termWidth), 'muted'], ...row],
		),
		...paragraph(meaning, width, 'muted', termWidth),
	]);
}

function textRows(text: string): readonly Row[] {
	return text
		.trimEnd()
		.split('\n')
		.map((line): Row => [[line]]);
}

function bodyRows(view: View, chain: CertificateChain, link: CertificateLink, width: number): readonly Row[] {
	switch (view.ui.inspector?.tab ?? 0) {
		case 1:
			return textRows(link.text);
		case 2:
			return [
				...textRows(link.pem),
				[],
				...paragraph('y copies it to the clipboard, for openssl x509 on a machine of your own.', width, 'muted'),
			];
		default:
			return [
				...verdictRows(chain, width),
				[],
				...validityRows(view, link, width),
				[],
				...fieldRows(link, Math.min(width, 112)),
			];
	}
}

/** A node's certificate, with what vouches for it. */
export function certificatePage(view: View, width: number): Page {
	const {ui, inspected} = view;
	const chain = inspected?.chain;
	const link = selectLink(view);
	const title = `certificate of ${ui.selected}`;
	const tabs = certificateTabs.flatMap((name, index): Span[] => [
		[` ${name} `, index === (ui.inspector?.tab ?? 0) ? 'chip' : 'muted'],
		[' '],
	]);
	if (chain === undefined || link === undefined) {
		const none = `${ui.selected} has no certificate: it is in no swarm. docker swarm init or docker swarm join gives it one. Digits choose another node.`;
		return {title, head: [], foot: [], body: paragraph(none, width, 'muted')};
	}
	const note =
		writeName(link.subject).length > 0 && chain.links.length > 1
			? `${chain.links.indexOf(link) + 1} of ${chain.links.length}`
			: undefined;
	return {
		title,
		note,
		head: [
			spread(
				tabs,
				[
					['Tab', 'accent'],
					[' next form  ', 'muted'],
					['Left Right', 'accent'],
					[' chain', 'muted'],
				],
				width,
			),
			[],
			chainRow(chain, link),
		],
		foot: [],
		body: bodyRows(view, chain, link, width),
	};
}
