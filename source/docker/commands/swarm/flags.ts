import type {Files} from '../../../base/program.ts';
import {formatNetwork, parseCidr} from '../../cidr.ts';
import {trimSpace} from '../../go/strconv.ts';
import {parseCsvLine} from '../../grammar/csv.ts';
import {type FlagKind, flag} from '../../grammar/flag.ts';
import {bool, cut, duration, int64, string, uint64} from '../../grammar/kinds.ts';
import {parseTcpAddress, splitHostPort} from '../../grammar/tcp-address.ts';
import type {ExternalCa} from '../../objects/swarm.ts';
import {readFile} from '../../read-file.ts';

/** The kinds of flags that only the swarm commands have, and the flags that several of them share. */

const standardListenAddress = {host: '0.0.0.0', port: '2377'};

const nodeAddress: FlagKind<string> = {
	word: 'node-addr',
	initial: '0.0.0.0:2377',
	shownDefault: '0.0.0.0:2377',
	// What is missing is as it was before.
	read: (text, previous) => parseTcpAddress(text, splitHostPort(previous ?? '') ?? standardListenAddress),
};

function isPem(text: string): boolean {
	return /^-----BEGIN ([^-]*)-----\r?\n[\s\S]*?^-----END \1-----/m.test(text);
}

export const pemFile: FlagKind<string> = {
	word: 'pem-file',
	initial: '',
	read: (path, _previous, files) => {
		const text = readFile(path, files);
		if (!isPem(text)) throw new Error('file contents must be in PEM format');
		return text;
	},
};

const externalCa: FlagKind<readonly ExternalCa[]> = {
	word: 'external-ca',
	initial: [],
	read: (text, previous = [], files) => [...previous, parseExternalCa(text, files)],
};

function parseExternalCa(text: string, files: Files): ExternalCa {
	const known = new Map<string, string>();
	const options: Record<string, string> = {};
	for (const field of parseCsvLine(text)) {
		if (!field.includes('=')) throw new Error(`invalid field '${field}' must be a key=value pair`);
		const [key, value] = cut(field);
		const name = key.toLowerCase();
		if (name === 'protocol' && value.toLowerCase() !== 'cfssl') {
			throw new Error(`unrecognized external CA protocol ${value}`);
		}
		if (name === 'cacert') known.set(name, readCaCertificate(value, files));
		else if (name === 'protocol' || name === 'url') known.set(name, value);
		else options[key] = value;
	}
	if (!known.has('protocol')) throw new Error('the external-ca option needs a protocol= parameter');
	if (!known.has('url')) throw new Error('the external-ca option needs a url= parameter');
	return {Protocol: 'cfssl', URL: known.get('url') ?? '', Options: options, CACert: known.get('cacert') ?? ''};
}

function readCaCertificate(path: string, files: Files): string {
	let text: string;
	try {
		text = readFile(path, files);
	} catch (error) {
		throw new Error(`unable to read CA cert for external CA: ${(error as Error).message}`);
	}
	if (!isPem(text)) throw new Error('CA cert for external CA must be in PEM format');
	return text;
}

/** Networks in CIDR notation; what stands behind the mask is dropped. */
export const addressPools: FlagKind<readonly string[]> = {
	word: 'ipNetSlice',
	initial: [],
	shownDefault: '[]',
	read: (text, previous = []) => {
		const unquoted = text.replaceAll(/["'`]/g, '');
		const fields = unquoted === '' ? [] : parseCsvLine(unquoted);
		return [...previous, ...fields.map(field => networkOf(trimSpace(field)))];
	},
};

function networkOf(text: string): string {
	try {
		return formatNetwork(parseCidr(text));
	} catch {
		throw new Error(`invalid string being converted to CIDR: ${text}`);
	}
}

const second = 1_000_000_000;

export const availabilities = ['active', 'pause', 'drain'] as const;

const expiryFlag = {
	'cert-expiry': flag(duration(2160 * 3600 * second), "Validity of the nodes' certificates (ns|us|ms|s|m|h)"),
};

const externalCaFlag = {
	'external-ca': flag(externalCa, 'Signing endpoints outside the swarm, each with protocol=, url= and more'),
};

/** What `ca` may change along the way. */
export const caFlags = {...expiryFlag, ...externalCaFlag};

/** What `init` sets and `update` changes. */
export const specFlags = {
	...caFlags,
	autolock: flag(bool(), 'Lock managers: whoever restarts one needs the unlock key (true|false)'),
	'dispatcher-heartbeat': flag(duration(5 * second), 'Time between heartbeats to the dispatcher (ns|us|ms|s|m|h)'),
	'max-snapshots': flag(uint64(), 'How many older Raft snapshots to keep', {apiVersion: '1.25'}),
	'snapshot-interval': flag(uint64(10_000), 'Raft log entries from one snapshot to the next', {apiVersion: '1.25'}),
	'task-history-limit': flag(int64(5), 'How many old tasks to keep for each slot'),
};

/** How a node takes part: `init` and `join` ask alike. */
export const memberFlags = {
	'advertise-addr': flag(string(), 'Address under which others reach this node (format: "<ip|interface>[:port]")', {
		takes: 'interface',
	}),
	availability: flag(string('active'), 'Whether this node takes tasks ("active", "pause", "drain")', {
		takes: availabilities,
	}),
	'data-path-addr': flag(string(), 'Address or interface for the traffic of tasks (format: "<ip|interface>")', {
		apiVersion: '1.31',
		takes: 'interface',
	}),
	'listen-addr': flag(nodeAddress, 'Address to listen on (format: "<ip|interface>[:port]")', {takes: 'interface'}),
};
