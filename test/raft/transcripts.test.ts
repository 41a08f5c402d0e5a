import {expect, test} from 'vitest';
import {propose, proposeConfiguration, transferLeadership} from '../../source/raft/raft.ts';
import {
	act,
	bootstrap,
	createNetwork,
	elect,
	growGroup,
	heal,
	join,
	type Network,
	partition,
	settle,
	tickOne,
} from './network.ts';

/** What happened since it was last asked for. */
function transcript(network: Network): string {
	const lines = network.trace.join('\n');
	network.trace.length = 0;
	return `\n${lines}\n`;
}

function quietGroup(): Network {
	const network = growGroup(3);
	transcript(network);
	return network;
}

test('a group is founded, and two members join it', () => {
	const network = createNetwork();
	bootstrap(network, '1');
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 is leader, term 2
		"
	`);
	join(network, '2');
	settle(network);
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 → 2 appendEntries, term 2: 3 of term 2 after 2 of term 2, commit 3
		2 is follower of 1, term 2
		2 → 1 appendEntriesResponse, term 2: not after 2, at best 0 of term 0
		1 → 2 appendEntries, term 2: 1 of term 1, 2 of term 2, 3 of term 2 after 0 of term 0, commit 3
		2 → 1 appendEntriesResponse, term 2: has 3
		"
	`);
	join(network, '3');
	settle(network);
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 → 2 appendEntries, term 2: 4 of term 2 after 3 of term 2, commit 3
		2 → 1 appendEntriesResponse, term 2: has 4
		1 → 2 appendEntries, term 2: nothing after 4 of term 2, commit 4
		1 → 3 appendEntries, term 2: 4 of term 2 after 3 of term 2, commit 4
		3 is follower of 1, term 2
		2 → 1 appendEntriesResponse, term 2: has 4
		3 → 1 appendEntriesResponse, term 2: not after 3, at best 0 of term 0
		1 → 3 appendEntries, term 2: 1 of term 1, 2 of term 2, 3 of term 2, 4 of term 2 after 0 of term 0, commit 4
		3 → 1 appendEntriesResponse, term 2: has 4
		"
	`);
});

test('a proposal is committed, and the commit is told at once', () => {
	const network = quietGroup();
	act(network, '1', raft => propose(raft, 'x'));
	settle(network);
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 → 2 appendEntries, term 2: 5 of term 2 after 4 of term 2, commit 4
		1 → 3 appendEntries, term 2: 5 of term 2 after 4 of term 2, commit 4
		2 → 1 appendEntriesResponse, term 2: has 5
		3 → 1 appendEntriesResponse, term 2: has 5
		1 → 2 appendEntries, term 2: nothing after 5 of term 2, commit 5
		1 → 3 appendEntries, term 2: nothing after 5 of term 2, commit 5
		2 → 1 appendEntriesResponse, term 2: has 5
		3 → 1 appendEntriesResponse, term 2: has 5
		"
	`);
	tickOne(network, '1');
	settle(network);
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 → 2 heartbeat, term 2: commit 5
		1 → 3 heartbeat, term 2: commit 5
		2 → 1 heartbeatResponse, term 2
		3 → 1 heartbeatResponse, term 2
		"
	`);
});

test('a leader hands over, and is removed by its successor', () => {
	const network = quietGroup();
	act(network, '1', raft => transferLeadership(raft, '3'));
	settle(network);
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 → 3 timeoutNow, term 2
		3 is candidate, term 3
		3 → 1 requestVote, term 3: log ends at 4 of term 2, transfer
		1 is follower, term 3
		3 → 2 requestVote, term 3: log ends at 4 of term 2, transfer
		2 is follower, term 3
		1 → 3 requestVoteResponse, term 3: yes
		3 is leader, term 3
		2 → 3 requestVoteResponse, term 3: yes
		3 → 1 appendEntries, term 3: 5 of term 3 after 4 of term 2, commit 4
		1 is follower of 3, term 3
		3 → 2 appendEntries, term 3: 5 of term 3 after 4 of term 2, commit 4
		2 is follower of 3, term 3
		1 → 3 appendEntriesResponse, term 3: has 5
		2 → 3 appendEntriesResponse, term 3: has 5
		3 → 1 appendEntries, term 3: nothing after 5 of term 3, commit 5
		3 → 2 appendEntries, term 3: nothing after 5 of term 3, commit 5
		1 → 3 appendEntriesResponse, term 3: has 5
		2 → 3 appendEntriesResponse, term 3: has 5
		"
	`);
	act(network, '3', raft => proposeConfiguration(raft, {change: 'remove', id: '1', context: undefined}));
	settle(network);
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		3 → 1 appendEntries, term 3: 6 of term 3 after 5 of term 3, commit 5
		3 → 2 appendEntries, term 3: 6 of term 3 after 5 of term 3, commit 5
		1 → 3 appendEntriesResponse, term 3: has 6
		2 → 3 appendEntriesResponse, term 3: has 6
		3 → 1 appendEntries, term 3: nothing after 6 of term 3, commit 6
		1 is removed
		3 → 2 appendEntries, term 3: nothing after 6 of term 3, commit 6
		1 → 3 appendEntriesResponse, term 3: has 6
		2 → 3 appendEntriesResponse, term 3: has 6
		"
	`);
});

test('a member that was cut off comes back with a higher term', () => {
	const network = quietGroup();
	partition(network, '3');
	for (let count = 0; count < 40; count++) tickOne(network, '3');
	settle(network);
	heal(network);
	transcript(network);
	tickOne(network, '1');
	settle(network);
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 → 2 heartbeat, term 2: commit 4
		1 → 3 heartbeat, term 2: commit 4
		2 → 1 heartbeatResponse, term 2
		3 → 1 appendEntriesResponse, term 4: has 0
		1 is follower, term 4
		"
	`);
	elect(network, '1');
	expect(transcript(network)).toMatchInlineSnapshot(`
		"
		1 is candidate, term 5
		1 → 2 requestVote, term 5: log ends at 4 of term 2
		1 → 3 requestVote, term 5: log ends at 4 of term 2
		3 is follower, term 5
		3 → 1 requestVoteResponse, term 5: yes
		1 is leader, term 5
		1 → 2 appendEntries, term 5: 5 of term 5 after 4 of term 2, commit 4
		1 → 3 appendEntries, term 5: 5 of term 5 after 4 of term 2, commit 4
		3 is follower of 1, term 5
		2 → 1 appendEntriesResponse, term 5: has 5
		3 → 1 appendEntriesResponse, term 5: has 5
		1 → 2 appendEntries, term 5: nothing after 5 of term 5, commit 5
		1 → 3 appendEntries, term 5: nothing after 5 of term 5, commit 5
		2 → 1 appendEntriesResponse, term 5: has 5
		3 → 1 appendEntriesResponse, term 5: has 5
		"
	`);
});
