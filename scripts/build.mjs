import {existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {installIfNeeded, root} from './install.mjs';

const sources = ['source', 'scripts', 'package.json', 'package-lock.json'];
const stamp = path.join(root, 'dist/built-with');

/** When the file, or anything in the folder, last changed; a folder's own time tells of files that went. */
const lastChange = entry => {
	const stats = statSync(entry);
	if (!stats.isDirectory()) return stats.mtimeMs;
	return Math.max(stats.mtimeMs, ...readdirSync(entry).map(name => lastChange(path.join(entry, name))));
};

const isFresh = () =>
	existsSync(stamp) &&
	readFileSync(stamp, 'utf8') === process.version &&
	sources.every(name => lastChange(path.join(root, name)) <= statSync(stamp).mtimeMs);

async function build() {
	const startedAt = new Date();
	const {bundle} = await import('./bundle/bundle.mjs');
	await bundle(path.join(root, 'dist'));
	writeFileSync(stamp, process.version);
	// As old as the sources that were read: what changed meanwhile is newer.
	utimesSync(stamp, startedAt, startedAt);
}

/** Builds dist/, unless it is newer than its sources and made by this Node, whose machine code it carries. */
export async function buildIfNeeded() {
	if (!isFresh()) await build();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	installIfNeeded();
	await (process.argv[2] === '--if-needed' ? buildIfNeeded() : build());
}
