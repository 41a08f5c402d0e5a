/**
npm run fuzz:line -- [--cases N] [--seed S] [--from K] [--most M] [--simulated]

Random command lines to the real docker client and to ours, on the same recorded engines or, several in a row, on
equal simulated ones: what they print, ask and return must agree, help's descriptions apart. A difference is shown with its shortest command line.
*/
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import {installIfNeeded, root} from '../../scripts/install.mjs';

installIfNeeded();

const print = text => process.stdout.write(`${text}\n`);

async function load(folder) {
	const outfile = path.join(folder, 'line.mjs');
	await build({
		absWorkingDir: root,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'esm',
		// The engines read their recordings from beside their source.
		define: {'import.meta.dirname': JSON.stringify(path.join(root, 'test/docker'))},
		sourcemap: 'inline',
		entryPoints: ['fuzz/line/line.ts'],
		outfile,
		logLevel: 'silent',
	});
	return import(pathToFileURL(outfile).href);
}

const {values} = parseArgs({
	options: {
		cases: {type: 'string', default: '1000'},
		seed: {type: 'string', default: '1'},
		from: {type: 'string', default: '0'},
		most: {type: 'string', default: '20'},
		simulated: {type: 'boolean', default: false},
	},
});
const docker = process.env.DOCKER ?? 'docker';
if (spawnSync(docker, ['--version']).status !== 0) {
	process.stderr.write(`there is no ${docker} to compare with\n`);
	process.exit(2);
}
const folder = mkdtempSync(path.join(tmpdir(), 'line-'));
try {
	const {fuzzLines} = await load(folder);
	const {simulated, ...texts} = values;
	const numbers = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Number(text)]));
	const fixtures = path.join(root, 'test/docker/fixtures');
	const differing = await fuzzLines({...numbers, simulated, folder: path.join(folder, 'h'), fixtures, print});
	process.exitCode = differing === 0 ? 0 : 1;
} finally {
	rmSync(folder, {recursive: true, force: true});
}
