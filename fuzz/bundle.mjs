import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {build} from 'esbuild';
import {root} from '../scripts/install.mjs';

/** An esbuild plugin that breaks a rule: `find`, which must stand in the file exactly once, becomes `replace`. */
const breakRule = ({name, file, find, replace}) => ({
	name: 'break-rule',
	setup(build) {
		build.onLoad({filter: /\.ts$/}, ({path: source}) => {
			if (path.relative(root, source).split(path.sep).join('/') !== file) return undefined;
			const text = readFileSync(source, 'utf8');
			if (text.split(find).length !== 2) return {errors: [{text: `${name}: ${file} has not once: ${find}`}]};
			return {contents: text.replace(find, () => replace), loader: 'ts'};
		});
	},
});

/** Loads the fuzzer with the whole simulator in it, as it is or with one rule broken. */
export async function loadFuzzer(mutation) {
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-fuzz-'));
	try {
		const outfile = path.join(folder, 'fuzz.cjs');
		await build({
			absWorkingDir: root,
			bundle: true,
			platform: 'node',
			target: 'node20',
			format: 'cjs',
			define: {'process.env.NODE_ENV': '"production"'},
			sourcemap: 'inline',
			entryPoints: ['fuzz/fuzz.ts'],
			outfile,
			plugins: mutation ? [breakRule(mutation)] : [],
			logLevel: 'silent',
		});
		return createRequire(import.meta.url)(outfile);
	} finally {
		rmSync(folder, {recursive: true});
	}
}
