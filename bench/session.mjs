import {mkdtempSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {build} from 'esbuild';
import {root} from '../scripts/install.mjs';

const hour = 3_600_000;
const day = 24 * hour;
const startedAt = Date.UTC(2026, 0, 1);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** What a session is made of, without its screen and its clock. */
async function load() {
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-bench-'));
	try {
		const outfile = path.join(folder, 'session.cjs');
		const files = ['present', 'session', 'timeline'];
		await build({
			absWorkingDir: root,
			stdin: {contents: files.map(name => `export * from './source/lab/${name}.ts';`).join('\n'), resolveDir: root},
			bundle: true,
			platform: 'node',
			format: 'cjs',
			define: {'process.env.NODE_ENV': '"production"'},
			outfile,
			logLevel: 'silent',
		});
		return createRequire(import.meta.url)(outfile);
	} finally {
		rmSync(folder, {recursive: true});
	}
}

const {addRecord, beginSession, createTimeline, restore, takeCheckpoint} = await load();

/** A swarm of so many managers and workers, and as many days of it. */
function writeSession(managers, workers, days) {
	const session = beginSession({seed: '1', startedAt, nodes: managers + workers, interfaces: []});
	const join = (role, from, to) =>
		`T=$(docker swarm join-token -q ${role}); for n in $(seq ${from} ${to}); do ssh node$n docker swarm join --token $T 172.31.4.11:2377; done`;
	const lines = ['docker swarm init', join('manager', 2, managers)];
	if (workers > 0) lines.push(join('worker', managers + 1, managers + workers));
	for (const [index, text] of lines.entries()) {
		addRecord(session, {at: startedAt + (1 + 60 * index) * 1000, type: 'line', node: 'node1', text});
	}
	addRecord(session, {type: 'clock', at: startedAt + days * day});
	return session;
}

/** Travels in slices, as the driver does. Unit of both results: real milliseconds. */
async function travel(timeline, to) {
	const began = performance.now();
	const goal = timeline.travel(to);
	let longestMs = 0;
	for (let isThere = goal === undefined; !isThere; ) {
		const since = performance.now();
		isThere = await goal(() => performance.now() - since >= 8);
		longestMs = Math.max(longestMs, performance.now() - since);
	}
	return {tookMs: performance.now() - began, longestMs};
}

const medianOf = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const timesOf = (count, work) =>
	Array.from({length: count}, () => {
		const began = performance.now();
		work();
		return performance.now() - began;
	});

/** A session is gone on with, then looked back at. Times in real milliseconds, heap in MB. */
export async function measureSession(managers, workers, days) {
	const session = writeSession(managers, workers, days);
	const timeline = createTimeline({session, record() {}, changed() {}, left() {}, arrived() {}});
	const {tookMs: resumedMs} = await travel(timeline, {type: 'end'});
	const end = timeline.present().world.sim.now;
	const back = [];
	for (let turn = 0; turn < 5; turn++) {
		back.push(await travel(timeline, {type: 'moment', at: end - hour}));
		await travel(timeline, {type: 'end'});
	}
	const {tookMs: farMs} = await travel(timeline, {type: 'moment', at: startedAt + day});
	await travel(timeline, {type: 'end'});
	const checkpoints = timeline.checkpoints();
	const last = checkpoints.at(-1);
	const takeMs = medianOf(timesOf(15, () => takeCheckpoint(timeline.present(), last)));
	const restoreMs = medianOf(timesOf(15, () => restore(last)));
	const count = checkpoints.length;
	collectGarbage();
	const before = process.memoryUsage().heapUsed;
	checkpoints.length = 0;
	collectGarbage();
	return {
		resumedMs,
		hourMs: medianOf(back.map(({tookMs}) => tookMs)),
		longestMs: Math.max(...back.map(({longestMs}) => longestMs)),
		farMs,
		takeMs,
		restoreMs,
		count,
		heapMb: (before - process.memoryUsage().heapUsed) / 1e6,
	};
}
