import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {Script} from 'node:vm';

/**
Loads a piece of the built program, `NAME.cjs` in this folder, with the machine code that the build has kept for it
in `NAME.code`: that is a third of the start. Where the code is missing or another Node's, the text is compiled anew.
*/
export function loadPiece(folder: string, name: string): unknown {
	const filename = path.join(folder, `${name}.cjs`);
	// The bundler writes ASCII only, so latin1 is the same text, and cheaper to read.
	const script = compilePiece(
		filename,
		readFileSync(filename, 'latin1'),
		readIfThere(path.join(folder, `${name}.code`)),
	);
	const module = {exports: {}};
	script.runInThisContext()(module.exports, createRequire(filename), module);
	return module.exports;
}

/** The build makes the code with this very function: V8 takes it only for the same text. */
export function compilePiece(filename: string, text: string, cachedData?: Buffer): Script {
	const wrapped = `(function (exports, require, module) {${text}\n})`;
	return new Script(wrapped, {filename, ...(cachedData && {cachedData})});
}

function readIfThere(file: string): Buffer | undefined {
	try {
		return readFileSync(file);
	} catch {
		return undefined;
	}
}
