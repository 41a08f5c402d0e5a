import {
	type Callback,
	clockOf,
	type Handlers,
	on,
	resolve,
	type Simulation,
	schedule,
	signal,
} from '../simulation/simulation.ts';
import {proposeChanges} from './raft-group.ts';
import type {Leader, SwarmHost, Transaction} from './state.ts';
import {lostLeadership, type Result, success, TransactionError} from './status.ts';
import {createDraft, type Draft} from './store.ts';

/**
Writes to the store. Only one runs at a time on a leader; it holds the write lock until Raft has
committed its entry. A transaction that changes nothing writes no entry.
*/
type Sim = Simulation<SwarmHost>;

/** A kind of transaction: what it writes, from plain arguments. May `refuse`. */
export type Write<Args, Value> = {
	readonly name: string;
	readonly run: (draft: Draft, args: Args, context: WriteContext) => Value;
};
export type WriteContext = {readonly sim: Sim; readonly host: SwarmHost; readonly leader: Leader};
export type WriteTable = Readonly<Record<string, Write<never, unknown>>>;

const transactionWanted = signal<null>('transactions.wanted');

/** Queues a write on the leader. `then` hears of it when it is committed, refused, or lost with the leadership. */
export function write<Args, Value>(
	sim: Sim,
	host: SwarmHost,
	what: Write<Args, Value>,
	args: Args,
	then?: Callback<Result<Value>>,
): void {
	const leader = host.swarm?.manager?.leader;
	if (!leader) {
		resolve(sim, host, then, lostLeadership, {scope: 'manager'});
		return;
	}
	leader.waiting.push({name: what.name, args, told: then as Callback<Result<unknown>> | undefined});
	schedule(sim, host, transactionWanted, null, {scope: 'leader'});
}

const answer = (sim: Sim, host: SwarmHost, then: Transaction['told'], result: Result<unknown>): void =>
	resolve(sim, host, then, result, {scope: 'manager'});

function begin(table: WriteTable, sim: Sim, host: SwarmHost): void {
	const manager = host.swarm?.manager;
	const leader = manager?.leader;
	while (manager?.raft && leader && !leader.inFlight) {
		const next = leader.waiting.shift();
		if (!next) return;
		const draft = createDraft(manager.store, manager.raft.commitIndex, clockOf(sim, host));
		try {
			const value = (table[next.name] as Write<unknown, unknown>).run(draft, next.args, {sim, host, leader});
			if (draft.changes.length === 0) {
				answer(sim, host, next.told, success(value));
				continue;
			}
			const index = proposeChanges(sim, host, draft.changes, proposed => {
				leader.inFlight = {index: proposed, told: next.told, result: value};
			});
			if (index === undefined) answer(sim, host, next.told, lostLeadership);
		} catch (error) {
			if (!(error instanceof TransactionError)) throw error;
			answer(sim, host, next.told, error.status);
		}
	}
}

/** The entry at `index` is committed: the lock is free again. */
export function settleTransaction(sim: Sim, host: SwarmHost, index: number): void {
	const leader = host.swarm?.manager?.leader;
	if (leader?.inFlight?.index !== index) return;
	const {told, result} = leader.inFlight;
	delete leader.inFlight;
	answer(sim, host, told, success(result));
	schedule(sim, host, transactionWanted, null, {scope: 'leader'});
}

/** Everything that was waiting is told that the leader is none any more. */
export function abandonTransactions(sim: Sim, host: SwarmHost, leader: Leader): void {
	if (leader.inFlight) answer(sim, host, leader.inFlight.told, lostLeadership);
	for (const {told} of leader.waiting) answer(sim, host, told, lostLeadership);
	for (const then of Object.values(leader.configuring))
		answer(sim, host, then as Callback<Result<unknown>>, lostLeadership);
}

export const transactionHandlers = (table: WriteTable): Handlers<SwarmHost> =>
	on(transactionWanted, (sim: Sim, host: SwarmHost) => begin(table, sim, host));
