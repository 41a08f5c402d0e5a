import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {build} from 'esbuild';
import type stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
// @ts-expect-error A build script: plain JavaScript, without types.
import {narrow, narrowBefore8} from '../../scripts/bundle/narrow.mjs';
// @ts-expect-error The same.
import {applyEdits, patches} from '../../scripts/bundle/patches.mjs';

const require = createRequire(import.meta.url);

/** Bundles frames.tsx and says what it printed. */
async function frames(plugins: readonly ReturnType<typeof patches>[]): Promise<readonly string[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'swarmlab-frames-'));
	try {
		const outfile = path.join(folder, 'frames.mjs');
		await build({
			entryPoints: [path.join(import.meta.dirname, 'frames.tsx')],
			outfile,
			bundle: true,
			platform: 'node',
			format: 'esm',
			jsx: 'automatic',
			define: {'process.env.NODE_ENV': '"production"'},
			banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
			external: ['react-devtools-core'],
			// Of the developer tools only the import is there, which an import would look for at once.
			alias: {'react-devtools-core': 'node:events'},
			plugins: [...plugins],
			logLevel: 'silent',
		});
		const env = {...process.env, FORCE_COLOR: '3', CI: 'false', DEV: 'false'};
		return JSON.parse(execFileSync(process.execPath, [outfile], {encoding: 'utf8', env, maxBuffer: 2 ** 27}));
	} finally {
		rmSync(folder, {recursive: true});
	}
}

describe('the cured bundle of Ink', () => {
	test('draws every frame as the stock one does', async () => {
		const [stock, cured] = await Promise.all([frames([]), frames([patches({isComplete: true})])]);
		expect(stock.length).toBeGreaterThan(160);
		expect(new Set(stock).size).toBeGreaterThan(100);
		expect(cured).toEqual(stock);
	}, 60_000);

	test('cannot be built from a package that is not what it was', () => {
		expect(() => applyEdits('ink/build/reconciler.js', 'nothing of the kind')).toThrow(/stands there 0 times/);
	});
});

describe('the short cut of string-width', () => {
	const segmenter = new Intl.Segmenter();

	test.each([
		['8', narrow, require.resolve('string-width')],
		['7', narrowBefore8, require.resolve('string-width', {paths: [require.resolve('wrap-ansi')]})],
	])('version %s: takes only characters that are one cell wide and join with no neighbour', async (_, set, file) => {
		const width: typeof stringWidth = (await import(file)).default;
		const short = new RegExp(`^${set}$`);
		const taken = Array.from({length: 0x1_0000}, (_, code) => String.fromCharCode(code)).filter(char =>
			short.test(char),
		);
		expect(taken.length).toBeGreaterThan(1000);
		expect(taken.filter(char => width(char) !== 1)).toEqual([]);
		expect(taken.filter(char => width(`${char}${char}a${char}─`) !== 5)).toEqual([]);
		expect(taken.filter(char => [...segmenter.segment(`${char}${char}a${char}`)].length !== 4)).toEqual([]);
	});
});
