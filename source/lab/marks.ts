import type {Sim} from '../engine/engine.ts';
import type {JournalEntry} from '../simulation/simulation.ts';
import {isFault} from './faults.ts';
import {describeInput, type Input, isDeed} from './session.ts';
import type {Mark} from './snapshot.ts';
import {certificateEnd} from './views.ts';

const kinds: readonly (readonly [Mark['kind'], JournalEntry['type'], RegExp])[] = [
	['fault', 'fault', /./],
	['failure', 'node', /: Down$/],
	['failure', 'node', /^lost its session/],
	['renewal', 'certificate', /^uses its new/],
	['rotation', 'key', /^rotated|^drew a new/],
	['rotation', 'token', /^drew (a new secret|both join tokens anew)/],
	['rotation', 'ca', /the old root signs the new|takes the place of the old one$/],
	['election', 'raft', /^leads in term/],
];

/** What an entry of the journal is on the timeline; undefined: one step of many. */
export function markOfEntry({at, node, type, text}: JournalEntry): Mark | undefined {
	const kind = kinds.find(([, of, words]) => of === type && words.test(text))?.[0];
	return kind && {at, kind, text: node === undefined ? text : `${node} ${text}`};
}

/** The ends of the certificates that machines hold now, after a moment. Nothing happens then, so no journal tells. */
export function expiriesAfter(sim: Sim, after: number): Mark[] {
	return Object.values(sim.hosts).flatMap(host => {
		const at = certificateEnd(host) ?? 0;
		return at > after ? [{at, kind: 'expiry' as const, text: `${host.name}'s certificate expires`}] : [];
	});
}

/** A line typed, or what a client outside did; undefined where it was no command. */
export function markOfInput(input: Input): Mark | undefined {
	if (input.type === 'request' && isDeed(input)) {
		return {at: input.at, kind: 'command', text: `${input.node} ${describeInput(input)}`};
	}
	if (input.type !== 'line' || input.text.trim() === '') return undefined;
	const kind = isFault(input.text) ? 'fault' : 'command';
	return {at: input.at, kind, text: `${input.node} $ ${input.text}`};
}

/** Marks as close as this are one stop. Unit: milliseconds, virtual. */
const STOP_MS = 2000;

/** One or more marks that lie together: where one stops on the way along the timeline. */
export type Stop = {readonly from: number; readonly at: number; readonly text: string};

export function stopsOf(marks: readonly Mark[]): readonly Stop[] {
	const stops: Stop[] = [];
	for (const {at, text} of marks) {
		const last = stops.at(-1);
		if (last && at - last.at <= STOP_MS) stops[stops.length - 1] = {...last, at};
		else stops.push({from: at, at, text});
	}
	return stops;
}
