import {Failure} from '../../failure.ts';
import {quote} from '../../go/strconv.ts';
import type {FlagValues} from '../../grammar/flag.ts';
import type {ExternalCa, SwarmSpec} from '../../objects/swarm.ts';
import {availabilities, type caFlags, type specFlags} from './flags.ts';

type Given<F extends Record<string, unknown>> = (name: keyof F) => boolean;

/** The spec with those flags that were given, and no others. `rootCa` stands in for external CAs without a certificate. */
export function mergeSpec(
	spec: SwarmSpec,
	flags: FlagValues<typeof specFlags>,
	given: Given<typeof specFlags>,
	rootCa: string,
): SwarmSpec {
	return {
		...spec,
		Orchestration: {
			...spec.Orchestration,
			...(given('task-history-limit') && {TaskHistoryRetentionLimit: flags['task-history-limit']}),
		},
		Raft: {
			...spec.Raft,
			...(given('max-snapshots') && {KeepOldSnapshots: flags['max-snapshots']}),
			...(given('snapshot-interval') && {SnapshotInterval: flags['snapshot-interval']}),
		},
		Dispatcher: {
			...spec.Dispatcher,
			...(given('dispatcher-heartbeat') && {HeartbeatPeriod: flags['dispatcher-heartbeat']}),
		},
		CAConfig: mergeCaConfig(spec.CAConfig, flags, given, rootCa),
		EncryptionConfig: {
			...spec.EncryptionConfig,
			...(given('autolock') && {AutoLockManagers: flags.autolock}),
		},
	};
}

export function mergeCaConfig(
	config: SwarmSpec['CAConfig'],
	flags: FlagValues<typeof caFlags>,
	given: Given<typeof caFlags>,
	rootCa: string,
): SwarmSpec['CAConfig'] {
	const completed = (ca: ExternalCa) => ({...ca, CACert: ca.CACert || rootCa});
	return {
		...config,
		...(given('cert-expiry') && {NodeCertExpiry: flags['cert-expiry']}),
		...(given('external-ca') && {ExternalCAs: flags['external-ca'].map(completed)}),
	};
}

/** Throws a `Failure` for what is none; empty where the flag was not given. */
export function checkedAvailability(text: string, isGiven: boolean): string {
	if (!isGiven) return '';
	const lower = text.toLowerCase();
	if (availabilities.some(one => one === lower)) return lower;
	throw new Failure(`invalid availability ${quote(text)}, only active, pause and drain are supported`);
}
