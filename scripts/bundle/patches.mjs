/**
What a stock bundle of Ink spends its time on, cured while bundling: the same screens after half the
start and a fifth of the work per frame. Every cure is an exact edit of a package's text. A text that is
not what it was stops the build, and so does a cure that found nothing to do.
*/
import {readFile} from 'node:fs/promises';
import path from 'node:path';

/** Characters one cell wide that join with no neighbour: what screens are mostly made of. */
export const narrow =
	'[ -~\\u00A0-\\u00AC\\u00AE-\\u02FF\\u2010-\\u2027\\u2190-\\u22FF\\u2500-\\u25FC\\u2605\\u2606\\u2713\\u2717\\u276F\\u2800-\\u28FF]';

/** Without those that the older string-width takes for emoji. */
export const narrowBefore8 =
	'[ -~\\u00A0-\\u00A8\\u00AA-\\u00AC\\u00AF-\\u02FF\\u2010-\\u2027\\u2190-\\u2193\\u21AB-\\u22FF' +
	'\\u2500-\\u25A9\\u25AC-\\u25B5\\u25B7-\\u25BF\\u25C1-\\u25FA\\u2605\\u2606\\u2713\\u2717\\u276F\\u2800-\\u28FF]';

const compileYoga = `h.instantiateWasm = (imports, receive) => {
	const bytes = Buffer.from(H.slice(H.indexOf(",") + 1), "base64");
	receive(new WebAssembly.Instance(new WebAssembly.Module(bytes), imports));
};
`;

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

	// The emoji expression takes 25 ms to compile, and a border was enough to want it.
	'wrap-ansi/node_modules/string-width/index.js': [
		[
			'let width = 0;',
			`if (ambiguousIsNarrow && /^${narrowBefore8}*$/.test(string)) return string.length;\n\n\tlet width = 0;`,
		],
	],
	'string-width/index.js': [
		['if (/^[\\u0020-\\u007E]*$/.test(string)) {', `if (ambiguousIsNarrow && /^${narrow}*$/.test(string)) {`],
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
			'currentLine.push(x, line);\n',
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

/** An esbuild plugin. */
export const patches = {
	name: 'patches',
	setup(build) {
		const pending = new Set(Object.keys(edits));
		build.onResolve({filter: /^swarmlab:finished-rows$/}, () => ({
			path: path.join(import.meta.dirname, 'finished-rows.js'),
		}));
		build.onLoad({filter: /[\\/]node_modules[\\/].*\.js$/}, async ({path: file}) => {
			const name = Object.keys(edits).find(each => file.split(path.sep).join('/').endsWith(`/${each}`));
			if (!name) return undefined;
			pending.delete(name);
			return {contents: applyEdits(name, await readFile(file, 'utf8')), loader: 'js'};
		});
		build.onEnd(() => ({
			errors: [...pending].map(name => ({text: `${name} never came by: the cure for it is out of date`})),
		}));
	},
};
