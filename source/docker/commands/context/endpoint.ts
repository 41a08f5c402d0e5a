import type {Files} from '../../../base/program.ts';
import type {ContextStore, Endpoint, TlsFiles} from '../../contexts.ts';
import {checkHost} from '../../endpoint.ts';
import {asFailure, Failure} from '../../failure.ts';
import {parseBool} from '../../grammar/kinds.ts';
import {readFile} from '../../read-file.ts';

/** What `--docker` describes, in the order of help. */
export const endpointKeys: Readonly<Record<string, string>> = {
	from: 'Endpoint of the context of that name',
	host: 'Where the engine listens',
	ca: 'Trust what this CA signed, and nothing else',
	cert: 'File with the TLS certificate to show',
	key: "File with that certificate's key",
	'skip-tls-verify': "Do not check the engine's certificate",
};

/** The part of help that explains `--docker`. */
export const endpointHelp = (verb: 'create' | 'update'): string =>
	[
		'Docker endpoint config:',
		'',
		...Object.entries({NAME: 'DESCRIPTION', ...endpointKeys}).map(([key, text]) => `${key.padEnd(20)}${text}`),
		'',
		'Example:',
		'',
		`$ docker context ${verb} second --docker host=tcp://node2:2375`,
	].join('\n');

export type Described = {readonly endpoint: Endpoint; readonly tls?: TlsFiles};

/** Reads `--docker host=…,ca=…`. Throws a `Failure`. */
export function readEndpoint(config: ReadonlyMap<string, string>, contexts: ContextStore, files: Files): Described {
	try {
		return describe(config, contexts, files);
	} catch (error) {
		throw new Failure(`unable to create docker endpoint config: ${asFailure(error).message}`);
	}
}

function describe(config: ReadonlyMap<string, string>, contexts: ContextStore, files: Files): Described {
	const unknown = [...config.keys()].filter(key => !(key in endpointKeys));
	if (unknown.length > 0) throw new Failure(unknown.map(key => `unrecognized config key: ${key}`).join('\n'));
	const from = config.get('from');
	if (from !== undefined) {
		const endpoint = contexts.find(from).Endpoints.docker;
		if (!endpoint) throw new Failure(`unable to get endpoint from context "${from}"`);
		return {endpoint};
	}
	const tls = readTls(config, files);
	const SkipTLSVerify = readSwitch(config.get('skip-tls-verify'));
	const Host = config.get('host') ?? '';
	checkHost(Host);
	return {endpoint: {...(Host ? {Host} : {}), SkipTLSVerify}, ...(tls ? {tls} : {})};
}

function readTls(config: ReadonlyMap<string, string>, files: Files): TlsFiles | undefined {
	const given = ['ca', 'cert', 'key'].flatMap(key => {
		const path = config.get(key);
		if (!path) return [];
		return [[`${key}.pem`, readPem(path, files)]];
	});
	return given.length > 0 ? Object.fromEntries(given) : undefined;
}

function readPem(path: string, files: Files): string {
	try {
		return readFile(path, files);
	} catch (error) {
		throw new Failure((error as Error).message);
	}
}

function readSwitch(text: string | undefined): boolean {
	try {
		return text === undefined ? false : parseBool(text);
	} catch (error) {
		// Docker names the cause without strconv's function.
		throw new Failure(`skip-tls-verify: ${(error as Error).message.replace('strconv.ParseBool: ', '')}`);
	}
}
