import {type Client, objectPath} from '../../client.ts';
import {Failure} from '../../failure.ts';
import type {SwarmInfo} from '../../objects/swarm.ts';

/** The node's path in the API; `self` is the node that answers. */
export async function nodeReferencePath(client: Client, reference: string): Promise<string> {
	if (reference !== 'self') return nodePath(reference);
	const {Swarm} = await client.get<{Swarm: SwarmInfo}>('/info');
	if (Swarm.NodeID) return nodePath(Swarm.NodeID);
	// Outside a swarm there is no ID; the engine itself says it best.
	await client.get('/nodes');
	throw new Failure('node ID not found in /info');
}

export function nodePath(reference: string): string {
	return objectPath('nodes', 'node', reference);
}
