import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {root} from '../scripts/install.mjs';
import {program} from './lab.mjs';
import {median} from './program.mjs';

const names = [
	'first-swarm',
	'tokens',
	'advertise-address',
	'join-errors',
	'information',
	'overlay-network',
	'node-management',
];
const rounds = 5;

/** Wall time of `swarmlab run FILE --json`, start included. */
function run(file) {
	const {PATH, HOME} = process.env;
	const startedAt = performance.now();
	const {status, stderr} = spawnSync('node', [program, 'run', file, '--json'], {env: {PATH, HOME}, maxBuffer: 2 ** 28});
	if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
	return performance.now() - startedAt;
}

/** All seven, one after the other. */
export function measureScenarios() {
	const files = names.map(name => path.join(root, 'test/oracle/scenarios', `${name}.scenario`));
	const totals = Array.from({length: rounds}, () => files.reduce((sum, file) => sum + run(file), 0));
	return {scenariosMs: median(totals)};
}

/** One manager and all others joined to it, one after the other. */
export function measureJoins(nodes) {
	const others = Array.from({length: nodes - 1}, (_, index) => index + 2);
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-bench-'));
	try {
		const file = path.join(folder, 'joins.scenario');
		writeFileSync(
			file,
			[
				`nodes ${nodes}`,
				'node1$ docker swarm init',
				'T <- node1$ docker swarm join-token -q worker',
				...others.map(number => `node${number}$ docker swarm join --token \${T} 172.31.4.11:2377`),
				'',
			].join('\n'),
		);
		return {joinsMs: median(Array.from({length: 3}, () => run(file)))};
	} finally {
		rmSync(folder, {recursive: true});
	}
}
