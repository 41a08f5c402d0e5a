import {accessSync, constants} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Where a program is, as a shell finds it; undefined where there is none. */
export function findProgram(name: string): string | undefined {
	const folders = name.includes('/') ? [''] : (process.env.PATH ?? '').split(path.delimiter);
	return folders.map(folder => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
