/** What `npm start`, `npm test` and `npm run bench` need before they can begin. Node's own modules only. */
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

const stamp = path.join(root, 'node_modules/.swarmlab-installed');
const built = path.join(root, 'dist/built-with');

const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

const fail = message => {
	process.stderr.write(`swarmlab: ${message}\n`);
	process.exit(1);
};

/** Installs the packages, unless node_modules came from this lock file under this Node. */
export function installIfNeeded() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.version} is too old: 20.19 or newer is needed`);

	const wanted = createHash('sha256')
		.update(readFileSync(path.join(root, 'package-lock.json')))
		.update(process.version)
		.digest('hex');
	if (read(stamp) === wanted) return;

	process.stderr.write('swarmlab: installing packages …\n');
	const npm = process.env.npm_execpath;
	const [command, ...words] = npm ? [process.execPath, npm] : ['npm'];
	// npm's own report belongs to stderr too: what the program says on stdout is its own.
	const options = {cwd: root, stdio: ['ignore', 2, 2], shell: !npm && process.platform === 'win32'};
	const {status, error} = spawnSync(command, [...words, 'ci', '--include=dev'], options);
	if (error) fail(`cannot run npm: ${error.message}`);
	if (status !== 0) fail('the packages could not be installed (npm’s reason stands above)');
	writeFileSync(stamp, wanted);
}

/** Of the files and folders below; a folder's own time tells of files that went. */
const newest = entry => {
	const stats = statSync(entry);
	if (!stats.isDirectory()) return stats.mtimeMs;
	return Math.max(stats.mtimeMs, ...readdirSync(entry).map(name => newest(path.join(entry, name))));
};

const isFresh = () =>
	read(built) === process.version &&
	['source', 'scripts', 'package.json', 'package-lock.json'].every(
		name => newest(path.join(root, name)) <= statSync(built).mtimeMs,
	);

/** Builds dist/, unless it is newer than its sources and made by this Node (whose compiled code it carries). */
export async function buildIfNeeded() {
	if (isFresh()) return;
	const {build} = await import('./build.mjs');
	await build();
}
