import {createHash} from 'node:crypto';
import type {ProcessIo} from '../base/program.ts';
import {Failure} from './failure.ts';
import {parseTcpAddress} from './grammar/tcp-address.ts';

export type EndpointFlags = {
	readonly hosts: readonly string[];
	readonly context: string;
};

/**
The engine's address that `--host`, `--context` and the environment ask for; `standard` where they ask for none.

Throws a `Failure` with Docker's message.
*/
export function resolveHost(
	{hosts, context}: EndpointFlags,
	env: ProcessIo['env'],
	{standard, configDirectory}: {readonly standard: string; readonly configDirectory: string},
): string {
	if (hosts.length > 1) throw unresolved('Specify only one -H');
	const named = context || (hosts[0] === undefined && !env.DOCKER_HOST ? env.DOCKER_CONTEXT : '') || 'default';
	if (named !== 'default') throw unresolved(contextMissing(named, configDirectory));
	const host = (hosts[0] ?? env.DOCKER_HOST ?? '').trim();
	try {
		return host === '' ? standard : parseHost(host);
	} catch (error) {
		throw unresolved((error as Error).message);
	}
}

function unresolved(cause: string): Failure {
	return new Failure(`Failed to initialize: unable to resolve docker endpoint: ${cause}`);
}

/** Contexts are kept in folders named by the digest of their names. */
function contextMissing(name: string, configDirectory: string): string {
	const digest = createHash('sha256').update(name).digest('hex');
	const file = `${configDirectory}/contexts/meta/${digest}/meta.json`;
	return `context "${name}": context not found: open ${file}: no such file or directory`;
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
