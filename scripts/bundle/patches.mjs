/**
What a stock bundle of Ink spends its time on, cured while bundling: the same screens after half the
start and a fifth of the work per frame. Every cure is an exact edit of a package's text. A text that is
not what it was stops the build, and so does a cure that found nothing to do.
*/
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {narrow, narrowBefore8} from './narrow.mjs';

const compileYoga = `h.instantiateWasm = (imports, receive) => {
	const bytes = Buffer.from(H.slice(H.indexOf(",") + 1), "base64");
	receive(new WebAssembly.Instance(new WebAssembly.Module(bytes), imports));
};
`;

const lazySegmenter = `{
	segment(text) {
		this.original ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
		return this.original.segment(text);
	},
}`;

const bound = (add, clear) => `${add}
    if (++size > 10_000) {
        size = 0;
        ${clear}
    }`;

/** The end of a file's path → its edits: [what must stand there exactly once, what takes its place]. First match wins. */
const edits = {
	// The layout engine is compiled at once from its bytes, not fetched from a data: URL and waited for.
	'yoga-layout/dist/src/index.js': [
		['wrapAssembly(await loadYoga())', 'wrapAssembly(assembly)'],
		['const Yoga =', 'const assembly = {};\nloadYoga(assembly);\nconst Yoga ='],
	],
	'yoga-layout/dist/binaries/yoga-wasm-base64-esm.js': [
		['if(h.instantiateWasm)try', `${compileYoga}if(h.instantiateWasm)try`],
	],

	// Only asked for the size of a terminal that has none, which ours never is.
	'terminal-size/index.js': [["import {execFileSync} from 'node:child_process';", 'let execFileSync;']],

	// Setting up a segmenter takes 5 ms, and few screens need one.
	'slice-ansi/tokenize-ansi.js': [["new Intl.Segmenter(undefined, {granularity: 'grapheme'})", lazySegmenter]],
	'@alcalzone/ansi-tokenize/build/tokenize.js': [
		['new Intl.Segmenter(undefined, { granularity: "grapheme" })', lazySegmenter],
	],
	'@alcalzone/ansi-tokenize/build/index.js': [
		['export { ansiCodesToString }', 'export { ansiCodesToString, getEndCode }'],
	],

	// React's developer tools are not here, so there is nothing to wait for.
	'ink/build/reconciler.js': [
		["await import('./devtools.js');", ''],
		['await loadPackageJson()', '{}'],
	],

	// Caches that kept every text they ever saw, each second of a clock included.
	'ink/build/measure-text.js': [
		['const cache = new Map();', 'const cache = new Map();\nlet size = 0;'],
		['cache.set(text, dimensions);', bound('cache.set(text, dimensions);', 'cache.clear();')],
	],
	'ink/build/wrap-text.js': [
		['const cache = {};', 'let cache = {};\nlet size = 0;'],
		['cache[cacheKey] = wrappedText;', bound('cache[cacheKey] = wrappedText;', 'cache = {};')],
	],

	// Rows are collected as pieces; finished-rows.js finishes those that it has not finished before.
	'ink/build/output.js': [
		["import sliceAnsi from 'slice-ansi';", "import {finishRow, nextFrame, sliceAnsi} from 'swarmlab:finished-rows';"],
		['        const output = [];\n', '        nextFrame();\n        const output = [];\n'],
		[
			/ {12}for \(let x = 0; x < this\.width; x\+\+\) \{\n {16}row\.push\(\{\n(?: {20}.*\n){4} {16}\}\);\n {12}\}\n/,
			'',
		],
		[
			/const characters = this\.caches\.getStyledChars\(line\);\n {20}let offsetX = x;\n {20}for \(.*\n(?: {24}.*\n)+ {20}\}\n/,
			'currentLine.push({x, text: line});\n',
		],
		[
			/const lineWithoutEmptyItems = .*\n {12}return styledCharsToString\(lineWithoutEmptyItems\)\.trimEnd\(\);/,
			'return finishRow(this.width, line);',
		],
	],
};

/** Throws where the text is not what the edits were written for. */
export const applyEdits = (file, text) => {
	for (const [find, replacement] of edits[file]) {
		const parts = text.split(find);
		if (parts.length !== 2) throw new Error(`${file}: stands there ${parts.length - 1} times instead of once: ${find}`);
		text = parts.join(replacement);
	}
	return text;
};

/**
Stands for a package `string-width`: the expressions and tables that it sets up take 40 ms, and a border is enough
to want them. Texts of narrow characters, styled or not, are measured without it; others still by the original.
*/
const measureNarrow = ({file, characters}) => `
const style = /\\u001B\\[[\\d;]*m/g;
const narrow = /^(?:\\u001B\\[[\\d;]*m|${characters})*$/;
export default (text, options) => {
	if (typeof text === 'string' && options === undefined && narrow.test(text)) {
		return text.includes('\\u001B') ? text.replace(style, '').length : text.length;
	}
	return require(${JSON.stringify(file)}).default(text, options);
};
`;

/**
An esbuild plugin.

@param isComplete that all of Ink is in the bundle, so that each cure must find its file.
*/
export const patches = ({isComplete = false} = {}) => ({
	name: 'patches',
	setup(build) {
		const pending = new Set(Object.keys(edits));
		build.onResolve({filter: /^swarmlab:/}, ({path: name}) => ({
			path: path.join(import.meta.dirname, `${name.slice('swarmlab:'.length)}.js`),
		}));
		build.onResolve({filter: /^(node:)?process$/}, () => ({path: path.join(import.meta.dirname, 'process.js')}));

		build.onResolve({filter: /^string-width$/}, async ({path: name, kind, resolveDir, pluginData}) => {
			if (pluginData === 'original') return undefined;
			const original = await build.resolve(name, {kind, resolveDir, pluginData: 'original'});
			return {...original, namespace: 'string-width'};
		});
		build.onLoad({filter: /./, namespace: 'string-width'}, async ({path: file}) => {
			const {version} = JSON.parse(await readFile(path.join(path.dirname(file), 'package.json'), 'utf8'));
			const characters = Number.parseInt(version, 10) < 8 ? narrowBefore8 : narrow;
			return {contents: measureNarrow({file, characters}), resolveDir: path.dirname(file)};
		});

		build.onLoad({filter: /[\\/]node_modules[\\/].*\.js$/}, async ({path: file}) => {
			const name = Object.keys(edits).find(each => file.split(path.sep).join('/').endsWith(`/${each}`));
			if (!name) return undefined;
			pending.delete(name);
			return {contents: applyEdits(name, await readFile(file, 'utf8')), loader: 'js'};
		});
		build.onEnd(() => ({
			errors: isComplete ? [...pending].map(name => ({text: `${name} never came by: its cure is out of date`})) : [],
		}));
	},
});
