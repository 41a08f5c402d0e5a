import {expect, test} from 'vitest';
import {heal, leaderOf, restart, tickAll} from './network.ts';
import {checkSafety} from './safety.ts';
import {runMixed, runStorm, type Schedule} from './schedule.ts';

/** More of them by hand: `RAFT_SEEDS=100000 npx vitest run test/raft/safety.test.ts`; one: `RAFT_SEED=17 …`. */
const SEEDS = Number(process.env.RAFT_SEEDS ?? 100);
const FIRST = Number(process.env.RAFT_SEED ?? 1);
const LAST = process.env.RAFT_SEED ? FIRST : SEEDS;
/** Unit: milliseconds. */
const TIMEOUT = 10_000 + 200 * SEEDS;

test(
	'whatever goes wrong, the five properties of figure 3 hold, and a healed group agrees',
	() => {
		const total = {terms: 0, committed: 0, snapshots: 0, changes: 0};
		forEachSeed(seed => {
			const schedule = runMixed(seed);
			const {network, watch} = schedule;
			total.terms += watch.leaderOfTerm.size;
			total.committed += watch.committed.length;
			recover(schedule);
			total.snapshots += network.trace.filter(line => line.includes('installSnapshot')).length;
			total.changes += watch.committed.filter(({entry}) => entry.type === 'configuration').length;
		});
		checkYield(total, {terms: 3, committed: 15, snapshots: 1, changes: 4});
	},
	TIMEOUT,
);

test(
	'in a storm of elections the five properties hold, and a healed group agrees',
	() => {
		const total = {terms: 0, committed: 0};
		forEachSeed(seed => {
			const schedule = runStorm(seed);
			total.terms += schedule.watch.leaderOfTerm.size;
			total.committed += schedule.watch.committed.length;
			recover(schedule);
		});
		checkYield(total, {terms: 5, committed: 10});
	},
	TIMEOUT,
);

/** Below these means the schedules would be too wild, or too tame, to show anything. */
function checkYield(total: Record<string, number>, leastPerSeed: Record<string, number>): void {
	const seeds = LAST - FIRST + 1;
	if (process.env.RAFT_SEEDS) console.log(seeds, total);
	if (seeds < 100) return;
	for (const [what, least] of Object.entries(leastPerSeed))
		expect((total[what] ?? 0) / seeds, what).toBeGreaterThan(least);
}

/** When all is well again, a group finds a leader and agrees. */
function recover({network, watch}: Schedule): void {
	heal(network);
	network.lossRate = 0;
	for (const id of Object.keys(network.disks)) restart(network, id);
	for (let round = 0; round < 150; round++) {
		tickAll(network);
		checkSafety(watch);
	}
	// A leader that was removed stops as soon as it knows that this is committed. If what it said last got lost, the
	// others may wait for it for ever, as with etcd: SwarmKit transfers leadership first.
	if (network.hasLeaderLeft) return;
	const leader = leaderOf(network);
	for (const id of leader.voters) {
		expect(network.members[id], `${id} has the leader's log`).toMatchObject({
			commitIndex: leader.commitIndex,
			leaderId: leader.id,
		});
		expect(network.applied[id]?.length).toBe(network.applied[leader.id]?.length);
	}
}

function forEachSeed(run: (seed: number) => void): void {
	for (let seed = FIRST; seed <= LAST; seed++) {
		try {
			run(seed);
		} catch (error) {
			throw new Error(`seed ${seed}: ${(error as Error).message}`, {cause: error});
		}
	}
}
