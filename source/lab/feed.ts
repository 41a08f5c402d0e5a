import type {JournalEntry} from '../simulation/simulation.ts';
import type {FeedLine} from './snapshot.ts';

/** For how long nodes that do the same thing are told of in one line. Unit: milliseconds, virtual. */
const TOGETHER = 15_000;
/** How many lines may have come in between. */
const LOOK_BACK = 8;
const NAMES_MAX = 6;

/** After an election everybody registers anew: that would push the election itself out of sight. */
const isCommon = ({text}: FeedLine): boolean => text.startsWith('registered with the dispatcher');

/** The newest `max` lines of the journal for people to read; the same array until there is news. */
export function createFeed(read: () => readonly JournalEntry[], max: number): () => readonly FeedLine[] {
	let lines: readonly FeedLine[] = [];
	let count = 0;
	let last: JournalEntry | undefined;
	const namesOf = new WeakMap<FeedLine, readonly string[]>();

	const add = (next: FeedLine[], entry: FeedLine): void => {
		const {node: own = ''} = entry;
		const recent = isCommon(entry) ? next.slice(-LOOK_BACK) : [];
		const line = recent.findLast(({text, at}) => text === entry.text && entry.at - at <= TOGETHER);
		const place = line ? recent.indexOf(line) : -1;
		const before = line ? (namesOf.get(line) ?? [line.node ?? '']) : [];
		// What it did or what was done to it since then led here, and stays before it.
		const isLed = recent.slice(place + 1).some(({node = '', text}) => `${node} ${text}`.includes(own));
		if (!line || isLed || before.includes(own)) {
			next.push(entry);
			return;
		}
		const names = [...before, own];
		const more = names.length - NAMES_MAX;
		const node = names.slice(0, NAMES_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
		const joined = {...line, node};
		namesOf.set(joined, names);
		next[next.length - recent.length + place] = joined;
	};

	return () => {
		const journal = read();
		if (journal.length === count && journal.at(-1) === last) return lines;
		// Another history than the one that was read.
		const isOther = journal[count - 1] !== last;
		const next = isOther ? [] : [...lines];
		for (const entry of journal.slice(Math.max(isOther ? 0 : count, journal.length - max))) add(next, entry);
		lines = next.slice(-max);
		count = journal.length;
		last = journal.at(-1);
		return lines;
	};
}
