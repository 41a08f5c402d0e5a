import type http from 'node:http';
import process from 'node:process';
import {claimFolder, FolderError} from './folder.ts';
import {createHttpServer, type Endpoint} from './http-server.ts';

export {FolderError};

/** One node's engine, as those outside see it. */
export type Engine = Endpoint & {
	readonly name: string;
	/** Whether it takes connections now. */
	readonly isUp: () => boolean;
};

export type ServeOptions = {
	readonly folder: string;
	/** The first node's port on the loopback interface; the others' follow. Absent: no TCP. */
	readonly port?: number;
};

/** Engines that can be reached from outside. */
export type Serving = {
	readonly folder: string;
	/** Each node's address, as `DOCKER_HOST` takes it. */
	readonly hosts: Readonly<Record<string, string>>;
	/** Opens what has come up and closes what has gone down since; a dead engine's connections break. */
	readonly follow: () => void;
	readonly close: () => void;
};

const LOOPBACK = '127.0.0.1';

/** Gives every engine a socket of its own. Throws a `FolderError`; rejects where a port is taken. */
export async function serveEngines(engines: readonly Engine[], {folder, port}: ServeOptions): Promise<Serving> {
	const names = engines.map(({name}) => name);
	const claimed = await claimFolder(folder, names);
	const listeners = engines.flatMap((engine, index) => [
		createListener(engine, server => listenPrivately(server, claimed.socketOf(engine.name))),
		...(port === undefined ? [] : [createListener(engine, server => void server.listen(port + index, LOOPBACK))]),
	]);
	const follow = () => {
		for (const listener of listeners) listener.follow();
	};
	const close = () => {
		for (const listener of listeners) listener.close();
		claimed.release();
	};
	try {
		await Promise.all(listeners.map(listener => listener.open()));
	} catch (error) {
		close();
		throw error;
	}
	const hostOf = (name: string, index: number) =>
		port === undefined ? `unix://${claimed.socketOf(name)}` : `tcp://${LOOPBACK}:${port + index}`;
	return {folder, hosts: Object.fromEntries(names.map((name, index) => [name, hostOf(name, index)])), follow, close};
}

/** The socket is made at once, readable to nobody else from its first moment. */
function listenPrivately(server: http.Server, socket: string): void {
	const mask = process.umask(0o177);
	server.listen(socket);
	process.umask(mask);
}

type Listener = {readonly open: () => Promise<void>; readonly follow: () => void; readonly close: () => void};

function createListener(engine: Engine, listen: (server: http.Server) => void): Listener {
	let server: http.Server | undefined;
	const open = () =>
		new Promise<void>((resolve, reject) => {
			server = createHttpServer(engine);
			server.once('listening', resolve);
			server.on('error', reject);
			listen(server);
		});
	const close = () => {
		server?.close();
		server?.closeAllConnections();
		server = undefined;
	};
	return {
		open: () => (engine.isUp() ? open() : Promise.resolve()),
		follow: () => {
			if (engine.isUp() === (server !== undefined)) return;
			// A port that somebody took meanwhile stays his: the engine has no address until it starts anew.
			if (server) close();
			else open().catch(close);
		},
		close,
	};
}
