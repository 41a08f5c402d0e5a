import type {ProcessIo} from '../../../base/program.ts';
import {Failure} from '../../failure.ts';
import {fromJson} from '../../go/json.ts';
import {trimSpace} from '../../go/strconv.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {type SwarmInfo, unlockRequestType} from '../../objects/swarm.ts';
import {readLine} from '../../prompt.ts';

export const unlockCommand = leaf({
	name: 'unlock',
	usage: '',
	summary: 'Unlock this manager after its restart',
	arity: none,
	swarm: 'manager',
	flags: {},
	run: async ({client, io}) => {
		const {Swarm} = await client.get<{Swarm: SwarmInfo}>('/info');
		if (Swarm.LocalNodeState === 'inactive') throw new Failure('Error: This node is not part of a swarm');
		if (Swarm.LocalNodeState !== 'locked') throw new Failure('Error: swarm is not locked');
		const body = fromJson({UnlockKey: await askForKey(io)}, unlockRequestType);
		await client.request('POST', '/swarm/unlock', {body});
	},
});

async function askForKey(io: ProcessIo): Promise<string> {
	if (!io.stdinIsTerminal) return trimSpace(await readLine(io));
	io.stdout('Enter unlock key: ');
	io.setEcho?.(false);
	try {
		return trimSpace(await readLine(io));
	} finally {
		io.setEcho?.(true);
		io.stdout('\n');
	}
}
