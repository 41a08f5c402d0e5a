import {faultGrammar} from '../../lab/fault-grammar.ts';
import type {MarkKind} from '../../lab/snapshot.ts';
import {keyTable} from '../keys/key-table.ts';
import {writeKeys} from '../keys/write-key.ts';
import {markStyles} from '../panels/timeline.ts';
import type {HelpPage} from '../state/ui-state.ts';
import type {Row} from '../text/row.ts';
import {wrapWords} from '../text/width.ts';

export const helpTitles: Readonly<Record<HelpPage, string>> = {
	keys: 'Keys',
	next: 'What to try',
	faults: 'Faults',
	reading: 'Further reading',
};

type Entry = {readonly group: string; readonly term: string; readonly text: string};

const keyEntries: readonly Entry[] = keyTable.flatMap(({title, bindings}) =>
	bindings.map(binding => ({group: title, term: writeKeys(binding), text: binding.description})),
);

const tries: readonly (readonly [group: string, entries: readonly (readonly [term: string, text: string])[]])[] = [
	[
		'The first swarm',
		[
			[
				'docker swarm init',
				'node1 makes itself a root CA, a certificate and two join tokens, and leads a swarm of one',
			],
			['docker node ls', 'the same list as in the panel, as Docker prints it'],
			['docker swarm join-token worker', 'the command that lets a worker in; Alt-w copies it'],
			[
				'Alt-2, then paste it',
				'node2 fetches the root certificate, checks it by the token and gets its own certificate',
			],
			['docker node ls on node2', 'a worker refuses: only managers know the state of the swarm'],
		],
	],
	[
		'More managers',
		[
			['docker swarm join-token manager', 'the other token: it makes a manager'],
			['docker node promote node2', 'a worker gets a manager certificate and joins Raft'],
			[
				'three managers, then five',
				'watch the quorum line: three tolerate the loss of one, five of two, four no more than three',
			],
			['docker node demote node2', 'and back: a manager less, a quorum line that changed'],
		],
	],
	[
		'Keys and certificates',
		[
			['docker swarm join-token --rotate worker', 'the old token lets nobody in any more; who is in stays in'],
			['docker swarm ca', 'the root certificate, as every node trusts it'],
			[
				'F8, a few times',
				'jump from rotation to rotation: gossip keys every 12 hours, certificates long before they expire',
			],
			['F4, twice', 'all that rotates, as bars: the window of each renewal, the moment drawn from it, what comes next'],
			['Esc c', "the node's certificate: what each field means, who vouches for it, as openssl prints it"],
			['Esc T', 'the two halves of a join token, which command changes which, and who holds an old one'],
			['Esc r', 'the root CA, and how far each node is while it is rotated'],
			['Esc M', 'what machines say to each other in a join, a renewal, an election, step by step'],
			['F9 and 1,000,000×', 'ninety days in eight seconds: every node renews its certificate on the way'],
			['docker swarm update --cert-expiry 24h', 'a shorter life for the certificates that come next'],
		],
	],
	[
		'Time',
		[
			['Alt-u', 'undo: back to just before what you typed last, whatever it was'],
			['Esc [ and ]', 'from mark to mark along the strip under the header: each is a moment that you can look at'],
			['type in the past', 'it leaves from there in another direction; the old future is kept as a branch'],
			['Alt-t', 'all of these, the next renewal or failure, and the branches'],
			['F6 in the past', 'what happened happens again, at the speed you choose'],
		],
	],
	[
		'What goes wrong',
		[
			['a join with a changed token', 'wrong secret or wrong digest: the errors differ, and take their time'],
			['docker swarm init on two nodes', 'two swarms that know nothing of each other: look at the letters A and B'],
			['docker swarm leave on a manager', 'refused without --force, and the reason why'],
		],
	],
	[
		'Failure and recovery: three managers first',
		[
			['stop the leader: stop node1', 'nobody leads for 10 to 20 s, commands wait, then another manager leads'],
			['start node1', 'it comes back from its disk, as a follower'],
			['stop two of three managers', 'the quorum is lost: docker node ls hangs, then says that nobody leads'],
			[
				'docker swarm init --force-new-cluster',
				'the last resort, on a manager that is left: it leads a swarm with itself as the only manager',
			],
			['partition node1 | node2 node3', 'Esc v and =: the two sides see two swarms; heal brings them together'],
			[
				'docker swarm update --autolock=true',
				'managers encrypt their disks: stop and start one, and it waits for docker swarm unlock',
			],
			['docker swarm unlock-key', 'the key, from a manager that runs; --rotate makes another one'],
			[
				'power-off node3 100d, F9',
				'back when its certificate has long expired: ask its docker info what becomes of it',
			],
		],
	],
];

/** `NODE [30d]`, and what it does, from a line of the grammar. */
const faultEntries: readonly Entry[] = Object.values(faultGrammar).map(grammar => {
	const [term = '', ...rest] = grammar.split(': ');
	return {group: 'Commands of the lab, typed on any node', term, text: rest.join(': ')};
});

const markMeanings: Readonly<Record<MarkKind, string>> = {
	fault: 'a fault, or its repair',
	failure: 'a node goes down, or loses its manager',
	expiry: 'a certificate expires',
	command: 'a command was typed',
	election: 'a manager begins to lead',
	rotation: 'a token, the gossip keys or the root CA are rotated',
	renewal: 'a node gets a new certificate',
};

const faultStories: typeof tries = [
	[
		'What the dashboard shows of them',
		[
			['stopped, powered off', 'the engine is gone, or the whole machine; the certificate on its disk still ages'],
			['cut off, side 1, side 2', 'its eth0 is unplugged; the part of a divided network that it is in'],
			['quorum 2 of 3 · tolerates 0', 'managers that answer, and how many more may fail before the swarm stops'],
			['while a command hangs', 'a fault typed into the same terminal acts at once; other lines wait'],
			['! under the prompt', 'what the command would cost, said before Enter'],
			['v and = in keys mode', "the next manager's view of the swarm; two views side by side, differences marked ≠"],
			['F, in keys mode', 'a menu of all faults; it writes the command into the prompt'],
		],
	],
	[
		'The marks on the timeline: near the present a minute has the room of a day',
		markStyles.map(([kind, glyph]) => [glyph, markMeanings[kind]] as const),
	],
];

const readings: typeof tries = [
	[
		'SwarmKit: how it works inside',
		[
			['Topology', 'https://github.com/moby/swarmkit/blob/master/design/topology.md'],
			['Store', 'https://github.com/moby/swarmkit/blob/master/design/store.md'],
			['Raft', 'https://github.com/moby/swarmkit/blob/master/design/raft.md'],
			['Object model', 'https://github.com/moby/swarmkit/blob/master/api/objects.proto'],
			['Task model', 'https://github.com/moby/swarmkit/blob/master/design/task_model.md'],
			['Words', 'https://github.com/moby/swarmkit/blob/master/design/nomenclature.md'],
			['Source', 'https://github.com/moby/swarmkit'],
		],
	],
	[
		"Docker's own pages",
		[
			['Swarm mode', 'https://docs.docker.com/engine/swarm/'],
			['Key concepts', 'https://docs.docker.com/engine/swarm/key-concepts/'],
			['Nodes and Raft', 'https://docs.docker.com/engine/swarm/how-swarm-mode-works/nodes/'],
			['PKI', 'https://docs.docker.com/engine/swarm/how-swarm-mode-works/pki/'],
			['Administration', 'https://docs.docker.com/engine/swarm/admin_guide/'],
			['Engine API', 'https://docs.docker.com/reference/api/engine/'],
		],
	],
	['Raft', [['The paper and more', 'https://raft.github.io/']]],
];

function toEntries(list: typeof tries): readonly Entry[] {
	return list.flatMap(([group, entries]) => entries.map(([term, text]) => ({group, term, text})));
}

const pages: Readonly<Record<HelpPage, readonly Entry[]>> = {
	keys: keyEntries,
	next: toEntries(tries),
	faults: [...toEntries(faultStories), ...faultEntries],
	reading: toEntries(readings),
};

/** A page's rows, wrapped to `width`; with a filter only what contains it. */
export function helpRows(page: HelpPage, filter: string, width: number): readonly Row[] {
	const wanted = filter.toLowerCase();
	const entries = pages[page].filter(({group, term, text}) =>
		`${group} ${term} ${text}`.toLowerCase().includes(wanted),
	);
	if (entries.length === 0) return [[[`Nothing here says "${filter}". Backspace shortens it.`, 'muted']]];
	const termWidth = Math.min(Math.floor(width / 2), Math.max(...pages[page].map(({term}) => term.length)) + 3);
	const rows: Row[] = [];
	let group = '';
	for (const entry of entries) {
		if (entry.group !== group) {
			if (rows.length > 0) rows.push([]);
			rows.push([[entry.group, 'title']]);
			group = entry.group;
		}
		rows.push(...entryRows(entry, termWidth, width));
	}
	return rows;
}

function entryRows({term, text}: Entry, termWidth: number, width: number): Row[] {
	const room = width - termWidth - 2;
	// An address broken in two is of no use: it gets a row of its own.
	if (text.startsWith('https:') && text.length > room) return [[[`  ${term}`, 'accent']], [[`    ${text}`]]];
	const terms = wrapWords(term, termWidth - 2);
	const texts = wrapWords(text, room);
	return Array.from(
		{length: Math.max(terms.length, texts.length)},
		(_, y): Row => [[`  ${(terms[y] ?? '').padEnd(termWidth)}`, 'accent'], [texts[y] ?? '']],
	);
}
