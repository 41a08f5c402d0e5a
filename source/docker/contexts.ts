import {createHash} from 'node:crypto';
import type {Files} from '../base/program.ts';
import {Failure} from './failure.ts';
import {quote} from './go/strconv.ts';

/** What Docker says of the default context, and of those made of it. */
export const defaultDescription = 'Current DOCKER_HOST based configuration';

/** A context as its file has it. */
export type ContextMetadata = {
	readonly Name: string;
	readonly Metadata: Readonly<Record<string, unknown>> & {readonly Description?: string};
	readonly Endpoints: Readonly<Record<string, Endpoint>>;
};

export type Endpoint = {readonly Host?: string; readonly SkipTLSVerify: boolean};

/** PEM texts by the names of their files. */
export type TlsFiles = Readonly<Partial<Record<'ca.pem' | 'cert.pem' | 'key.pem', string>>>;

/** Contexts are files of the client: one folder for each below `contexts/meta`, its TLS files below `contexts/tls`. */
export type ContextStore = {
	/** The one that commands use. It need not be there. */
	readonly current: string;
	/** Those that are kept in files, in no order. Not the default one. */
	readonly list: () => readonly ContextMetadata[];
	/** The default one too. Throws a `Failure` where there is none. */
	readonly find: (name: string) => ContextMetadata;
	readonly has: (name: string) => boolean;
	readonly save: (context: ContextMetadata, tls?: TlsFiles) => void;
	readonly remove: (name: string) => void;
	/** Names of the TLS files. */
	readonly tlsFiles: (name: string) => readonly string[];
	readonly folders: (name: string) => {readonly meta: string; readonly tls: string};
};

export const defaultName = 'default';

export type ContextStoreOptions = {
	readonly files: Files;
	/** `~/.docker` */
	readonly configDirectory: string;
	readonly current: string;
	/** What the default context leads to. Throws a `Failure` where that cannot be told. */
	readonly defaultHost: () => string;
};

export function createContextStore({files, configDirectory, current, defaultHost}: ContextStoreOptions): ContextStore {
	const folder = (kind: 'meta' | 'tls', name: string) => `${configDirectory}/contexts/${kind}/${digest(name)}`;
	const metaFile = (name: string) => `${folder('meta', name)}/meta.json`;
	const pathsBelow = (path: string) => files.paths().filter(one => one.startsWith(`${path}/`));
	const removeTls = (name: string) => {
		for (const path of pathsBelow(folder('tls', name))) files.remove(path);
	};
	return {
		current,
		list: () =>
			pathsBelow(`${configDirectory}/contexts/meta`)
				.filter(path => path.endsWith('/meta.json'))
				.map(path => readMetadata(files.read(path) ?? '')),
		find: name => {
			if (name === defaultName) return defaultContext(defaultHost());
			const text = files.read(metaFile(name));
			if (text !== undefined) return readMetadata(text);
			throw new Failure(`context ${quote(name)}: context not found: open ${metaFile(name)}: no such file or directory`);
		},
		has: name => files.read(metaFile(name)) !== undefined,
		save: (context, tls) => {
			const {Name, Metadata, Endpoints} = context;
			const {Description, ...more} = Metadata;
			const metadata = {...(Description ? {Description} : {}), ...more};
			files.write(metaFile(Name), escapeHtml(JSON.stringify({Name, Metadata: metadata, Endpoints})));
			if (!tls) return;
			removeTls(Name);
			for (const [file, text] of Object.entries(tls)) files.write(`${folder('tls', Name)}/docker/${file}`, text);
		},
		remove: name => {
			files.remove(metaFile(name));
			removeTls(name);
		},
		tlsFiles: name => pathsBelow(`${folder('tls', name)}/docker`).map(path => path.slice(path.lastIndexOf('/') + 1)),
		folders: name => ({meta: folder('meta', name), tls: folder('tls', name)}),
	};
}

const digest = (name: string): string => createHash('sha256').update(name).digest('hex');

const escapeHtml = (json: string): string =>
	json.replace(/[<>&]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

function defaultContext(Host: string): ContextMetadata {
	return {Name: defaultName, Metadata: {}, Endpoints: {docker: {Host, SkipTLSVerify: false}}};
}

function readMetadata(text: string): ContextMetadata {
	try {
		const {Name = '', Metadata = {}, Endpoints = {}} = JSON.parse(text);
		return {Name, Metadata, Endpoints};
	} catch (error) {
		throw new Failure((error as Error).message);
	}
}

const namePattern = '^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$';

/** Throws a `Failure` for a name that no context can have. */
export function checkName(name: string): void {
	if (name === '') throw new Failure('context name cannot be empty');
	if (name === defaultName) throw new Failure('"default" is a reserved context name');
	if (new RegExp(namePattern).test(name) && !name.includes('\n')) return;
	throw new Failure(`context name ${quote(name)} is invalid, names are validated against regexp ${quote(namePattern)}`);
}
