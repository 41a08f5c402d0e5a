import type {Client} from '../../client.ts';
import {asFailure, Failure} from '../../failure.ts';
import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';
import type {Swarm} from '../../objects/swarm.ts';
import {updateSwarm} from './requests.ts';

export const unlockKeyCommand = leaf({
	name: 'unlock-key',
	usage: '[OPTIONS]',
	summary: 'Show or replace the key that unlocks managers',
	arity: none,
	swarm: 'manager',
	flags: {
		quiet: flag(bool(), 'Print the key alone', {shorthand: 'q'}),
		rotate: flag(bool(), 'Replace the key by a new one'),
	},
	run: async ({client, flags, io}) => {
		if (flags.rotate) {
			const swarm = await client.get<Swarm>('/swarm');
			if (!swarm.Spec.EncryptionConfig?.AutoLockManagers) {
				throw new Failure('cannot rotate because autolock is not turned on');
			}
			await updateSwarm(client, swarm, swarm.Spec, {rotateManagerUnlockKey: true});
			if (!flags.quiet) io.stdout('Successfully rotated manager unlock key.\n');
		}
		const key = await fetchUnlockKey(client);
		if (key === '') throw new Failure('no unlock key is set');
		io.stdout(flags.quiet ? `${key}\n` : unlockInstructions(key));
	},
});

/** Empty where managers are not locked. */
export async function fetchUnlockKey(client: Client): Promise<string> {
	try {
		const {UnlockKey = ''} = await client.get<{UnlockKey?: string}>('/swarm/unlockkey');
		return UnlockKey;
	} catch (error) {
		throw new Failure(`could not fetch unlock key: ${asFailure(error).message}`);
	}
}

export function unlockInstructions(key: string): string {
	return `To unlock a swarm manager after it restarts, run the \`docker swarm unlock\`
command and provide the following key:

    ${key}

Remember to store this key in a password manager, since without it you
will not be able to restart the manager.
`;
}
