import type {Files} from '../base/program.ts';
import type {EngineHost} from '../engine/engine.ts';
import {certificatePem, keyPem} from '../pki/pem.ts';
import type {World} from './world.ts';

/** Each node's files: what its user writes, and the folder in which Docker keeps its certificates. */
const CERTIFICATES = '/var/lib/docker/swarm/certificates';

const dockerFiles = ['swarm-node.crt', 'swarm-node.key', 'swarm-root-ca.crt'];
const inFolder = (name: string): string => `${CERTIFICATES}/${name}`;

/** What of a node is on its machine's disk, also while no engine runs there. */
const diskOf = ({swarm, engine}: EngineHost) => {
	const kept = engine.membership?.sealed ?? engine.membership?.kept ?? engine.disk?.node;
	return swarm?.credentials ? swarm : kept;
};

/** Docker's own files, by name. A locked manager's key is no text: it is not there. */
function dockerFile(host: EngineHost, name: string): string | undefined {
	const disk = diskOf(host);
	if (!disk) return undefined;
	const isSealed = 'sealed' in disk;
	const certificate = isSealed ? disk.certificate : disk.credentials?.certificate;
	if (name === 'swarm-node.crt') return certificate && certificatePem(certificate);
	if (isSealed) return undefined;
	if (name === 'swarm-root-ca.crt') return disk.trustRoot === '' ? undefined : certificatePem(disk.trustRoot);
	const isPlain = name === 'swarm-node.key' && disk.credentials && disk.unlockKey === '';
	return isPlain && disk.credentials ? keyPem(disk.credentials.key) : undefined;
}

/** What users wrote, by node and path. */
export type FileContents = Map<string, Map<string, string>>;

/** The files of each node, which are there as soon as somebody looks. Nothing real is behind them. */
export function createNodeFiles(world: World, contents: FileContents = new Map()): (node: string) => Files {
	return node => {
		const own = contents.get(node) ?? new Map<string, string>();
		contents.set(node, own);
		const host = world.sim.hosts[node];
		return {
			read: path => {
				const isDockers = path.startsWith(`${CERTIFICATES}/`);
				return host && isDockers ? dockerFile(host, path.slice(CERTIFICATES.length + 1)) : own.get(path);
			},
			write: (path, text) => void own.set(path, text),
			remove: path => void own.delete(path),
			paths: () => [...own.keys(), ...dockerFiles.filter(name => host && dockerFile(host, name)).map(inFolder)],
		};
	};
}
