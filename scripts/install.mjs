import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, lstatSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const packages = path.join(root, 'node_modules');
const stamp = path.join(packages, '.swarmlab-installed');

const fail = message => {
	process.stderr.write(`swarmlab: ${message}\n`);
	process.exit(1);
};

/** Installs the packages, unless node_modules came from this lock file under this Node. Uses nothing but Node. */
export function installIfNeeded() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.version} is too old: 20.19 or newer is needed`);

	const wanted = createHash('sha256')
		.update(readFileSync(path.join(root, 'package-lock.json')))
		.update(process.version)
		.digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

	// Behind a link they are another checkout's: npm would empty it for us and for them.
	if (lstatSync(packages, {throwIfNoEntry: false})?.isSymbolicLink()) return;

	process.stderr.write('swarmlab: installing packages …\n');
	// Whatever ran this script; only npm reads our lock file.
	const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
	const [command, ...words] = npm ? [process.execPath, npm] : ['npm'];
	// npm's own report belongs to stderr too: what the program says on stdout is its own.
	const options = {cwd: root, stdio: ['ignore', 2, 2], shell: !npm && process.platform === 'win32'};
	const {status, error} = spawnSync(command, [...words, 'ci', '--include=dev'], options);
	if (error) fail(`cannot run npm: ${error.message}`);
	if (status !== 0) fail('the packages could not be installed (npm’s reason stands above)');
	writeFileSync(stamp, wanted);
}
