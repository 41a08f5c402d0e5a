import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createLab, type OpenLab} from '../../source/lab/lab.ts';
import type {Session} from '../../source/lab/session.ts';
import {type Serving, serveEngines} from '../../source/sockets/serve.ts';

/** Real time for labs that are spoken to from outside. */
const realTime = {
	now: () => performance.now(),
	after: (ms: number, then: () => void) => {
		const timer = setTimeout(then, ms);
		return () => clearTimeout(timer);
	},
};

export type ServedLab = {
	readonly lab: OpenLab;
	readonly serving: Serving;
	readonly folder: string;
	readonly socketOf: (node: string) => string;
	/** Types a line on a node and waits until it has run; what the terminal has shown then. */
	readonly type: (node: string, line: string) => Promise<string>;
	readonly close: () => void;
};

/** A lab whose engines listen. Its time is a thousand times as fast, so that nobody waits for elections. */
export async function serveLab(nodes: number, speed = 1000, session?: Session): Promise<ServedLab> {
	const base = mkdtempSync(path.join(tmpdir(), 'serve-'));
	const folder = path.join(base, 'run');
	const beginning = {seed: '1', nodes, startedAt: Date.UTC(2026, 0, 1)};
	const lab = createLab({...beginning, realTime, speed, ...(session && {session})});
	const serving = await serveEngines(lab.engines, {folder});
	const unsubscribe = lab.subscribe(serving.follow);
	return {
		lab,
		serving,
		folder,
		socketOf: node => path.join(folder, `${node}.sock`),
		async type(node, line) {
			lab.type(node, line);
			while (lab.isBusy(node)) await new Promise(resolve => setTimeout(resolve, 5));
			return lab
				.terminal(node)
				.map(({text}) => text)
				.join('\n');
		},
		close() {
			unsubscribe();
			serving.close();
			lab.close();
			rmSync(base, {recursive: true, force: true});
		},
	};
}

/** A swarm of node1, the manager, and node2. */
export async function formSwarm({type}: ServedLab): Promise<void> {
	await type('node1', 'docker swarm init');
	const shown = await type('node1', 'docker swarm join-token -q worker');
	await type('node2', `docker swarm join --token ${/SWMTKN-1-\S+$/.exec(shown)?.[0]} 172.31.4.11:2377`);
}
