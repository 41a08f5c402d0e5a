import {expect, test} from 'vitest';
import {bootstrap, createNetwork, join, settle} from './network.ts';

test('bootstrap, then two joins', () => {
	const network = createNetwork();
	bootstrap(network, '1');
	expect(network.trace).toMatchInlineSnapshot(`
		[
		  "1 is leader, term 2",
		]
	`);
	network.trace = [];
	join(network, '2');
	settle(network);
	expect(network.trace).toMatchInlineSnapshot(`
		[
		  "1 → 2 appendEntries, term 2: 3 of term 2 after 2 of term 2, commit 3",
		  "2 is follower, term 2",
		  "2 → 1 appendEntriesResponse, term 2: not after 2, at best 0 of term 0",
		  "1 → 2 appendEntries, term 2: 1 of term 1, 2 of term 2, 3 of term 2 after 0 of term 0, commit 3",
		  "2 → 1 appendEntriesResponse, term 2: has 3",
		]
	`);
	network.trace = [];
	join(network, '3');
	settle(network);
	expect(network.trace).toMatchInlineSnapshot(`
		[
		  "1 → 2 appendEntries, term 2: 4 of term 2 after 3 of term 2, commit 3",
		  "2 → 1 appendEntriesResponse, term 2: has 4",
		  "1 → 2 appendEntries, term 2: nothing after 4 of term 2, commit 4",
		  "1 → 3 appendEntries, term 2: 4 of term 2 after 3 of term 2, commit 4",
		  "3 is follower, term 2",
		  "2 → 1 appendEntriesResponse, term 2: has 4",
		  "3 → 1 appendEntriesResponse, term 2: not after 3, at best 0 of term 0",
		  "1 → 3 appendEntries, term 2: 1 of term 1, 2 of term 2, 3 of term 2, 4 of term 2 after 0 of term 0, commit 4",
		  "3 → 1 appendEntriesResponse, term 2: has 4",
		]
	`);
});
