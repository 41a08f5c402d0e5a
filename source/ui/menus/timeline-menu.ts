import type {Destination} from '../../lab/contract.ts';
import type {BranchView, LabSnapshot, MarkKind} from '../../lab/snapshot.ts';
import {formatSpan} from '../text/time.ts';
import type {MenuItem} from './menu.ts';

type TimelineStep = {readonly question: string; readonly items: readonly MenuItem[]} | {readonly to: Destination};

const hour = 3_600_000;
const day = 24 * hour;

const kinds: readonly (readonly [MarkKind, string])[] = [
	['renewal', 'a node gets its next certificate'],
	['rotation', 'of keys, tokens or the root CA'],
	['expiry', 'of a certificate'],
	['election', 'a manager begins to lead'],
	['failure', 'a node goes down or loses its manager'],
];

/** Where to, and for the next mark or another branch: which. */
export function stepTimeline(snapshot: LabSnapshot, [what, which]: readonly string[]): TimelineStep {
	const {clock, timeline} = snapshot;
	switch (what) {
		case undefined:
			return {question: 'Where to?', items: destinations(snapshot)};
		case 'undo':
		case 'end':
			return {to: {type: what}};
		case 'before':
		case 'after':
			return {to: {type: 'mark', step: what === 'before' ? -1 : 1}};
		case 'hour':
		case 'day':
			return {to: {type: 'moment', at: clock.now - (what === 'hour' ? hour : day)}};
		case 'start':
			return {to: {type: 'moment', at: timeline.startedAt}};
		case 'next':
			if (which !== undefined) return {to: {type: 'next', kind: which as MarkKind}};
			return {question: 'Which one?', items: kinds.map(([kind, note]) => ({label: kind, value: kind, note}))};
		default:
			if (which !== undefined) return {to: {type: 'branch', number: Number(which)}};
			return {question: 'Which branch?', items: timeline.branches.map(branch => branchItem(branch, clock.now))};
	}
}

function destinations({timeline}: LabSnapshot): readonly MenuItem[] {
	const {marks, end, branches} = timeline;
	const noPast = marks.length === 0 ? 'nothing has happened' : undefined;
	const noFuture = end === undefined ? 'this is the end of what has happened' : undefined;
	const noBranch = branches.length < 2 ? 'the past was left in no other direction yet' : undefined;
	return [
		{label: 'undo', value: 'undo', note: 'just before what was typed last', disabledReason: noPast},
		{label: 'the mark before', value: 'before', disabledReason: noPast},
		{label: 'the mark after', value: 'after', disabledReason: noFuture},
		{label: 'an hour back', value: 'hour'},
		{label: 'a day back', value: 'day'},
		{label: 'the beginning', value: 'start'},
		{label: 'the end', value: 'end', note: 'of what is known', disabledReason: noFuture},
		{label: 'the next …', value: 'next', note: 'renewal, rotation, expiry, election, failure'},
		{label: 'another branch', value: 'branch', disabledReason: noBranch},
	];
}

function branchItem({number, isCurrent, leftAt, first}: BranchView, now: number): MenuItem {
	const when =
		leftAt === undefined ? 'the first' : leftAt <= now ? `left ${formatSpan(now - leftAt)} ago` : 'left later';
	return {
		label: `branch ${number}`,
		value: String(number),
		note: first === undefined ? when : `${when}: ${first}`,
		...(isCurrent ? {disabledReason: 'this one'} : {}),
	};
}
