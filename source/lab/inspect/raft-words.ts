import type {TracedMessage} from '../../simulation/trace.ts';
import type {TracedEntry, TracedRaft} from '../../swarm/raft-trace.ts';
import type {Carried} from '../inspection.ts';

export type Words = {
	readonly title: string;
	readonly carries: readonly Carried[];
	readonly why: string;
	readonly isRefusal?: boolean;
};

const carry = (what: string, value: string | number): Carried => ({what, value: String(value)});

const changes: Readonly<Record<TracedEntry['type'], (node: string) => string>> = {
	first: () => 'first of the term',
	add: node => `${node} is added`,
	remove: node => `${node} is removed`,
	update: node => `${node} has moved`,
	changes: () => 'changes',
};

const describeChange = ({type, node = 'a member'}: TracedEntry): string => changes[type](node);

function wordEntries({first, last, term}: Extract<TracedRaft, {type: 'appendEntries'}>): Words {
	const isOne = first === last.index;
	const carries = [
		carry('term', term),
		carry(isOne ? 'entry' : 'entries', isOne ? last.index : `${first} to ${last.index}`),
		...(last.type === 'changes' ? [] : [carry(isOne ? 'says' : 'the last says', describeChange(last))]),
	];
	if (!isOne)
		return {title: 'the log so far', carries, why: 'A new member has an empty log: the leader sends all of it.'};
	if (last.type === 'first') {
		return {
			title: 'I lead: first entry',
			carries,
			why: 'A leader begins its term with an empty entry. When a majority has it, every entry before it is committed for good.',
		};
	}
	return {
		title: `entry: ${describeChange(last)}`,
		carries,
		why: 'Membership is changed by an entry of the log itself: it counts as soon as a majority has it.',
	};
}

function wordVote({from, content}: TracedMessage): Words {
	const {lastIndex, lastTerm, term} = content as Extract<TracedRaft, {type: 'requestVote'}>;
	return {
		title: 'vote for me?',
		carries: [carry('term', term), carry('its last entry', `index ${lastIndex}, term ${lastTerm}`)],
		why: `${from} has heard of no leader for 10 to 19 s, counts the term up and votes for itself. A member calls it back first; it votes once a term, and only for whoever's log is as up-to-date as its own.`,
	};
}

function wordAnswer({from, to, content}: TracedMessage): Words {
	const {isGranted, term} = content as Extract<TracedRaft, {type: 'requestVoteResponse'}>;
	return isGranted
		? {
				title: 'yes, my vote',
				carries: [carry('term', term)],
				why: `${from} had not voted in this term, and ${to}'s log is at least as up-to-date as its own. With a majority of votes ${to} leads.`,
			}
		: {
				title: 'no',
				carries: [carry('term', term)],
				why: `${from} gives no vote: it has voted for another one in this term, or its own log goes further.`,
				isRefusal: true,
			};
}

/** Says what a message of Raft carries and what it is for. */
export function wordRaft(message: TracedMessage): Words {
	const content = message.content as TracedRaft;
	switch (content.type) {
		case 'requestVote':
			return wordVote(message);
		case 'requestVoteResponse':
			return wordAnswer(message);
		case 'appendEntries':
			return wordEntries(content);
		case 'appendEntriesResponse':
			return {
				title: 'I have it',
				carries: [carry('term', content.term), carry('up to entry', content.last.index)],
				why: 'Answers count: once a majority has an entry, the leader included, it is committed.',
			};
		case 'timeoutNow':
			return {
				title: 'take over, now',
				carries: [carry('term', content.term)],
				why: `${message.from} is to step down, and ${message.to} has its whole log: it shall stand for election without waiting for a timeout.`,
			};
		case 'installSnapshot':
			return {
				title: 'snapshot',
				carries: [carry('term', content.term), carry('up to entry', content.index)],
				why: `What ${message.to} lacks is not in the leader's log any more: it gets the state as of that entry instead.`,
			};
	}
}
