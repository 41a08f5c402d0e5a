/**
Run once by the build: uses each piece as a user soon will, and keeps the machine code that V8 has made for that
beside the piece. Code for what is not rehearsed is made when it is needed, as ever.
*/
import {EventEmitter} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {compilePiece} from '../../source/cli/piece.ts';

const folder = import.meta.dirname;

const load = name => {
	const filename = path.join(folder, `${name}.cjs`);
	const script = compilePiece(filename, readFileSync(filename, 'latin1'));
	const module = {exports: {}};
	script.runInThisContext()(module.exports, createRequire(filename), module);
	return {
		...module.exports,
		keepCode: () => writeFileSync(path.join(folder, `${name}.code`), script.createCachedData()),
	};
};

const lab = load('lab');
const ui = load('ui');

const scenario = `
node1$ docker swarm init
T <- node1$ docker swarm join-token -q worker
node2$ docker swarm join --token \${T} 172.31.4.11:2377
node1$ docker node ls
node1$ docker node inspect self --format '{{.ID}} {{json .Spec}}'
node1$ docker info | grep Swarm
node3$ docker swarm join --token SWMTKN-1-wrong 172.31.4.11:2377
node1$ docker network ls
wait 10s
`;
await lab.runScenario(lab.readScenario(scenario, 'rehearsal'), {});

const output = Object.assign(new EventEmitter(), {columns: 120, rows: 40, write: () => true});
const input = Object.assign(new EventEmitter(), {setRawMode() {}, resume() {}, pause() {}});
const session = lab.createLab({
	seed: '1',
	nodes: 5,
	startedAt: 0,
	realTime: {
		now: () => performance.now(),
		after(ms, then) {
			const timer = setTimeout(then, ms);
			return () => clearTimeout(timer);
		},
	},
});
const app = ui.openApp({
	lab: session,
	input,
	output,
	environment: {noColor: false},
	onQuit() {},
	onSuspend() {},
});
const alt = key => `\u001B${key}`;
for (const keys of ['dock', '\t', 'x', '\u007F', 'swarm init\r', alt('2'), 'docker info\r', alt('1')]) {
	input.emit('data', Buffer.from(keys));
	await sleep(30);
}
for (let patience = 100; session.snapshot().clusters.length === 0 && patience > 0; patience--) await sleep(50);
if (session.snapshot().clusters.length === 0) throw new Error('the rehearsal failed: no swarm came to be');
await sleep(300);
lab.keepCode();
ui.keepCode();
app.restore();
session.close();
