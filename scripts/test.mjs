/**
Everything a change has to pass: types, lint with import directions, the build, the tests. Words are
vitest's own: `npm test -- test/raft`. Ends with `N passed, N failed` alone on a line.
*/
import {spawn} from 'node:child_process';
import path from 'node:path';
import {buildIfNeeded} from './build.mjs';
import {installIfNeeded, root} from './install.mjs';

process.env.NODE_ENV = 'test';
process.chdir(root);
installIfNeeded();

/** Says whether it went well; what it printed is shown only if it did not. */
const check = (title, work) =>
	work().then(
		() => {
			process.stdout.write(`✓ ${title}\n`);
			return true;
		},
		error => {
			process.stdout.write(`✗ ${title}\n${error.message}\n`);
			return false;
		},
	);

const run = (name, ...words) =>
	new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [path.join(root, 'node_modules', name), ...words], {
			env: {...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0'},
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text));
		child.on('error', reject);
		child.on('close', status => (status === 0 ? resolve() : reject(new Error(output))));
	});

const checks = await Promise.all([
	check('types', () => run('typescript/bin/tsc', '--noEmit')),
	check('lint, format, import directions', () => run('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')),
	check('build', buildIfNeeded),
]);

const {parseCLI, startVitest} = await import('vitest/node');
const {filter, options} = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const counts = {passed: 0, failed: 0};
const counter = {
	onTestRunEnd(files, errors) {
		counts.failed += errors.length;
		for (const file of files) {
			counts.failed += file.errors().length;
			for (const {state} of [...file.children.allTests()].map(each => each.result())) {
				if (state === 'passed' || state === 'failed') counts[state]++;
			}
		}
	},
};
const vitest = await startVitest('test', filter, {...options, run: true, reporters: ['default', counter]});
await vitest?.close();
// A run that came to nothing (no test found, no start) is a failure that nobody counted.
if (process.exitCode && counts.failed === 0) counts.failed = 1;

counts.passed += checks.filter(Boolean).length;
counts.failed += checks.length - checks.filter(Boolean).length;
process.exitCode = counts.failed === 0 ? 0 : 1;
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
