import type {ApiRequest} from '../api/message.ts';
import type {ExtraInterface} from './world.ts';

/** Where a session begins: everything in it follows from this and from what was typed, byte for byte. */
export type Beginning = {
	readonly seed: string;
	/** Unit: milliseconds since 1970, virtual. */
	readonly startedAt: number;
	readonly nodes: number;
	readonly interfaces: readonly ExtraInterface[];
};

/**
Something that came from outside. It happens at its moment, after everything that was due by then and whatever that
led to: so it is fixed by its moment and its place in the order.
*/
export type Input =
	/** A line and Enter: a command, an answer, a fault. */
	| {readonly at: number; readonly type: 'line'; readonly node: string; readonly text: string}
	/** What a docker client outside of the lab asked a node's engine. */
	| {readonly at: number; readonly type: 'request'; readonly node: string; readonly request: ApiRequest}
	/** Ctrl-C, Ctrl-D, Ctrl-L. */
	| {readonly at: number; readonly type: 'interrupt' | 'end' | 'clear'; readonly node: string};

/** A moment of a branch. Two inputs may fall into one millisecond, so it counts those that have happened. */
export type Position = {readonly at: number; readonly inputs: number};

/** One way that things went. */
export type Branch = {
	/** All of them, those from before it left another branch included. */
	readonly inputs: Input[];
	/** Where it left which other one; absent for the first. */
	readonly from?: Position & {readonly branch: number};
	/** How far it has been played. Unit: milliseconds since 1970, virtual. */
	end: number;
};

/** Everything that was done in a lab, and so everything that happened in it. */
export type Session = {
	readonly beginning: Beginning;
	/** Named by their place. */
	readonly branches: Branch[];
	/** The one that goes on. */
	current: number;
};

/** One thing to remember: a session is its beginning and these, in order. */
export type Record =
	| Input
	/** The past was left in another direction: a new branch, with the inputs that had happened by then. */
	| {readonly type: 'fork'; readonly at: number; readonly inputs: number}
	/** From now on another branch goes on. */
	| {readonly type: 'branch'; readonly branch: number}
	/** Time went on to here. */
	| {readonly type: 'clock'; readonly at: number};

/** It does not fit what came before; the message says how. */
export class RecordError extends Error {
	override readonly name = 'RecordError';
}

export const beginSession = (beginning: Beginning): Session => ({
	beginning,
	branches: [{inputs: [], end: beginning.startedAt}],
	current: 0,
});

export const currentBranch = ({branches, current}: Session): Branch => branches[current] as Branch;

/** Makes a record part of the session. Throws a `RecordError`; then nothing has changed. */
export function addRecord(session: Session, record: Record): void {
	const branch = currentBranch(session);
	switch (record.type) {
		case 'fork': {
			const {at, inputs} = record;
			const [before, after] = [branch.inputs[inputs - 1], branch.inputs[inputs]];
			if (inputs > branch.inputs.length) throw new RecordError(`it leaves after input ${inputs}, which is not there`);
			if (at < (before?.at ?? session.beginning.startedAt) || at > Math.min(after?.at ?? at, branch.end)) {
				throw new RecordError('it leaves at a moment that does not lie between the inputs before and after');
			}
			const from = {branch: session.current, at, inputs};
			session.branches.push({inputs: branch.inputs.slice(0, inputs), from, end: at});
			session.current = session.branches.length - 1;
			return;
		}
		case 'branch':
			if (!session.branches[record.branch]) throw new RecordError(`there is no branch ${record.branch}`);
			session.current = record.branch;
			return;
		case 'clock':
			if (record.at < branch.end) throw new RecordError('its time lies before what has happened');
			branch.end = record.at;
			return;
		default:
			if (record.at < branch.end) throw new RecordError('its time lies before what has happened');
			branch.inputs.push(record);
			branch.end = record.at;
	}
}

/** A cleared screen and a look at something are nothing that one would undo. */
export const isDeed = (input: Input): boolean =>
	input.type === 'request' ? !['GET', 'HEAD', 'OPTIONS'].includes(input.request.method) : input.type !== 'clear';

/** In words. */
export function describeInput(input: Input): string {
	if (input.type === 'line') return input.text;
	return input.type === 'request' ? `${input.request.method} ${input.request.path}` : input.type;
}

/** Just before the last thing that somebody did. */
export function beforeLastInput(inputs: readonly Input[], done: number): Position | undefined {
	const index = inputs.findLastIndex((input, place) => place < done && isDeed(input));
	const input = inputs[index];
	return input && {at: input.at, inputs: index};
}

/** The end of a moment: all that was typed by then has happened. */
export function endOf({inputs}: Branch, at: number): Position {
	const next = inputs.findIndex(input => input.at > at);
	return {at, inputs: next < 0 ? inputs.length : next};
}
