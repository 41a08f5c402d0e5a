import {ApiError} from '../api/response.ts';
import type {EngineHost} from './engine.ts';
import {findNetwork, visibleNetworks} from './networks.ts';

/** What is done to networks for containers' sake, by an engine that has none. */

type ConnectRequest = {readonly Container?: string};
type DisconnectRequest = ConnectRequest & {readonly Force?: boolean};

function noContainer(name = ''): ApiError {
	if (name === '') return new ApiError(400, 'invalid name or ID supplied: ""');
	return new ApiError(404, `No such container: ${name}`);
}

export function connect({Container}: ConnectRequest): never {
	throw noContainer(Container);
}

/** By force whatever bears that name is taken off a network of this machine. */
export function disconnect(host: EngineHost, ref: string, {Container, Force}: DisconnectRequest): never {
	if (!Force || !Container) throw noContainer(Container);
	findNetwork(visibleNetworks(host, undefined), ref);
	throw new ApiError(404, `endpoint ${Container} not found`);
}
