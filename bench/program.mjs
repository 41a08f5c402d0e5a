/**
A program in a terminal of its own, 120×40, watched from outside: each piece of output gets its moment, and is
only looked at later, so that looking does not slow the program. Node instead of the usual Python: the project
asks for nothing else, and what watching costs (1 to 3 ms at the start, 0.2 ms a key) is in the anchors as well.
*/
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';

const {Terminal} = createRequire(import.meta.url)('@xterm/headless');

export const columns = 120;
export const rows = 40;

/** Runs `command words` and notes what it writes. Times: milliseconds since just before it was started. */
export function startProgram(command, words) {
	const {PATH, HOME} = process.env;
	// No more than a user's shell has: some variables (NODE_EXTRA_CA_CERTS) alone double Node's start.
	const state = mkdtempSync(path.join(tmpdir(), 'swarmlab-bench-'));
	const env = {PATH, HOME, XDG_STATE_HOME: state, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8'};
	const chunks = [];
	const startedAt = performance.now();
	const now = () => performance.now() - startedAt;
	const pty = spawn(command, words, {name: env.TERM, cols: columns, rows, env});
	let wake = () => {};
	pty.onData(text => {
		chunks.push({at: now(), text});
		wake();
	});
	const ended = new Promise(resolve => {
		pty.onExit(() => {
			const at = now();
			rmSync(state, {recursive: true});
			wake();
			resolve(at);
		});
	});

	/** The moment of the next output after this call; undefined where there is none for so long. */
	const nextOutput = async patienceMs => {
		const seen = chunks.length;
		await Promise.race([sleep(patienceMs), new Promise(resolve => (wake = resolve))]);
		return chunks[seen]?.at;
	};
	/** Waits until there was no output for so long; no longer than a second. */
	const silence = async quietMs => {
		const deadline = now() + 1000;
		while (now() < deadline && (await nextOutput(quietMs)) !== undefined);
	};
	/** Waits until the screen shows it; for setting the scene, not for measuring. */
	const see = async pattern => {
		const screen = createScreen();
		const deadline = now() + 20_000;
		for (let index = 0; now() < deadline; ) {
			while (index < chunks.length) await screen.feed(chunks[index++].text);
			if (pattern.test(screen.text())) return;
			await nextOutput(100);
		}
		throw new Error(`the screen never showed ${pattern}, but\n${screen.text()}`);
	};
	/** Ends it, the hard way: how it would quit is not asked here. */
	const end = async () => {
		pty.kill('SIGKILL');
		await ended;
	};
	return {pid: pty.pid, chunks, now, send: keys => pty.write(keys), nextOutput, silence, see, ended, end};
}

export function createScreen() {
	const emulator = new Terminal({cols: columns, rows, allowProposedApi: true});
	return {
		feed: text => new Promise(resolve => emulator.write(text, resolve)),
		text() {
			const {active} = emulator.buffer;
			return Array.from({length: rows}, (_, y) => active.getLine(y)?.translateToString(true) ?? '').join('\n');
		},
	};
}

/** The moment of the output that made the screen match. */
export async function momentOf(pattern, chunks) {
	const screen = createScreen();
	for (const {at, text} of chunks) {
		await screen.feed(text);
		if (pattern.test(screen.text())) return at;
	}
	throw new Error(`the screen never showed ${pattern}, but\n${screen.text()}`);
}

/** Seconds of processor time used so far, and resident memory in MB; Linux only. */
export function readUsage(pid) {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// User and system time, in hundredths of a second; the name before them may hold anything.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return {
		cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
		memoryMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
	};
}

/** The value below which this share of the values lies. */
export function quantile(values, share) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

export const median = values => quantile(values, 0.5);
