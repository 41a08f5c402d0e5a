import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {build} from 'esbuild';
import {root} from '../install.mjs';
import {patches} from './patches.mjs';

/** Room → the modules that cli.tsx imports from it when it comes to that; each room's become a file of its own. */
const pieces = {
	lab: ['source/lab/lab.ts', 'source/lab/scenario.ts', 'source/lab/transcript.ts'],
	sessions: ['source/cli/sessions.ts'],
	sockets: ['source/sockets/serve.ts', 'source/cli/client.ts'],
	docker: ['source/docker/docker.ts', 'source/sockets/transport.ts'],
	ui: ['source/ui/open.tsx'],
};

const common = {
	absWorkingDir: root,
	bundle: true,
	platform: 'node',
	target: 'node20',
	// CommonJS: Node starts it 8 ms sooner than a module, and V8 keeps the code of scripts only.
	format: 'cjs',
	supported: {'dynamic-import': false},
	jsx: 'automatic',
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	logLevel: 'error',
};

/** An esbuild plugin: a dynamic import loads a piece. */
const loadPieces = {
	name: 'load-pieces',
	setup(build) {
		build.onResolve({filter: /^\./}, ({kind, path: source, resolveDir}) => {
			if (kind !== 'dynamic-import') return undefined;
			const file = path.relative(root, path.resolve(resolveDir, source)).split(path.sep).join('/');
			const piece = Object.keys(pieces).find(name => pieces[name].includes(file));
			if (!piece) return {errors: [{text: `${file} belongs to no piece: see scripts/bundle/bundle.mjs`}]};
			return {path: piece, namespace: 'piece'};
		});
		build.onLoad({filter: /./, namespace: 'piece'}, ({path: piece}) => ({
			contents: `module.exports = require('./source/cli/piece.ts').loadPiece(__dirname, '${piece}');`,
			resolveDir: root,
		}));
	},
};

/** Pieces are read as Latin-1. esbuild writes strings in ASCII, and leaves patterns as they are. */
function checkAscii(file) {
	const lines = readFileSync(file, 'utf8').split('\n');
	const isComment = line => /^\s*(\/?\*|\/\/)/.test(line);
	const found = lines.find(line => !isComment(line) && /[^\0-\x7F]/.test(line));
	if (found) throw new Error(`${path.basename(file)}: write \\u… instead of other than ASCII in: ${found.trim()}`);
}

/**
Fills the folder: `cli.js` is small, so that the first frame stands as soon as Node is up; it loads `lab.cjs` or
both it and `ui.cjs`. Beside each of these lies the machine code that V8 had made of it after a rehearsal.
*/
export async function bundle(folder) {
	rmSync(folder, {recursive: true, force: true});
	mkdirSync(folder);
	// The package's files are modules; these are not.
	writeFileSync(path.join(folder, 'package.json'), '{"type": "commonjs"}\n');

	const cli = path.join(folder, 'cli.js');
	const rehearsal = path.join(folder, 'rehearsal.mjs');
	await Promise.all([
		build({
			...common,
			entryPoints: ['source/cli.tsx'],
			outfile: cli,
			banner: {js: '#!/usr/bin/env node'},
			plugins: [loadPieces, patches()],
		}),
		...Object.entries(pieces).map(([name, files]) =>
			build({
				...common,
				stdin: {contents: files.map(file => `export * from './${file}';`).join('\n'), resolveDir: root},
				outfile: path.join(folder, `${name}.cjs`),
				plugins: [patches({isComplete: name === 'ui'})],
			}),
		),
		build({...common, format: 'esm', entryPoints: ['scripts/bundle/rehearsal.mjs'], outfile: rehearsal}),
	]);
	for (const name of Object.keys(pieces)) checkAscii(path.join(folder, `${name}.cjs`));
	chmodSync(cli, 0o755);
	// Its errors come with the exception; for the rest, Ink's farewell to the cursor, nobody asks.
	execFileSync(process.execPath, [rehearsal], {stdio: 'pipe'});
	rmSync(rehearsal);
}
