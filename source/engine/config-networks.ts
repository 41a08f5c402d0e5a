import {ApiError} from '../api/response.ts';
import type {EngineHost, LocalNetwork} from './engine.ts';
import type {NetworkRequest} from './networks.ts';

/** Networks that are only a configuration, for others to take. (moby libnetwork/network.go) */
const forbidden = (message: string): never => {
	throw new ApiError(403, message);
};

const hasSome = (map: object | null | undefined): boolean => Object.keys(map ?? {}).length > 0;

/** What stands against making a configuration of this request, or against its taking one. */
export function checkConfiguration(request: NetworkRequest): void {
	const {IPAM: ipam} = request;
	if (request.ConfigOnly && (request.Ingress || request.Internal || request.Attachable || request.Scope)) {
		forbidden(
			'configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.',
		);
	}
	if (!request.ConfigFrom?.Network) return;
	if (request.ConfigOnly) forbidden('a configuration network cannot depend on another configuration network');
	const isOwnIpam = (ipam?.Driver || 'default') !== 'default' || hasSome(ipam?.Options) || hasSome(ipam?.Config);
	if (isOwnIpam || request.EnableIPv4 === false || request.EnableIPv6 || hasSome(request.Labels)) {
		forbidden('user specified configurations are not supported if the network depends on a configuration network');
	}
	if (hasSome(request.Options)) {
		forbidden('network driver options are not supported if the network depends on a configuration network');
	}
}

/** The configuration that a request names; undefined: it names none. */
export function findConfiguration(host: EngineHost, {ConfigFrom: from}: NetworkRequest): LocalNetwork | undefined {
	const name = from?.Network;
	if (!name) return undefined;
	const found = host.engine.networks.find(network => network.isConfigOnly && network.name === name);
	if (!found) throw new ApiError(404, `configuration network ${JSON.stringify(name)} does not exist`);
	return found;
}

/** A configuration goes only after all that were made from it. */
export function checkConfigurationRemoval(host: EngineHost, {name, isConfigOnly}: LocalNetwork): void {
	if (!isConfigOnly || !host.engine.networks.some(network => network.configFrom === name)) return;
	forbidden(`error while removing network: configuration network ${JSON.stringify(name)} is in use`);
}
