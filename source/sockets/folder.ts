import {chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import path from 'node:path';
import process from 'node:process';

/** The folder cannot be had; the message says why and what to do. */
export class FolderError extends Error {
	override readonly name = 'FolderError';
}

/** A folder of sockets that is ours while we live. */
export type SocketFolder = {
	readonly path: string;
	readonly socketOf: (name: string) => string;
	/** Takes away all that we put there. Synchronous, so that it can be the last thing that a process does. */
	readonly release: () => void;
};

/** What systems can take for a socket's path, macOS being the narrowest. */
const PATH_MAX = process.platform === 'linux' ? 107 : 103;
const pidFile = 'swarmlab.pid';
const socketName = /^node\d+\.sock$/;

/** Makes the folder, or takes over one that nobody uses. Throws a `FolderError`. */
export async function claimFolder(folder: string, names: readonly string[]): Promise<SocketFolder> {
	const socketOf = (name: string) => path.join(folder, `${name}.sock`);
	const longest = names.map(socketOf).reduce((a, b) => (Buffer.byteLength(a) > Buffer.byteLength(b) ? a : b), folder);
	if (Buffer.byteLength(longest) > PATH_MAX) {
		throw new FolderError(`${longest}: a socket's path may be ${PATH_MAX} bytes long; choose a shorter --dir`);
	}
	const isNew = prepare(folder);
	const old = readdirSync(folder).filter(name => socketName.test(name));
	for (const name of old) await removeStale(folder, path.join(folder, name));
	writeFileSync(path.join(folder, pidFile), `${process.pid}\n`, {mode: 0o600});
	const release = () => {
		for (const file of [...names.map(socketOf), path.join(folder, pidFile)]) rmSync(file, {force: true});
		try {
			if (isNew) rmdirSync(folder);
		} catch {
			// Somebody has put something there: it stays.
		}
	};
	return {path: folder, socketOf, release};
}

/** True: it was not there before. A folder in which there is nothing of others is closed to them. */
function prepare(folder: string): boolean {
	if (create(folder)) return true;
	const stats = lstatSync(folder);
	if (!stats.isDirectory()) throw new FolderError(`${folder} is no folder; name another with --dir`);
	if (stats.uid !== process.getuid?.()) {
		throw new FolderError(`${folder} belongs to somebody else; name a folder of your own with --dir`);
	}
	if (readdirSync(folder).every(name => socketName.test(name) || name === pidFile)) chmodSync(folder, 0o700);
	return false;
}

function create(folder: string): boolean {
	try {
		mkdirSync(folder, {mode: 0o700});
		return true;
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') return false;
		throw new FolderError(
			`cannot make ${folder}: ${message.replace(/^\w+: |, \w+( '.*')?$/g, '')}; name another with --dir`,
		);
	}
}

/** A socket that nobody listens on was left by a process that was killed. Throws where somebody does. */
async function removeStale(folder: string, socket: string): Promise<void> {
	if (!lstatSync(socket).isSocket()) throw new FolderError(`${socket} is there, and is no socket`);
	if (await isServed(socket)) {
		throw new FolderError(
			`${socket} is served by ${describeOwner(folder)}; end it, or choose another folder with --dir`,
		);
	}
	rmSync(socket, {force: true});
}

function describeOwner(folder: string): string {
	try {
		return `process ${Number(readFileSync(path.join(folder, pidFile), 'utf8'))}`;
	} catch {
		return 'another process';
	}
}

/** Only a refusal says that nobody is there. */
const isServed = (socket: string): Promise<boolean> =>
	new Promise(resolve => {
		const probe = connect(socket);
		probe.on('connect', () => {
			probe.destroy();
			resolve(true);
		});
		probe.on('error', (error: NodeJS.ErrnoException) =>
			resolve(!['ECONNREFUSED', 'ENOENT'].includes(error.code ?? '')),
		);
	});
