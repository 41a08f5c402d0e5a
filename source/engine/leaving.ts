import {ApiError} from '../api/response.ts';
import type {ControlView} from '../swarm/control.ts';
import type {EngineHost} from './engine.ts';

/** What Docker says to a node that wants to leave its swarm; undefined: it may. (moby daemon/cluster/swarm.go) */
const base = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
const lastManager =
	'Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. ';
const tail =
	'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';

export function explainLeaving(host: EngineHost, view: ControlView | undefined, isForced: boolean): string | undefined {
	if (!host.engine.membership) throw new ApiError(503, 'This node is not part of a swarm');
	if (isForced) return undefined;
	if (host.engine.membership.state === 'locked') {
		return 'Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.';
	}
	const {manager} = host.swarm ?? {};
	if (!manager) return undefined;
	if (!manager.isServing) return `${base}Doing so may lose the consensus of your cluster. ${tail}`;
	if (!view) return base + tail;
	const statuses = view.nodes.flatMap(node => (node.managerStatus ? [node.managerStatus.reachability] : []));
	const reachable = statuses.filter(status => status === 'reachable').length;
	const unreachable = statuses.length - reachable;
	if (reachable === 1 && unreachable === 0) return base + lastManager;
	if (reachable - 2 > unreachable) return base + tail;
	const counts = `Removing this node leaves ${reachable - 1} managers out of ${statuses.length}. `;
	return `${base}${counts}Without a Raft quorum your swarm will be inaccessible. ${tail}`;
}
