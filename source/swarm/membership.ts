import {toHex} from '../base/hex.ts';
import {randomBytes} from '../base/random.ts';
import {callback, type Handlers, note, type Outcome, on, type Simulation, signal} from '../simulation/simulation.ts';
import {checkIdentity} from './ca-server.ts';
import {changeConfiguration, wakeGroup} from './raft-group.ts';
import {call, method, respond, serve} from './rpc.ts';
import type {Caller, Member, SwarmHost} from './state.ts';
import {describeFailure, failure, type Result, success} from './status.ts';

/**
How a manager becomes a member of the Raft group: it asks the leader, the leader calls it back at the
address it advertises, and only then proposes the change. One change at a time.
*/
type Sim = Simulation<SwarmHost>;

const CALL_BACK_MS = 5000;

export type JoinAnswer = {readonly raftId: string; readonly members: readonly Member[]};
export const joinRaft = method<{readonly address: string}, JoinAnswer>('raft.join', true, true);
/** Is a manager's Raft there? */
export const checkHealth = method<null, null>('health', false, true);

type Joining = {readonly nodeId: string; readonly address: string; readonly caller: Caller};
const calledBack = signal<Outcome<Joining, Result<null>>>('membership.called-back');
const added = signal<Outcome<Joining & {raftId: string}, Result<null>>>('membership.added');

/** The leader puts the address it sees where the joiner does not know its own. */
const effectiveAddress = (address: string, caller: Caller): string =>
	address.replace(/^0\.0\.0\.0(?=:)/, caller.address);

function join(sim: Sim, host: SwarmHost, {address}: {address: string}, caller: Caller): void {
	const leader = host.swarm?.manager?.leader;
	const nodeId = caller.identity?.nodeId ?? '';
	if (!leader)
		return respond(
			sim,
			host,
			caller,
			failure('FailedPrecondition', 'raft: failed to process the request: node lost leader status'),
		);
	const objection = checkIdentity(host, caller);
	if (objection) {
		const text = `Permission denied: unauthorized peer role: ${describeFailure(objection)}`;
		return respond(sim, host, caller, failure('PermissionDenied', text));
	}
	leader.joins.push({nodeId, address: effectiveAddress(address, caller), caller});
	advance(sim, host);
}

/** Takes the next join, when no other change is under way. */
function advance(sim: Sim, host: SwarmHost): void {
	const leader = host.swarm?.manager?.leader;
	if (!leader || leader.isChangingMembership) return;
	const next = leader.joins.shift();
	if (!next) return;
	leader.isChangingMembership = true;
	note(sim, host, 'raft', `calls ${next.caller.origin} back at ${next.address} before it may become a member`);
	call(
		sim,
		host,
		checkHealth,
		null,
		{to: next.address, scope: 'leader', timeoutMs: CALL_BACK_MS, about: next.caller.origin},
		callback(calledBack, next),
	);
}

function finish(sim: Sim, host: SwarmHost, joining: Joining, result: Result<JoinAnswer>): void {
	const leader = host.swarm?.manager?.leader;
	respond(sim, host, joining.caller, result);
	if (leader) leader.isChangingMembership = false;
	advance(sim, host);
}

function propose(sim: Sim, host: SwarmHost, {context: joining, result}: Outcome<Joining, Result<null>>): void {
	const manager = host.swarm?.manager;
	if (!manager) return;
	if (!result.ok) {
		const cause = describeFailure(result);
		const text = `could not connect to prospective new cluster member using its advertised address: ${cause}`;
		return finish(sim, host, joining, failure(result.code, text));
	}
	const known = Object.values(manager.members).find(member => member.nodeId === joining.nodeId);
	const ordinal = Object.keys(manager.members).length + Object.keys(manager.removed).length;
	const raftId = known?.raftId ?? toHex(randomBytes(8, sim.seed, 'id.raft', joining.nodeId, ordinal));
	const context = {nodeId: joining.nodeId, address: joining.address};
	wakeGroup(sim, host);
	const change = {change: known ? 'update' : 'add', id: raftId, context} as const;
	changeConfiguration(sim, host, change, callback(added, {...joining, raftId}));
}

export const membershipHandlers: Handlers<SwarmHost> = {
	...serve(joinRaft, join),
	...serve(checkHealth, (sim, host, _request, caller) => respond(sim, host, caller, success(null))),
	...on(calledBack, propose),
	...on(added, (sim: Sim, host: SwarmHost, {context: joining, result}) => {
		const members = Object.values(host.swarm?.manager?.members ?? {});
		finish(sim, host, joining, result.ok ? success({raftId: joining.raftId, members}) : result);
	}),
};
