import type {Files} from '../base/program.ts';

/** Throws an Error in the words of Go's os. */
export function readFile(path: string, files: Files): string {
	const text = files.read(path);
	if (text !== undefined) return text;
	if (isFolder(path, files)) throw new Error(`read ${path}: is a directory`);
	throw new Error(`open ${path}: no such file or directory`);
}

function isFolder(path: string, {paths}: Files): boolean {
	if (/^(\/|\.{1,2}\/?)+$/.test(path)) return true;
	const beginning = path.endsWith('/') ? path : `${path}/`;
	return path !== '' && paths().some(one => one.startsWith(beginning));
}
