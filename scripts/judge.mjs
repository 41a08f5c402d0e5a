import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {root} from './install.mjs';

/** The recorded scenarios that came with the specification. */
export const scenarios = [
	'first-swarm',
	'tokens',
	'advertise-address',
	'join-errors',
	'information',
	'overlay-network',
	'node-management',
	'leaving',
	'swarm-update',
	'help',
	'autolock',
	'failover',
	'join-timeout',
	'quorum-loss',
	'root-rotation',
];

/** What the judge says of a transcript, times included. */
export function judge(name, transcript) {
	const oracle = path.join(root, 'test/oracle');
	const recording = path.join(oracle, 'recordings', `${name}.jsonl`);
	const words = [path.join(oracle, 'compare.mjs'), '--timing', recording, transcript];
	const {status, stdout, stderr} = spawnSync(process.execPath, words, {encoding: 'utf8'});
	const [, agreed = '0', commands = '0'] = /(\d+) of (\d+) commands agree\n$/.exec(stdout) ?? [];
	return {
		agrees: status === 0,
		agreed: Number(agreed),
		commands: Number(commands),
		output: `${stdout}${stderr}`.trim(),
	};
}
