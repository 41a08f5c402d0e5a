import {wordAt} from '../shell/word-at.ts';

/** A machine, as far as it has names. */
type Machine = {readonly name: string; readonly addresses: readonly {readonly address: string}[]};

/** By its name or one of its addresses. */
export const findMachine = (machines: readonly Machine[], name: string): string | undefined =>
	machines.find(one => one.name === name || one.addresses.some(({address}) => address === name))?.name;

/**
The machine that `tcp://node3:2375` or `ssh://root@172.31.4.13` means, as Docker reads `DOCKER_HOST`, where the lab has
an engine: on port 2375, as in workshops, or behind ssh.
*/
export function hostOf(endpoint: string): {readonly scheme: 'tcp' | 'ssh'; readonly host: string} | undefined {
	const [, scheme, host, port] = /^(?:(tcp|ssh):\/\/)?(?:[^@/]*@)?([^:/@]+)(?::(\d+))?\/?$/.exec(endpoint) ?? [];
	if (host === undefined) return undefined;
	if (scheme === 'ssh') return port === undefined || port === '22' ? {scheme, host} : undefined;
	return port === undefined || port === '2375' ? {scheme: 'tcp', host} : undefined;
}

/** Which engine a docker command is for, and its words without what says so. */
export type Target = {readonly node: string; readonly words: readonly string[]};

/** `here`: the engine that the terminal's own docker asks. */
export function targetOf(line: string, here: string, machines: readonly Machine[]): Target {
	const {words: all = [], hosts = []} = wordAt(`${line} `, line.length + 1) ?? {};
	const assigned = /(?:^|\s)DOCKER_HOST=(\S+)\s+(?:\w+=\S*\s+)*docker\s/.exec(line)?.[1];
	const [program = '', flag = '', value = '', ...rest] = all;
	const isLong = /^--host=/.test(flag);
	const isNamed = program === 'docker' && (isLong || flag === '-H' || flag === '--host');
	const endpoint = isNamed ? (isLong ? flag.slice('--host='.length) : value) : assigned;
	const named = endpoint === undefined ? undefined : findMachine(machines, hostOf(endpoint)?.host ?? '');
	const words = isNamed ? [program, ...(isLong ? [value, ...rest] : rest)] : all;
	return {node: named ?? hosts.at(-1) ?? here, words: words.filter(word => word !== '')};
}
