import type {Client} from '../../client.ts';
import {fromJson} from '../../go/json.ts';
import {type Swarm, type SwarmSpec, swarmSpecType} from '../../objects/swarm.ts';

export type Rotations = {
	readonly rotateWorkerToken?: boolean;
	readonly rotateManagerToken?: boolean;
	readonly rotateManagerUnlockKey?: boolean;
};

/** Writes a spec over the swarm that was read; the engine refuses if another has written since. */
export async function updateSwarm(
	client: Client,
	{Version}: Swarm,
	spec: SwarmSpec,
	{rotateWorkerToken = false, rotateManagerToken = false, rotateManagerUnlockKey = false}: Rotations = {},
): Promise<void> {
	await client.request('POST', '/swarm/update', {
		query: {
			rotateManagerToken: String(rotateManagerToken),
			rotateManagerUnlockKey: String(rotateManagerUnlockKey),
			rotateWorkerToken: String(rotateWorkerToken),
			version: String(Version?.Index ?? 0),
		},
		body: fromJson(spec, swarmSpecType),
	});
}
