/**
Our docker command line against real engines: sets these up (Linux, as root; a minute the first time), runs scenarios
on them as they were recorded, and holds what comes out against the recordings. Words name scenarios; without any,
it is the fifteen of the specification: ten minutes, most of which is waiting.
*/
import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {buildIfNeeded} from './build.mjs';
import {installIfNeeded, root} from './install.mjs';
import {judge, scenarios} from './judge.mjs';

process.chdir(root);
installIfNeeded();
await buildIfNeeded();

const run = (...words) => spawnSync(words[0], words.slice(1), {stdio: 'inherit', env: process.env}).status === 0;
const oracle = path.join(root, 'test/oracle');
const names = process.argv.length > 2 ? process.argv.slice(2) : scenarios;
const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-real-'));
process.on('exit', () => rmSync(folder, {recursive: true, force: true}));

if (process.platform !== 'linux' || process.getuid() !== 0 || !run('bash', path.join(oracle, 'setup.sh'))) {
	process.stderr.write('real engines need Linux, root, and what test/oracle/setup.sh installs\n');
	process.exit(2);
}

const docker = path.join(folder, 'docker');
writeFileSync(docker, `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'dist/cli.js')}' docker "$@"\n`);
chmodSync(docker, 0o755);
Object.assign(process.env, {DOCKER: docker, LAB: process.env.LAB ?? 'real'});

const verdicts = names.map(name => {
	run(process.execPath, path.join(oracle, 'record.mjs'), folder, path.join(oracle, 'scenarios', `${name}.scenario`));
	const verdict = judge(name, path.join(folder, `${name}.jsonl`));
	process.stdout.write(verdict.agrees ? `✓ ${name}\n` : `✗ ${name}\n${verdict.output}\n`);
	return verdict;
});
const passed = verdicts.filter(({agrees}) => agrees).length;
process.exitCode = passed === verdicts.length ? 0 : 1;
process.stdout.write(`\n${passed} passed, ${verdicts.length - passed} failed\n`);
