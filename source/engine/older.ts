import {apiVersion} from '../api/response.ts';
import {withEndpoints} from './endpoints.ts';
import type {EngineHost, Exchange, Sim} from './engine.ts';
import type {showInfo} from './info.ts';
import type {Shown} from './networks.ts';
import {compareVersions, readTarget} from './target.ts';

/** What older API versions are shown otherwise, as recorded for each from 1.24 on. */
export const isOlder = ({request}: Exchange, version: string): boolean =>
	compareVersions(readTarget(request.path).version ?? apiVersion, version) < 0;

/** Fields in the order of their names, all the way down. */
function sortFields(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sortFields);
	if (value === null || typeof value !== 'object') return value;
	const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(fields.map(([name, field]) => [name, sortFields(field)]));
}

const noArtifacts = {AllowNondistributableArtifactsCIDRs: null, AllowNondistributableArtifactsHostnames: null};

/** `docker info` as a client of that version expects it. (moby api/server/router/system/system_routes.go) */
export function infoFor(exchange: Exchange, info: ReturnType<typeof showInfo>): unknown {
	const before = (version: string) => isOlder(exchange, version);
	if (!before('1.50')) return info;
	const {FirewallBackend, Containerd, RegistryConfig, RuncCommit, SecurityOptions, ...rest} = info;
	// A field that has gone since is put back by a way that sorts all of them.
	return sortFields({
		...rest,
		BridgeNfIptables: false,
		BridgeNfIp6tables: false,
		...(before('1.49') ? {} : {FirewallBackend}),
		RuncCommit: before('1.49') ? {...RuncCommit, Expected: RuncCommit.ID} : RuncCommit,
		RegistryConfig: before('1.47') ? {...RegistryConfig, ...noArtifacts} : RegistryConfig,
		...(before('1.46') ? {} : {Containerd}),
		...(before('1.42') ? {KernelMemory: true} : {}),
		SecurityOptions: before('1.25') ? ['seccomp'] : SecurityOptions,
	});
}

/**
Networks as lists show them. A manager's list has the swarm's own as the swarm knows them; a worker's has them as this
machine takes part in them. What is attached to them was in lists up to 1.27.
*/
export const networksFor = (
	sim: Sim,
	host: EngineHost,
	exchange: Exchange,
	networks: readonly Shown[],
): readonly object[] =>
	networks.map(network => {
		if (network.Scope === 'swarm' && host.swarm?.manager) return network;
		const whole = withEndpoints(sim, host, network);
		return isOlder(exchange, '1.28') || whole === network ? whole : {...whole, Containers: {}};
	});
