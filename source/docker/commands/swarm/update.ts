import {none} from '../../grammar/arity.ts';
import {leaf} from '../../grammar/command.ts';
import type {Swarm} from '../../objects/swarm.ts';
import {specFlags} from './flags.ts';
import {updateSwarm} from './requests.ts';
import {mergeSpec} from './spec.ts';
import {fetchUnlockKey, unlockInstructions} from './unlock-key.ts';

export const updateCommand = leaf({
	name: 'update',
	usage: '[OPTIONS]',
	summary: "Change the swarm's settings",
	arity: none,
	asksLate: true,
	swarm: 'manager',
	flags: specFlags,
	run: async ({client, flags, changed, io, showHelp}) => {
		const names = Object.keys(specFlags) as (keyof typeof specFlags)[];
		if (!names.some(changed)) return showHelp();
		const swarm = await client.get<Swarm>('/swarm');
		const spec = mergeSpec(swarm.Spec, flags, changed, swarm.TLSInfo?.TrustRoot ?? '');
		await updateSwarm(client, swarm, spec);
		io.stdout('Swarm updated.\n');
		if (swarm.Spec.EncryptionConfig?.AutoLockManagers || !spec.EncryptionConfig?.AutoLockManagers) return;
		const key = await fetchUnlockKey(client);
		if (key !== '') io.stdout(unlockInstructions(key));
	},
});
