import type {CertificateView, ClusterView, NodeView} from '../../lab/snapshot.ts';
import {glyphs} from '../text/glyphs.ts';
import {paragraph} from '../text/paragraph.ts';
import type {Row, Span} from '../text/row.ts';
import {drawScale, type Scale} from '../text/scale.ts';
import {formatAge, formatSpan, formatSpanShort, formatUntil} from '../text/time.ts';

/** Whatever rotates by itself, as bars with words: what happens next, and when. */
const nameWidth = 12;
const barMax = 48;
/** Words beside a certificate's bar, where there is room for a sentence. */
const wordsWidth = 36;
const halfDay = 12 * 3_600_000;

/** The twelve hours that lead to the next keys. */
export function keyScale(next: number | undefined, now: number): Scale | undefined {
	return next === undefined ? undefined : {from: next - halfDay, until: next, now};
}

/** `in 9h 56m`, or why nothing comes; `9h 56m` where there is little room. */
export function nextKeys({gossip, leader}: ClusterView, now: number, isShort = false): string {
	const {nextRotationAt} = gossip;
	if (nextRotationAt === undefined || leader === undefined) return 'no leader';
	return isShort ? formatUntil(nextRotationAt - now) : writeWhen(nextRotationAt - now);
}

export function rootSpan({notBefore, notAfter}: ClusterView['rootCa']): Pick<Scale, 'from' | 'until'> {
	return {from: notBefore, until: notAfter};
}

/** `3 of 5 renewed`, and who holds it up. */
export function rotationProgress({rootRotation}: ClusterView, width: number): Span | undefined {
	if (rootRotation === undefined) return undefined;
	const {nodes, renewed, missing} = rootRotation;
	const [first] = missing;
	const more = missing.length > 1 ? ` +${missing.length - 1}` : '';
	const said = `${renewed} of ${nodes} renewed`;
	const full = first === undefined ? said : `${said} ${glyphs.dot} waits for ${first}${more}`;
	const short = first === undefined ? `${renewed} of ${nodes}` : `waits: ${first}`;
	return [full.length <= width ? full : short, first === undefined ? 'accent' : 'warn'];
}

/** `in 9h 56m`; `now` where it is due. */
function writeWhen(ms: number): string {
	return ms <= 0 ? 'now' : `in ${formatUntil(ms)}`;
}

const isRenewing = ({isRunning, state}: NodeView): boolean => isRunning && (state === 'active' || state === 'pending');

/** Why nobody renews a certificate now. */
function obstacleOf({isPowered, isRunning, state}: NodeView): string {
	return isPowered ? (isRunning ? state : 'stopped') : 'off';
}

/** What becomes of a certificate and when, in a few words, or in a few more. */
function describeRenewal(
	node: NodeView,
	{notAfter, renewAt, renewUntil, renewFrom}: CertificateView,
	now: number,
	isLong: boolean,
): Span {
	const left = notAfter - now;
	if (left <= 0) return [isLong ? `expired ${formatSpan(-left)} ago: leave, join again` : 'expired', 'bad'];
	if (!isRenewing(node)) {
		const why = obstacleOf(node);
		return [isLong ? `${why}: not renewed, ${formatSpan(left)} left` : `${why} ${formatSpanShort(left)}`, 'warn'];
	}
	if (now >= renewUntil) {
		const late = formatSpanShort(now - renewUntil);
		return [isLong ? `overdue ${late}: tries in ${formatUntil(renewAt - now)}` : `overdue ${late}`, 'bad'];
	}
	const when = renewAt <= now ? 'now' : `in ${formatSpan(renewAt - now)}`;
	const style = now >= renewFrom ? 'warn' : undefined;
	return [isLong ? `renews ${when} ${glyphs.dot} ${formatSpan(left)} left` : when, style];
}

/** A certificate's life as a bar, with the renewal on it. */
export function certificateTimer(
	node: NodeView,
	certificate: CertificateView,
	now: number,
	isLong: boolean,
	width: number,
): Row {
	const {notBefore, notAfter, renewFrom, renewUntil, renewAt} = certificate;
	const mark = isRenewing(node) ? renewAt : undefined;
	const scale: Scale = {from: notBefore, until: notAfter, now, range: {from: renewFrom, until: renewUntil}, mark};
	const name = isLong ? `  ${node.name}`.padEnd(nameWidth) : `${node.name} `.padEnd(9);
	const bar = Math.min(barMax, width - name.length - (isLong ? wordsWidth : 13));
	return [[name, 'muted'], ...drawScale(scale, bar), [' '], describeRenewal(node, certificate, now, isLong)];
}

type Coming = {readonly at: number; readonly what: string};

/** What rotates by itself, the next one first. */
function comingOf({gossip, leader}: ClusterView, holders: readonly NodeView[], now: number): readonly Coming[] {
	const keys = gossip.nextRotationAt !== undefined && leader !== undefined;
	return [
		...(keys ? [{at: gossip.nextRotationAt, what: 'gossip and IPsec keys'}] : []),
		...holders.flatMap(node => {
			const {certificate} = node;
			const isAlive = certificate !== undefined && certificate.notAfter > now && isRenewing(node);
			return isAlive ? [{at: certificate.renewAt, what: `${node.name}'s certificate`}] : [];
		}),
	].toSorted((a, b) => a.at - b.at);
}

function nextRow(cluster: ClusterView, holders: readonly NodeView[], now: number, width: number): Row {
	const said = comingOf(cluster, holders, now)
		.slice(0, 3)
		.map(({at, what}) => `${what} ${writeWhen(at - now)}`);
	const [first = 'nothing', ...others] = said;
	const room = width - nameWidth - first.length;
	const rest = others.map(text => ` ${glyphs.dot} ${text}`);
	const shown = rest.filter((_, index) => rest.slice(0, index + 1).join('').length <= room);
	return [
		['next'.padEnd(nameWidth), 'title'],
		[first, 'accent'],
		[shown.join(''), 'muted'],
	];
}

function entry(name: string, ...spans: readonly Span[]): Row {
	return [[`  ${name}`.padEnd(nameWidth), 'muted'], ...spans];
}

function tokenRow(role: 'worker' | 'manager', {tokens}: ClusterView, now: number): Row {
	const {setAt, rotations} = tokens[role];
	const count = rotations === 0 ? 'never rotated' : `rotated ${rotations}${glyphs.times}`;
	return entry(role, [`set ${formatAge(now - setAt)} ${glyphs.dot} ${count}`]);
}

/** `2810 2811* 2812`: by their Lamport times, the primary one with a star. */
function writeKeys(keys: ClusterView['gossip']['keys']): string {
	return keys.map(({lamportTime, isPrimary}) => `${lamportTime}${isPrimary ? '*' : ''}`).join(' ');
}

/** Nodes that have not heard of the last rotations, and what that means for them. */
function lagRows(holders: readonly NodeView[], width: number): readonly Row[] {
	const behind = (isFar: boolean) =>
		holders.filter(({keysBehind = 0}) => (isFar ? keysBehind > 1 : keysBehind === 1)).map(({name}) => name);
	const [near, far] = [behind(false), behind(true)];
	const name = (names: readonly string[]) =>
		names.length > 3 ? `${names.slice(0, 3).join(', ')} +${names.length - 3}` : names.join(', ');
	return [
		...(near.length > 0
			? paragraph(`${name(near)}: one rotation behind, still understood`, width, 'warn', nameWidth)
			: []),
		...(far.length > 0
			? paragraph(
					`${name(far)}: two or more behind: does not understand the others, nor they it`,
					width,
					'bad',
					nameWidth,
				)
			: []),
	];
}

function keyRows(cluster: ClusterView, holders: readonly NodeView[], now: number, width: number): readonly Row[] {
	const {gossip} = cluster;
	const scale = keyScale(gossip.nextRotationAt, now);
	const bar: readonly Span[] = scale ? [...drawScale(scale, barOf(width)), [' ']] : [];
	const done = gossip.rotations > 0 ? ` ${glyphs.dot} ${gossip.rotations} done` : '';
	return [
		[
			['keys of the data plane', 'title'],
			[': every 12 h a new one; * encrypts, all decrypt', 'muted'],
		],
		entry('rotation', ...bar, [`${scale && cluster.leader ? 'new ones ' : ''}${nextKeys(cluster, now)}${done}`]),
		entry('Lamport', [`gossip ${writeKeys(gossip.keys)} ${glyphs.dot} IPsec ${writeKeys(gossip.ipsecKeys)}`]),
		...lagRows(holders, width),
	];
}

const barOf = (width: number): number => Math.min(barMax, width - nameWidth - wordsWidth);

/** All groups but the certificates, for a panel that has room for sentences. */
export function timerRows(cluster: ClusterView, holders: readonly NodeView[], now: number, width: number): Row[] {
	const {rootCa, isLocked} = cluster;
	const rotation = rotationProgress(cluster, width - nameWidth);
	return [
		nextRow(cluster, holders, now, width),
		[],
		[
			['join tokens', 'title'],
			[': only by hand, docker swarm join-token --rotate', 'muted'],
		],
		tokenRow('worker', cluster, now),
		tokenRow('manager', cluster, now),
		...keyRows(cluster, holders, now, width),
		[
			['root CA', 'title'],
			[': only by hand, docker swarm ca --rotate', 'muted'],
		],
		entry('in use', ...drawScale({...rootSpan(rootCa), now}, barOf(width)), [
			` ${formatSpan(rootCa.notAfter - now)} left`,
		]),
		...(rotation ? [entry('rotation', rotation)] : []),
		[
			['unlock key', 'title'],
			[isLocked ? ': only by hand, docker swarm unlock-key --rotate' : ': none, managers are not locked', 'muted'],
		],
		[],
	];
}
