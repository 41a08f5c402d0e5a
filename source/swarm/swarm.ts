import type {Handlers} from '../simulation/simulation.ts';
import {agentHandlers} from './agent.ts';
import {allocatorWrites} from './allocator.ts';
import {admitNode, caHandlers, requestRenewal, storeCertificate} from './ca-server.ts';
import {certificateRequestHandlers} from './certificate-request.ts';
import {controlHandlers, controlWrites} from './control.ts';
import {dispatcherHandlers, markDown, markReady, markUnknown} from './dispatcher.ts';
import {heartbeatHandlers} from './heartbeat.ts';
import {keyHandlers, keyWrites} from './key-manager.ts';
import {leaderHandlers, leaderWrites} from './leader.ts';
import {managerHandlers} from './manager.ts';
import {membershipHandlers} from './membership.ts';
import {nodeHandlers} from './node.ts';
import {raftHandlers} from './raft-group.ts';
import {renewerHandlers} from './renewer.ts';
import {roleHandlers, roleWrites} from './role-manager.ts';
import {reconcilerHandlers, reconcilerWrites} from './root-reconciler.ts';
import {rpcHandlers} from './rpc.ts';
import type {SwarmHost} from './state.ts';
import {transactionHandlers, type WriteTable} from './transactions.ts';

/** All that can be written to the store, by name. */
const writes = [
	admitNode,
	requestRenewal,
	storeCertificate,
	markReady,
	markDown,
	markUnknown,
	...allocatorWrites,
	...controlWrites,
	...keyWrites,
	...leaderWrites,
	...reconcilerWrites,
	...roleWrites,
];
const writeTable: WriteTable = Object.fromEntries(writes.map(one => [one.name, one as WriteTable[string]]));

/** All that can happen in SwarmKit's control plane. */
export const swarmHandlers: Handlers<SwarmHost> = {
	...agentHandlers,
	...caHandlers,
	...certificateRequestHandlers,
	...controlHandlers,
	...dispatcherHandlers,
	...heartbeatHandlers,
	...keyHandlers,
	...leaderHandlers,
	...managerHandlers,
	...membershipHandlers,
	...nodeHandlers,
	...raftHandlers,
	...reconcilerHandlers,
	...renewerHandlers,
	...roleHandlers,
	...rpcHandlers,
	...transactionHandlers(writeTable),
};
