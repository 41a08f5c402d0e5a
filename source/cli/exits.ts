import {readFileSync} from 'node:fs';
import process from 'node:process';
import {format} from 'node:util';

/** The exit status that a shell expects of a program ended by a signal. */
const endings = {SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143} as const;
/** Unit: milliseconds. */
const parentWatch = 500;
const noteCountMax = 20;

export type Exits = {
	/** Ends the program with the error's story and where to report it. */
	readonly fail: (error: unknown) => void;
};

/** Signals end the program as everything else does: what listens to its end is called. */
export function endOnSignals(): void {
	for (const [signal, status] of Object.entries(endings)) process.on(signal, () => process.exit(status));
}

/**
Sees to it that `restore` is called on every way out: the end, signals, errors that nobody caught. What would be
written over the screen meanwhile (`console`, Node's warnings) is kept and told with an error.
*/
export function guardExits(restore: () => void, describe: () => string): Exits {
	const notes = keepNotes();
	const fail = (error: unknown) => {
		restore();
		const story = error instanceof Error ? error.stack : String(error);
		const before = notes.length === 0 ? '' : `\nBefore that:\n${notes.join('\n')}\n`;
		process.stderr.write(
			`swarmlab has failed, and that is a bug of swarmlab.\n\n${story}\n${before}\n` +
				`Please report it where you got swarmlab from, with all of this: ${describe()}\n`,
		);
		process.exit(1);
	};
	process.on('exit', restore);
	process.on('uncaughtException', fail);
	endOnSignals();
	const hangUp = () => process.exit(endings.SIGHUP);
	// A terminal that is gone, or another job's, answers with EIO or with the end of input. That it refuses its modes
	// is no reason to go: Node itself resets them as it ends, in a way that is not refused.
	process.stdin.on('error', ({syscall}: NodeJS.ErrnoException) => syscall === 'setRawMode' || hangUp());
	process.stdin.on('end', hangUp);
	process.stdout.on('error', hangUp);
	watchParents(hangUp);
	return {fail};
}

/** When whoever started us dies alone, as npm may, we are left behind in possession of a terminal that is the shell's. */
function watchParents(orphaned: () => void): void {
	const read = () => `${process.ppid} ${process.env.npm_lifecycle_event ? grandparent() : ''}`;
	const parents = read();
	setInterval(() => read() === parents || orphaned(), parentWatch).unref();
}

/** npm may have a shell between itself and us, which outlives it. Only Linux tells without a process of its own. */
function grandparent(): string {
	try {
		const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
		// The name, in parentheses, may have any characters; state and parent follow it.
		return stat.slice(stat.lastIndexOf(')')).split(' ')[2] ?? '';
	} catch {
		return '';
	}
}

function keepNotes(): readonly string[] {
	const notes: string[] = [];
	const keep = (...words: unknown[]) => {
		notes.push(format(...words));
		if (notes.length > noteCountMax) notes.shift();
	};
	for (const name of ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const) console[name] = keep;
	process.removeAllListeners('warning');
	process.on('warning', keep);
	return notes;
}

export type Suspendable = {readonly suspend: () => void; readonly resume: () => void};

/** The terminal's size may have changed while nobody told us: Node reads it on this signal, and on no other occasion. */
const readSizeAgain = () => void process.emit('SIGWINCH', 'SIGWINCH');

/** Makes the program stop and go on as the shell's job control wants it. The result suspends it: Ctrl-Z. */
export function followJobControl(app: Suspendable): () => void {
	const stop = (target: number) => {
		// First: as soon as one process of the job has stopped, the terminal is the shell's.
		app.suspend();
		// Now the signal means what it means to every program. It comes back here when the job goes on, or at once
		// where there is no shell to bring it back.
		process.off('SIGTSTP', stopAlone);
		process.kill(target, 'SIGTSTP');
		setImmediate(() => {
			process.on('SIGTSTP', stopAlone);
			readSizeAgain();
			app.resume();
		});
	};
	const stopAlone = () => stop(process.pid);
	process.on('SIGTSTP', stopAlone);
	// Also where it was stopped by SIGSTOP, unasked.
	process.on('SIGCONT', readSizeAgain);
	// The whole job, npm and its shell included, as the terminal would have done it.
	return () => stop(0);
}
