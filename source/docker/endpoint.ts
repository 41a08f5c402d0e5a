import type {ProcessIo} from '../base/program.ts';
import {type ContextStore, defaultName} from './contexts.ts';
import {asFailure, Failure, Fatal} from './failure.ts';
import {trimSpace} from './go/strconv.ts';
import {checkUrl, parseTcpAddress} from './grammar/tcp-address.ts';

export type EndpointFlags = {
	readonly hosts: readonly string[];
	readonly context: string;
};

/** The name of the context that flags, environment and configuration ask for; a host given stands for the default one. */
export function currentContext({hosts, context}: EndpointFlags, env: ProcessIo['env'], configured = ''): string {
	if (context) return context;
	if (hosts.length > 0 || env.DOCKER_HOST) return defaultName;
	return env.DOCKER_CONTEXT || configured || defaultName;
}

/** Where the default context leads to: `standard` where nothing else is asked for. Throws a `Failure`. */
export function defaultHost(hosts: readonly string[], env: ProcessIo['env'], standard: string): string {
	if (hosts.length > 1) throw new Failure('Specify only one -H');
	const host = trimSpace(hosts[0] ?? env.DOCKER_HOST ?? '');
	try {
		return host === '' ? standard : parseHost(host);
	} catch (error) {
		throw new Failure((error as Error).message);
	}
}

/** The engine's address in the current context. Throws a `Fatal` where it cannot be told. */
export function resolveHost({current, find}: ContextStore, standard: string): string {
	try {
		const {docker} = find(current).Endpoints;
		if (!docker) throw new Failure('cannot find docker endpoint in context');
		return docker.Host || standard;
	} catch (error) {
		throw new Fatal(`Failed to initialize: unable to resolve docker endpoint: ${asFailure(error).message}`);
	}
}

/** Whether an address can be kept in a context. Throws a `Failure`. */
export function checkHost(host: string): void {
	if (host === '') return;
	try {
		checkUrl(host);
	} catch (error) {
		throw new Failure(`invalid docker endpoint options: ${(error as Error).message}`);
	}
	if (!/:\/\/./s.test(host)) {
		throw new Failure(`unable to apply docker endpoint options: unable to parse docker host \`${host}\``);
	}
}

function parseHost(host: string): string {
	const [, scheme, rest] = /^(\w*):\/\/(.*)$/s.exec(host) ?? [undefined, 'tcp', host];
	switch (scheme) {
		case 'tcp':
			return `tcp://${parseTcpAddress(rest ?? '', {host: 'localhost', port: '2375'})}`;
		case 'unix':
			return `unix://${rest || '/var/run/docker.sock'}`;
		case 'ssh':
			return host;
		default:
			throw new Error(`invalid bind address format: ${host}`);
	}
}
