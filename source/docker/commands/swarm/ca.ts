import type {Client} from '../../client.ts';
import {Failure} from '../../failure.ts';
import {trimSpace} from '../../go/strconv.ts';
import {none} from '../../grammar/arity.ts';
import {type Invocation, leaf} from '../../grammar/command.ts';
import {flag} from '../../grammar/flag.ts';
import {bool} from '../../grammar/kinds.ts';
import type {Swarm, SwarmSpec} from '../../objects/swarm.ts';
import {caFlags, pemFile} from './flags.ts';
import {updateSwarm} from './requests.ts';
import {followRootRotation} from './rotation-progress.ts';
import {mergeCaConfig} from './spec.ts';

const flags = {
	...caFlags,
	'ca-cert': flag(pemFile, 'PEM file with the root CA certificate to go over to', {takes: 'file'}),
	'ca-key': flag(pemFile, "PEM file with that root CA's key", {takes: 'file'}),
	detach: flag(bool(), 'Return at once; the rotation goes on by itself', {shorthand: 'd'}),
	quiet: flag(bool(), 'Show no progress', {shorthand: 'q'}),
	rotate: flag(bool(), 'Go over to another root CA: the one given, else a new one'),
};

export const caCommand = leaf({
	name: 'ca',
	usage: '[OPTIONS]',
	summary: 'Show or rotate the root CA',
	arity: none,
	apiVersion: '1.30',
	swarm: 'manager',
	flags,
	run: async invocation => {
		const {client, io} = invocation;
		const swarm = await client.get<Swarm>('/swarm');
		if (!invocation.flags.rotate) {
			checkShowFlags(invocation);
			return io.stdout(trustRoot(swarm));
		}
		checkRotateFlags(invocation);
		await updateSwarm(client, swarm, {...swarm.Spec, CAConfig: rotatedConfig(swarm.Spec.CAConfig, invocation)});
		if (invocation.flags.detach) return;
		await followRootRotation(client, io, {isQuiet: invocation.flags.quiet});
		if (!invocation.flags.quiet) io.stdout(await currentTrustRoot(client));
	},
});

function checkShowFlags({changed}: Invocation<typeof flags>): void {
	const pointless = (['ca-cert', 'ca-key', 'cert-expiry', 'external-ca'] as const).find(changed);
	if (pointless) throw new Failure(`\`--${pointless}\` flag requires the \`--rotate\` flag to update the CA`);
}

function checkRotateFlags({changed}: Invocation<typeof flags>): void {
	if (changed('external-ca') && !changed('ca-cert')) {
		throw new Failure(
			"rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - " +
				'to add an external CA with the current root CA certificate, use the `update` command instead',
		);
	}
	if (changed('ca-cert') && !changed('ca-key') && !changed('external-ca')) {
		throw new Failure('the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well');
	}
}

function rotatedConfig(config: SwarmSpec['CAConfig'], {flags: given, changed}: Invocation<typeof flags>) {
	const certificate = given['ca-cert'];
	const key = given['ca-key'];
	const isNewByEngine = certificate === '' && key === '';
	return {
		...mergeCaConfig(config, given, changed, certificate),
		SigningCACert: certificate,
		SigningCAKey: key,
		ForceRotate: (config?.ForceRotate ?? 0) + (isNewByEngine ? 1 : 0),
	};
}

function trustRoot({TLSInfo}: Swarm): string {
	const root = TLSInfo?.TrustRoot ?? '';
	if (root === '') throw new Failure('No CA information available');
	return `${trimSpace(root)}\n`;
}

async function currentTrustRoot(client: Client): Promise<string> {
	return trustRoot(await client.get<Swarm>('/swarm'));
}
