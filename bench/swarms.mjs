import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {build} from 'esbuild';
import {root} from '../scripts/install.mjs';
import {median} from './program.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-bench-'));
process.on('exit', () => rmSync(folder, {recursive: true}));
const bundle = path.join(folder, 'swarms.cjs');
await build({
	absWorkingDir: root,
	bundle: true,
	platform: 'node',
	target: 'node20',
	format: 'cjs',
	define: {'process.env.NODE_ENV': '"production"'},
	entryPoints: ['bench/swarms.ts'],
	outfile: bundle,
	logLevel: 'silent',
});

/** One figure of `swarms.ts`, taken in a fresh process. */
function take(name) {
	const code = `process.stdout.write(JSON.stringify(require(${JSON.stringify(bundle)}).figures['${name}']()))`;
	const {PATH, HOME} = process.env;
	const {status, stdout, stderr} = spawnSync('node', ['--expose-gc', '-e', code], {
		env: {PATH, HOME},
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
	return JSON.parse(stdout);
}

const DAY = 86_400_000;
const ROUNDS = 3;
const typical = (taken, read) => median(taken.map(read));
/** Real milliseconds for a virtual day. */
const perDay = ({realMs, virtualMs}) => (realMs * DAY) / virtualMs;

/** What virtual time costs: see the rows of `main.mjs`. */
export function measureTime() {
	const five = Array.from({length: ROUNDS}, () => take('quiet-5'));
	const many = Array.from({length: ROUNDS}, () => take('quiet-1007'));
	const quietMs = typical(five, ({all}) => all.realMs);
	const manyMs = typical(many, ({all}) => all.realMs);
	const year = take('year-1007');
	return {
		quietMs,
		quietOverDay: quietMs / typical(five, ({day}) => day.realMs),
		quietRatio: (90 * DAY) / quietMs,
		quietOverTicking: (90 * perDay(take('ticking-5'))) / quietMs,
		crashesMs: median(Array.from({length: ROUNDS}, () => take('crashes-5').realMs)),
		manyOverFive: manyMs / quietMs,
		yearMs: year.realMs,
		yearRatio: year.virtualMs / year.realMs,
		yearOverTicking: perDay(take('ticking-1007')) / perDay(year),
		heapGrowth: [take('heap-5'), take('heap-1007')].map(({early, late}) => late / early),
		...take('certificates'),
	};
}
