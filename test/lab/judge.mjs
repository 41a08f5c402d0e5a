/**
Runs the judge (test/oracle/compare.mjs) as a program, once per message, without starting a process for each:
its words go in as `argv`, what it printed and its exit status come back.
*/
import {parentPort} from 'node:worker_threads';

const judge = new URL('../oracle/compare.mjs', import.meta.url);
/** One after the other: the program has the arguments, the output and the exit status to itself. */
let last = Promise.resolve();

parentPort.on('message', ({id, argv}) => {
	last = last.then(async () => {
		const lines = [];
		console.log = line => lines.push(line);
		process.argv = [process.execPath, judge.pathname, ...argv];
		process.exitCode = 0;
		// Each name is loaded, and so run, anew.
		await import(`${judge.href}?${id}`);
		parentPort.postMessage({id, status: process.exitCode, output: lines.join('\n')});
		process.exitCode = 0;
	});
});
