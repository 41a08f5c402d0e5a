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

const ROUNDS = 3;
const rounds = name => Array.from({length: ROUNDS}, () => take(name));
/** Virtual time over real time. */
const speed = ({virtualMs, realMs}) => virtualMs / realMs;

/** What virtual time costs. Idle time has few events, so what a day of it takes says nothing about ninety. */
export function measureTime() {
	const five = rounds('quiet-5');
	const quietMs = median(five.map(({all}) => all.realMs));
	const withFounding = read => median(five.map(run => run.founding.realMs + read(run).realMs));
	const crashesMs = median(rounds('crashes-5').map(({realMs}) => realMs));
	const year = take('quiet-1007');
	const quietSpeed = median(five.map(({all}) => speed(all)));
	return {
		quietMs,
		quietSpeed,
		quietOverTicking: quietSpeed / speed(take('ticking-5')),
		quietOverDay: withFounding(({all}) => all) / withFounding(({firstDay}) => firstDay),
		crashesMs,
		yearMs: year.all.realMs,
		yearSpeed: speed(year.all),
		yearOverTicking: speed(year.all) / speed(take('ticking-1007')),
		foundingMs: year.founding.realMs,
		manyOverFive: quietSpeed / speed(year.all),
		heapGrowth: [take('heap-5'), take('heap-1007')].map(({early, late}) => late / early),
		...take('certificates'),
	};
}
